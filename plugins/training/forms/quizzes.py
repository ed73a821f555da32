"""Forms of questions."""

from typing import Any

from flask_babel import lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import SelectField, TextAreaField

from core.sdk.web import AppForm, DecimalField, TextField, VersionedForm, required
from plugins.training.models import Question, QuestionKind
from plugins.training.services.quizzes import OptionInput, QuestionInput

# technical: rows of a form
BLANK_OPTIONS = 4
MOST_ROWS = 13
PREFIX = "option"


class QuizForm(VersionedForm):
    """The title of a quiz."""

    title = TextField(lazy_gettext("Название"), [required()])


class QuestionForm(VersionedForm):
    """One question; the options stand beside it, see ``OptionRows``."""

    text = TextAreaField(lazy_gettext("Вопрос"))
    value = DecimalField(lazy_gettext("Верное число"), places=6)
    tolerance = DecimalField(
        lazy_gettext("Допуск"),
        places=6,
        description=lazy_gettext("Насколько можно ошибиться в обе стороны; пусто: ни на сколько"),
    )
    sample = TextAreaField(
        lazy_gettext("Что должно быть в хорошем ответе"),
        description=lazy_gettext("Видит наставник, когда проверяет. Сотрудник не видит."),
    )
    explanation = TextAreaField(
        lazy_gettext("Пояснение"),
        description=lazy_gettext("Показывается после ответа: почему верно именно так"),
    )
    clause_uid = SelectField(
        lazy_gettext("Где это сказано"),
        description=lazy_gettext("После ответа сотрудник увидит ссылку на пункт"),
        validate_choice=False,
    )

    def given(self, kind: QuestionKind, rows: "OptionRows") -> QuestionInput:
        """What was typed, for the service."""
        return QuestionInput(
            kind=kind,
            text=self.text.data or "",
            options=rows.options(kind),
            value=self.value.data,
            tolerance=self.tolerance.data,
            sample=self.sample.data or "",
            explanation=self.explanation.data or "",
            clause_uid=self.clause_uid.data or None,
        )

    @staticmethod
    def stored(question: Question) -> dict[str, Any]:
        """Values of the fields for a stored question."""
        return {
            "text": question.text,
            "explanation": question.explanation,
            "clause_uid": question.clause_uid or "",
            "value": question.right.get("value"),
            "tolerance": question.right.get("tolerance"),
            "sample": question.right.get("sample", ""),
        }


class OptionRows:
    """Rows of options as they stand in the form: ``option-<n>`` and which of them are right.

    Which are right comes in the field ``right``, by the numbers of the rows. Rows keep the order
    of the fields in the page: those of an order are dragged.
    """

    def __init__(self, rows: list[tuple[str, bool]]) -> None:
        self.rows = rows

    @classmethod
    def blank(cls) -> "OptionRows":
        """Empty rows to begin with."""
        return cls([("", False)] * BLANK_OPTIONS)

    @classmethod
    def of(cls, question: Question) -> "OptionRows":
        """The options of a stored question."""
        right = set(question.right.get("options", ()))
        return cls([(text, place in right) for place, text in enumerate(question.options)])

    @classmethod
    def posted(cls, form: MultiDict[str, str]) -> "OptionRows":
        """What was sent; an arrow pressed without a script moves a row, «ещё» adds one."""
        right = set(form.getlist("right"))
        names = [name for name in form if name.startswith(f"{PREFIX}-")][:MOST_ROWS]
        rows = [(form[name], name.removeprefix(f"{PREFIX}-") in right) for name in names]
        _, _, move = form.get("move", "").partition(":")
        number, _, way = move.partition(":")
        here = next((at for at, name in enumerate(names) if name == f"{PREFIX}-{number}"), None)
        if here is not None:
            to = here + (-1 if way == "up" else 1)
            if 0 <= to < len(rows):
                rows[here], rows[to] = rows[to], rows[here]
        if "add" in form and len(rows) < MOST_ROWS:
            rows.append(("", False))
        return cls(rows)

    @staticmethod
    def only_redrawn(form: MultiDict[str, str]) -> bool:
        """Whether a button was pressed that saves nothing."""
        return "move" in form or "add" in form

    def options(self, kind: QuestionKind) -> tuple[OptionInput, ...]:
        """The options for the service; of an order there are no right ones."""
        chosen = kind in {QuestionKind.ONE, QuestionKind.SEVERAL}
        return tuple(OptionInput(text, right and chosen) for text, right in self.rows)


class OpenForm(AppForm):
    """What the mentor writes when he opens new attempts."""

    note = TextField(lazy_gettext("О чём договорились"), [required()])

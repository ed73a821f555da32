"""Forms of scripts: a step with its answers, when a script is offered, a mark."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import RadioField, SelectField, TextAreaField

from core.sdk.web import AppForm, LineRow, LineRows, TextField, VersionedForm, optional_id, required
from plugins.training.forms.regulations_settings import ChecksField
from plugins.training.models import Acquaintance, BranchKind, ScriptStepKind, TalkResult
from plugins.training.services.scripts import When
from plugins.training.talk.graph import Branch, Step

NEW = "new"
"""The choice of a branch that leads to a step which is made with it."""


class StepForm(VersionedForm):
    """What is said at a step; its answers are rows beside."""

    title = TextField(lazy_gettext("Название шага"))
    kind = SelectField(lazy_gettext("Что это"))
    say = TextAreaField(lazy_gettext("Что говорим"))
    hint = TextAreaField(lazy_gettext("Подсказка менеджеру"))
    result = SelectField(lazy_gettext("Чем закончился разговор"))

    def step(self, branches: Iterable[Branch]) -> Step:
        """The form as the service takes it."""
        kind = ScriptStepKind(self.kind.data)
        ends = kind is ScriptStepKind.END
        return Step(
            title=self.title.data or "",
            kind=kind,
            say=(self.say.data or "").strip(),
            hint=(self.hint.data or "").strip(),
            result=TalkResult(self.result.data) if ends and self.result.data else None,
            branches=tuple(branches),
        )


class BranchRow(LineRow):
    """An answer as typed. ``new`` is the title of the step that is to be made with it."""

    CELLS = ("kind", "text", "to", "new", "uid")
    TYPED = ("text", "new")


class BranchRows(LineRows[BranchRow, Branch]):
    """The answers at a step."""

    row_type = BranchRow

    @classmethod
    def kept(cls, branches: Iterable[Branch]) -> "BranchRows":
        """Rows of a saved step."""
        return cls(
            BranchRow({"kind": one.kind.value, "text": one.text, "to": one.to, "uid": one.uid})
            for one in branches
        )

    @staticmethod
    def read(row: BranchRow) -> Branch:
        """The row as the service takes it."""
        if row.text("to") == NEW and not row.text("new"):
            row.refuse("new", _("Назовите новый шаг"))
        known = {kind.value for kind in BranchKind}
        kind = row.text("kind")
        return Branch(
            text=row.text("text"),
            to="" if row.text("to") == NEW else row.text("to"),
            kind=BranchKind(kind) if kind in known else BranchKind.ANSWER,
            uid=row.text("uid"),
        )

    def new_steps(self) -> dict[int, str]:
        """Titles of the steps to be made, by the number of the answer. A title typed beside a
        chosen step means nothing."""
        return {
            number: row.text("new")
            for number, row in enumerate(self._read)
            if row.text("new") and row.text("to") in ("", NEW)
        }


class WhenForm(VersionedForm):
    """When a script is offered, and what the edition changes."""

    stages = ChecksField(lazy_gettext("Документ и его состояние"))
    acquaintance = RadioField(lazy_gettext("Знакомы ли с клиентом"))
    groups = ChecksField(lazy_gettext("Группы клиентов"), coerce=int)
    classes = ChecksField(lazy_gettext("Классы клиентов"))
    summary = TextAreaField(lazy_gettext("Что меняет эта редакция"))

    def when(self) -> When:
        """The form as the service takes it."""
        return When(
            tuple(self.stages.data or ()),
            tuple(self.groups.data or ()),
            tuple(self.classes.data or ()),
            Acquaintance(self.acquaintance.data or ""),
        )


class TalkForm(AppForm):
    """What is typed during a talk."""

    said = TextAreaField(lazy_gettext("О чём зашла речь"))
    to = SelectField(lazy_gettext("С какого шага продолжаем"), validate_choice=False)
    reason = TextAreaField(lazy_gettext("Причина отказа словами клиента"))
    note = TextAreaField(lazy_gettext("Заметка о разговоре"))


class MarkForm(AppForm):
    """The mentor's mark."""

    mark = RadioField(
        lazy_gettext("Оценка"), [required()], coerce=optional_id, validate_choice=False
    )
    text = TextAreaField(lazy_gettext("Что получилось и что исправить"), [required()])

"""Forms of a case: the report, the explanation, the decision, the pause of its term."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext
from wtforms import (
    BooleanField,
    HiddenField,
    MultipleFileField,
    PasswordField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.validators import Length

from core.sdk import Actor, today
from core.sdk.web import (
    DateField,
    DecimalField,
    TextField,
    VersionedForm,
    optional_id,
    required,
    translate,
)
from plugins.training.discipline import local_day
from plugins.training.models import Outcome, PauseKind, Violation, ViolationPause
from plugins.training.services.violations import (
    DecisionInput,
    FileInput,
    PauseInput,
    QualifyInput,
    ReductionInput,
    ReportInput,
    RuleInput,
)
from plugins.training.services.violations.acquainting import MAX_WITNESS
from plugins.training.services.violations.given import MAX_TEXT
from plugins.training.services.violations.pausing import KINDS, MAX_REASON

Choice = tuple[int, str]
TOO_LONG = lazy_gettext("Слишком длинно")
NO_RULE = lazy_gettext("Такого случая в правилах нет")


def _files(field: Any) -> list[FileInput]:
    """What was uploaded; an empty field posts a nameless nothing."""
    return [
        FileInput(file.filename, file.read())
        for file in field.data or ()
        if not isinstance(file, str) and file.filename
    ]


class RuleForm(VersionedForm):
    """The day, the clause and the document: what the case is about."""

    happened_on = DateField(lazy_gettext("Когда это было"), [required()])
    regulation_id = SelectField(lazy_gettext("Какое правило нарушено"), coerce=optional_id)
    # The service answers for what is no clause of the edition: it knows its number.
    clause = SelectField(lazy_gettext("Пункт"), validate_choice=False)
    # technical: length of a column
    related_number = TextField(lazy_gettext("Номер документа"), [Length(max=40, message=TOO_LONG)])

    def offer_rules(self, rules: Iterable[Choice]) -> None:
        """Set the regulations to choose from."""
        self.regulation_id.choices = [("", NO_RULE), *rules]

    def offer_clauses(self, clauses: Iterable[tuple[str, str]]) -> None:
        """Set the clauses of the chosen regulation, as it stood on that day."""
        self.clause.choices = [("", lazy_gettext("Выберите пункт")), *clauses]

    def rule(self) -> RuleInput | None:
        """The clause chosen; None where the rules know no such case."""
        chosen = self.regulation_id.data
        return RuleInput(chosen, self.clause.data or "") if chosen is not None else None

    def qualified(self) -> QualifyInput:
        """As the service takes it."""
        return QualifyInput(self.happened_on.data, self.rule(), self.related_number.data or "")


def rule_values(violation: Violation) -> dict[str, Any]:
    """What the form of the rule begins with."""
    version = violation.rule_version
    return {
        "version": violation.document.version,
        "happened_on": local_day(violation.happened_at),
        "regulation_id": version.regulation_id if version else None,
        "clause": violation.clause_number,
        "related_number": violation.related.number if violation.related else "",
    }


class ReportForm(RuleForm):
    """Somebody tells of a violation or complains."""

    accused_id = SelectField(lazy_gettext("О ком"), [required()], coerce=optional_id)
    facts = TextAreaField(
        lazy_gettext("Что произошло"), [required(), Length(max=MAX_TEXT, message=TOO_LONG)]
    )
    hides_reporter = BooleanField(lazy_gettext("Скрыть моё имя от этого сотрудника"))
    files = MultipleFileField(lazy_gettext("Файлы"))
    other_act = BooleanField(lazy_gettext("Это другой поступок, сообщить отдельно"))
    without_decider = BooleanField(lazy_gettext("Понимаю, что решать некому: записать случай"))

    def offer_people(self, people: Iterable[Choice]) -> None:
        """Set whom a report may be about."""
        self.accused_id.choices = [("", lazy_gettext("Выберите сотрудника")), *people]

    def given(self) -> ReportInput:
        """As the service takes it."""
        return ReportInput(
            accused_id=self.accused_id.data or 0,
            facts=self.facts.data or "",
            happened_on=self.happened_on.data or today(),
            rule=self.rule(),
            related_number=self.related_number.data or "",
            hides_reporter=bool(self.hides_reporter.data),
            other_act=bool(self.other_act.data),
            without_decider=bool(self.without_decider.data),
        )

    def uploaded(self) -> Sequence[FileInput]:
        """Files of the report."""
        return _files(self.files)


class WordsForm(VersionedForm):
    """Words with files: an explanation, or what is added to a case."""

    text = TextAreaField(lazy_gettext("Объяснение"), [Length(max=MAX_TEXT, message=TOO_LONG)])
    files = MultipleFileField(lazy_gettext("Файлы"))

    def uploaded(self) -> Sequence[FileInput]:
        """Files that go with the words."""
        return _files(self.files)


class ExplanationForm(WordsForm):
    """The word of the accused."""

    text = TextAreaField(
        lazy_gettext("Объяснение"), [required(), Length(max=MAX_TEXT, message=TOO_LONG)]
    )


class AcquaintForm(VersionedForm):
    """The signature under a sanction. ``shown`` is the SHA-256 of the words that are signed."""

    shown = HiddenField()
    password = PasswordField(
        lazy_gettext("Пароль"),
        [required()],
        description=lazy_gettext("Тот же, с которым вы входите: он подтверждает, что это вы"),
    )


class NotAcquaintedForm(VersionedForm):
    """The act that there is no signature under a sanction."""

    reason = TextAreaField(
        lazy_gettext("Как знакомили и почему подписи нет"),
        [required(), Length(max=MAX_TEXT, message=TOO_LONG)],
    )
    witness = TextField(
        lazy_gettext("Свидетель: имя и должность"),
        [required(), Length(max=MAX_WITNESS, message=TOO_LONG)],
    )


class DecisionForm(VersionedForm):
    """The decision; the figures of the month where the bonus is lowered."""

    outcome = RadioField(lazy_gettext("Решение"), [required()])
    motive = TextAreaField(
        lazy_gettext("Почему так решено"), [required(), Length(max=MAX_TEXT, message=TOO_LONG)]
    )
    other_act = TextAreaField(
        lazy_gettext("Чем этот поступок другой"), [Length(max=MAX_TEXT, message=TOO_LONG)]
    )
    with_reduction = BooleanField(lazy_gettext("Снизить премию"))
    pay = DecimalField(lazy_gettext("Заработок за месяц до снижения"))
    bonus = DecimalField(lazy_gettext("Из него премия"))
    amount = DecimalField(lazy_gettext("Снизить на"))

    def offer(self, *, sanctions: bool) -> None:
        """Set what may be decided; sanctions only where the rule grounds them."""
        choices = [(Outcome.DISMISSED.value, lazy_gettext("Нарушения нет"))]
        if sanctions:
            choices += [
                (Outcome.REPROOF.value, lazy_gettext("Замечание")),
                (Outcome.REPRIMAND.value, lazy_gettext("Выговор")),
            ]
        self.outcome.choices = choices

    def ask_figures_alone(self) -> bool:
        """For the calculation: whether all figures can be read; what is wrong with the rest of the
        form waits for the decision."""
        self.validate()
        figures = (self.pay, self.bonus, self.amount)
        for field in self:
            if field not in figures:
                field.errors = []
        self.with_reduction.data = True
        return not any(field.errors for field in figures)

    def reduction(self) -> ReductionInput | None:
        """The figures of the month; None where the bonus is left alone."""
        if not self.with_reduction.data:
            return None
        return ReductionInput(
            self.pay.data or Decimal(0), self.bonus.data or Decimal(0), self.amount.data
        )

    def decision(self) -> DecisionInput:
        """As the service takes it."""
        return DecisionInput(
            Outcome(self.outcome.data),
            self.motive.data or "",
            self.reduction(),
            self.other_act.data or "",
        )


class PassOnForm(VersionedForm):
    """A gap in the rules: which regulation is to close it, and how."""

    regulation_id = SelectField(lazy_gettext("В какой регламент"), [required()], coerce=optional_id)
    proposal = TextAreaField(
        lazy_gettext("Чего не хватает в правилах"),
        [required(), Length(max=MAX_TEXT, message=TOO_LONG)],
    )
    motive = TextAreaField(
        lazy_gettext("Почему решено так"), [required(), Length(max=MAX_TEXT, message=TOO_LONG)]
    )

    def offer(self, rules: Iterable[Choice]) -> None:
        """Set the regulations to choose from."""
        self.regulation_id.choices = [("", lazy_gettext("Выберите регламент")), *rules]


class PauseForm(VersionedForm):
    """Days that do not count into the month for a sanction."""

    kind = SelectField(lazy_gettext("Что приостановило срок"))
    since = DateField(lazy_gettext("С какого дня"), [required()])
    until = DateField(lazy_gettext("По какой день"))
    reason = TextAreaField(
        lazy_gettext("Основание"), [required(), Length(max=MAX_REASON, message=TOO_LONG)]
    )

    def offer(self) -> None:
        """Set the kinds that the law knows."""
        self.kind.choices = [(kind.value, translate(title)) for kind, title in KINDS.items()]

    def given(self) -> PauseInput:
        """As the service takes it."""
        return PauseInput(
            PauseKind(self.kind.data),
            self.since.data or today(),
            self.until.data,
            self.reason.data or "",
        )


def pause_values(pause: ViolationPause) -> dict[str, Any]:
    """What the form of a pause begins with."""
    return {
        "kind": pause.kind,
        "since": pause.since,
        "until": pause.until,
        "reason": pause.reason,
    }


def people_to_choose(people: Iterable[Any], actor: Actor) -> list[Choice]:
    """Everybody but the reporter himself."""
    return [
        (one.id, f"{one.full_name}, {one.position}" if one.position else one.full_name)
        for one in people
        if one.id != actor.user_id
    ]

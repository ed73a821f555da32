"""Forms of onboarding: a template as rows, a plan, marks and the conclusion."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import (
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)

from core.sdk import add_working_days
from core.sdk.web import (
    AppForm,
    DateField,
    LineRow,
    LineRows,
    TextField,
    VersionedForm,
    optional_id,
    required,
)
from plugins.training.models import Doer, StepKind, TemplateStep
from plugins.training.services.onboarding import PlanInput, StepInput

KINDS = {
    StepKind.DOCUMENT: lazy_gettext("Документ"),
    StepKind.COURSE: lazy_gettext("Курс"),
    StepKind.QUIZ: lazy_gettext("Вопросы"),
    StepKind.SCRIPT: lazy_gettext("Скрипт"),
    StepKind.TASK: lazy_gettext("Задача"),
    StepKind.MEETING: lazy_gettext("Встреча"),
    StepKind.ACCESS: lazy_gettext("Доступ"),
}
DOERS = {
    Doer.NEWCOMER: lazy_gettext("новичок"),
    Doer.MENTOR: lazy_gettext("наставник"),
    Doer.LEADER: lazy_gettext("кто ведёт план"),
}


class TemplateForm(VersionedForm):
    """A template's header."""

    title = TextField(lazy_gettext("Название"), [required()])
    role = SelectField(lazy_gettext("Для роли"))


class TemplateRow(LineRow):
    """A step of a template."""

    CELLS = ("day", "kind", "title", "target", "doer", "note")
    TYPED = ("title", "note", "target")


class TemplateRows(LineRows[TemplateRow, StepInput]):
    """Steps of a template."""

    row_type = TemplateRow

    @classmethod
    def kept(cls, steps: Iterable[TemplateStep]) -> "TemplateRows":
        """Rows of a saved template."""
        return cls(
            TemplateRow(
                {
                    "day": str(step.day),
                    "kind": step.kind,
                    "title": step.title,
                    "target": f"{step.kind}:{step.target_id}" if step.target_id else "",
                    "doer": step.doer,
                    "note": step.note,
                }
            )
            for step in steps
        )

    @staticmethod
    def read(row: TemplateRow) -> StepInput:
        """The row as the service takes it."""
        kind = row.text("kind")
        target_kind, _colon, key = row.text("target").partition(":")
        if kind not in set(StepKind):
            row.refuse("kind", _("Выберите вид шага"))
        elif key and target_kind != kind:
            row.refuse("target", _("Это другого вида: смените вид шага или выбор"))
        day = optional_id(row.text("day"))
        if day is None:
            row.refuse("day", _("Номер рабочего дня: 1, 2, 3…"))
        if row.text("doer") not in set(Doer):
            row.refuse("doer", _("Выберите, кто отмечает"))
        if row.errors or day is None:
            return StepInput(StepKind.TASK, "")
        return StepInput(
            kind=StepKind(kind),
            title=row.text("title"),
            day=day,
            target_id=optional_id(key),
            note=row.text("note"),
            doer=Doer(row.text("doer")),
        )


def template_columns(targets: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Columns of the spreadsheet of a template."""
    return [
        {"key": "day", "title": _("День"), "kind": "number", "width": "xs", "default": "1"},
        {
            "key": "kind",
            "title": _("Вид"),
            "kind": "select",
            "width": "md",
            "options": [(kind.value, title) for kind, title in KINDS.items()],
            "default": StepKind.TASK.value,
        },
        {"key": "title", "title": _("Шаг"), "kind": "text", "width": "grow", "required": True},
        {
            "key": "target",
            "title": _("Что открыть"),
            "kind": "select",
            "width": "lg",
            "options": [("", "—"), *targets],
        },
        {
            "key": "doer",
            "title": _("Отмечает"),
            "kind": "select",
            "width": "md",
            "options": [(doer.value, title) for doer, title in DOERS.items()],
            "default": Doer.NEWCOMER.value,
        },
        {"key": "note", "title": _("Пояснение"), "kind": "text", "width": "lg"},
    ]


TAKE_WORKING_DAY = "move"
KEEP_DAY_OFF = "keep"


class PlanForm(AppForm):
    """Whose plan, by which template, from when, with whom."""

    user_id = SelectField(lazy_gettext("Сотрудник"), coerce=optional_id)
    template_id = SelectField(lazy_gettext("Шаблон"), coerce=optional_id)
    mentor_id = SelectField(lazy_gettext("Наставник"), coerce=optional_id)
    starts_on = DateField(lazy_gettext("Первый день"), [required()])
    day_off = StringField()
    """Which button of the warning was pressed: ``TAKE_WORKING_DAY``, ``KEEP_DAY_OFF``."""
    working_day: date | None = None
    """The working day that is offered instead of a day off."""
    trial_until = DateField(
        lazy_gettext("Испытание до"),
        description=lazy_gettext("Если не указать, срок даст норма"),
    )

    def validate_starts_on(self, field: DateField) -> None:
        """A day off is nearly always a slip: the next working day is offered, the day may stay."""
        if field.data is None or self.day_off.data == KEEP_DAY_OFF:
            return
        working = add_working_days(field.data, 0)
        if working == field.data:
            return
        if self.day_off.data == TAKE_WORKING_DAY:
            field.data = working
            return
        self.working_day = working
        raise ValidationError(
            _(
                "%(day)s выходной по производственному календарю. Ближайший рабочий день %(next)s",
                day=f"{field.data:%d.%m.%Y}",
                next=f"{working:%d.%m.%Y}",
            )
        )

    def values(self) -> PlanInput:
        """The form as the service takes it; it has been validated."""
        return PlanInput(
            user_id=self.user_id.data or 0,
            mentor_id=self.mentor_id.data or 0,
            template_id=self.template_id.data or 0,
            starts_on=self.starts_on.data,
            trial_until=self.trial_until.data,
        )


class ChangeForm(VersionedForm):
    """What of a plan may be changed on the way."""

    mentor_id = SelectField(lazy_gettext("Наставник"), coerce=optional_id)
    trial_until = DateField(lazy_gettext("Испытание до"), [required()])


class MarkForm(AppForm):
    """A mark of the trial period."""

    mark = RadioField(
        lazy_gettext("Оценка"), choices=[SelectChoice(str(mark), str(mark)) for mark in range(1, 6)]
    )
    text = TextAreaField(lazy_gettext("За что"), [required()])


class FinishForm(AppForm):
    """How the onboarding ended."""

    passed = RadioField(
        lazy_gettext("Итог"),
        choices=[
            SelectChoice("yes", lazy_gettext("испытание пройдено")),
            SelectChoice("no", lazy_gettext("испытание не пройдено")),
        ],
    )
    conclusion = TextAreaField(lazy_gettext("Заключение"), [required()])

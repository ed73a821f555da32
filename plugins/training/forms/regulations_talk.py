"""Forms of a discussion and of an approval."""

from datetime import date

from flask_babel import gettext, lazy_gettext, lazy_pgettext
from wtforms import BooleanField, RadioField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import Length, ValidationError

from core.sdk import today
from core.sdk.web import AppForm, DateField, VersionedForm, optional_id, required
from plugins.training.services.regulations import MAX_TEXT

TOO_LONG = lazy_gettext("Слишком длинно")


class RemarkForm(AppForm):
    """A remark on a clause or on the whole."""

    text = TextAreaField(
        lazy_pgettext("discussion", "Замечание"),
        [required(), Length(max=MAX_TEXT, message=TOO_LONG)],
    )
    role = SelectField(lazy_gettext("От имени роли"))


class AnswerForm(AppForm):
    """What the author of the text says to a remark; the button says whether he accepts it."""

    answer = TextAreaField(lazy_gettext("Ответ"), [Length(max=MAX_TEXT, message=TOO_LONG)])


class WaiverForm(AppForm):
    """Why a role is not waited for."""

    reason = TextAreaField(
        lazy_gettext("Почему без этой роли"),
        [required(), Length(max=MAX_TEXT, message=TOO_LONG)],
    )


ON_DAY = "day"
AT_ONCE = "now"


class ApprovalForm(VersionedForm):
    """From when the version holds: from a day to come, or at once, which is said in words."""

    start = RadioField(
        lazy_gettext("Когда вступает в силу"),
        choices=[
            SelectChoice(ON_DAY, lazy_gettext("С начала выбранного дня")),
            SelectChoice(AT_ONCE, lazy_gettext("Сразу после утверждения, в эту же минуту")),
        ],
        default=ON_DAY,
    )
    effective_from = DateField(lazy_gettext("Действует с"))
    knows_risk = BooleanField(
        lazy_gettext("Я знаю, что условия оплаты ухудшаются раньше двух месяцев")
    )
    short_notice = TextAreaField(
        lazy_gettext("Почему раньше двух месяцев"),
        [Length(max=MAX_TEXT, message=TOO_LONG)],
    )

    @property
    def day(self) -> date | None:
        """The chosen day; None for at once."""
        return self.effective_from.data if self.start.data == ON_DAY else None

    @property
    def notice_reason(self) -> str:
        """Why two months are not waited for, where the owner has confirmed it."""
        return (self.short_notice.data or "") if self.knows_risk.data else ""

    def validate_effective_from(self, field: DateField) -> None:
        """A day that has begun means at once: that is chosen in words, never by a blank field."""
        if self.start.data == ON_DAY and (field.data is None or field.data <= today()):
            raise ValidationError(
                gettext("Выберите день позже сегодняшнего; чтобы ввести сейчас, отметьте «Сразу»")
            )


class QuestionsForm(AppForm):
    """Which questions are asked after the reading; the screen fills in the choices."""

    quiz_id = SelectField(
        lazy_gettext("Вопросы после чтения"),
        coerce=optional_id,
        description=lazy_gettext("Подписать редакцию можно, только ответив на них"),
    )

"""Forms of a discussion and of an approval."""

from flask_babel import lazy_gettext, lazy_pgettext
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.validators import Length

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


class ApprovalForm(VersionedForm):
    """From when the version holds."""

    effective_from = DateField(lazy_gettext("Действует с"))
    short_notice = BooleanField(
        lazy_gettext("Я знаю, что условия оплаты ухудшаются раньше двух месяцев")
    )


class QuestionsForm(AppForm):
    """Which questions are asked after the reading; the screen fills in the choices."""

    quiz_id = SelectField(
        lazy_gettext("Вопросы после чтения"),
        coerce=optional_id,
        description=lazy_gettext("Подписать редакцию можно, только ответив на них"),
    )

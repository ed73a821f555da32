"""Forms of reading, signing and the gate."""

from flask_babel import lazy_gettext
from wtforms import (
    BooleanField,
    HiddenField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from core.sdk.web import AppForm, DateField, required


class ConsentForm(AppForm):
    """The agreement to sign by simple electronic signature. ``shown`` is its SHA-256."""

    shown = HiddenField()
    agree = BooleanField(lazy_gettext("Я прочитал(а) соглашение и согласен(на) с ним"))
    password = PasswordField(lazy_gettext("Пароль"), [required()])


class SignForm(AppForm):
    """The signature under a version. ``shown`` is the SHA-256 of the words that are signed."""

    shown = HiddenField()
    password = PasswordField(
        lazy_gettext("Пароль"),
        [required()],
        description=lazy_gettext("Тот же, с которым вы входите: он подтверждает, что это вы"),
    )


class ClauseTextForm(AppForm):
    """A note or a question at a clause; the screen fills in the choices."""

    clause = SelectField(lazy_gettext("К пункту"))
    text = TextAreaField(lazy_gettext("Текст"))


class AnswerForm(AppForm):
    """The owner's answer to a reader."""

    answer = TextAreaField(lazy_gettext("Ответ"), [required()])


class AssignForm(AppForm):
    """A version given to people by name; the screen fills in the choices."""

    document = SelectField(lazy_gettext("Документ"), coerce=int)
    people = SelectMultipleField(
        lazy_gettext("Кому"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    due = DateField(
        lazy_gettext("Срок"),
        description=lazy_gettext("Пусто: по норме, в рабочих днях от сегодня"),
    )


class ExceptionForm(AppForm):
    """Letting a person work without a signature; the screen fills in the choices."""

    person = SelectField(lazy_gettext("Кому"), coerce=int)
    regulation = SelectField(lazy_gettext("Документ"), coerce=int)
    until = DateField(lazy_gettext("По какой день включительно"), [required()])
    reason = TextAreaField(
        lazy_gettext("Почему"),
        [required()],
        description=lazy_gettext("Причина запишется в журнал"),
    )

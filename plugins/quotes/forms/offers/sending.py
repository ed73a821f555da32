"""How an offer is sent."""

from flask_babel import lazy_gettext
from wtforms import TextAreaField
from wtforms.validators import Length

from core.sdk.web import TextField, VersionedForm, required
from plugins.quotes.services.offers import MAX_TEXT

TOO_LONG = lazy_gettext("Слишком длинно")


class EmailForm(VersionedForm):
    """A letter with the offer attached."""

    to = TextField(lazy_gettext("Кому"), [required()])
    subject = TextField(lazy_gettext("Тема письма"), [required()])
    text = TextAreaField(
        lazy_gettext("Сопроводительный текст"), [Length(max=MAX_TEXT, message=TOO_LONG)]
    )


class ManualForm(VersionedForm):
    """A record of what a person has passed on himself."""

    recipient = TextField(lazy_gettext("Кому и как"), [required()])
    note = TextAreaField(lazy_gettext("Заметка"), [Length(max=MAX_TEXT, message=TOO_LONG)])

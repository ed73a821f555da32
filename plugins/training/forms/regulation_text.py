"""The form of an edition's text, and of one value in it."""

from flask_babel import lazy_gettext
from wtforms import BooleanField, TextAreaField

from core.sdk.web import VersionedForm


class TextForm(VersionedForm):
    """What the author of an edition changes. ``body`` is without marks."""

    body = TextAreaField(lazy_gettext("Текст"))
    summary = TextAreaField(lazy_gettext("Что меняется и почему"))
    lowers_pay = BooleanField(lazy_gettext("Ухудшает условия оплаты труда"))

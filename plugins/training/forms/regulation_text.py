"""The form of an edition's text, and of one value in it."""

from flask_babel import gettext, lazy_gettext
from wtforms import SelectField, TextAreaField

from core.sdk.web import VersionedForm

_ANSWERS = {"yes": True, "no": False, "": None}


def _answer(value: object) -> bool | None:
    """What was chosen; what is stored already comes as it is."""
    return value if isinstance(value, bool) else _ANSWERS.get(str(value or ""))


class TextForm(VersionedForm):
    """What the author of an edition changes. ``body`` is without marks."""

    body = TextAreaField(lazy_gettext("Текст"))
    summary = TextAreaField(lazy_gettext("Что меняется и почему"))
    lowers_pay = SelectField(lazy_gettext("Ухудшает условия оплаты труда"), coerce=_answer)

    def ask_about_pay(self, about_pay: bool) -> None:
        """Let the author say yes or no; where the document is about pay, nothing is said for
        him."""
        self.lowers_pay.choices = [
            *([("", gettext("Ещё не сказано"))] if about_pay else []),
            ("no", gettext("нет")),
            ("yes", gettext("да")),
        ]

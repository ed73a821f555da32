"""How a norm looks in the text of a regulation: its value, marked, with what it means."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from flask import url_for
from flask_babel import force_locale, get_translations
from flask_babel import gettext as _
from markupsafe import Markup

from core.sdk import Norm, NormKind
from core.sdk.web import money, norm_value, percent, qty, runtime, translate
from plugins.training.screens.meanings import with_meaning
from plugins.training.text.engine import Values
from plugins.training.text.parsing import NormMark
from plugins.training.text.rendering import ShowNorm
from plugins.training.text.units import Unit


def declared_norms() -> Mapping[str, Norm]:
    """The norms of all modules that are switched on, by key."""
    return runtime().registry.norms


def bare_value(norm: Norm, value: Decimal) -> str:
    """The value as it stands in a sentence: «10 %», «1 000,00 ₽», «да», and a mere number where
    the author writes the unit in words."""
    if norm.kind is NormKind.BOOLEAN:
        return _("да") if value else _("нет")
    if norm.kind is NormKind.MONEY:
        return money(value)
    return percent(value) if norm.kind is NormKind.PERCENT else qty(value)


def say_value(key: str, value: Decimal) -> str:
    """``bare_value`` by the key; of a norm that nobody declares, the mere number."""
    norm = declared_norms().get(key)
    return bare_value(norm, value) if norm else qty(value)


def unit_of(key: str) -> Unit | None:
    """What the norm counts, as the words of an act say it; None where the value says it itself."""
    norm = declared_norms().get(key)
    return _unit(norm.forms) if norm and norm.forms else None


@cache
def _unit(forms: tuple[str, str]) -> Unit:
    # Acts are written in Russian, whatever the language of the reader's screens.
    with force_locale("ru"):
        said = get_translations().ungettext
        one, few, many = (said(*forms, n) % {"num": ""} for n in (1, 2, 5))
    return Unit(one.strip(), few.strip(), many.strip())


VALUES = Values(say_value, unit_of)
"""Norms in the words of a text, for whoever reads it on a screen."""


def full_value(key: str, value: Decimal) -> str:
    """The value by itself, out of the text: «2 рабочих дня»; of a norm that nobody declares, the
    mere number."""
    norm = declared_norms().get(key)
    return norm_value(norm, value) if norm else qty(value)


def title_of(key: str) -> str:
    """The title of the norm; its key where nobody declares it."""
    norm = declared_norms().get(key)
    return translate(norm.title) if norm else key


def title_with_unit(norm: Norm) -> str:
    """«Срок ответа, рабочих дней»: for a field into which a mere number is typed."""
    title = translate(norm.title)
    if norm.kind is not NormKind.INTEGER or not norm.unit:
        return title
    return f"{title}, {translate(norm.unit)}"


def bounds(norm: Norm) -> str:
    """«от 1 до 30», or nothing where there are only two answers."""
    if norm.kind is NormKind.BOOLEAN:
        return ""
    return _(
        "от %(minimum)s до %(maximum)s",
        minimum=bare_value(norm, norm.minimum),
        maximum=bare_value(norm, norm.maximum),
    )


def norms_for_readers(stories: Mapping[str, str] | None = None) -> ShowNorm:
    """For a page that is read: what the norm means, and why so much, on hover and on focus.

    ``stories`` say by key how the value came about; where the author gives no reason of his own,
    they are the answer.
    """
    declared = declared_norms()

    def show(mark: NormMark) -> Markup:
        norm = declared.get(mark.key)
        if norm is None:
            return _unknown(mark)
        meaning = Markup(
            '<strong>{title}</strong> <span>{explanation}</span>{why} <a href="{link}">{ask}</a>'
        ).format(
            title=translate(norm.title),
            explanation=translate(norm.explanation),
            why=_why(mark.reason, (stories or {}).get(mark.key, "")),
            link=url_for("norms.show", key=mark.key),
            ask=_("Как менялась норма"),
        )
        return with_meaning(
            bare_value(norm, mark.value),
            meaning,
            f"norm-{mark.clause_uid}-{mark.key.replace('.', '-')}",
            kind="norm",
            norm=mark.key,
        )

    return show


def _why(reason: str, story: str) -> Markup:
    if reason:
        found = Markup(' <span class="meaning-why"><strong>{}:</strong> {}</span>').format(
            _("Почему столько"), reason
        )
        return found + (Markup(" <span>{}</span>").format(story) if story else "")
    if story:
        return Markup(" <span>{}: {}</span>").format(_("Почему столько"), story)
    return Markup()


def norms_for_author() -> ShowNorm:
    """For the preview in the editor: a press opens the value."""
    declared = declared_norms()

    def show(mark: NormMark) -> Markup:
        norm = declared.get(mark.key)
        if norm is None:
            return _unknown(mark)
        title = translate(norm.title)
        if mark.reason:
            title = f"{title}. {_('Почему столько')}: {mark.reason}"
        return Markup(
            '<button type="button" class="norm" data-norm="{}" aria-haspopup="dialog" '
            'title="{}">{}</button>'
        ).format(mark.key, title, bare_value(norm, mark.value))

    return show


def _unknown(mark: NormMark) -> Markup:
    """A norm of a module that is switched off, or a slip: the author sees the key."""
    return Markup('<mark class="text-fault" data-norm="{0}">{0}: {1}</mark>').format(
        mark.key, qty(mark.value)
    )

"""Choosing a norm and its value, and taking text from other programs: what the editor asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask import Response, jsonify, request
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.sdk import (
    Norm,
    NormKind,
    NormReading,
    NormSource,
    norms_in_force,
    now,
    parse_decimal,
    typed_number,
    value_fault,
)
from core.sdk.web import db, norm_value, runtime, translate
from plugins.training.permissions import TrainingPermission
from plugins.training.screens.norm_marks import (
    bounds,
    declared_norms,
    title_with_unit,
    unit_of,
)
from plugins.training.screens.regulations.base import screens
from plugins.training.services import regulations
from plugins.training.text.engine import MAX_REASON, tidy_reason, write_norm
from plugins.training.text.word import from_html

# technical: what a request can bear
MAX_HTML = 4_000_000
"""Bytes of a clipboard that are read: Word wraps a page of text in a hundred thousand."""
# technical: length of a column
MAX_KEY = 120
# technical: a unit is a few words, and so is what its case depends on
MAX_BESIDE = 200
_SIGNS = {NormKind.MONEY: "₽", NormKind.PERCENT: "%"}


@dataclass(frozen=True)
class NormChoice:
    """A norm in the list of the dialog. ``current`` is the value now, ``typed`` the same as a
    person would type it; ``source`` says where it comes from, with its address where it has one.
    """

    key: str
    kind: str
    title: str
    explanation: str
    unit: str
    bounds: str
    module: str
    current: str
    typed: str
    source: str
    link: str
    example: str


def norm_choices(session: Session, own: int | None = None) -> Sequence[NormChoice]:
    """Every norm that may be set, by module and title. ``own``: the edition that is replaced; what
    it sets is named before what others set for other people."""
    declared = declared_norms()
    readings = norms_in_force(session)
    ruled = regulations.norm_sources(list(declared), now(), session)
    choices = [
        _choice(norm, _nearest(readings[key], ruled.get(key, ()), own))
        for key, norm in declared.items()
    ]
    return sorted(choices, key=lambda choice: (choice.module, choice.title))


def _nearest(
    reading: NormReading, sources: Sequence[NormSource], own: int | None
) -> NormReading | NormSource:
    """What holds for everybody; where that is nobody's word, what a regulation sets for some."""
    mine = [source for source in sources if source.document_id == own]
    if mine:
        return mine[0]
    return reading if reading.source is not None or not sources else sources[0]


def _choice(norm: Norm, reading: NormReading | NormSource) -> NormChoice:
    source = reading.source if isinstance(reading, NormReading) else reading
    return NormChoice(
        key=norm.key,
        kind=norm.kind.value,
        title=title_with_unit(norm),
        explanation=translate(norm.explanation),
        unit=_SIGNS.get(norm.kind, ""),
        bounds=bounds(norm),
        module=translate(runtime().registry.manifests[norm.key.split(".")[0]].title),
        current=norm_value(norm, reading.value),
        typed=typed_number(reading.value),
        source=_source(source, reading),
        link=source.link if source else "",
        example=write_norm(norm.key, reading.value, boolean=norm.kind is NormKind.BOOLEAN),
    )


def _source(source: NormSource | None, reading: NormReading | NormSource) -> str:
    if source is not None:
        return _(
            "«%(title)s», редакция %(edition)s, п. %(clause)s",
            title=source.title,
            edition=source.edition,
            clause=source.clause,
        )
    by_head = isinstance(reading, NormReading) and reading.setting_id
    return _("задано руководителем") if by_head else _("по умолчанию")


@screens.post("/norm-text", permission=TrainingPermission.REGULATION_EDIT)
def norm_text() -> tuple[Response, int]:
    """The insert for a norm with a typed value and, if any, its reason: {"text", "taken"}; 422
    {"error", "field"} where it may not be set.

    ``before`` and ``after`` are the words around the place, ``taken`` how many letters of
    ``after`` are the unit of the value: ``text`` has it in the right form in their place. A norm
    that is ``new`` there brings its unit with it.
    """
    db.session().rollback()
    norm = declared_norms().get(request.form.get("key", "")[:MAX_KEY])
    if norm is None:
        return jsonify(error=_("Выберите норму из списка")), 422
    typed = request.form.get("value", "").strip()
    try:
        value = parse_decimal(typed.removesuffix("%"), decimal_marks=",.")
    except ValueError:
        return jsonify(error=_("Введите число, например 5 или 2,5")), 422
    fault = value_fault(norm, value)
    if fault is not None:
        return jsonify(error=translate(fault)), 422
    reason = tidy_reason(request.form.get("reason", ""))
    if len(reason) > MAX_REASON:
        words = _("Не длиннее %(longest)s знаков: напишите короче", longest=MAX_REASON)
        return jsonify(error=words, field="reason"), 422
    text = write_norm(norm.key, value, boolean=norm.kind is NormKind.BOOLEAN, reason=reason)
    words, taken = _unit_beside(norm.key, value)
    return jsonify(text=text + words, taken=taken, key=norm.key), 200


def _unit_beside(key: str, value: Decimal) -> tuple[str, int]:
    unit = unit_of(key)
    if unit is None:
        return "", 0
    before = request.form.get("before", "")[-MAX_BESIDE:]
    agreed = unit.agreed(value, before, request.form.get("after", "")[:MAX_BESIDE])
    if agreed is not None:
        return agreed[1], agreed[0]
    # Units are Russian words: whoever writes in another language types his own.
    brings = "new" in request.form and str(get_locale()) == "ru"
    return (f" {unit.after(value, before)}" if brings else ""), 0


@screens.post("/paste", permission=TrainingPermission.REGULATION_EDIT)
def paste() -> tuple[Response, int]:
    """HTML of the clipboard, sent as a file since fields of forms may not be so long, as Markdown:
    {"text"}; 413 where there is too much of it."""
    db.session().rollback()
    sent = request.files.get("html")
    html = sent.stream.read(MAX_HTML + 1) if sent is not None else b""
    if len(html) > MAX_HTML:
        return jsonify(error=_("Слишком большой текст: вставьте его по частям")), 413
    return jsonify(text=from_html(html.decode(errors="replace"))), 200

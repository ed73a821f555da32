"""Everything that the page of one request shows about its lines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from core.sdk import (
    Actor,
    Document,
    Material,
    MaterialAlternative,
    Message,
    PriceAsked,
    PriceQuote,
    Unit,
    match,
    quote_prices,
    sees,
    today,
    unrestricted,
)
from core.sdk.intake import tokens
from plugins.quotes.models import Request, RequestLine
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.services.requests import TYPE

# technical: what the page has room for, and how far back a hint looks
CANDIDATES = 5
SAME_DAYS = 7


@dataclass(frozen=True)
class Option:
    """A material that may answer a line.

    ``price`` is that of a unit at the quantity asked for, as an offer would take it; ``price_from``
    is the least quantity that has it. ``note`` tells how an alternative differs.
    """

    material: Material
    price: Decimal | None
    price_from: Decimal
    price_rule: Message
    unit: str
    score: Decimal | None = None
    how: str = ""
    differs: Sequence[match.Difference] = ()
    note: str = ""

    @property
    def unlikely(self) -> bool:
        """Whether it resembles the customer's words too little to be accepted unasked."""
        return self.score is not None and self.score < Decimal(str(match.LIKELY)) * 100


@dataclass(frozen=True)
class LineView:
    """A line with what may answer it. ``chosen`` prices the material that is decided on.

    ``alternatives`` are those of the material asked for, in the order of preference.
    """

    line: RequestLine
    unit: str
    chosen: Option | None = None
    candidates: Sequence[Option] = ()
    alternatives: Sequence[Option] = ()

    @property
    def unit_differs(self) -> bool:
        """The customer counts in another unit than we sell in: the quantity must be checked."""
        return bool(self.chosen and self.unit and self.unit != self.chosen.unit)


def line_views(session: Session, request: Request, wanted: Iterable[int] = ()) -> list[LineView]:
    """The lines of a request; those whose ids are ``wanted`` come with what may answer them."""
    keys = set(wanted)
    looked = [line for line in request.lines if line.id in keys]
    found = match.match(session, [line.text for line in looked], CANDIDATES) if looked else []
    candidates = {line.id: row for line, row in zip(looked, found, strict=True)}
    replaced = _asked_materials(looked, candidates)
    alternatives = _alternatives(session, replaced.values())
    pairs = _priced_pairs(request.lines, candidates, replaced, alternatives)
    prices = _Prices(session, request, pairs)
    views: list[LineView] = []
    for line in request.lines:
        found_here = candidates.get(line.id, ())
        instead = {
            one.alternative_id: one for one in alternatives.get(replaced.get(line.id, 0), ())
        }
        views.append(
            LineView(
                line=line,
                unit=prices.units.get(line.unit_id or 0, ""),
                chosen=prices.option(line, line.material) if line.material else None,
                candidates=[
                    prices.option(
                        line,
                        one.material,
                        score=Decimal(str(one.score)) * 100,
                        how=one.how,
                        differs=one.differs,
                        note=instead.pop(one.material.id).note
                        if one.material.id in instead
                        else "",
                    )
                    for one in found_here
                ],
                # Those among the candidates carry their note there.
                alternatives=[
                    prices.option(line, one.alternative, note=one.note) for one in instead.values()
                ],
            )
        )
    return views


def _asked_materials(
    lines: Iterable[RequestLine], candidates: Mapping[int, Sequence[match.MatchCandidate]]
) -> dict[int, int]:
    """Line → the material that alternatives are looked for: the one asked for, as far as known."""
    found: dict[int, int] = {}
    for line in lines:
        # What is offered instead of another size is no answer to this one.
        fitting = (one.material.id for one in candidates.get(line.id, ()) if not one.differs)
        likely = next(fitting, None)
        asked = line.asked_id or line.material_id or likely
        if asked is not None:
            found[line.id] = asked
    return found


def _alternatives(
    session: Session, material_ids: Iterable[int]
) -> dict[int, list[MaterialAlternative]]:
    ids = sorted(set(material_ids))
    if not ids:
        return {}
    rows = session.scalars(
        select(MaterialAlternative)
        .join(Material, MaterialAlternative.alternative_id == Material.id)
        .where(
            MaterialAlternative.material_id.in_(ids),
            Material.archived.is_(False),
            Material.sellable,
        )
        .options(joinedload(MaterialAlternative.alternative))
        .order_by(MaterialAlternative.position, MaterialAlternative.id)
    )
    found: dict[int, list[MaterialAlternative]] = {}
    for row in rows:
        found.setdefault(row.material_id, []).append(row)
    return found


def _priced_pairs(
    lines: Iterable[RequestLine],
    candidates: Mapping[int, Sequence[match.MatchCandidate]],
    replaced: Mapping[int, int],
    alternatives: Mapping[int, Sequence[MaterialAlternative]],
) -> list[tuple[int, Decimal]]:
    pairs: list[tuple[int, Decimal]] = []
    for line in lines:
        materials = [one.material.id for one in candidates.get(line.id, ())]
        materials += [one.alternative_id for one in alternatives.get(replaced.get(line.id, 0), ())]
        if line.material_id is not None:
            materials.append(line.material_id)
        pairs += [(key, line.quantity) for key in materials]
    return list(dict.fromkeys(pairs))


@dataclass
class _Prices:
    """Prices of all materials of the page, read at once."""

    session: Session
    request: Request
    pairs: Sequence[tuple[int, Decimal]]
    units: dict[int, str] = field(default_factory=dict[int, str])
    quotes: dict[tuple[int, Decimal], PriceQuote] = field(
        default_factory=dict[tuple[int, Decimal], PriceQuote]
    )

    def __post_init__(self) -> None:
        self.units = {unit.id: unit.short for unit in self.session.scalars(select(Unit))}
        partner = self.request.document.partner
        answers = quote_prices(
            self.session,
            [PriceAsked(material_id, quantity) for material_id, quantity in self.pairs],
            customer_group=partner.customer_group if partner else None,
            currency=self.request.document.currency,
            at=today(),
        )
        self.quotes = dict(zip(self.pairs, answers, strict=True))

    def option(
        self,
        line: RequestLine,
        material: Material,
        *,
        score: Decimal | None = None,
        how: str = "",
        differs: Sequence[match.Difference] = (),
        note: str = "",
    ) -> Option:
        """The material with its price for this line."""
        quote = self.quotes[(material.id, line.quantity)]
        return Option(
            material=material,
            price=quote.price,
            price_from=quote.min_quantity or line.quantity,
            price_rule=quote.rule,
            unit=self.units.get(material.unit_id, ""),
            score=score,
            how=how,
            differs=differs,
            note=note,
        )


@dataclass(frozen=True)
class Twin:
    """A request of the same partner with the same lines. ``shown``: this person may open it."""

    document: Document
    same: int
    total: int
    shown: bool


def twins(
    session: Session,
    actor: Actor,
    partner_id: int | None,
    texts: Sequence[str],
    *,
    except_id: int | None = None,
) -> list[Twin]:
    """Requests of the last seven days in which the partner has asked for the same.

    At least half of the lines must be the same, whatever the case, the order and the form of
    their words. Requests that the person may not open count too, since two managers who answer
    one customer are what the check is for; their contents are not shown.
    """
    asked = {_key(text) for text in texts if text.strip()}
    if partner_id is None or not asked:
        return []
    since = today() - timedelta(days=SAME_DAYS)
    documents = session.scalars(
        unrestricted(
            select(Document)
            .where(
                Document.type == TYPE,
                Document.partner_id == partner_id,
                Document.date >= since,
                Document.state.not_in(("discarded", "duplicate")),
                Document.id != (except_id or 0),
            )
            .options(joinedload(Document.responsible))
            .order_by(Document.date.desc(), Document.id.desc())
        )
    ).all()
    lines: dict[int, set[tuple[str, ...]]] = {}
    for line in session.scalars(
        select(RequestLine).where(RequestLine.document_id.in_([one.id for one in documents]))
    ):
        lines.setdefault(line.document_id, set()).add(_key(line.text))
    found: list[Twin] = []
    for document in documents:
        same = len(asked & lines.get(document.id, set()))
        # technical: half of the lines; it is a hint to a person
        if same * 2 >= len(asked):
            shown = sees(document, actor, QuotePermission.REQUEST_VIEW)
            found.append(Twin(document, same, len(asked), shown))
    return found


def _key(text: str) -> tuple[str, ...]:
    """What two spellings of one thing have in common."""
    return tuple(sorted(tokens(text))) or (text.strip().lower(),)

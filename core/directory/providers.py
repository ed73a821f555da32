"""Where the global search and the comboboxes look."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.accounts.policy import visible
from core.directory import match, partners, search
from core.directory.models import Contact, Material, Partner
from core.directory.permissions import DirectoryPermission
from core.kernel import stems
from core.kernel.declarations import SearchHit
from core.kernel.identifiers import format_phone
from core.kernel.permissions import Actor
from core.kernel.stems import normalise_sku

_CANDIDATES = 60
_TYPO = 75.0
_NUMBER = re.compile(r"\+?[\d\s()‐-―−-]{4,}")
_DIGITS = re.compile(r"\D")


def suggest_partners(session: Session, actor: Actor, text: str, limit: int) -> list[Partner]:
    """Partners that the text may mean: by name, ИНН, phone or e-mail, theirs or a contact's.

    Only those that the actor sees, none archived.
    """
    conditions: list[ColumnElement[bool]] = []
    ranks: dict[int, int] = {}
    if _NUMBER.fullmatch(text.strip()):
        conditions += _by_digits(_DIGITS.sub("", text))
    else:
        hits = search.candidates(session, partners.KIND, text, _CANDIDATES)
        ranks = {partner_id: place for place, (partner_id, _) in enumerate(hits)}
        conditions.append(Partner.id.in_(list(ranks)))
        if "@" in text:
            address = text.strip().lower()
            conditions += [
                Partner.email.startswith(address, autoescape=True),
                Partner.id.in_(
                    select(Contact.partner_id).where(
                        Contact.email.startswith(address, autoescape=True)
                    )
                ),
            ]
    order = case(ranks, value=Partner.id, else_=len(ranks)) if ranks else Partner.sort_name
    statement = (
        select(Partner)
        .where(or_(*conditions), Partner.archived.is_(False))
        .options(joinedload(Partner.responsible), selectinload(Partner.contacts))
        .order_by(order, Partner.id)
        .limit(_CANDIDATES)
    )
    rows = session.scalars(visible(statement, Partner, actor, DirectoryPermission.PARTNER_VIEW))
    words = stems.tokens(text)
    # The index answers with whatever shares a few letters; here every word must be recognised.
    return [row for row in rows if row.id not in ranks or _resembles(words, row)][:limit]


def _resembles(words: Sequence[str], partner: Partner) -> bool:
    """Whether each word is the beginning of one of the partner's words, or one with a typo."""
    texts = [text for text, _ in partners.index_texts(partner, partner.contacts)]
    own = {word for text in texts for word in stems.tokens(text)}
    return all(
        any(other.startswith(word) or fuzz.ratio(word, other) >= _TYPO for other in own)
        for word in words
    )


def suggest_materials(
    session: Session, text: str, limit: int, *, sellable_only: bool = False
) -> list[Material]:
    """Materials that the text may mean: the beginning of an article number, words, sizes."""
    key = normalise_sku(text)[:60]
    by_sku: list[Material] = []
    if key:
        by_sku = list(
            session.scalars(
                select(Material)
                .where(
                    Material.sku_key.startswith(key, autoescape=True),
                    Material.archived.is_(False),
                )
                .options(joinedload(Material.unit))
                .order_by(func.length(Material.sku_key), Material.sku_key)
                .limit(limit)
            )
        )
    near = match.match(session, [text], limit)[0]
    found = {material.id: material for material in by_sku}
    for candidate in near:
        found.setdefault(candidate.material.id, candidate.material)
    rows = [row for row in found.values() if row.sellable or not sellable_only]
    return rows[:limit]


def find_partners(session: Session, actor: Actor, text: str, limit: int) -> list[SearchHit]:
    """Partners for the global search."""
    return [
        SearchHit(row.name, partner_note(row), "partners.show", {"partner_id": row.id})
        for row in suggest_partners(session, actor, text, limit)
    ]


def find_materials(session: Session, actor: Actor, text: str, limit: int) -> list[SearchHit]:
    """Materials for the global search. All of them are common to everybody who may see them."""
    return [
        SearchHit(row.name, row.sku, "materials.show", {"material_id": row.id})
        for row in suggest_materials(session, text, limit)
    ]


def partner_note(partner: Partner) -> str:
    """The quiet second line of a suggestion: ИНН, phone, who is responsible."""
    responsible = partner.responsible.short_name if partner.responsible else ""
    parts = (partner.inn and f"ИНН {partner.inn}", format_phone(partner.phone), responsible)
    return " · ".join(filter(None, parts))


def _by_digits(digits: str) -> list[ColumnElement[bool]]:
    """By the beginning of an ИНН, and by any part of a phone without the country's 8 or +7."""
    found: list[ColumnElement[bool]] = [Partner.inn.startswith(digits)]
    phone = digits[1:] if len(digits) == 11 and digits[0] in "78" else digits
    found += [
        Partner.phone.contains(phone),
        Partner.id.in_(select(Contact.partner_id).where(Contact.phone.contains(phone))),
    ]
    return found

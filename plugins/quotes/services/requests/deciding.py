"""What of ours answers each line: looked up by the program, decided by a person."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    Actor,
    Document,
    Material,
    Message,
    NotFound,
    ValidationFailed,
    history,
    match,
    norm,
    recorded,
)
from plugins.quotes.models import Request, RequestLine
from plugins.quotes.norms import MATCH_SCORE
from plugins.quotes.services.requests.given import (
    ACCEPTED,
    ALTERNATIVE,
    MAX_REASON,
    OPEN,
    UNMET,
)
from plugins.quotes.services.requests.reading import editable

# technical: in units of the search, which nobody outside it knows.
RIVAL = 0.02
"""Candidates whose scores are nearer than this are equally likely: a person must choose."""


def match_lines(session: Session, actor: Actor, document_id: int) -> int:
    """Look up the lines that nobody has decided on; how many got a material by themselves.

    A material is taken by itself only where it is sold, nothing in it contradicts the customer's
    words, its likeness is no less than the norm, and no other material is as likely; the history
    keeps the norm that was read.
    """
    document = editable(session, actor, document_id)
    request = session.get_one(Request, document_id)
    waiting = [line for line in request.lines if line.status == OPEN]
    if not waiting:
        return 0
    with recorded(session) as readings:
        least = norm(session, MATCH_SCORE, employee=document.responsible_id).value
    found = match.match(session, [line.text for line in waiting])
    taken: dict[str, list[Any]] = {}
    for line, candidates in zip(waiting, found, strict=True):
        best = _certain(candidates, least)
        if best is None:
            continue
        line.status = ACCEPTED
        line.material_id = best.material.id
        line.match_how = best.how
        line.match_score = percent(best.score)
        found_as = f"{best.material.sku} {best.material.name} · {line.match_score:.0f} %"
        taken[f"line {line.position} matched"] = [None, found_as]
    session.flush()
    if taken:
        norms = [reading.to_dict() for reading in readings]
        history.record(session, document, "changed", actor, {"fields": taken, "norms": norms})
    return len(taken)


def percent(score: float) -> Decimal:
    """A score from 0 to 1 as it is stored and compared with the norm: 0 to 100."""
    return (Decimal(str(score)) * 100).quantize(Decimal("0.01"))


def _certain(
    candidates: Sequence[match.MatchCandidate], least: Decimal
) -> match.MatchCandidate | None:
    """The one candidate that can be nothing else; None where a person must choose."""
    if not candidates:
        return None
    best, *others = candidates
    if best.differs or percent(best.score) < least or not best.material.sellable:
        return None
    for other in others:
        if other.differs or not other.material.sellable:
            continue
        # Both hold every word and size of the customer: his words do not tell them apart,
        # whatever the share of other words in their names.
        same_words = best.how == other.how == "words"
        if same_words or best.score - other.score < RIVAL:
            return None
    return best


def accept(
    session: Session, actor: Actor, document_id: int, line_id: int, material_id: int
) -> RequestLine:
    """A person says which material the line means."""
    document, line = _line(session, actor, document_id, line_id)
    material = _sellable(session, material_id)
    before = told(line)
    forget_match(line)
    line.status = ACCEPTED
    line.material_id = material.id
    return _decided(session, actor, document, line, before)


def offer_alternative(
    session: Session,
    actor: Actor,
    document_id: int,
    line_id: int,
    material_id: int,
    *,
    reason: str,
    asked_id: int | None = None,
) -> RequestLine:
    """Offer another material instead of what was asked for; the customer will read the reason.

    ``asked_id`` None: what was asked for is the material that the line had been matched to, if
    any, else only the customer's words tell it.
    """
    document, line = _line(session, actor, document_id, line_id)
    material = _sellable(session, material_id)
    asked = asked_id or line.asked_id or line.material_id
    if not reason.strip():
        raise ValidationFailed({"reason": [Message(N_("Напишите клиенту, почему замена"))]})
    _check_reason(reason)
    if asked == material.id:
        raise ValidationFailed(
            {"material_id": [Message(N_("Это то самое, что просит клиент: примите его"))]}
        )
    if asked is not None and session.get(Material, asked) is None:
        raise NotFound()
    before = told(line)
    forget_match(line)
    line.status = ALTERNATIVE
    line.material_id = material.id
    line.asked_id = asked
    line.unmet_reason = reason.strip()
    return _decided(session, actor, document, line, before)


def mark_unmet(
    session: Session, actor: Actor, document_id: int, line_id: int, reason: str
) -> RequestLine:
    """We do not sell it: the line goes to unmet demand with the reason."""
    document, line = _line(session, actor, document_id, line_id)
    if not reason.strip():
        raise ValidationFailed({"reason": [Message(N_("Напишите, почему мы этого не продаём"))]})
    _check_reason(reason)
    asked = line.asked_id or line.material_id
    before = told(line)
    forget_match(line)
    line.status = UNMET
    line.asked_id = asked
    line.unmet_reason = reason.strip()
    return _decided(session, actor, document, line, before)


def reopen_line(session: Session, actor: Actor, document_id: int, line_id: int) -> RequestLine:
    """Take the decision on a line back."""
    document, line = _line(session, actor, document_id, line_id)
    before = told(line)
    forget_match(line)
    return _decided(session, actor, document, line, before)


def forget_match(line: RequestLine) -> None:
    """The line is as nobody has decided on it."""
    line.status = OPEN
    line.material_id = line.asked_id = line.match_score = None
    line.match_how = line.unmet_reason = ""


def told(line: RequestLine) -> str | None:
    """What a decision comes to, for the history: the material and the reason; None while open."""
    material = f"{line.material.sku} {line.material.name}" if line.material else ""
    return " · ".join(part for part in (material, line.unmet_reason) if part) or None


def _check_reason(reason: str) -> None:
    if len(reason.strip()) > MAX_REASON:
        raise ValidationFailed(
            {"reason": [Message(N_("Не длиннее %(limit)s знаков"), limit=MAX_REASON)]}
        )


def _line(
    session: Session, actor: Actor, document_id: int, line_id: int
) -> tuple[Document, RequestLine]:
    document = editable(session, actor, document_id)
    line = session.get(RequestLine, line_id)
    if line is None or line.document_id != document_id:
        raise NotFound()
    return document, line


def _sellable(session: Session, material_id: int) -> Material:
    material = session.get(Material, material_id)
    if material is None or material.archived:
        raise NotFound(Message(N_("Такого товара нет в номенклатуре")))
    if not material.sellable:
        raise ValidationFailed(
            {
                "material_id": [
                    Message(
                        N_("«%(name)s» выведен из ассортимента: выберите аналог"),
                        name=material.name,
                    )
                ]
            }
        )
    return material


def _decided(
    session: Session,
    actor: Actor,
    document: Document,
    line: RequestLine,
    before: str | None,
) -> RequestLine:
    session.flush()
    session.refresh(line)
    name = f"line {line.position} {line.status}"
    history.record_changes(session, document, actor, {name: (before, told(line))})
    return line

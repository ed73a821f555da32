"""Making and changing requests, and answering each of their lines with a material or a reason."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from core.sdk import (
    Actor,
    Contact,
    DirectoryPermission,
    Document,
    Material,
    Message,
    N_,
    NotFound,
    Partner,
    Refusal,
    Refused,
    ValidationFailed,
    add_working_days,
    create,
    fetch,
    history,
    lock_for_edit,
    match,
    norm,
    now,
    recorded,
    today,
)
from plugins.quotes.models import Request, RequestLine
from plugins.quotes.norms import ANSWER_DAYS, MATCH_SCORE
from plugins.quotes.permissions import QuotePermission

TYPE = "quotes.request"
OPEN, ACCEPTED, ALTERNATIVE, UNMET = "open", "accepted", "alternative", "unmet"
EDITABLE = frozenset({"draft", "registered", "in_work"})
MAX_LINES = 1000


@dataclass(frozen=True)
class RequestLineInput:
    """A line as a person gives it; ``id`` of a line that is already there."""

    text: str
    quantity: Decimal
    unit_id: int | None = None
    description: str = ""
    is_special: bool = False
    wanted_on: date | None = None
    id: int | None = None


@dataclass(frozen=True)
class RequestInput:
    """A request as a person gives it. ``due`` None: as the regulation says."""

    organisation_id: int
    lines: tuple[RequestLineInput, ...]
    partner_id: int | None = None
    contact_id: int | None = None
    responsible_id: int | None = None
    requester: str = ""
    requester_email: str = ""
    requester_phone: str = ""
    channel_id: int | None = None
    campaign_id: int | None = None
    received_at: datetime | None = None
    due: date | None = None
    letter: str = ""
    comment: str = ""
    title: str = ""


def get(session: Session, document_id: int, actor: Actor) -> Request:
    """The request, where this person may see it; NotFound otherwise."""
    fetch(session, Document, document_id, actor, QuotePermission.REQUEST_VIEW)
    request = session.get(Request, document_id)
    if request is None:
        raise NotFound()
    return request


def create_request(session: Session, actor: Actor, given: RequestInput) -> Request:
    """A draft. Raises ValidationFailed with errors by field."""
    _check(session, actor, given)
    received = given.received_at or now()
    due = given.due or add_working_days(today(), int(norm(session, ANSWER_DAYS).value))
    document = create(
        session,
        actor,
        TYPE,
        organisation_id=given.organisation_id,
        responsible_id=given.responsible_id,
        partner_id=given.partner_id,
        title=given.title,
        due=due,
    )
    request = Request(document_id=document.id, received_at=received, letter=given.letter)
    session.add(request)
    _write(request, given)
    session.flush()
    return request


def save_request(
    session: Session, actor: Actor, document_id: int, version: int, given: RequestInput
) -> Request:
    """Change a request whole. A line whose words stay keeps what was matched to it.

    Raises StaleVersion where somebody saved first, Refused where the request is closed.
    """
    document = _editable(session, actor, document_id, version)
    _check(session, actor, given)
    request = session.get_one(Request, document_id)
    before = _shown(request)
    document.partner_id = given.partner_id
    document.title = given.title
    document.due = given.due or document.due
    if given.received_at is not None:
        request.received_at = given.received_at
    _write(request, given)
    session.flush()
    session.refresh(request)
    after = _shown(request)
    history.record_changes(
        session,
        document,
        actor,
        {name: (before.get(name), after.get(name)) for name in {**before, **after}},
    )
    return request


def _editable(
    session: Session, actor: Actor, document_id: int, version: int | None = None
) -> Document:
    document = lock_for_edit(session, document_id, actor, version)
    if document.state not in EDITABLE:
        raise Refused([Refusal(Message(N_("Запрос закрыт: менять его больше нельзя")))])
    return document


def _check(session: Session, actor: Actor, given: RequestInput) -> None:
    errors: dict[str, list[Message]] = {}
    if given.partner_id is not None:
        fetch(session, Partner, given.partner_id, actor, DirectoryPermission.PARTNER_VIEW)
        contact = session.get(Contact, given.contact_id) if given.contact_id else None
        if contact is not None and contact.partner_id != given.partner_id:
            errors["contact_id"] = [Message(N_("Это контактное лицо другого контрагента"))]
    if given.received_at is not None and given.received_at > now():
        errors["received_at"] = [Message(N_("Запрос не мог прийти в будущем"))]
    if len(given.lines) > MAX_LINES:
        errors["lines"] = [
            Message(N_("Не больше %(limit)s строк в одном запросе"), limit=MAX_LINES)
        ]
    for index, line in enumerate(given.lines):
        if not line.text.strip():
            errors[f"lines-{index}-text"] = [Message(N_("Напишите, что просит клиент"))]
        if line.quantity <= 0:
            errors[f"lines-{index}-quantity"] = [Message(N_("Количество должно быть больше нуля"))]
    if errors:
        raise ValidationFailed(errors)


def _write(request: Request, given: RequestInput) -> None:
    request.contact_id = given.contact_id
    request.channel_id = given.channel_id
    request.campaign_id = given.campaign_id
    request.requester = given.requester.strip()
    request.requester_email = given.requester_email.strip()
    request.requester_phone = given.requester_phone.strip()
    request.comment = given.comment.strip()
    kept = {line.id: line for line in request.lines}
    rows: list[RequestLine] = []
    for position, line in enumerate(given.lines, start=1):
        row = kept.get(line.id or 0) or RequestLine()
        if row.text != line.text.strip():
            _forget_match(row)
        row.position = position
        row.text = line.text.strip()[:500]
        row.quantity = line.quantity
        row.unit_id = line.unit_id
        row.description = line.description.strip()
        row.is_special = line.is_special
        row.wanted_on = line.wanted_on
        rows.append(row)
    request.lines = rows


def _forget_match(row: RequestLine) -> None:
    row.status = OPEN
    row.material_id = row.asked_id = row.match_score = None
    row.match_how = row.unmet_reason = ""


def _shown(request: Request) -> dict[str, Any]:
    """What a change of the request is told by in the history."""
    found: dict[str, Any] = {
        "partner": request.document.partner.name if request.document.partner else None,
        "contact": request.contact.name if request.contact else None,
        "requester": request.requester,
        "channel": request.channel.name if request.channel else None,
        "due": request.document.due,
        "comment": request.comment,
    }
    for line in request.lines:
        found[f"line {line.position}"] = f"{line.text}: {line.quantity.normalize():f}"
    return found


def match_lines(session: Session, actor: Actor, document_id: int) -> int:
    """Look up the lines that nobody has decided on; how many got a material by themselves.

    A material is taken by itself only where it is sold, nothing in it contradicts the customer's
    words, and the likeness is no less than the norm; the history keeps the norm that was read.
    """
    document = _editable(session, actor, document_id)
    request = session.get_one(Request, document_id)
    waiting = [line for line in request.lines if line.status == OPEN]
    if not waiting:
        return 0
    with recorded(session) as readings:
        least = norm(session, MATCH_SCORE).value
    found = match.match(session, [line.text for line in waiting])
    taken: list[dict[str, Any]] = []
    for line, candidates in zip(waiting, found, strict=True):
        best = candidates[0] if candidates else None
        if best is None:
            continue
        score = (Decimal(str(best.score)) * 100).quantize(Decimal("0.01"))
        if best.differs or score < least or not best.material.sellable:
            continue
        line.status = ACCEPTED
        line.material_id = best.material.id
        line.match_how = best.how
        line.match_score = score
        taken.append({"line": line.position, "sku": best.material.sku, "score": str(score)})
    session.flush()
    history.record(
        session,
        document,
        "matched",
        actor,
        {"taken": taken, "norms": [reading.to_dict() for reading in readings]},
    )
    return len(taken)


def accept(
    session: Session, actor: Actor, document_id: int, line_id: int, material_id: int
) -> RequestLine:
    """A person says which material the line means."""
    document, line = _line(session, actor, document_id, line_id)
    material = _sellable(session, material_id)
    _forget_match(line)
    line.status = ACCEPTED
    line.material_id = material.id
    return _decided(session, actor, document, line, material.sku)


def offer_alternative(
    session: Session,
    actor: Actor,
    document_id: int,
    line_id: int,
    material_id: int,
    reason: str,
    asked_id: int | None = None,
) -> RequestLine:
    """Offer another material instead of what was asked for; the customer will read the reason."""
    document, line = _line(session, actor, document_id, line_id)
    material = _sellable(session, material_id)
    if not reason.strip():
        raise ValidationFailed({"reason": [Message(N_("Напишите клиенту, почему замена"))]})
    _forget_match(line)
    line.status = ALTERNATIVE
    line.material_id = material.id
    line.asked_id = asked_id
    line.unmet_reason = reason.strip()[:300]
    return _decided(session, actor, document, line, material.sku)


def mark_unmet(
    session: Session, actor: Actor, document_id: int, line_id: int, reason: str
) -> RequestLine:
    """We do not sell it: the line goes to unmet demand with the reason."""
    document, line = _line(session, actor, document_id, line_id)
    if not reason.strip():
        raise ValidationFailed({"reason": [Message(N_("Напишите, почему мы этого не продаём"))]})
    asked = line.asked_id or line.material_id
    _forget_match(line)
    line.status = UNMET
    line.asked_id = asked
    line.unmet_reason = reason.strip()[:300]
    return _decided(session, actor, document, line, None)


def reopen_line(session: Session, actor: Actor, document_id: int, line_id: int) -> RequestLine:
    """Take the decision on a line back."""
    document, line = _line(session, actor, document_id, line_id)
    _forget_match(line)
    return _decided(session, actor, document, line, None)


def _line(
    session: Session, actor: Actor, document_id: int, line_id: int
) -> tuple[Document, RequestLine]:
    document = _editable(session, actor, document_id)
    line = session.get(RequestLine, line_id)
    if line is None or line.document_id != document_id:
        raise NotFound()
    return document, line


def _sellable(session: Session, material_id: int) -> Material:
    material = session.get(Material, material_id)
    if material is None or material.archived:
        raise NotFound(Message(N_("Такого материала нет в номенклатуре")))
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
    session: Session, actor: Actor, document: Document, line: RequestLine, sku: str | None
) -> RequestLine:
    session.flush()
    session.refresh(line)
    history.record(
        session,
        document,
        "line decided",
        actor,
        {
            "line": line.position,
            "text": line.text,
            "status": line.status,
            "sku": sku,
            "reason": line.unmet_reason,
        },
    )
    return line

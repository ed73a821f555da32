"""Making and changing requests."""

from datetime import date

from sqlalchemy.orm import Session

from core.sdk import (
    DEFAULT_ZONE,
    N_,
    Actor,
    Contact,
    DirectoryPermission,
    Document,
    InvalidIdentifier,
    Message,
    Organisation,
    Partner,
    Unit,
    ValidationFailed,
    add_working_days,
    assignment_faults,
    create,
    fetch,
    hand_over,
    history,
    norm,
    now,
    parse_email,
    quantity_fault,
    recorded,
    units_by_id,
)
from plugins.quotes.models import Request, RequestLine
from plugins.quotes.norms import ANSWER_DAYS
from plugins.quotes.permissions import QuotePermission
from plugins.quotes.services.requests.deciding import forget_match
from plugins.quotes.services.requests.given import (
    MAX_LINES,
    MAX_QUANTITY,
    MAX_TEXT,
    TYPE,
    RequestInput,
    RequestLineInput,
)
from plugins.quotes.services.requests.reading import editable
from plugins.quotes.services.requests.shown import changes, shown_input, shown_request

# technical: lengths of columns.
LONGEST = {"requester": 200, "requester_phone": 40, "title": 300}


def create_request(session: Session, actor: Actor, given: RequestInput) -> Request:
    """A draft. Raises ValidationFailed with errors by field.

    Until its registration its date is the day on which it was received. A due date that nobody
    gave is counted from that day by the norm, which the history keeps.
    """
    _check(session, actor, given, None)
    received = given.received_at or now()
    day = received.astimezone(DEFAULT_ZONE).date()
    keeper = given.responsible_id or actor.user_id
    with recorded(session) as readings:
        due = given.due or _due_by_norm(session, day, keeper)
    document = create(
        session,
        actor,
        TYPE,
        organisation_id=given.organisation_id,
        responsible_id=given.responsible_id,
        day=day,
        partner_id=given.partner_id,
        title=given.title.strip(),
        due=due,
    )
    request = Request(document_id=document.id, received_at=received, letter=given.letter)
    session.add(request)
    _write(request, given)
    session.flush()
    if readings:
        history.record(
            session,
            document,
            "due by norm",
            actor,
            {
                "text": N_("Срок ответа назначен по норме"),
                "due": due,
                "norms": [reading.to_dict() for reading in readings],
            },
        )
    return request


def _due_by_norm(session: Session, day: date, keeper: int | None) -> date:
    return add_working_days(day, int(norm(session, ANSWER_DAYS, employee=keeper).value))


def save_request(
    session: Session, actor: Actor, document_id: int, version: int, given: RequestInput
) -> Request:
    """Change a request whole. A line whose words stay keeps what was matched to it.

    Raises StaleVersion where somebody saved first, Refused where the request is closed.
    """
    document = editable(session, actor, document_id, version)
    _check(session, actor, given, document)
    request = session.get_one(Request, document_id)
    before = shown_request(session, request)
    if document.number is None:
        document.organisation_id = given.organisation_id
    hand_over(session, document, given.responsible_id)
    document.partner_id = given.partner_id
    document.title = given.title.strip()
    document.due = given.due or document.due
    if given.received_at is not None:
        request.received_at = given.received_at
        if document.number is None:
            document.date = given.received_at.astimezone(DEFAULT_ZONE).date()
    # The version stands in the header: a change of lines alone must raise it too.
    document.updated_at = now()
    _write(request, given)
    session.flush()
    session.refresh(document, ["organisation", "partner", "responsible"])
    session.refresh(request)
    after = shown_request(session, request)
    history.record_changes(session, document, actor, changes(before, after))
    return request


def set_partner(session: Session, actor: Actor, document_id: int, partner_id: int) -> Request:
    """Put a partner in place of the requester's free text, which stays as it was written."""
    document = editable(session, actor, document_id)
    partner = fetch(session, Partner, partner_id, actor, DirectoryPermission.PARTNER_VIEW)
    request = session.get_one(Request, document_id)
    before = document.partner.name if document.partner else None
    if document.partner_id != partner.id:
        document.partner_id = partner.id
        request.contact_id = None
        session.flush()
        session.refresh(document, ["partner"])
        history.record_changes(session, document, actor, {"partner": (before, partner.name)})
    return request


def set_aside(session: Session, actor: Actor, document_id: int, given: RequestInput) -> None:
    """Keep in the history what a person gives up in favour of somebody's newer version.

    «aside line 3 quantity» goes from what is stored to what he had typed.
    """
    document = editable(session, actor, document_id)
    request = session.get_one(Request, document_id)
    given_up = changes(shown_request(session, request), shown_input(session, given, document))
    if given_up:
        aside = {f"aside {name}": pair for name, pair in given_up.items()}
        history.record_changes(session, document, actor, aside)


def _check(session: Session, actor: Actor, given: RequestInput, document: Document | None) -> None:
    errors: dict[str, list[Message]] = {}
    if session.get(Organisation, given.organisation_id) is None:
        errors["organisation_id"] = [Message(N_("Выберите нашу организацию"))]
    _check_partner(session, actor, given, document, errors)
    if given.received_at is not None and given.received_at > now():
        errors["received_at"] = [Message(N_("Запрос не мог прийти в будущем"))]
    for name, longest in LONGEST.items():
        if len(getattr(given, name)) > longest:
            errors[name] = [Message(N_("Не длиннее %(limit)s знаков"), limit=longest)]
    if given.requester_email.strip():
        try:
            parse_email(given.requester_email)
        except InvalidIdentifier as error:
            errors["requester_email"] = [error.message]
    unfit = assignment_faults(
        session, actor, QuotePermission.REQUEST_EDIT, given.responsible_id, document
    )
    if unfit:
        errors["responsible_id"] = unfit
    if len(given.lines) > MAX_LINES:
        errors["lines"] = [
            Message(N_("Не больше %(limit)s строк в одном запросе"), limit=MAX_LINES)
        ]
    units = units_by_id(session, (line.unit_id for line in given.lines))
    for index, line in enumerate(given.lines):
        for name, message in _line_faults(line, units.get(line.unit_id or 0)):
            errors.setdefault(f"lines-{index}-{name}", []).append(message)
    if errors:
        raise ValidationFailed(errors)


def _check_partner(
    session: Session,
    actor: Actor,
    given: RequestInput,
    document: Document | None,
    errors: dict[str, list[Message]],
) -> None:
    partner_id = given.partner_id
    if partner_id is not None and (document is None or partner_id != document.partner_id):
        fetch(session, Partner, partner_id, actor, DirectoryPermission.PARTNER_VIEW)
    if given.contact_id is None:
        return
    contact = session.get(Contact, given.contact_id)
    if contact is None or contact.partner_id != partner_id:
        errors["contact_id"] = [Message(N_("Это контактное лицо другого контрагента"))]


def _line_faults(line: RequestLineInput, unit: Unit | None) -> list[tuple[str, Message]]:
    found: list[tuple[str, Message]] = []
    if not line.text.strip():
        found.append(("text", Message(N_("Напишите, что просит клиент"))))
    if len(line.text.strip()) > MAX_TEXT:
        found.append(("text", Message(N_("Не длиннее %(limit)s знаков"), limit=MAX_TEXT)))
    if line.quantity <= 0:
        found.append(("quantity", Message(N_("Количество должно быть больше нуля"))))
    elif line.quantity > MAX_QUANTITY:
        found.append(("quantity", Message(N_("Слишком большое количество: проверьте"))))
    elif (fault := quantity_fault(unit, line.quantity)) is not None:
        found.append(("quantity", fault))
    return found


def _write(request: Request, given: RequestInput) -> None:
    request.contact_id = given.contact_id
    request.channel_id = given.channel_id
    request.campaign_id = given.campaign_id
    request.requester = given.requester.strip()
    email = given.requester_email.strip()
    request.requester_email = parse_email(email) if email else ""
    request.requester_phone = given.requester_phone.strip()
    request.comment = given.comment.strip()
    kept = {line.id: line for line in request.lines}
    rows: list[RequestLine] = []
    for position, line in enumerate(given.lines, start=1):
        # Taken out: a copied line carries the id of its original, and must not replace it.
        row = kept.pop(line.id or 0, None) or RequestLine()
        text = line.text.strip()
        if row.text != text:
            forget_match(row)
        row.position = position
        row.text = text
        row.quantity = line.quantity
        row.unit_id = line.unit_id
        row.description = line.description.strip()
        row.is_special = line.is_special
        row.wanted_on = line.wanted_on
        rows.append(row)
    request.lines = rows

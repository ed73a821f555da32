"""A request in plain values: told by its history, and compared where two versions meet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    Campaign,
    Channel,
    Contact,
    Document,
    Organisation,
    Partner,
    Unit,
    User,
    typed_number,
    unrestricted,
)
from plugins.quotes.models import Request
from plugins.quotes.services.requests.given import RequestInput

LINE_FIELDS = ("text", "quantity", "unit", "description", "is_special", "wanted_on")


@dataclass(frozen=True)
class ShownLine:
    """A line; ``id`` None where it is not saved yet."""

    id: int | None
    position: int
    fields: Mapping[str, Any]

    @property
    def summary(self) -> str:
        """«Болт М8х40: 200 шт», for a line that has come or gone as a whole."""
        quantity = typed_number(self.fields["quantity"])
        return f"{self.fields['text']}: {quantity} {self.fields['unit'] or ''}".rstrip()


@dataclass(frozen=True)
class Shown:
    """Header by field, names instead of keys, and the lines in order."""

    header: Mapping[str, Any]
    lines: Sequence[ShownLine]


def shown_request(session: Session, request: Request) -> Shown:
    """The request as it is stored."""
    document = request.document
    units = _units(session)
    return Shown(
        header=_header(
            organisation=document.organisation.name,
            partner=document.partner.name if document.partner else None,
            contact=request.contact.name if request.contact else None,
            responsible=document.responsible.full_name if document.responsible else None,
            channel=request.channel.name if request.channel else None,
            campaign=request.campaign.name if request.campaign else None,
            received_at=request.received_at,
            due=document.due,
            source=request,
            title=document.title,
        ),
        lines=[ShownLine(line.id, line.position, _line(line, units)) for line in request.lines],
    )


def shown_input(session: Session, given: RequestInput, document: Document) -> Shown:
    """The request as the person gives it; what he left to the program is as in ``document``."""
    partner = None
    if given.partner_id is not None:
        partner = session.scalars(
            unrestricted(select(Partner).where(Partner.id == given.partner_id))
        ).first()
    request = session.get_one(Request, document.id)
    units = _units(session)
    return Shown(
        header=_header(
            organisation=_name(session, Organisation, given.organisation_id),
            partner=partner.name if partner else None,
            contact=_name(session, Contact, given.contact_id),
            responsible=_name(session, User, given.responsible_id or document.responsible_id),
            channel=_name(session, Channel, given.channel_id),
            campaign=_name(session, Campaign, given.campaign_id),
            received_at=given.received_at or request.received_at,
            due=given.due or document.due,
            source=given,
            title=given.title,
        ),
        lines=[
            ShownLine(line.id, position, _line(line, units))
            for position, line in enumerate(given.lines, start=1)
        ],
    )


def changes(before: Shown, after: Shown) -> dict[str, tuple[Any, Any]]:
    """Name → (old, new) of all that differs.

    Of a line that stays, «line 3 quantity» under its new position; «line 3 added» and
    «line 3 removed» for one that has come or gone. A line that only moved has not changed.
    """
    found: dict[str, tuple[Any, Any]] = {
        name: (before.header[name], after.header[name])
        for name in before.header
        if before.header[name] != after.header[name]
    }
    old = {line.id: line for line in before.lines}
    for line in after.lines:
        known = old.pop(line.id, None) if line.id is not None else None
        if known is None:
            found[f"line {line.position} added"] = (None, line.summary)
            continue
        for name in LINE_FIELDS:
            if known.fields[name] != line.fields[name]:
                pair = (known.fields[name], line.fields[name])
                found[f"line {line.position} {name}"] = pair
    for line in old.values():
        found[f"line {line.position} removed"] = (line.summary, None)
    return found


def _header(*, source: Any, **named: Any) -> dict[str, Any]:
    texts = ("requester", "requester_email", "requester_phone", "comment")
    return {**named, **{name: getattr(source, name).strip() for name in texts}}


def _line(line: Any, units: Mapping[int, str]) -> dict[str, Any]:
    return {
        "text": line.text.strip(),
        "quantity": line.quantity,
        "unit": units.get(line.unit_id or 0),
        "description": line.description.strip(),
        "is_special": line.is_special,
        "wanted_on": line.wanted_on,
    }


def _units(session: Session) -> dict[int, str]:
    return {unit.id: unit.short for unit in session.scalars(select(Unit))}


def _name(session: Session, model: Any, key: int | None) -> str | None:
    row = session.get(model, key) if key is not None else None
    if row is None:
        return None
    return row.full_name if isinstance(row, User) else row.name

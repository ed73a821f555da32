"""How far a person has read, counted by the server from signed beats.

While a section is in view and the window is active, the page sends a beat every few seconds with
the token of the one before, and tells how much of the section has passed the window. The server
believes the token, not the page: a beat counts at most the time that has really passed since the
last one and at most the interval of beats, over all sections together. So one request counts for
nothing, and two windows count as one. A section counts no further than it was in view: without
its end on the screen, no time is enough; with the end claimed at once, the time is still due.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.sdk import N_, Actor, DomainError, Message, NotFound, norm, now
from plugins.training.models import (
    Assignment,
    EntryKind,
    ReadingStream,
    RegulationVersion,
    SectionReading,
)
from plugins.training.norms import READING_SPEED
from plugins.training.services.reading import journal
from plugins.training.services.reading.texts import Section, sections

# technical: how the page and the server speak with each other
INTERVAL = timedelta(seconds=10)
"""How often the page sends a beat, and the most that one counts for."""
LEAST = timedelta(milliseconds=500)
"""A beat that comes sooner after the last one is no honest page's."""
MILLISECOND = timedelta(milliseconds=1)
WHOLE_SECTION = 100
"""Percent of a section whose end has been in view."""
_PURPOSE = b"training.reading.beat:"
# technical: length of a number used once
_NONCE_BYTES = 16


class Fault(StrEnum):
    """Why a beat was refused."""

    FORGED = "forged"
    FOREIGN = "foreign"
    STALE = "stale"
    EARLY = "early"
    UNKNOWN = "unknown"
    CLOSED = "closed"


_WORDS: Mapping[Fault, str] = {
    Fault.FORGED: N_("Метка чтения повреждена: обновите страницу."),
    Fault.FOREIGN: N_("Метка чтения от другого документа: обновите страницу."),
    Fault.STALE: N_("Чтение продолжается в другом окне. Чтобы читать здесь, обновите страницу."),
    Fault.EARLY: N_("Слишком частые отметки о чтении не засчитываются."),
    Fault.UNKNOWN: N_("В документе нет такого раздела: обновите страницу."),
    Fault.CLOSED: N_("Документ уже подписан или снят с ознакомления."),
}


class BeatRefused(DomainError):
    """A beat that does not count; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(Message(_WORDS[fault]))
        self.fault = fault


class Shown(NamedTuple):
    """What a page tells of a section: milliseconds in view since the last beat, and how much of it,
    from its beginning and in percent, has been in view up to now."""

    time: int
    down_to: int

    @property
    def possible(self) -> bool:
        """Whether an honest page could have told so."""
        return self.time >= 0 and 0 <= self.down_to <= WHOLE_SECTION


@dataclass(frozen=True)
class SectionProgress:
    """A section and how far it was read; ``counted`` and ``required`` are milliseconds, ``down_to``
    the percent of it that has been in view.

    One that has not changed since the edition signed before need not be read again. ``read_in`` is
    the number of an unsigned edition in which the same words were read.
    """

    section: Section
    counted: int
    required: int
    down_to: int
    done: bool
    read_in: int | None


@dataclass(frozen=True)
class Progress:
    """How far a version was read."""

    parts: tuple[SectionProgress, ...]

    @property
    def done(self) -> bool:
        """Every section that must be read has been."""
        return all(part.done for part in self.parts)

    @property
    def required(self) -> int:
        """How many sections must be read."""
        return sum(1 for part in self.parts if part.section.changed)

    @property
    def read(self) -> int:
        """How many of those have been."""
        return sum(1 for part in self.parts if part.section.changed and part.done)


def own(session: Session, actor: Actor, assignment_id: int) -> Assignment:
    """The person's own assignment; NotFound for anybody else's."""
    assignment = session.get(Assignment, assignment_id)
    if assignment is None or assignment.user_id != actor.user_id:
        raise NotFound()
    return assignment


def plan(session: Session, assignment: Assignment) -> list[Section]:
    """The sections of the assigned version, each with whether it must be read."""
    before = (
        session.get_one(RegulationVersion, assignment.based_on_id)
        if assignment.based_on_id is not None
        else None
    )
    return sections(assignment.regulation_version, before)


def progress(session: Session, assignment: Assignment) -> Progress:
    """How far the person has read the version."""
    speed = _speed(session, assignment)
    kept = {
        row.section_uid: row
        for row in session.scalars(
            select(SectionReading).where(SectionReading.assignment_id == assignment.id)
        )
    }
    parts: list[SectionProgress] = []
    for section in plan(session, assignment):
        row = kept.get(section.uid)
        required = row.required if row else section.required(speed)
        counted = min(row.counted, required) if row else 0
        read = row is not None and row.done_at is not None
        done = not section.changed or required == 0 or read
        down_to = row.down_to if row else 0
        read_in = row.read_in.edition if row and row.read_in else None
        parts.append(SectionProgress(section, counted, required, down_to, done, read_in))
    return Progress(tuple(parts))


def _speed(session: Session, assignment: Assignment) -> int:
    return int(norm(session, READING_SPEED, employee=assignment.user_id).value)


def start(session: Session, actor: Actor, assignment_id: int, key: str) -> str:
    """Begin to read here: the token for the first beat. Tokens given before are worth nothing.

    ``key`` is the secret of the installation. Raises NotFound, BeatRefused.
    """
    assignment = own(session, actor, assignment_id)
    _still_open(assignment)
    stream = _stream(session, assignment)
    return _advance(session, stream, assignment, key)


def _still_open(assignment: Assignment) -> None:
    if assignment.signed_at is not None or assignment.withdrawn_at is not None:
        raise BeatRefused(Fault.CLOSED)


def _stream(session: Session, assignment: Assignment) -> ReadingStream:
    """The person's one place of reading, locked until the end of the transaction."""
    wanted = (
        select(ReadingStream)
        .where(ReadingStream.user_id == assignment.user_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = session.scalars(wanted).first()
    if found is not None:
        return found
    made = ReadingStream(
        user_id=assignment.user_id, assignment_id=assignment.id, nonce="", beat_at=now()
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        # Another window was first.
        return session.scalars(wanted).one()
    return made


def _advance(session: Session, stream: ReadingStream, assignment: Assignment, key: str) -> str:
    stream.assignment_id = assignment.id
    stream.nonce = secrets.token_hex(_NONCE_BYTES)
    stream.beat_at = now()
    session.flush()
    return _signed(
        {"user": stream.user_id, "assignment": assignment.id, "nonce": stream.nonce}, key
    )


def beat(
    session: Session,
    actor: Actor,
    assignment_id: int,
    token: str,
    seen: Mapping[str, Shown],
    key: str,
) -> tuple[str, Progress]:
    """Count what was in view since the last beat; the token for the next one.

    ``seen`` maps sections to what the page has measured; the time counts as far as the server's own
    clock allows and as the section was in view. Raises NotFound, BeatRefused; a refused beat
    changes nothing.
    """
    assignment = own(session, actor, assignment_id)
    _still_open(assignment)
    claimed = _read(token, key)
    if (claimed.get("user"), claimed.get("assignment")) != (actor.user_id, assignment.id):
        raise BeatRefused(Fault.FOREIGN)
    stream = _stream(session, assignment)
    if claimed.get("nonce") != stream.nonce or stream.assignment_id != assignment.id:
        raise BeatRefused(Fault.STALE)
    passed = now() - stream.beat_at
    if passed < LEAST:
        raise BeatRefused(Fault.EARLY)
    wanted = {section.uid: section for section in plan(session, assignment) if section.changed}
    if not set(seen) <= set(wanted) or not all(one.possible for one in seen.values()):
        raise BeatRefused(Fault.UNKNOWN)
    left = int(min(passed, INTERVAL) / MILLISECOND)
    for uid, shown in seen.items():
        counted = min(shown.time, left)
        left -= counted
        if counted:
            _count(session, assignment, wanted[uid], Shown(counted, shown.down_to))
    following = _advance(session, stream, assignment, key)
    reached = progress(session, assignment)
    if reached.done:
        finish(session, actor, assignment, reached)
    return following, reached


def _count(session: Session, assignment: Assignment, section: Section, shown: Shown) -> None:
    row = session.scalars(
        select(SectionReading).where(
            SectionReading.assignment_id == assignment.id,
            SectionReading.section_uid == section.uid,
        )
    ).first()
    if row is None:
        reading = norm(session, READING_SPEED, employee=assignment.user_id)
        row = SectionReading(
            assignment_id=assignment.id,
            section_uid=section.uid,
            required=section.required(int(reading.value)),
            counted=0,
            down_to=0,
            norm=reading.to_dict(),
            started_at=now(),
            beat_at=now(),
        )
        session.add(row)
    if now() < row.beat_at:
        # The clock was put back: the section has been read for as long as before.
        row.started_at -= row.beat_at - now()
    row.down_to = max(row.down_to, shown.down_to)
    # What has not been on the screen yet cannot have been read.
    row.counted = min(row.counted + shown.time, row.required * row.down_to // WHOLE_SECTION)
    row.beat_at = now()
    if row.done_at is None and row.counted >= row.required:
        row.done_at = now()
    session.flush()


def finish(session: Session, actor: Actor, assignment: Assignment, reached: Progress) -> None:
    """Note in the journal, once, that everything was read."""
    if assignment.read_at is not None:
        return
    assignment.read_at = now()
    session.flush()
    journal.append(
        session,
        EntryKind.READ,
        actor,
        {
            "assignment": assignment.id,
            "document": assignment.document_id,
            "based_on": assignment.based_on_id,
            "read_at": assignment.read_at,
            "sections": times(session, assignment, reached),
        },
        user_id=assignment.user_id,
    )


def times(session: Session, assignment: Assignment, reached: Progress) -> list[dict[str, Any]]:
    """Each section with the time that it was in view, for the evidence."""
    kept = {
        row.section_uid: row
        for row in session.scalars(
            select(SectionReading).where(SectionReading.assignment_id == assignment.id)
        )
    }
    found: list[dict[str, Any]] = []
    for part in reached.parts:
        row = kept.get(part.section.uid)
        found.append(
            {
                "section": part.section.uid,
                "number": part.section.number,
                "title": part.section.title,
                "length": part.section.length,
                "changed": part.section.changed,
                "required_ms": part.required if part.section.changed else 0,
                "counted_ms": row.counted if row else 0,
                "down_to": row.down_to if row else 0,
                "from": row.started_at if row else None,
                "until": row.done_at if row else None,
                "norm": row.norm if row else None,
                "read_in": row.read_in_id if row else None,
                "read_in_edition": part.read_in,
            }
        )
    return found


def _signed(claims: Mapping[str, Any], key: str) -> str:
    body = base64.urlsafe_b64encode(json.dumps(claims, sort_keys=True).encode()).decode()
    return f"{body}.{_mac(body, key)}"


def _mac(body: str, key: str) -> str:
    own_key = hashlib.sha256(_PURPOSE + key.encode()).digest()
    return hmac.new(own_key, body.encode(), hashlib.sha256).hexdigest()


def _read(token: str, key: str) -> dict[str, Any]:
    body, _, mac = token.partition(".")
    if not hmac.compare_digest(mac.encode(), _mac(body, key).encode()):
        raise BeatRefused(Fault.FORGED)
    return json.loads(base64.urlsafe_b64decode(body))

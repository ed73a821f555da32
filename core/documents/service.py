"""Making documents and moving them. ``fire`` is the only writer of a state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.models import User
from core.accounts.policy import sees, unrestricted
from core.documents import history, numbering, stages
from core.documents.models import MOVING, Document, DocumentLink
from core.extending.registry import registry_of
from core.jobs.service import enqueue
from core.kernel.chain import plain
from core.kernel.clock import now, today
from core.kernel.declarations import DocumentType
from core.kernel.errors import Forbidden, NotFound, Refusal, Refused, StaleVersion
from core.kernel.events import DocumentEvent
from core.kernel.permissions import Actor
from core.kernel.text import N_, Message
from core.kernel.workflow import GuardContext, Transition
from core.norms.service import recorded

EVENT_JOB = "core.documents.event"


def type_of(session: Session, document: Document) -> DocumentType:
    """The declaration of the document's type; NotFound where its plugin is switched off."""
    try:
        return registry_of(session).document_types[document.type]
    except KeyError:
        raise NotFound(
            Message(N_("Модуль этого документа отключён. Обратитесь к администратору."))
        ) from None


def _set_state(document: Document, state: str) -> None:
    vars(document)[MOVING] = state
    document.state = state
    document.state_at = now()


def create(
    session: Session,
    actor: Actor,
    document_type: str,
    *,
    organisation_id: int,
    responsible_id: int | None = None,
    day: date | None = None,
    **header: Any,
) -> Document:
    """A draft without a number, in the workflow's first state.

    The department is that of the responsible person: it decides which head sees the document.
    Raises StageClosed where the actor may not work in the stage yet.
    """
    kind = registry_of(session).document_types[document_type]
    stages.enter(session, actor, document_type)
    chosen = responsible_id or actor.user_id
    responsible = session.get(User, chosen) if chosen else None
    document = Document(
        type=document_type,
        organisation_id=organisation_id,
        author_id=actor.user_id,
        responsible_id=chosen,
        department_id=responsible.department_id if responsible else actor.department_id,
        date=day or today(),
        created_at=now(),
        **header,
    )
    _set_state(document, kind.workflow.initial.name)
    session.add(document)
    session.flush()
    history.record(session, document, "created", actor, {"state": document.state})
    return document


def link(session: Session, source: Document, target: Document, kind: str = "based_on") -> None:
    """Say that ``target`` came from ``source``; a second call changes nothing."""
    known = session.scalars(
        select(DocumentLink).where(
            DocumentLink.source_id == source.id,
            DocumentLink.target_id == target.id,
            DocumentLink.kind == kind,
        )
    ).first()
    if known is None:
        session.add(DocumentLink(source_id=source.id, target_id=target.id, kind=kind))
        session.flush()


def lock(session: Session, document_id: int, version: int | None = None) -> Document:
    """The document's row, locked and fresh.

    Raises NotFound, or StaleVersion where somebody has saved since ``version`` was shown.
    """
    document = session.scalars(
        unrestricted(select(Document).where(Document.id == document_id))
        .with_for_update(of=Document)
        .execution_options(populate_existing=True)
    ).first()
    if document is None:
        raise NotFound()
    if version is not None and document.version != version:
        raise StaleVersion(expected=version, actual=document.version)
    return document


def lock_for_edit(
    session: Session, document_id: int, actor: Actor, version: int | None = None
) -> Document:
    """``lock`` for a person who is about to change the content; Forbidden where he may not."""
    document = lock(session, document_id)
    kind = type_of(session, document)
    if not sees(document, actor, kind.view):
        raise NotFound()
    if not sees(document, actor, kind.edit):
        raise Forbidden()
    stages.enter(session, actor, document.type)
    if version is not None and document.version != version:
        raise StaleVersion(expected=version, actual=document.version)
    return document


@dataclass(frozen=True)
class Move:
    """A transition as it stands for one person: open, or with the reasons against it."""

    transition: Transition
    refusals: tuple[Refusal, ...]

    @property
    def open(self) -> bool:
        """True where it can be carried out now."""
        return not self.refusals


def _reasons(
    session: Session,
    document: Document,
    transition: Transition,
    actor: Actor,
    data: dict[str, Any],
) -> list[Refusal]:
    context = GuardContext(document=document, actor=actor, session=session, data=data)
    own = [refusal for guard in transition.guards if (refusal := guard(context)) is not None]
    return own + registry_of(session).vetoes(document, transition, actor, session)


def moves(session: Session, document: Document, actor: Actor) -> Sequence[Move]:
    """What the person may do next: forbidden moves are absent, impossible ones say why."""
    workflow = type_of(session, document).workflow
    return [
        Move(move, tuple(_reasons(session, document, move, actor, {})))
        for move in workflow.leaving(document.state)
        if not move.internal and sees(document, actor, move.permission)
    ]


def fire(
    session: Session,
    document_id: int,
    transition: str,
    actor: Actor,
    *,
    version: int | None = None,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
) -> Document:
    """Move a document: lock, version, permission, state, guards, vetoes, number, history, event.

    ``data`` goes to the guards, the history and the subscribers. Raises NotFound, Forbidden,
    StaleVersion, StageClosed, or Refused with every reason at once. The norms that guards and
    vetoes read on the way are kept in the history line.
    """
    document = lock(session, document_id)
    kind = type_of(session, document)
    move = kind.workflow.transition(transition)
    if not actor.is_system and not sees(document, actor, kind.view):
        raise NotFound()
    if not sees(document, actor, move.permission):
        raise Forbidden()
    stages.enter(session, actor, document.type)
    if version is not None and document.version != version:
        raise StaleVersion(expected=version, actual=document.version)
    if document.state not in move.sources:
        state = kind.workflow.state(document.state)
        raise Refused(
            [
                Refusal(
                    Message(
                        N_("«%(move)s» невозможно: документ уже в состоянии «%(state)s»"),
                        move=move.title,
                        state=state.title,
                    )
                )
            ]
        )
    if move.reason_required and not reason.strip():
        raise Refused([Refusal(Message(N_("Укажите причину")), field="reason")])
    details = dict(data or {})
    with recorded(session) as readings:
        refusals = _reasons(session, document, move, actor, details)
        if refusals:
            raise Refused(refusals)
        came_from = document.state
        if move.registers:
            numbering.register(session, document)
        _set_state(document, move.target)
        session.flush()
        entry = {
            "transition": move.name,
            "from": came_from,
            "to": move.target,
            "reason": reason.strip(),
            "data": details,
            "number": document.number if move.registers else None,
        }
    entry["norms"] = [reading.to_dict() for reading in readings]
    history.record(session, document, "moved", actor, entry)
    _announce(session, document, kind, move, came_from, actor, details)
    return document


def _announce(
    session: Session,
    document: Document,
    kind: DocumentType,
    move: Transition,
    came_from: str,
    actor: Actor,
    data: dict[str, Any],
) -> None:
    name = f"{kind.code}:{move.name}"
    event = DocumentEvent(
        name=name,
        document=document,
        transition=move.name,
        from_state=came_from,
        to_state=move.target,
        actor=actor,
        at=document.state_at,
        load_snapshot=lambda: kind.snapshot(document, session),
        data=data,
    )
    for subscription in registry_of(session).subscriptions.get(name, ()):
        if subscription.when == "same_transaction":
            subscription.handler(event, session)
            continue
        enqueue(
            session,
            EVENT_JOB,
            {
                "event": name,
                "handler": subscription.handler_name,
                "document_id": document.id,
                "from": came_from,
                "at": document.state_at.isoformat(),
                "data": plain(data),
            },
            actor=actor,
            unique_key=f"{name}:{document.id}:{document.version}:{subscription.handler_name}",
        )

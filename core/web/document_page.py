"""What the page of any document shows around the stage's own part."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from core.accounts.policy import sees
from core.documents import attachments, history, service
from core.documents.links import ChainLink, chain
from core.documents.models import Comment, Document, HistoryEntry
from core.documents.service import Move
from core.extending.registry import registry_of
from core.extending.runtime import runtime
from core.kernel.declarations import DocumentType
from core.kernel.permissions import Actor
from core.kernel.text import Message
from core.kernel.workflow import State
from core.web.filters import day, file_size, moment, money, numbered, qty
from core.web.messages import said_name, translate
from core.web.norm_words import norm_value

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
ICONS = {"application/pdf": "file-text", "image/png": "photo", "image/jpeg": "photo"}


@dataclass(frozen=True)
class DocumentPage:
    """Everything that ``documents/page.html`` draws. Lists hold plain mappings for the macros."""

    document: Document
    kind: DocumentType
    state_title: str
    state_kind: str
    ribbon: Sequence[Mapping[str, Any]]
    chain: Sequence[Mapping[str, Any]]
    timeline: Sequence[Mapping[str, Any]]
    files: Sequence[Mapping[str, Any]]
    primary: Move | None
    moves: Sequence[Move]
    actions: Sequence[Mapping[str, str]]
    can_edit: bool

    @property
    def title(self) -> str:
        """«КП РМ-КП-000015 от 03.11.2026», or «КП · черновик» before registration."""
        name = numbered(self.document.number, self.document.date)
        return f"{translate(self.kind.short)}{' ' if self.document.number else ' · '}{name}"


def build(session: Session, document: Document, actor: Actor) -> DocumentPage:
    """Collect the page; the number of queries does not depend on how much there is to show."""
    kind = service.type_of(session, document)
    moves = service.moves(session, document, actor)
    primary = next((move for move in moves if move.transition.primary), None)
    entries = history.entries(session, document)
    state = kind.workflow.state(document.state)
    can_edit = sees(document, actor, kind.edit)
    return DocumentPage(
        document=document,
        kind=kind,
        state_title=translate(state.title),
        state_kind=state.kind.value,
        ribbon=_ribbon(kind, document, entries),
        chain=[_card(session, link) for link in chain(session, document, actor)],
        timeline=timeline(session, document, kind, entries),
        files=files(session, document, can_edit),
        primary=primary,
        moves=[move for move in moves if move is not primary],
        actions=_actions(session, document, kind, actor),
        can_edit=can_edit,
    )


def _ribbon(
    kind: DocumentType, document: Document, entries: Sequence[HistoryEntry]
) -> list[dict[str, Any]]:
    """The main road with the day of each step taken. A state off the road stands where the road
    was left; one that is final ends it."""
    reached: dict[str, datetime] = {kind.workflow.initial.name: document.created_at}
    for entry in entries:
        if entry.kind == "moved":
            reached[entry.payload["to"]] = entry.at
    road = kind.workflow.ribbon
    here = next((i for i, state in enumerate(road) if state.name == document.state), None)
    if here is not None:
        current = "done" if road[here].final else "current"
        return [
            *(_step(state, "done", reached.get(state.name)) for state in road[:here]),
            _step(road[here], current, reached.get(document.state)),
            *(_step(state, "next") for state in road[here + 1 :]),
        ]
    off = kind.workflow.state(document.state)
    before = [state for state in road if _precedes(reached, state, document)]
    steps = [_step(state, "done", reached[state.name]) for state in before]
    steps.append(_step(off, "failed" if off.final else "current", document.state_at))
    if not off.final:
        steps += [_step(state, "next") for state in road if state not in before]
    return steps


def _precedes(reached: Mapping[str, datetime], state: State, document: Document) -> bool:
    at = reached.get(state.name)
    return at is not None and at <= document.state_at


def _step(state: State, status: str, at: datetime | None = None) -> dict[str, Any]:
    note = day(at) if at is not None else ""
    return {"title": translate(state.title), "status": status, "note": note}


def _card(session: Session, link: ChainLink) -> dict[str, Any]:
    document = link.document
    kind = registry_of(session).document_types.get(document.type)
    if kind is None or not link.visible:
        return {
            "number": None,
            "create_url": None,
            "kind": _("Другой документ"),
            "note": _("не для вас") if kind else _("модуль отключён"),
        }
    state = kind.workflow.state(document.state)
    return {
        "kind": translate(kind.short),
        "number": document.number or _("черновик"),
        "url": url_for(kind.endpoint, document_id=document.id),
        "date": day(document.date),
        "amount": money(document.total, document.currency) if document.total else None,
        "state": translate(state.title),
        "state_kind": state.kind.value,
        "current": link.current,
        "create_url": None,
    }


def _actions(
    session: Session, document: Document, kind: DocumentType, actor: Actor
) -> list[dict[str, str]]:
    return [
        {
            "title": translate(action.title),
            "icon": action.icon,
            "url": url_for(action.endpoint, document_id=document.id),
        }
        for action in registry_of(session).document_actions
        if action.capability == kind.capability
        and document.state in action.states
        and actor.can(action.permission)
    ]


def timeline(
    session: Session,
    document: Document,
    kind: DocumentType,
    entries: Sequence[HistoryEntry],
) -> list[dict[str, Any]]:
    """History and comments in one, the newest first."""
    lines = [_line(kind, entry) for entry in entries]
    comments = session.scalars(
        select(Comment)
        .options(joinedload(Comment.author))
        .where(Comment.document_id == document.id)
    )
    lines += [
        {
            "kind": "comment",
            "author": comment.author.full_name,
            "at": comment.at,
            "text": comment.text,
            "changes": [],
        }
        for comment in comments
    ]
    return sorted(lines, key=lambda line: line["at"], reverse=True)


def _line(kind: DocumentType, entry: HistoryEntry) -> dict[str, Any]:
    payload = entry.payload
    line: dict[str, Any] = {
        # The robot stands beside what nobody did: the program itself, a job.
        "kind": "system" if entry.actor_id is None else "person",
        "author": said_name(entry.actor_name, entry.actor_id),
        "at": entry.at,
        "text": "",
        "changes": [],
    }
    if entry.kind == "created":
        line["text"] = _("Документ создан")
    elif entry.kind == "moved":
        line |= {"kind": "state", "text": _done(kind, payload["transition"])}
        if payload.get("reason"):
            line["text"] += f": {payload['reason']}"
    elif entry.kind == "changed":
        line["kind"] = "change"
    elif entry.kind in {"attached", "detached"}:
        text = (
            _("Приложен файл %(name)s") if entry.kind == "attached" else _("Удалён файл %(name)s")
        )
        line |= {"kind": "file", "text": text % {"name": payload["name"]}}
    elif entry.kind == "mail":
        line |= {
            "kind": "mail",
            "text": _(
                "Письмо для %(to)s: %(subject)s", to=payload["to"], subject=payload["subject"]
            ),
        }
    else:
        # A stage's own lines say what they are: a declared text, and what stands in its places.
        words = Message(payload.get("text", entry.kind), **payload.get("params", {}))
        line["text"] = translate(words)
    line["changes"] = [
        (translate(kind.field_titles.get(name, name)), _shown(old), _shown(new))
        for name, (old, new) in payload.get("fields", {}).items()
    ]
    if payload.get("norms"):
        line["text"] = Markup("{} {}").format(line["text"], _norms_note(payload["norms"]))
    return line


def _done(kind: DocumentType, name: str) -> str:
    """What a move is called in the history. A move that the table has since lost keeps its
    name: the history outlives every version of the table."""
    found = next((move for move in kind.workflow.transitions if move.name == name), None)
    return translate(found.done) if found else name


def _norms_note(readings: Sequence[Mapping[str, Any]]) -> Markup:
    """Which parameters the decision was taken under, and the clause of the regulation that had set
    each: its link stands even where the regulation's module is off since."""
    declared = runtime().registry.norms
    parts: dict[Markup, None] = {}
    for reading in readings:
        norm = declared.get(reading["key"])
        title = translate(norm.title) if norm else reading["key"]
        value = _norm_shown(reading["key"], Decimal(reading["value"]))
        part = Markup("«{}»: {}").format(title, value)
        if reading.get("regulation"):
            part += Markup(", {}").format(_clause(reading["regulation"]))
        parts[part] = None
    # The sentence is the translator's and holds no markup; the readings are put into it as such.
    sentence = Markup.escape(_("(по норме %(norms)s)"))
    return sentence % {"norms": Markup(", ").join(parts)}


def _norm_shown(key: str, value: Decimal) -> str:
    """The value with its unit; the mere number where the norm's module is off since."""
    norm = runtime().registry.norms.get(key)
    return norm_value(norm, value) if norm else qty(value)


def _clause(regulation: Mapping[str, Any]) -> Markup:
    """«решено по п. 3.2 редакции 4 «Регламент продаж»», a link to the clause."""
    words = _(
        "решено по п. %(clause)s редакции %(edition)s «%(title)s»",
        clause=regulation["clause"],
        edition=regulation["edition"],
        title=regulation["title"],
    )
    return Markup('<a href="{}">{}</a>').format(regulation["link"], words)


def _shown(value: Any) -> str:
    """A value of the history: as it is, or in parts of which some are messages or norms."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(_shown(part) for part in cast("list[Any]", value))
    if isinstance(value, dict):
        kept = cast("dict[str, Any]", value)
        if "norm" in kept:
            return _norm_shown(kept["norm"], Decimal(kept["value"]))
        return translate(Message.from_json(kept))
    if isinstance(value, bool):
        return _("да") if value else _("нет")
    text = str(value)
    if _ISO_DAY.fullmatch(text):
        # The history keeps dates as JSON does.
        return day(date.fromisoformat(text))
    return text


def files(session: Session, document: Document, can_edit: bool) -> list[dict[str, Any]]:
    """Attachments as the macro wants them."""
    return [
        {
            "name": item.name,
            "url": url_for("documents.attachment", document_id=document.id, attachment_id=item.id),
            "preview_url": url_for(
                "documents.preview", document_id=document.id, attachment_id=item.id
            )
            if item.media_type in attachments.PREVIEWED
            else None,
            "delete_url": url_for(
                "documents.remove_attachment", document_id=document.id, attachment_id=item.id
            )
            if can_edit and item.purpose == "file"
            else None,
            "size": file_size(item.size),
            "author": item.author.short_name if item.author else "",
            "at": moment(item.at),
            "icon_name": ICONS.get(item.media_type, "file"),
        }
        for item in attachments.of(session, document.id)
    ]

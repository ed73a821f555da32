"""Проверка журнала: its lines, and whether it is whole."""

import json
from datetime import datetime
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from core.sdk import N_, NotFound, State, StateKind, User, seals
from core.sdk.lists import (
    Column,
    Empty,
    Kind,
    ListDefinition,
    PeriodFilter,
    PersonFilter,
    StateFilter,
    list_screen,
)
from core.sdk.web import Screens, db
from plugins.training.models import EntryKind, JournalEntry
from plugins.training.screens.reading.base import Can
from plugins.training.screens.reading.journal_words import facts
from plugins.training.services.reading import integrity
from plugins.training.services.reading import journal as service

screens = Screens("training_journal", "plugins.training", url_prefix="/training/journal")
KINDS = (
    State(EntryKind.APPROVED.value, N_("Редакция утверждена"), StateKind.ACTIVE),
    State(EntryKind.IN_FORCE.value, N_("Редакция вступила в силу"), StateKind.ACTIVE),
    State(EntryKind.ASSIGNED.value, N_("Назначено"), StateKind.NEUTRAL),
    State(EntryKind.WITHDRAWN.value, N_("Снято"), StateKind.NEUTRAL),
    State(EntryKind.REMINDED.value, N_("Напомнили"), StateKind.NEUTRAL),
    State(EntryKind.ESCALATED.value, N_("Сообщили руководителю"), StateKind.WAITING),
    State(EntryKind.READ.value, N_("Прочитано"), StateKind.NEUTRAL),
    State(EntryKind.ASKED.value, N_("Заданы вопросы"), StateKind.NEUTRAL),
    State(EntryKind.ANSWERED.value, N_("Даны ответы"), StateKind.NEUTRAL),
    State(EntryKind.REVIEWED.value, N_("Ответы проверил наставник"), StateKind.NEUTRAL),
    State(EntryKind.CONSENT.value, N_("Соглашение о подписи"), StateKind.SUCCESS),
    State(EntryKind.SIGNED.value, N_("Подписано"), StateKind.SUCCESS),
    State(EntryKind.EXCEPTION.value, N_("Допуск без подписи"), StateKind.WAITING),
    State(EntryKind.EXCEPTION_ENDED.value, N_("Допуск закончен"), StateKind.NEUTRAL),
    State(EntryKind.ACQUAINTED.value, N_("Ознакомлен со взысканием"), StateKind.SUCCESS),
    State(EntryKind.NOT_ACQUAINTED.value, N_("Акт: не ознакомлен"), StateKind.WAITING),
)
"""Kinds of lines, drawn as badges."""

ENTRIES = ListDefinition(
    name="training.journal",
    title=N_("Журнал подписей"),
    base=lambda session, actor: select(JournalEntry).outerjoin(
        User, JournalEntry.user_id == User.id
    ),
    key=JournalEntry.position,
    columns=(
        Column("position", N_("Запись"), JournalEntry.position, Kind.NUMBER),
        Column("at", N_("Когда"), JournalEntry.at, Kind.DATETIME),
        Column("kind", N_("Что"), JournalEntry.kind, Kind.STATE, states=KINDS),
        Column("user", N_("О ком"), User.full_name, Kind.PERSON, searchable=True),
        Column("actor", N_("Кто сделал"), JournalEntry.actor_name, searchable=True),
        Column("hash", N_("Хеш"), JournalEntry.hash, sortable=False, default=False),
    ),
    filters=(
        StateFilter("kind", N_("Что"), JournalEntry.kind, KINDS),
        PersonFilter("user", N_("О ком"), JournalEntry.user_id),
        PeriodFilter("at", N_("Когда"), JournalEntry.at),
    ),
    search_hint=N_("О ком или кто сделал"),
    default_sort="-position",
    row_url=lambda row: url_for("training_journal.entry", position=row.key),
    empty=Empty(
        N_("Журнал пуст"),
        N_("Первая запись появится, когда владелец процесса утвердит редакцию."),
    ),
)


@screens.form("/", permission=Can.JOURNAL_VIEW)
def index() -> Response:
    """The lines, and the last seal."""
    return list_screen(ENTRIES, template="training/reading/journal.html", seal=_last_seal())


def _last_seal() -> dict[str, Any] | None:
    """The last daily seal that holds the journal; None before the first."""
    session = db.session()
    lengths = seals.kept(session, service.JOURNAL)
    found = seals.proof(session, service.JOURNAL, max(lengths)) if lengths else None
    if found is None:
        return None
    return {
        "number": found["number"],
        "hash": found["hash"],
        "made_at": datetime.fromisoformat(found["made_at"]),
        "length": found["head"]["length"],
    }


@screens.get("/check", permission=Can.JOURNAL_VIEW)
def check() -> str:
    """Verify all of it now: every line, every signature, every approved text, every seal."""
    session = db.session()
    faults = [*integrity.check(session), *seals.check(session)]
    return render_template(
        "training/reading/journal_check.html",
        page_title=_("Проверка журнала"),
        faults=faults,
        head=service.head(session),
        seal=_last_seal(),
    )


@screens.get("/<int:position>", permission=Can.JOURNAL_VIEW)
def entry(position: int) -> str:
    """One line with all that it says."""
    session = db.session()
    found = session.get(JournalEntry, position)
    if found is None:
        raise NotFound()
    return render_template(
        "training/reading/journal_entry.html",
        page_title=_("Запись журнала № %(position)s", position=position),
        entry=found,
        kind=next(one for one in KINDS if one.name == found.kind),
        told=facts(found),
        content=json.dumps(found.payload, ensure_ascii=False, indent=2),
        newest=service.head(session).length,
    )

"""What tests of reading begin with: a regulation to read, and a person who reads it honestly."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import AccountRole, Actor, User, actor_by_id, at, now
from core.sdk.web import begin_write, db
from plugins.training.models import Assignment, RegulationVersion, Signature
from plugins.training.services.reading import reading, signing
from plugins.training.tests.regulation_world import in_force

Actors = Callable[[str], Actor]
KEY = "секрет установки"
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
"""A working Monday, at noon in Moscow; no holidays follow for weeks."""
TEXT = """## Звонки {#aaaaa2}

1. Клиенту звонят в день обращения, пока он помнит, зачем писал. {#aaaaa3}
2. Итог разговора записывают сразу, словами клиента. {#aaaaa4}

## Скидки {#bbbbb2}

1. Скидку до {{ norm("quotes.discount_without_approval", 5) }} менеджер даёт сам. {#bbbbb3}
2. Остальное решает руководитель. {#bbbbb4}
"""
HOW = signing.Signed(ip="10.0.0.7", agent="Браузер")


@contextmanager
def working(app: Flask) -> Iterator[Session]:
    """A writing transaction of its own, between requests."""
    with app.app_context():
        session = db.session()
        begin_write(session)
        yield session
        session.commit()
        db.session.remove()


def at_once(app: Flask, work: Callable[[Session], object], times: int = 4) -> list[object]:
    """The same done by several windows at one time; what came of each."""
    ready, found = threading.Barrier(times), list[object]()

    def run() -> None:
        with app.app_context(), at(MONDAY + timedelta(minutes=30)):
            session = db.session()
            ready.wait(30)
            begin_write(session)
            try:
                found.append(work(session))
                session.commit()
            except Exception as error:
                session.rollback()
                found.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run) for _one in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def person(session: Session, login: str) -> Actor:
    return actor_by_id(session, user(session, login).id)


def set_roles(session: Session, login: str, *codes: str) -> Actor:
    """Other roles for the person; the actor that he is now."""
    user(session, login).roles = list(
        session.scalars(select(AccountRole).where(AccountRole.code.in_(codes)))
    )
    session.flush()
    session.expire_all()
    return person(session, login)


def user(session: Session, login: str) -> User:
    return session.scalars(select(User).where(User.login == login)).one()


def rules(
    session: Session, owner: Actor, *, when: datetime = MONDAY, body: str = TEXT, **more: object
) -> RegulationVersion:
    """A regulation for managers that governs offers, in force since Monday."""
    given = {"roles": ("manager",), "stages": ("quotes.offer",)} | more
    return in_force(session, owner, body=body, at=when, **given)  # type: ignore[arg-type]


def assigned(session: Session, version: RegulationVersion, login: str) -> Assignment:
    return session.scalars(
        select(Assignment).where(
            Assignment.document_id == version.document_id,
            Assignment.user_id == user(session, login).id,
        )
    ).one()


def whole(seen: Mapping[str, int]) -> dict[str, reading.Shown]:
    """Milliseconds by section, each of which has been in view from its beginning to its end."""
    return {uid: reading.Shown(time, reading.WHOLE_SECTION) for uid, time in seen.items()}


def read(session: Session, actor: Actor, assignment: Assignment, key: str = KEY) -> datetime:
    """Read it all, a beat after a beat; the moment at which it is done."""
    moment = now()
    token = reading.start(session, actor, assignment.id, key)
    while True:
        left = [part for part in reading.progress(session, assignment).parts if not part.done]
        if not left:
            return moment
        moment += reading.INTERVAL
        with at(moment):
            shown = int(reading.INTERVAL / timedelta(milliseconds=1))
            token, _progress = reading.beat(
                session, actor, assignment.id, token, whole({left[0].section.uid: shown}), key
            )


def signed(session: Session, actor: Actor, assignment: Assignment) -> Signature:
    """Read, agree and sign."""
    with at(read(session, actor, assignment)):
        signing.give_consent(session, actor, assignment.id, HOW)
        return signing.sign(session, actor, assignment.id, HOW)

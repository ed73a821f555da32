"""The registry: the only writer of a state, numbers without gaps, a history that tells on edits."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.accounts.policy import unrestricted
from core.db.scoping import UnscopedRead
from core.db.session import db, unit_of_work
from core.directory.models import Organisation, Partner
from core.documents import history, numbering
from core.documents.models import Document
from core.documents.service import create, fire, lock
from core.kernel import clock
from core.kernel.errors import Forbidden, NotFound, Refused, StaleVersion
from core.kernel.permissions import Actor

Actors = Callable[[str], Actor]
REQUEST = "quotes.request"


def draft(session: Session, actor: Actor, **header: object) -> Document:
    """A request with nothing in it yet but its requester."""
    from plugins.quotes.models import Request, RequestLine

    organisation = session.scalars(select(Organisation)).first()
    assert organisation is not None
    document = create(session, actor, REQUEST, organisation_id=organisation.id, **header)
    session.add(
        Request(
            document_id=document.id,
            requester="Пётр",
            lines=[RequestLine(position=1, text="болт", quantity=1)],
        )
    )
    session.flush()
    return document


def test_only_fire_writes_the_state(session: Session, actors: Actors) -> None:
    document = draft(session, actors("anna"))
    with pytest.raises(RuntimeError, match="fire only"):
        document.state = "registered"


def test_registration_gives_the_number_and_tells_the_history(
    session: Session, actors: Actors
) -> None:
    document = draft(session, actors("anna"), day=date(2026, 3, 4))
    assert document.number is None
    fire(session, document.id, "register", actors("anna"))
    assert document.number == "КТ-ЗП-000001"
    assert [line.kind for line in history.entries(session, document)] == ["created", "moved"]
    moved = history.entries(session, document)[-1]
    assert (moved.payload["from"], moved.payload["to"]) == ("draft", "registered")
    assert moved.actor_name == "Смирнова Анна Петровна"


def test_a_move_that_the_table_does_not_know_is_refused_in_words(
    session: Session, actors: Actors
) -> None:
    document = draft(session, actors("anna"))
    with pytest.raises(Refused, match=r"Взять в работу.*Черновик"):
        fire(session, document.id, "take", actors("anna"))


def test_a_reason_is_demanded_where_the_table_says_so(session: Session, actors: Actors) -> None:
    document = draft(session, actors("anna"))
    fire(session, document.id, "register", actors("anna"))
    with pytest.raises(Refused, match="причину"):
        fire(session, document.id, "decline", actors("anna"), reason="  ")


def test_a_stranger_does_not_learn_that_the_document_exists(
    session: Session, actors: Actors
) -> None:
    document = draft(session, actors("anna"))
    with pytest.raises(NotFound):
        fire(session, document.id, "register", actors("boris"))
    with pytest.raises(NotFound):
        fire(session, document.id, "register", actors("gleb"))


def test_who_sees_but_may_not_act_is_told_so(session: Session, actors: Actors) -> None:
    document = draft(session, actors("anna"))
    with pytest.raises(Forbidden):
        fire(session, document.id, "register", actors("director"))


def test_the_head_acts_on_the_documents_of_the_team(session: Session, actors: Actors) -> None:
    document = draft(session, actors("anna"))
    fire(session, document.id, "register", actors("vera"))
    assert document.state == "registered"


def test_a_stale_version_is_refused(session: Session, actors: Actors) -> None:
    document = draft(session, actors("anna"))
    seen = document.version
    fire(session, document.id, "register", actors("anna"), version=seen)
    with pytest.raises(StaleVersion):
        fire(session, document.id, "take", actors("anna"), version=seen)


def test_a_query_without_a_scope_is_an_error(session: Session) -> None:
    for model in (Document, Partner):
        with pytest.raises(UnscopedRead):
            session.scalars(select(model)).all()
        with pytest.raises(UnscopedRead):
            session.get(model, 1)
        assert session.scalars(unrestricted(select(model))).all() is not None


def test_numbers_run_by_type_and_year_without_gaps(session: Session, actors: Actors) -> None:
    numbers: list[str | None] = []
    for year in (2025, 2026, 2025):
        with clock.at(datetime(year, 5, 5, 12, tzinfo=UTC)):
            document = draft(session, actors("anna"))
            fire(session, document.id, "register", actors("anna"))
        numbers.append(document.number)
    assert numbers == ["КТ-ЗП-000001", "КТ-ЗП-000001", "КТ-ЗП-000002"]
    assert numbering.gaps(session) == []


def test_a_number_whose_transaction_failed_is_given_again(app: Flask) -> None:
    def register(fail: bool) -> str | None:
        with app.app_context(), unit_of_work() as session:
            document = draft(session, Actor.system())
            fire(session, document.id, "register", Actor.system())
            if fail:
                raise InterruptedError
            return document.number

    first = register(fail=False)
    with pytest.raises(InterruptedError):
        register(fail=True)
    second = register(fail=False)
    assert (first, second) == ("КТ-ЗП-000001", "КТ-ЗП-000002")


def test_the_check_finds_a_missing_number(session: Session, actors: Actors) -> None:
    for _ in range(3):
        fire(session, draft(session, actors("anna")).id, "register", actors("anna"))
    session.execute(
        unrestricted(update(Document))
        .where(Document.number == "КТ-ЗП-000002")
        .values(sequence=9, number="КТ-ЗП-000009")
    )
    found = " ".join(numbering.gaps(session))
    assert "номер 2" in found
    assert "номер 9" in found


def test_two_people_who_move_a_document_at_once_move_it_once(app: Flask) -> None:
    with app.app_context(), unit_of_work() as session:
        document_id = draft(session, Actor.system()).id
        seen = lock(session, document_id).version
    outcomes: list[str] = []
    for _ in range(2):
        try:
            with app.app_context(), unit_of_work() as session:
                fire(session, document_id, "register", Actor.system(), version=seen)
        except StaleVersion:
            outcomes.append("stale")
        else:
            outcomes.append("moved")
    assert outcomes == ["moved", "stale"]
    with app.app_context():
        assert len(history.entries(db.session(), lock(db.session(), document_id))) == 2

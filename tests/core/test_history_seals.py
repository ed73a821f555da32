"""The history tells on whoever touches it; the seals tell on whoever cuts it short."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session
from test_documents import draft

from core.accounts.models import User
from core.db.session import db, unit_of_work
from core.documents import history, seals
from core.documents.models import Document, HistoryEntry, HistorySeal, SealedHead
from core.documents.service import fire
from core.extending.hookspecs import hookimpl
from core.extending.registry import registry_of
from core.jobs import worker
from core.jobs.schedule import enqueue_periodic
from core.kernel import clock
from core.kernel.chain import Head
from core.kernel.clock import DEFAULT_ZONE, today
from core.kernel.permissions import Actor
from core.mail.models import MailMessage
from core.mail.sealing import SEAL_JOB, mail
from core.testing.fixtures import MakeApp

Actors = Callable[[str], Actor]


def faults(session: Session) -> list[str]:
    session.expire_all()
    return [*history.check(session), *seals.check(session)]


def seal_days(session: Session, *days: int) -> None:
    """Seals of the days that lie so far ahead."""
    for ahead in days:
        assert seals.seal(session, today() + timedelta(days=ahead)) is not None


@pytest.fixture
def chain(session: Session, actors: Actors) -> Document:
    document = draft(session, actors("anna"))
    fire(session, document.id, "register", actors("anna"))
    fire(session, document.id, "take", actors("anna"))
    fire(session, document.id, "decline", actors("anna"), reason="не продаём")
    return document


def test_an_untouched_history_is_whole(session: Session, chain: Document) -> None:
    seals.seal(session)
    assert faults(session) == []


@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE core_history SET actor_name = 'Другой' WHERE position = 2",
        "UPDATE core_history SET payload = '{}' WHERE position = 3",
        "UPDATE core_history SET kind = 'changed' WHERE position = 4",
        "DELETE FROM core_history WHERE position = 2",
        "DELETE FROM core_history WHERE position = 1",
        "UPDATE core_history SET hash = previous_hash WHERE position = 3",
    ],
)
def test_the_check_finds_what_was_edited_or_deleted(
    session: Session, chain: Document, tamper: str
) -> None:
    session.execute(text(tamper))
    assert faults(session)


def test_the_check_finds_two_lines_swapped(session: Session, chain: Document) -> None:
    for old, new in ((2, 99), (3, 2), (99, 3)):
        session.execute(
            text("UPDATE core_history SET position = :new WHERE position = :old"),
            {"old": old, "new": new},
        )
    assert faults(session)


def test_a_chain_cut_at_its_end_shows_against_the_seal(session: Session, chain: Document) -> None:
    seals.seal(session)
    session.execute(delete(HistoryEntry.__table__).where(HistoryEntry.__table__.c.position == 4))
    assert any("короче" in line for line in faults(session))


def test_a_rewritten_seal_shows_too(session: Session, chain: Document) -> None:
    seals.seal(session)
    session.execute(update(HistorySeal.__table__).values(hash="0"))
    assert any("печать" in line for line in faults(session))


def test_history_cannot_be_changed_through_the_program(session: Session, chain: Document) -> None:
    entry = history.entries(session, chain)[0]
    entry.actor_name = "Другой"
    with pytest.raises(RuntimeError, match="append-only"):
        session.flush()


def test_a_day_has_one_seal(session: Session, chain: Document) -> None:
    assert seals.seal(session) is not None
    assert seals.seal(session) is None


def test_a_seal_keeps_only_what_has_moved(session: Session, chain: Document) -> None:
    others = [draft(session, Actor.system()) for _ in range(5)]
    seal_days(session, 0, 1)
    fire(session, others[2].id, "register", Actor.system())
    seal_days(session, 2)
    sizes = session.execute(
        select(HistorySeal.number, func.count(SealedHead.id))
        .outerjoin(SealedHead)
        .group_by(HistorySeal.number)
        .order_by(HistorySeal.number)
    )
    assert [tuple(row) for row in sizes] == [(1, 6), (2, 0), (3, 1)]
    assert faults(session) == []


@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE core_history_seal SET day = '2020-01-01' WHERE number = 2",
        "UPDATE core_history_seal SET made_at = '2020-01-01 00:00:00' WHERE number = 2",
        "UPDATE core_history_seal SET hash = previous_hash WHERE number = 2",
        "UPDATE core_history_seal_head SET length = 2",
        "UPDATE core_history_seal_head SET hash = '0'",
        "DELETE FROM core_history_seal_head",
        "DELETE FROM core_history_seal WHERE number = 2",
    ],
)
def test_the_check_finds_a_seal_that_was_altered_or_taken_out(
    session: Session, chain: Document, tamper: str
) -> None:
    seal_days(session, 0, 1, 2)
    session.execute(text(tamper))
    assert any(line.startswith("печать") for line in faults(session))


def test_the_check_finds_two_seals_that_changed_places(session: Session, chain: Document) -> None:
    seal_days(session, 0, 1, 2)
    for old, new in ((2, 99), (3, 2), (99, 3)):
        session.execute(
            update(HistorySeal.__table__)
            .where(HistorySeal.__table__.c.number == old)
            .values(number=new)
        )
    assert any(line.startswith("печать") for line in faults(session))


def test_seals_cut_off_at_the_end_show_against_the_letter_alone(
    session: Session, chain: Document
) -> None:
    seal_days(session, 0)
    other = draft(session, Actor.system())
    last = seals.seal(session, today() + timedelta(days=1))
    assert last is not None
    mailed = {last.number: last.hash}
    assert seals.unlike_letters(session, mailed) == []
    # Whoever takes the last seal away together with what it had sealed leaves no trace here.
    session.execute(text("DELETE FROM core_history WHERE document_id = :id"), {"id": other.id})
    session.execute(text("DELETE FROM core_history_seal_head WHERE seal_id = :id"), {"id": last.id})
    session.execute(text("DELETE FROM core_history_seal WHERE number = 2"))
    assert seals.check(session) == []
    assert seals.unlike_letters(session, mailed) == ["печати №2 нет, а письмо о ней было"]
    session.expunge_all()
    seal_days(session, 3)
    assert seals.unlike_letters(session, mailed) == ["печать №2: не та, что в письме"]


@pytest.mark.parametrize("line", ["12", "12:короткая", f"0:{'a' * 64}", f"x:{'a' * 64}"])
def test_what_is_no_line_of_a_letter_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=line[:2]):
        seals.parse_mailed([line])


def test_a_line_of_a_letter_is_understood() -> None:
    assert seals.parse_mailed([f" 12:{'A' * 64} "]) == {12: "a" * 64}


class Journal:
    """A plugin that keeps a journal of its own."""

    def __init__(self) -> None:
        self.heads = [Head("quotes.signatures", "a" * 64, 3), Head("quotes.signatures", "", 0, 7)]

    @hookimpl
    def reglament_journal_heads(self, session: Session) -> Iterable[Head]:
        return self.heads


@pytest.fixture
def journal(session: Session) -> Iterable[Journal]:
    plugin = Journal()
    hooks = registry_of(session)._hooks  # pyright: ignore[reportPrivateUsage]
    hooks.register(plugin)
    yield plugin
    hooks.unregister(plugin)


def test_journals_of_plugins_are_sealed_too(session: Session, journal: Journal) -> None:
    seal_days(session, 0)
    journal.heads = [Head("quotes.signatures", "b" * 64, 5)]
    seal_days(session, 1)
    assert seals.kept(session, "quotes.signatures") == {3: "a" * 64, 5: "b" * 64}
    assert seals.check(session) == []


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ([], "короче"),
        ([Head("quotes.signatures", "c" * 64, 2)], "короче"),
        ([Head("quotes.signatures", "c" * 64, 3)], "не та"),
    ],
)
def test_a_journal_that_was_cut_or_made_anew_shows(
    session: Session, journal: Journal, now: list[Head], words: str
) -> None:
    seal_days(session, 0)
    journal.heads = now
    [line] = seals.check(session)
    assert "quotes.signatures" in line
    assert words in line


def test_a_journal_of_a_plugin_that_is_off_is_not_missed(
    session: Session, journal: Journal
) -> None:
    journal.heads = [Head("absent.journal", "a" * 64, 3)]
    seal_days(session, 0)
    journal.heads = []
    assert seals.check(session) == []


def run_seal_job(app: Flask) -> list[MailMessage]:
    """Do what the schedule asks for today; the letters that have come of it."""
    with app.app_context():
        with unit_of_work() as session:
            enqueue_periodic(session)
        worker.drain()
        return list(db.session().scalars(select(MailMessage)))


def test_the_digest_is_mailed_where_the_settings_say(app: Flask, make_app: MakeApp) -> None:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    sealed = make_app(url, seal_mail="Archive@Example.ru")
    [letter] = run_seal_job(sealed)
    with sealed.app_context():
        made = db.session().scalars(select(HistorySeal)).one()
        db.session.remove()
    assert letter.to == ["archive@example.ru"]
    assert f"{made.number}:{made.hash}" in letter.text


@pytest.mark.parametrize(
    ("reader", "sealed_on"),
    [("", "23 ноября 2026"), ("ru", "23 ноября 2026"), ("en", "November 23, 2026")],
)
def test_the_letter_speaks_the_language_of_its_reader(
    session: Session, reader: str, sealed_on: str
) -> None:
    """Whoever has no account is written to in the language of the installation."""
    if reader:
        dina = session.scalars(select(User).where(User.login == "dina")).one()
        dina.email, dina.language = "Archive@example.ru", reader
        session.flush()
    with clock.at(datetime(2026, 11, 23, 3, 0, tzinfo=DEFAULT_ZONE)):
        made = seals.seal(session)
        assert made is not None
        mail(session, made, "archive@example.ru")
    letter = session.scalars(select(MailMessage)).one()
    assert sealed_on in letter.text
    assert "03:00" in letter.text
    assert f"\nreglament check --seal 1:{made.hash}\n" in letter.text


def test_without_an_address_the_seal_is_made_and_nothing_mailed(app: Flask) -> None:
    assert run_seal_job(app) == []
    with app.app_context():
        assert db.session().scalars(select(HistorySeal)).one().number == 1
        assert SEAL_JOB in {one.kind for one in registry_of(db.session()).periodic_jobs}
        db.session.remove()


def test_a_proof_tells_without_a_database_what_a_seal_holds(
    session: Session, chain: Document
) -> None:
    assert seals.proof(session, seals.DOCUMENTS, 1, chain.id) is None
    made = seals.seal(session)
    assert made is not None
    given = seals.proof(session, seals.DOCUMENTS, 4, chain.id)
    assert given is not None
    assert given["hash"] == made.hash
    assert seals.proof_faults(given, seals.DOCUMENTS, chain.id) == []
    assert seals.proof_faults(given, seals.DOCUMENTS, chain.id + 1)
    for altered in ({"made_at": "2020-01-01T00:00:00+00:00"}, {"heads": []}, {"number": 7}):
        assert seals.proof_faults({**given, **altered}, seals.DOCUMENTS, chain.id)
    assert seals.proof(session, seals.DOCUMENTS, 5, chain.id) is None

"""The journal of evidence: only ever added to, and telling on whoever touches it."""

import threading
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from core.sdk import Actor, at, chain, registry_of, seals
from core.sdk.web import begin_write, db
from core.testing.fixtures import Scene
from plugins.training.models import (
    EntryKind,
    JournalEntry,
    Signature,
    SignatureConsent,
)
from plugins.training.services.reading import integrity, journal
from plugins.training.tests.reading_world import (
    MONDAY,
    Actors,
    assigned,
    person,
    rules,
    signed,
    working,
)


@pytest.fixture
def kept_id(app: Flask, scene: Scene) -> int:
    """A regulation, read and signed by Анна; the day is sealed."""

    def build() -> int:
        with working(app) as session, at(MONDAY):
            version = rules(session, person(session, "vera"))
            task = assigned(session, version, "anna")
            signature = signed(session, person(session, "anna"), task)
            seals.seal(session)
            return signature.id

    return scene(build)


@pytest.fixture
def kept(kept_id: int, session: Session) -> Signature:
    return session.get_one(Signature, kept_id)


def faults(session: Session) -> list[str]:
    session.expire_all()
    return [*integrity.check(session), *seals.check(session)]


def test_an_untouched_journal_is_whole_and_tells_the_story_in_order(
    kept: Signature, session: Session
) -> None:
    assert faults(session) == []
    kinds = session.scalars(select(JournalEntry.kind).order_by(JournalEntry.position)).all()
    order = [kinds.index(one) for one in ("approved", "assigned", "in_force", "read")]
    assert order == sorted(order)
    assert list(kinds[-2:]) == ["consent", "signed"]


def test_the_evidence_has_all_that_the_law_asks_for(kept: Signature, session: Session) -> None:
    said = session.get_one(JournalEntry, kept.journal_position).payload
    assert said["full_name"] == "Смирнова Анна Петровна"
    assert said["position"] == "Менеджер"
    assert said["text_hash"] == kept.regulation_version.text_hash
    assert said["text_hash"] in said["statement"]
    assert (said["method"], said["ip"], said["agent"]) == ("password", "10.0.0.7", "Браузер")
    assert said["signed_at"] == kept.at.isoformat()
    assert [one["number"] for one in said["sections"]] == ["1", "2"]
    consent = session.get_one(JournalEntry, said["consent"]["position"])
    assert "63-ФЗ" in consent.payload["text"]
    assert "Крепёж и Ток" in consent.payload["text"]


@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE training_journal SET actor_name = 'Другой' WHERE position = 2",
        "UPDATE training_journal SET payload = '{}' WHERE position = 3",
        "UPDATE training_journal SET kind = 'withdrawn' WHERE position = 2",
        "UPDATE training_journal SET at = '2020-01-01 00:00:00+00:00' WHERE position = 2",
        "UPDATE training_journal SET user_id = NULL WHERE position = 2",
        "UPDATE training_journal SET hash = previous_hash WHERE position = 3",
        "DELETE FROM training_journal WHERE position = 2",
        "DELETE FROM training_journal WHERE position = 1",
        "DELETE FROM training_journal WHERE position > 3",
        "DELETE FROM training_journal",
        "UPDATE training_signature SET full_name = 'Кто-то Другой'",
        "UPDATE training_signature SET at = '2020-01-01 00:00:00+00:00'",
        "UPDATE training_signature SET check_code = 'короткий'",
        "DELETE FROM training_signature",
        "UPDATE training_consent SET text = 'другое соглашение'",
        "DELETE FROM training_consent",
        "UPDATE training_version SET body = 'другой текст'",
        "UPDATE training_version SET text_hash = '0'",
    ],
)
def test_the_check_finds_whatever_was_touched(
    kept: Signature, session: Session, tamper: str
) -> None:
    session.execute(text(tamper))
    assert faults(session)


@pytest.mark.parametrize(
    ("table", "field"),
    [(JournalEntry, "actor_name"), (Signature, "full_name"), (SignatureConsent, "text")],
)
@pytest.mark.parametrize("way", ["change", "delete"])
def test_evidence_cannot_be_changed_or_deleted_through_the_program(
    kept: Signature, session: Session, table: Any, field: str, way: str
) -> None:
    row = session.scalars(select(table)).first()
    if way == "change":
        setattr(row, field, "Другой")
    else:
        session.delete(row)
    with pytest.raises(RuntimeError, match="append-only"):
        session.flush()


def test_an_end_made_anew_with_right_hashes_shows_against_the_seal(
    kept: Signature, session: Session, actors: Actors
) -> None:
    last = journal.head(session).length
    session.execute(delete(Signature))
    session.execute(delete(JournalEntry).where(JournalEntry.position == last))
    session.expunge_all()
    journal.append(session, EntryKind.WITHDRAWN, actors("anna"), {"why": "подчищено"})
    assert journal.head(session).length == last
    assert any("при заверении" in fault for fault in faults(session))


def test_the_seal_and_the_operators_check_know_the_journal(
    kept: Signature, session: Session
) -> None:
    assert seals.kept(session, journal.JOURNAL)
    assert "training.journal" in {one.name for one in registry_of(session).checks}
    session.execute(
        update(JournalEntry).where(JournalEntry.position == 2).values(actor_name="Другой")
    )
    check = next(one for one in registry_of(session).checks if one.name == "training.journal")
    assert check.run(session) == ["запись 2: содержание изменено"]


def test_parallel_writers_queue_up_and_the_chain_stays_whole(app: Flask) -> None:
    writers, lines = 4, 6
    ready = threading.Barrier(writers)
    failed: list[BaseException] = []

    def write(name: str) -> None:
        with app.app_context():
            session = db.session()
            try:
                ready.wait(30)
                for number in range(lines):
                    begin_write(session)
                    payload = {"document": 0, "number": number}
                    journal.append(session, EntryKind.IN_FORCE, Actor.outsider(name, {}), payload)
                    session.commit()
            except BaseException as error:
                session.rollback()
                failed.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=write, args=(f"Писарь {n}",)) for n in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    with app.app_context():
        session = db.session()
        assert journal.head(session).length == writers * lines
        assert integrity.check(session) == []
        db.session.remove()


Spoil = Callable[[Random, list[chain.Record]], list[chain.Record]]


def _edit(chance: Random, records: list[chain.Record]) -> list[chain.Record]:
    at_index = chance.randrange(len(records))
    one = records[at_index]
    payload = {**one.payload, chance.choice(list(one.payload)): f"иное {chance.random()}"}
    mended = chance.random() < 0.5
    records[at_index] = chain.Record(
        one.position,
        payload,
        one.previous,
        # Half of the forgers compute the hash of what they have written.
        chain.link(one.previous, payload) if mended else one.hash,
    )
    return records


def _remove(chance: Random, records: list[chain.Record]) -> list[chain.Record]:
    del records[chance.randrange(len(records))]
    return records


def _insert(chance: Random, records: list[chain.Record]) -> list[chain.Record]:
    place = chance.randrange(len(records))
    previous = records[place - 1].hash if place else chain.GENESIS
    payload = {"journal": "training.journal", "position": place + 1, "content": "0" * 64}
    made = chain.Record(place + 1, payload, previous, chain.link(previous, payload))
    return [*records[:place], made, *records[place:]]


def _swap(chance: Random, records: list[chain.Record]) -> list[chain.Record]:
    one, other = chance.sample(range(len(records)), 2)
    records[one], records[other] = records[other], records[one]
    return records


def _truncate(chance: Random, records: list[chain.Record]) -> list[chain.Record]:
    return records[: chance.randrange(len(records))]


def _rebuild(chance: Random, records: list[chain.Record]) -> list[chain.Record]:
    """From some line on the whole journal made anew, every hash right in itself."""
    place = chance.randrange(len(records))
    made = records[:place]
    for old in records[place:]:
        previous = made[-1].hash if made else chain.GENESIS
        payload = {**old.payload, "content": f"{chance.getrandbits(256):064x}"}
        made.append(chain.Record(old.position, payload, previous, chain.link(previous, payload)))
    return made


def _journal_records() -> list[chain.Record]:
    made: list[chain.Record] = []
    for position in range(1, 61):
        previous = made[-1].hash if made else chain.GENESIS
        payload = journal.covered(position, chain.digest({"line": position, "who": "Анна"}))
        made.append(chain.Record(position, payload, previous, chain.link(previous, payload)))
    return made


def _history_records() -> list[chain.Record]:
    """A document's history as ``core.documents.history`` chains it."""
    made: list[chain.Record] = []
    for position in range(1, 41):
        previous = made[-1].hash if made else chain.GENESIS
        payload = {
            "document": 7,
            "position": position,
            "at": MONDAY,
            "actor": 3,
            "name": "Смирнова Анна Петровна",
            "kind": "moved",
            "payload": {"from": "draft", "to": "sent", "reason": "", "number": position},
        }
        made.append(chain.Record(position, payload, previous, chain.link(previous, payload)))
    return made


@pytest.mark.parametrize(
    "records", [_journal_records(), _history_records()], ids=["journal", "history"]
)
def test_a_thousand_ways_to_tamper_are_all_found(records: list[chain.Record]) -> None:
    chance = Random(63)
    sealed = {len(records): records[-1].hash}
    assert chain.verify(records, sealed) == []
    ways: list[Spoil] = [_edit, _remove, _insert, _swap, _truncate, _rebuild]
    unseen: list[tuple[int, str]] = []
    for attempt in range(1000):
        spoil = chance.choice(ways)
        if not chain.verify(spoil(chance, list(records)), sealed):
            unseen.append((attempt, spoil.__name__))
    assert unseen == []


def test_a_sample_of_them_through_the_database_is_found_too(
    kept: Signature, session: Session
) -> None:
    chance = Random(9)
    last = journal.head(session).length
    rows: list[dict[str, Any]] = [
        dict(row)
        for row in session.execute(select(JournalEntry.__table__)).mappings()  # type: ignore[arg-type]
    ]
    fields = ("at", "kind", "actor_name", "payload", "previous_hash", "hash")
    for attempt in range(60):
        with session.begin_nested() as trial:
            position = chance.randrange(1, last + 1)
            other = chance.choice([one for one in range(1, last + 1) if one != position])
            way = attempt % 4
            if way == 0:
                field = chance.choice(fields)
                wanted = rows[other - 1][field]
                if wanted == rows[position - 1][field]:
                    wanted = (
                        {"x": attempt} if field == "payload" else MONDAY if field == "at" else "x"
                    )
                session.execute(
                    update(JournalEntry)
                    .where(JournalEntry.position == position)
                    .values(**{field: wanted})
                )
            elif way == 1:
                session.execute(delete(JournalEntry).where(JournalEntry.position == position))
            elif way == 2:
                session.execute(delete(JournalEntry).where(JournalEntry.position >= position))
            else:
                for old, new in ((position, 999), (other, position), (999, other)):
                    session.execute(
                        update(JournalEntry)
                        .where(JournalEntry.position == old)
                        .values(position=new)
                    )
            assert faults(session), (attempt, way, position, other)
            trial.rollback()
    assert faults(session) == []

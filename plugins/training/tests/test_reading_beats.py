"""A section is read when it was in view long enough, by the server's clock and not the page's."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from core.sdk import NotFound, at
from plugins.training.models import Assignment, EntryKind, JournalEntry
from plugins.training.services.reading import reading
from plugins.training.services.reading.reading import BeatRefused, Fault, Shown
from plugins.training.tests.reading_world import (
    KEY,
    MONDAY,
    TEXT,
    Actors,
    assigned,
    read,
    rules,
    signed,
    whole,
)

A, B = "aaaaa2", "bbbbb2"


@pytest.fixture
def task(session: Session, actors: Actors) -> Assignment:
    return assigned(session, rules(session, actors("vera")), "anna")


def counted(session: Session, task: Assignment) -> dict[str, int]:
    return {part.section.uid: part.counted for part in reading.progress(session, task).parts}


def later(seconds: float = 10):
    return at(MONDAY + timedelta(seconds=seconds))


def refused(
    session: Session,
    actors: Actors,
    task: Assignment,
    token: str,
    seen: dict[str, int] | None = None,
) -> Fault:
    with pytest.raises(BeatRefused) as refusal:
        reading.beat(session, actors("anna"), task.id, token, whole(seen or {A: 1000}), KEY)
    return refusal.value.fault


def test_the_time_to_read_a_section_follows_from_its_length_and_the_norm(
    session: Session, task: Assignment
) -> None:
    parts = reading.progress(session, task).parts
    assert [part.section.title for part in parts] == ["Звонки", "Скидки"]
    for part in parts:
        # 1500 characters a minute are 25 a second.
        assert part.required == part.section.length * 1000 / 25


def test_one_request_however_much_it_claims_counts_for_one_interval(
    session: Session, actors: Actors, task: Assignment
) -> None:
    with later(0):
        token = reading.start(session, actors("anna"), task.id, KEY)
    with later(3600):
        _token, progress = reading.beat(
            session, actors("anna"), task.id, token, whole({A: 10**9}), KEY
        )
    part = progress.parts[0]
    assert part.section.length > 100
    assert reading.INTERVAL / timedelta(milliseconds=1) >= part.counted > 0
    assert not progress.done


def test_a_beat_counts_no_more_than_the_time_that_has_passed(
    session: Session, actors: Actors, task: Assignment
) -> None:
    with later(0):
        token = reading.start(session, actors("anna"), task.id, KEY)
    with later(2):
        reading.beat(session, actors("anna"), task.id, token, whole({A: 10_000}), KEY)
    assert counted(session, task) == {A: 2000, B: 0}


def test_sections_in_view_together_share_the_time(
    session: Session, actors: Actors, task: Assignment
) -> None:
    with later(0):
        token = reading.start(session, actors("anna"), task.id, KEY)
    with later(3):
        reading.beat(session, actors("anna"), task.id, token, whole({A: 2000, B: 10_000}), KEY)
    assert counted(session, task) == {A: 2000, B: 1000}


def test_a_beat_sent_twice_counts_once(session: Session, actors: Actors, task: Assignment) -> None:
    with later(0):
        token = reading.start(session, actors("anna"), task.id, KEY)
    with later(1):
        reading.beat(session, actors("anna"), task.id, token, whole({A: 1000}), KEY)
    with later(5):
        assert refused(session, actors, task, token) is Fault.STALE
    assert counted(session, task)[A] == 1000


def test_beats_out_of_their_order_are_refused(
    session: Session, actors: Actors, task: Assignment
) -> None:
    anna = actors("anna")
    with later(0):
        first = reading.start(session, anna, task.id, KEY)
    with later(1):
        second, _ = reading.beat(session, anna, task.id, first, whole({A: 1000}), KEY)
    with later(2):
        reading.beat(session, anna, task.id, second, whole({A: 1000}), KEY)
    with later(3):
        assert refused(session, actors, task, second) is Fault.STALE
        assert refused(session, actors, task, first) is Fault.STALE
    assert counted(session, task)[A] == 2000


def test_two_windows_do_not_add_up(session: Session, actors: Actors, task: Assignment) -> None:
    anna = actors("anna")
    with later(0):
        one = reading.start(session, anna, task.id, KEY)
        other = reading.start(session, anna, task.id, KEY)
    with later(3):
        reading.beat(session, anna, task.id, other, whole({B: 2000}), KEY)
        assert refused(session, actors, task, one, {A: 3000}) is Fault.STALE
    assert counted(session, task) == {A: 0, B: 2000}


def test_two_documents_are_not_read_at_once(session: Session, actors: Actors) -> None:
    anna = actors("anna")
    one = assigned(session, rules(session, actors("vera")), "anna")
    plain = TEXT.replace('{{ norm("quotes.discount_without_approval", 5) }}', "пяти")
    other = assigned(session, rules(session, actors("vera"), code="РП-02", body=plain), "anna")
    with later(0):
        first = reading.start(session, anna, one.id, KEY)
        reading.start(session, anna, other.id, KEY)
    with later(3):
        assert refused(session, actors, one, first) is Fault.STALE


def test_a_forged_token_is_refused(session: Session, actors: Actors, task: Assignment) -> None:
    with later(0):
        token = reading.start(session, actors("anna"), task.id, KEY)
    body, _, mac = token.partition(".")
    claims = json.loads(urlsafe_b64decode(body))
    claims["nonce"] = "0" * 32
    made_up = urlsafe_b64encode(json.dumps(claims).encode()).decode()
    with later(3):
        for bad in (f"{made_up}.{mac}", f"{body}.{'0' * 64}", body, "", "а.б", f"{body}."):
            assert refused(session, actors, task, bad) is Fault.FORGED
        with pytest.raises(BeatRefused):
            reading.beat(session, actors("anna"), task.id, token, whole({A: 1}), "другой секрет")


def test_a_beat_too_soon_after_the_last_is_refused(
    session: Session, actors: Actors, task: Assignment
) -> None:
    with later(0):
        token = reading.start(session, actors("anna"), task.id, KEY)
    with later(0.1):
        assert refused(session, actors, task, token) is Fault.EARLY
    with later(1):
        reading.beat(session, actors("anna"), task.id, token, whole({A: 1000}), KEY)


def test_another_persons_token_is_refused(
    session: Session, actors: Actors, task: Assignment
) -> None:
    boris = assigned(session, task.regulation_version, "boris")
    with later(0):
        token = reading.start(session, actors("boris"), boris.id, KEY)
    with later(3):
        assert refused(session, actors, task, token) is Fault.FOREIGN
        with pytest.raises(NotFound):
            reading.beat(session, actors("anna"), boris.id, token, whole({A: 1000}), KEY)


def test_sections_that_are_not_in_the_text_and_negative_times_are_refused(
    session: Session, actors: Actors, task: Assignment
) -> None:
    with later(0):
        token = reading.start(session, actors("anna"), task.id, KEY)
    with later(3):
        assert refused(session, actors, task, token, {"zzzzz2": 1000}) is Fault.UNKNOWN
        assert refused(session, actors, task, token, {A: -5000, B: 9000}) is Fault.UNKNOWN
    assert counted(session, task) == {A: 0, B: 0}


@pytest.mark.parametrize("down_to", [-1, 101])
def test_more_or_less_of_a_section_than_there_is_is_refused(
    session: Session, actors: Actors, task: Assignment, down_to: int
) -> None:
    with later(0):
        token = reading.start(session, actors("anna"), task.id, KEY)
    with later(3), pytest.raises(BeatRefused) as refusal:
        reading.beat(session, actors("anna"), task.id, token, {A: Shown(1000, down_to)}, KEY)
    assert refusal.value.fault is Fault.UNKNOWN


def test_a_section_whose_end_was_never_in_view_is_not_read_however_long_it_stays(
    session: Session, actors: Actors, task: Assignment
) -> None:
    anna = actors("anna")
    with later(0):
        token = reading.start(session, anna, task.id, KEY)
    for beat in range(1, 20):
        with later(10 * beat):
            token, progress = reading.beat(
                session, anna, task.id, token, {A: Shown(10_000, 40)}, KEY
            )
    part = progress.parts[0]
    assert (part.counted, part.down_to, part.done) == (part.required * 40 // 100, 40, False)
    # The rest is scrolled to: it needs its own time, and then the section is read.
    rest = part.required - part.counted
    with later(200):
        token, progress = reading.beat(session, anna, task.id, token, {A: Shown(500, 100)}, KEY)
    assert not progress.parts[0].done
    with later(210):
        token, progress = reading.beat(session, anna, task.id, token, {A: Shown(rest, 100)}, KEY)
    assert progress.parts[0].done


def test_the_end_claimed_at_once_still_needs_the_time(
    session: Session, actors: Actors, task: Assignment
) -> None:
    anna = actors("anna")
    with later(0):
        token = reading.start(session, anna, task.id, KEY)
    with later(1):
        _token, progress = reading.beat(session, anna, task.id, token, {A: Shown(10**9, 100)}, KEY)
    assert (progress.parts[0].counted, progress.parts[0].done) == (1000, False)


def test_what_was_in_view_once_stays_seen_when_the_reader_comes_back(
    session: Session, actors: Actors, task: Assignment
) -> None:
    anna = actors("anna")
    with later(0):
        token = reading.start(session, anna, task.id, KEY)
    with later(1):
        reading.beat(session, anna, task.id, token, {A: Shown(1000, 100)}, KEY)
    with later(60):
        token = reading.start(session, anna, task.id, KEY)
    with later(61):
        _token, progress = reading.beat(session, anna, task.id, token, {A: Shown(1000, 20)}, KEY)
    assert (progress.parts[0].counted, progress.parts[0].down_to) == (2000, 100)


def test_what_stands_before_the_first_section_is_read_like_one(
    session: Session, actors: Actors
) -> None:
    opening = "Эти правила **обязательны** для всех, кто говорит с клиентом."
    plain = "Эти правила обязательны для всех, кто говорит с клиентом."
    task = assigned(session, rules(session, actors("vera"), body=f"{opening}\n\n{TEXT}"), "anna")
    parts = reading.progress(session, task).parts
    assert [part.section.uid for part in parts] == ["preamble", A, B]
    assert parts[0].section.length == len(plain)
    assert not parts[0].done
    with later(0):
        signed(session, actors("anna"), task)
    # It is read again only when its own words change.
    for day, body, changed in (
        (1, f"{opening}\n\n{TEXT.replace('пока он помнит', 'пока помнит')}", [False, True, False]),
        (2, f"{opening} Всегда.\n\n{TEXT}", [True, False, False]),
    ):
        later_on = MONDAY + timedelta(days=day)
        version = rules(session, actors("vera"), when=later_on, body=body)
        again = assigned(session, version, "anna")
        assert again.based_on_id == task.document_id
        assert [part.section.changed for part in reading.progress(session, again).parts] == changed


def test_a_signed_document_is_read_no_more(
    session: Session, actors: Actors, task: Assignment
) -> None:
    with later(0):
        signed(session, actors("anna"), task)
    with pytest.raises(BeatRefused) as refusal:
        reading.start(session, actors("anna"), task.id, KEY)
    assert refusal.value.fault is Fault.CLOSED


def test_honest_reading_is_noted_in_the_journal_once_with_the_times_of_sections(
    session: Session, actors: Actors, task: Assignment
) -> None:
    with later(0):
        done = read(session, actors("anna"), task)
    assert task.read_at == done
    lines = session.query(JournalEntry).filter_by(kind=EntryKind.READ.value).all()
    assert len(lines) == 1
    sections = lines[0].payload["sections"]
    assert [one["number"] for one in sections] == ["1", "2"]
    for one in sections:
        assert one["counted_ms"] >= one["required_ms"] > 0
        assert one["norm"]["key"] == "training.reading_speed"


def test_only_changed_sections_are_read_again(
    session: Session, actors: Actors, task: Assignment
) -> None:
    with later(0):
        signed(session, actors("anna"), task)
    changed = rules(
        session,
        actors("vera"),
        when=MONDAY + timedelta(days=1),
        body=TEXT.replace('approval", 5)', 'approval", 3)'),
    )
    again = assigned(session, changed, "anna")
    assert again.based_on_id == task.document_id
    parts = reading.progress(session, again).parts
    assert [(part.section.title, part.section.changed) for part in parts] == [
        ("Звонки", False),
        ("Скидки", True),
    ]
    with at(MONDAY + timedelta(days=1)):
        token = reading.start(session, actors("anna"), again.id, KEY)
    with at(MONDAY + timedelta(days=1, seconds=5)), pytest.raises(BeatRefused) as refusal:
        reading.beat(session, actors("anna"), again.id, token, whole({A: 1000}), KEY)
    assert refusal.value.fault is Fault.UNKNOWN
    # Борис has signed nothing: for him all of it is new.
    boris = assigned(session, changed, "boris")
    assert [part.section.changed for part in reading.progress(session, boris).parts] == [True, True]

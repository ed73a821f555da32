"""A section is read when it was in view long enough, by the server's clock and not the page's."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

import pytest
from sqlalchemy.orm import Session

from core.sdk import Actor, NotFound, at
from plugins.training.models import Assignment, EntryKind, JournalEntry
from plugins.training.services.reading import integrity, reading
from plugins.training.services.reading.reading import BeatRefused, Fault, Progress, Shown
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


class Window:
    """A window of a person on what he reads: each beat carries the token of the one before. Every
    second is counted from the morning of Monday."""

    def __init__(self, session: Session, actor: Actor, task: Assignment, opened: float = 0) -> None:
        self._session, self._actor, self._task = session, actor, task
        with later(opened):
            self.token = reading.start(session, actor, task.id, KEY)

    def beat(
        self,
        second: float,
        seen: Mapping[str, int | Shown] = MappingProxyType({A: 1000}),
        token: str | None = None,
    ) -> Progress:
        """What the sections have been in view for; where only milliseconds, down to their ends."""
        shown = {
            uid: one if isinstance(one, Shown) else Shown(one, reading.WHOLE_SECTION)
            for uid, one in seen.items()
        }
        with later(second):
            self.token, progress = reading.beat(
                self._session,
                self._actor,
                self._task.id,
                self.token if token is None else token,
                shown,
                KEY,
            )
        return progress

    def refused(
        self,
        second: float,
        seen: Mapping[str, int | Shown] = MappingProxyType({A: 1000}),
        token: str | None = None,
    ) -> Fault:
        """Why such a beat does not count."""
        with pytest.raises(BeatRefused) as refusal:
            self.beat(second, seen, token)
        return refusal.value.fault


@pytest.fixture
def window(session: Session, actors: Actors, task: Assignment) -> Window:
    """Анна's, opened on the stroke of the hour."""
    return Window(session, actors("anna"), task)


def test_the_time_to_read_a_section_follows_from_its_length_and_the_norm(
    session: Session, task: Assignment
) -> None:
    parts = reading.progress(session, task).parts
    assert [part.section.title for part in parts] == ["Звонки", "Скидки"]
    for part in parts:
        # 1500 characters a minute are 25 a second.
        assert part.required == part.section.length * 1000 / 25


def test_one_request_however_much_it_claims_counts_for_one_interval(window: Window) -> None:
    progress = window.beat(3600, {A: 10**9})
    part = progress.parts[0]
    assert part.section.length > 100
    assert reading.INTERVAL / timedelta(milliseconds=1) >= part.counted > 0
    assert not progress.done


def test_a_beat_counts_no_more_than_the_time_that_has_passed(
    session: Session, task: Assignment, window: Window
) -> None:
    window.beat(2, {A: 10_000})
    assert counted(session, task) == {A: 2000, B: 0}


def test_sections_in_view_together_share_the_time(
    session: Session, task: Assignment, window: Window
) -> None:
    window.beat(3, {A: 2000, B: 10_000})
    assert counted(session, task) == {A: 2000, B: 1000}


def test_a_beat_sent_twice_counts_once(session: Session, task: Assignment, window: Window) -> None:
    first = window.token
    window.beat(1)
    assert window.refused(5, token=first) is Fault.STALE
    assert counted(session, task)[A] == 1000


def test_beats_out_of_their_order_are_refused(
    session: Session, task: Assignment, window: Window
) -> None:
    first = window.token
    window.beat(1)
    second = window.token
    window.beat(2)
    assert window.refused(3, token=second) is Fault.STALE
    assert window.refused(3, token=first) is Fault.STALE
    assert counted(session, task)[A] == 2000


def test_two_windows_do_not_add_up(
    session: Session, actors: Actors, task: Assignment, window: Window
) -> None:
    other = Window(session, actors("anna"), task)
    other.beat(3, {B: 2000})
    assert window.refused(3, {A: 3000}) is Fault.STALE
    assert counted(session, task) == {A: 0, B: 2000}


def test_two_documents_are_not_read_at_once(
    session: Session, actors: Actors, window: Window
) -> None:
    plain = TEXT.replace('{{ norm("quotes.discount_without_approval", 5) }}', "пяти")
    other = assigned(session, rules(session, actors("vera"), code="РП-02", body=plain), "anna")
    Window(session, actors("anna"), other)
    assert window.refused(3) is Fault.STALE


def test_a_forged_token_is_refused(
    session: Session, actors: Actors, task: Assignment, window: Window
) -> None:
    body, _, mac = window.token.partition(".")
    claims = json.loads(urlsafe_b64decode(body))
    claims["nonce"] = "0" * 32
    made_up = urlsafe_b64encode(json.dumps(claims).encode()).decode()
    for bad in (f"{made_up}.{mac}", f"{body}.{'0' * 64}", body, "", "а.б", f"{body}."):
        assert window.refused(3, token=bad) is Fault.FORGED
    with later(3), pytest.raises(BeatRefused):
        reading.beat(session, actors("anna"), task.id, window.token, whole({A: 1}), "другой секрет")


def test_a_beat_too_soon_after_the_last_is_refused(window: Window) -> None:
    assert window.refused(0.1) is Fault.EARLY
    window.beat(1)


def test_another_persons_token_is_refused(
    session: Session, actors: Actors, task: Assignment, window: Window
) -> None:
    boris = assigned(session, task.regulation_version, "boris")
    his = Window(session, actors("boris"), boris)
    assert window.refused(3, token=his.token) is Fault.FOREIGN
    with later(3), pytest.raises(NotFound):
        reading.beat(session, actors("anna"), boris.id, his.token, whole({A: 1000}), KEY)


def test_sections_that_are_not_in_the_text_and_negative_times_are_refused(
    session: Session, task: Assignment, window: Window
) -> None:
    assert window.refused(3, {"zzzzz2": 1000}) is Fault.UNKNOWN
    assert window.refused(3, {A: -5000, B: 9000}) is Fault.UNKNOWN
    assert counted(session, task) == {A: 0, B: 0}


@pytest.mark.parametrize("down_to", [-1, 101])
def test_more_or_less_of_a_section_than_there_is_is_refused(window: Window, down_to: int) -> None:
    assert window.refused(3, {A: Shown(1000, down_to)}) is Fault.UNKNOWN


def test_a_section_whose_end_was_never_in_view_is_not_read_however_long_it_stays(
    window: Window,
) -> None:
    progress = [window.beat(10 * beat, {A: Shown(10_000, 40)}) for beat in range(1, 20)][-1]
    part = progress.parts[0]
    assert (part.counted, part.down_to, part.done) == (part.required * 40 // 100, 40, False)
    # The rest is scrolled to: it needs its own time, and then the section is read.
    rest = part.required - part.counted
    assert not window.beat(200, {A: Shown(500, 100)}).parts[0].done
    assert window.beat(210, {A: Shown(rest, 100)}).parts[0].done


def test_the_end_claimed_at_once_still_needs_the_time(window: Window) -> None:
    progress = window.beat(1, {A: Shown(10**9, 100)})
    assert (progress.parts[0].counted, progress.parts[0].done) == (1000, False)


def test_what_was_in_view_once_stays_seen_when_the_reader_comes_back(
    session: Session, actors: Actors, task: Assignment, window: Window
) -> None:
    window.beat(1, {A: Shown(1000, 100)})
    again = Window(session, actors("anna"), task, opened=60)
    progress = again.beat(61, {A: Shown(1000, 20)})
    assert (progress.parts[0].counted, progress.parts[0].down_to) == (2000, 100)


def test_a_clock_that_is_put_back_takes_nothing_and_leaves_no_trace_of_a_forgery(
    session: Session, actors: Actors, task: Assignment, window: Window
) -> None:
    window.beat(7200, {A: 3000})
    assert window.refused(3600) is Fault.EARLY
    again = Window(session, actors("anna"), task, opened=3600)
    again.beat(3610, {A: 1000})
    assert counted(session, task)[A] == 4000
    assert integrity.check(session) == []


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
    a_day = 24 * 60 * 60
    window = Window(session, actors("anna"), again, opened=a_day)
    assert window.refused(a_day + 5) is Fault.UNKNOWN
    # Борис has signed nothing: for him all of it is new.
    boris = assigned(session, changed, "boris")
    assert [part.section.changed for part in reading.progress(session, boris).parts] == [True, True]

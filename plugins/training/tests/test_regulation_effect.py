"""What a version has brought: the days before and after it, and what may be said of them."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from core.sdk import Actor, Document, Organisation, at
from core.testing.tools import set_norm
from plugins.training.models import RegulationVersion
from plugins.training.norms import EFFECT_DAYS, EFFECT_SAMPLE
from plugins.training.queries.regulations_effect import Effect, Measure, effect_of
from plugins.training.tests.regulation_world import discount_rules, in_force

Actors = Callable[[str], Actor]
START = datetime(2026, 6, 1, 6, tzinfo=UTC)
LATER = START + timedelta(days=80)
OFFER = "quotes.offer"


def ended(
    session: Session,
    person: Actor,
    days: Sequence[float],
    state: str = "confirmed",
    took: float = 2,
    total: str = "1000.00",
) -> None:
    """Documents of the registry that reached a state so many days from ``START``; how they came to
    it does not matter here, so they are put in by the row."""
    organisation = session.scalars(select(Organisation.id)).one()
    rows = [
        {
            "type": OFFER,
            "organisation_id": organisation,
            "date": (START + timedelta(days=day)).date(),
            "state": state,
            "state_at": START + timedelta(days=day),
            "created_at": START + timedelta(days=day - took),
            "updated_at": START + timedelta(days=day),
            "responsible_id": person.user_id,
            "total": Decimal(total),
            "currency": "RUB",
            "title": "",
            "revision": 1,
            "version": 1,
        }
        for day in days
    ]
    session.execute(insert(Document.__table__), rows)


def spread(first: float, last: float, count: int) -> list[float]:
    return [first + (last - first) * number / count for number in range(count)]


def told(session: Session, version: RegulationVersion) -> Effect:
    with at(LATER):
        return effect_of(session, version)


def measure(effect: Effect, words: str) -> Measure:
    return next(one for one in effect.measures if words in str(one.title))


@pytest.fixture
def version(session: Session, actors: Actors) -> RegulationVersion:
    """In force from ``START`` for everybody, fourteen days looked at on each side."""
    vera = actors("vera")
    with at(START - timedelta(days=90)):
        for key, value in ((EFFECT_DAYS, 14), (EFFECT_SAMPLE, 10)):
            set_norm(session, key, Decimal(value), reason="Так", valid_from=None, actor=vera)
    return in_force(session, vera, body=discount_rules(5), at=START)


def test_more_won_than_before_is_proven_and_named(
    session: Session, actors: Actors, version: RegulationVersion
) -> None:
    anna = actors("anna")
    ended(session, anna, spread(-13, 0, 6))
    ended(session, anna, spread(-13, 0, 24), "rejected")
    ended(session, anna, spread(0, 13, 24))
    ended(session, anna, spread(0, 13, 6), "rejected")

    found = measure(told(session, version), "доля успешных").difference

    assert (found.before.size, found.after.size) == (30, 30)
    assert (round(found.before.mean), round(found.after.mean)) == (20, 80)
    assert found.proven
    assert found.change is not None
    assert round(found.change) == 60


def test_speed_counts_days_from_the_beginning_to_success(
    session: Session, actors: Actors, version: RegulationVersion
) -> None:
    ended(session, actors("anna"), spread(-13, 0, 12), took=9)
    ended(session, actors("anna"), spread(0, 13, 12), took=4)
    ended(session, actors("anna"), spread(0, 13, 12), "rejected", took=30)

    found = measure(told(session, version), "дней до успеха").difference

    assert (round(found.before.mean, 6), round(found.after.mean, 6)) == (9, 4)
    assert found.proven


def test_weeks_without_a_sale_count_as_noughts_in_the_revenue(
    session: Session, actors: Actors, version: RegulationVersion
) -> None:
    ended(session, actors("anna"), [-13, -12], total="500.00")
    ended(session, actors("boris"), [-1], total="300.00")

    found = measure(told(session, version), "выручка менеджера").difference

    assert found.before.size == 4
    assert found.before.mean == (1000 + 300) / 4
    assert found.too_few


def test_few_cases_are_not_judged(
    session: Session, actors: Actors, version: RegulationVersion
) -> None:
    ended(session, actors("anna"), spread(-13, 0, 9), "rejected")
    ended(session, actors("anna"), spread(0, 13, 40))

    assert measure(told(session, version), "доля успешных").difference.too_few


def test_the_smallest_sample_and_the_days_are_norms(
    session: Session, actors: Actors, version: RegulationVersion
) -> None:
    ended(session, actors("anna"), spread(-30, -15, 40), "rejected")
    ended(session, actors("anna"), spread(0, 13, 40))
    assert measure(told(session, version), "доля успешных").difference.before.size == 0
    with at(START + timedelta(hours=1)):
        for key, value in ((EFFECT_DAYS, 40), (EFFECT_SAMPLE, 41)):
            set_norm(
                session, key, Decimal(value), reason="Иначе", valid_from=None, actor=actors("vera")
            )

    effect = told(session, version)
    assert (effect.window.days, effect.least) == (40, 41)
    found = measure(effect, "доля успешных").difference
    assert found.before.size == 40
    assert found.too_few


def test_only_those_whom_the_version_binds_are_counted(session: Session, actors: Actors) -> None:
    narrow = in_force(session, actors("vera"), roles=("manager",), at=START)
    ended(session, actors("anna"), [-1, 1])
    ended(session, actors("gleb"), [-1, -2, 1])

    found = measure(told(session, narrow), "дней до успеха").difference

    assert (found.before.size, found.after.size) == (1, 1)


def test_the_next_version_ends_the_days_after(
    session: Session, actors: Actors, version: RegulationVersion
) -> None:
    in_force(session, actors("vera"), body=discount_rules(9), at=START + timedelta(days=5))
    ended(session, actors("anna"), [1, 4, 6])

    effect = told(session, version)

    assert effect.window.passed == 5
    assert measure(effect, "дней до успеха").difference.after.size == 2


def test_a_changed_norm_is_told_of_under_the_value_that_held_on_each_side(
    session: Session, actors: Actors, version: RegulationVersion
) -> None:
    [only] = told(session, version).norms

    assert (only.norm.key, only.old, only.new) == ("quotes.discount_without_approval", 10, 5)
    following = in_force(
        session, actors("vera"), body=discount_rules(5), at=START + timedelta(days=20)
    )
    assert told(session, following).norms == []

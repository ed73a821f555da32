"""What another percent or another term would have meant for the bonuses of the past days."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from core.sdk import Actor, Concerned, Rehearsal, at, everybody
from plugins.training import labour_law, norms
from plugins.training.models import Violation
from plugins.training.queries.rehearsing import REHEARSALS
from plugins.training.services.violations import ReductionInput
from plugins.training.tests.violation_world import (
    ACT,
    DECIDED,
    FOUND,
    explained,
    found,
    heard,
    sanctioned,
    signed_rules,
    user,
)

Actors = Callable[[str], Actor]
DAY = timedelta(days=1)
PAY, BONUS = Decimal(100_000), Decimal(40_000)
AGAIN = DECIDED + 10 * DAY
LOOKED = AGAIN + 20 * DAY


def rehearsed(
    session: Session, key: str, value: str, concerned: Concerned = everybody
) -> Rehearsal | None:
    return REHEARSALS[key](session, LOOKED - 90 * DAY, LOOKED, Decimal(value), concerned)


def amounts(session: Session, key: str, value: str) -> dict[int, Decimal]:
    result = rehearsed(session, key, value)
    assert result is not None
    return dict(result.outcomes)


def told(session: Session, key: str, value: str) -> tuple[int, int]:
    result = rehearsed(session, key, value)
    assert result is not None
    return result.count, result.total


def case(session: Session, key: str, reduction: ReductionInput | None) -> Violation:
    return sanctioned(session, heard(session, key), reduction)


@pytest.fixture
def first(session: Session) -> Violation:
    """A reduction of 5 % of the pay."""
    signed_rules(session)
    return case(session, "case-1", ReductionInput(PAY, BONUS))


def second(session: Session) -> Violation:
    """Another breach of the same rule, ten days after the sanction for the first."""
    with at(AGAIN):
        violation = explained(session, found(session, key="case-2", at=AGAIN))
    return sanctioned(session, violation, ReductionInput(PAY, BONUS), when=AGAIN + DAY)


def test_another_percent_takes_another_share_of_the_pay(session: Session, first: Violation) -> None:
    key = norms.PENALTY_PERCENT
    assert amounts(session, key, "5") == {first.document_id: Decimal(5_000)}
    assert amounts(session, key, "7") == {first.document_id: Decimal(7_000)}
    assert told(session, key, "7") == (1, 1)
    assert told(session, key, "0") == (0, 1)
    one, other = rehearsed(session, key, "5"), rehearsed(session, key, "7")
    assert one is not None
    assert other is not None
    assert one.unlike(other) == (first.document_id,)
    assert one.unlike(one) == ()


@pytest.mark.usefixtures("first")
def test_the_words_tell_of_cases_and_not_of_money(session: Session) -> None:
    result = rehearsed(session, norms.PENALTY_PERCENT, "7")
    assert result is not None
    assert str(result.words) == (
        "Снижений премии: 1 из 1, из них ограничил бы закон или размер премии: 0"
    )


def test_a_month_is_never_lowered_by_more_than_the_law_lets(session: Session) -> None:
    signed_rules(session, percent="5", days="1")
    made = [case(session, f"case-{number}", ReductionInput(PAY, BONUS)) for number in range(3)]

    key = norms.PENALTY_PERCENT
    found = amounts(session, key, "9")
    assert [found[one.document_id] for one in made] == [9_000, 9_000, 2_000]
    assert sum(found.values()) == labour_law.legal_cap(PAY)
    result = rehearsed(session, key, "9")
    assert result is not None
    assert "размер премии: 1" in str(result.words)


def test_who_took_less_than_he_might_takes_no_more(session: Session) -> None:
    signed_rules(session)
    mild = case(session, "case-1", ReductionInput(PAY, BONUS, Decimal(1_000)))

    key = norms.PENALTY_PERCENT
    assert amounts(session, key, "7") == {mild.document_id: Decimal(1_000)}
    assert amounts(session, key, "0.5") == {mild.document_id: Decimal(500)}


def test_the_percent_of_a_repeated_violation_touches_repeated_ones_alone(
    session: Session, first: Violation
) -> None:
    again = second(session)
    assert again.repeated

    assert amounts(session, norms.PENALTY_PERCENT, "7") == {first.document_id: Decimal(7_000)}
    key = norms.PENALTY_REPEAT_PERCENT
    assert amounts(session, key, "10") == {again.document_id: Decimal(10_000)}
    # What the first has left under the limit of the month: 20 000 less 5 000.
    assert amounts(session, key, "18") == {again.document_id: Decimal(15_000)}


@pytest.mark.usefixtures("first")
def test_a_longer_term_makes_more_violations_repeated(session: Session) -> None:
    again = second(session)

    key = norms.PENALTY_REPEAT_DAYS
    assert told(session, key, "9") == (0, 2)
    assert told(session, key, "10") == (1, 2)
    result = rehearsed(session, key, "10")
    assert result is not None
    assert (result.outcomes, result.documents) == ({again.document_id: True}, True)


@pytest.mark.parametrize(
    "key", [norms.PENALTY_PERCENT, norms.PENALTY_REPEAT_PERCENT, norms.PENALTY_REPEAT_DAYS]
)
@pytest.mark.usefixtures("first")
def test_only_those_are_counted_whom_the_value_concerned_on_the_day_of_the_act(
    session: Session, key: str
) -> None:
    second(session)
    anna = user(session, "anna").id
    asked: list[tuple[int | None, object]] = []

    def nobody(employee: int | None, moment: object) -> bool:
        asked.append((employee, moment))
        return False

    assert rehearsed(session, key, "7", nobody) is None
    assert {employee for employee, _ in asked} == {anna}
    assert {moment for _, moment in asked} <= {ACT, AGAIN}


def test_days_of_other_months_are_not_looked_at(session: Session, first: Violation) -> None:
    assert first.decided_at == DECIDED
    early = FOUND - 5 * DAY

    result = REHEARSALS[norms.PENALTY_PERCENT](
        session, early - 30 * DAY, early, Decimal(7), everybody
    )
    assert result is None

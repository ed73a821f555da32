"""What each norm of violations rules: two values of it give two outcomes.

Norms of penalties bind only where the person has signed the regulation that sets them.
"""

from datetime import timedelta
from decimal import Decimal

from core.sdk import at, norm
from core.testing.norms import House, NormProof
from plugins.training import norms
from plugins.training.models import Outcome, RegulationVersion, Violation
from plugins.training.services import violations
from plugins.training.services.violations import ReductionInput
from plugins.training.tests.violation_world import (
    FOUND,
    actor,
    decision,
    explained,
    found,
    rules,
    rules_in_force,
    sign,
)

PAY, BONUS = Decimal(100_000), Decimal(40_000)
DECIDED = FOUND + timedelta(days=6)
LATER = DECIDED + timedelta(days=30)


def _signed(house: House, key: str) -> None:
    """The edition that sets the norm, and rules of the rest, both signed by Анна."""
    source = norm(house.session, key).source
    assert source is not None
    sign(house.session, "anna", house.session.get_one(RegulationVersion, source.document_id))
    rest = [line for line in rules().splitlines(keepends=True) if f'"{key}"' not in line]
    sign(house.session, "anna", rules_in_force(house.session, "".join(rest)))


def _sanctioned(house: House, violation: Violation, reduction: ReductionInput | None) -> Violation:
    return violations.decide(
        house.session,
        actor(house.session, "vera"),
        violation.document_id,
        decision(Outcome.REPROOF, reduction),
    )


def _second(house: House) -> Violation:
    """The decision on a second violation of one rule, thirty days after the first."""
    with at(FOUND):
        first = explained(house.session, found(house.session))
    with at(DECIDED):
        _sanctioned(house, first, None)
    with at(LATER):
        again = explained(house.session, found(house.session, key="case-2", at=LATER))
        return _sanctioned(house, again, ReductionInput(PAY, BONUS))


def who_asks_for_an_explanation(house: House) -> object:
    """In which state a case is that the program has just found."""
    sign(house.session, "anna", rules_in_force(house.session))
    with at(FOUND):
        return found(house.session).document.state


def taken_for_a_first_violation(house: House) -> object:
    """How much is taken off the bonus."""
    _signed(house, norms.PENALTY_PERCENT)
    with at(FOUND):
        violation = explained(house.session, found(house.session))
    with at(DECIDED):
        decided = _sanctioned(house, violation, ReductionInput(PAY, BONUS))
    return decided.reduction and decided.reduction.amount


def taken_for_a_repeated_violation(house: House) -> object:
    """How much is taken off the bonus for the second violation of one rule."""
    _signed(house, norms.PENALTY_REPEAT_PERCENT)
    reduction = _second(house).reduction
    return reduction and reduction.amount


def whether_a_violation_is_repeated(house: House) -> object:
    """Whether a violation thirty days after the sanction for the first is a repeated one."""
    _signed(house, norms.PENALTY_REPEAT_DAYS)
    return _second(house).repeated


PROOFS = {
    norms.EXPLAIN_AT_ONCE: NormProof(("1", "0"), who_asks_for_an_explanation),
    norms.PENALTY_PERCENT: NormProof(("5", "7"), taken_for_a_first_violation),
    norms.PENALTY_REPEAT_PERCENT: NormProof(("10", "12"), taken_for_a_repeated_violation),
    norms.PENALTY_REPEAT_DAYS: NormProof(("20", "60"), whether_a_violation_is_repeated),
}

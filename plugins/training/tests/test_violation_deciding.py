"""The word of the accused, the decision, the bonus, the end of a sanction."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.sdk import Forbidden, Refused, ValidationFailed, at, fire, history
from plugins.training.discipline import reductions_over_the_law
from plugins.training.models import BonusReduction
from plugins.training.services import violations
from plugins.training.services.violations import PauseInput, ReductionInput
from plugins.training.services.violations.pausing import PauseKind
from plugins.training.tests.violation_world import (
    ACT,
    DECIDED,
    FOUND,
    SIGNED,
    Storage,
    actor,
    explained,
    found,
    heard,
    reported,
    rules,
    rules_in_force,
    sanctioned,
    sign,
    signed_rules,
)

PAY, BONUS = Decimal(100_000), Decimal(40_000)


def test_only_the_accused_explains_and_only_once_the_files_stay(session: Session) -> None:
    signed_rules(session)
    with at(FOUND):
        violation = found(session)
        with pytest.raises(Forbidden):
            violations.explain(
                session, actor(session, "vera"), Storage(), violation.document_id, "За неё"
            )
        violations.explain(
            session,
            actor(session, "anna"),
            Storage(),
            violation.document_id,
            "Клиент просил подождать.",
            [violations.FileInput("просьба.txt", b"1")],
        )
    assert violation.document.state == "explained"
    assert violation.explanation == "Клиент просил подождать."


def test_an_act_is_drawn_up_after_two_working_days_and_no_sooner(session: Session) -> None:
    signed_rules(session)
    with at(FOUND):
        violation = found(session)
    vera = actor(session, "vera")
    with at(datetime(2026, 11, 12, 15, tzinfo=UTC)), pytest.raises(Refused):
        violations.record_refusal(session, vera, violation.document_id, "Молчит")
    with at(datetime(2026, 11, 12, 22, tzinfo=UTC)):
        violations.record_refusal(session, vera, violation.document_id, "При Глебе и Дине")
    assert violation.document.state == "unexplained"
    sanctioned(session, violation)
    assert violation.outcome == "reproof"


def test_a_late_explanation_counts_until_somebody_has_decided(session: Session) -> None:
    signed_rules(session)
    with at(FOUND):
        violation = found(session)
    with at(DECIDED):
        violations.record_refusal(
            session, actor(session, "vera"), violation.document_id, "При Глебе"
        )
        explained(session, violation)
    assert violation.document.state == "explained"


def test_no_sanction_before_the_accused_was_heard(session: Session) -> None:
    signed_rules(session)
    with at(FOUND):
        violation = found(session)
    with pytest.raises(Refused):
        sanctioned(session, violation)


def test_no_sanction_for_a_rule_that_was_not_signed_before_the_act(session: Session) -> None:
    version = rules_in_force(session)
    sign(session, "anna", version, ACT + timedelta(minutes=1))
    with pytest.raises(Refused) as caught:
        sanctioned(session, heard(session))
    assert "не подписал" in str(caught.value)


def test_a_signature_under_the_edition_before_is_none_under_this_one(session: Session) -> None:
    sign(session, "anna", rules_in_force(session))
    rules_in_force(session, rules(percent="6"), since=SIGNED + timedelta(days=1))
    with pytest.raises(Refused):
        sanctioned(session, heard(session))


def test_no_sanction_for_what_the_rules_do_not_know(session: Session) -> None:
    signed_rules(session)
    with at(FOUND):
        violation = explained(session, reported(session, clause=None))
    with pytest.raises(Refused) as caught:
        sanctioned(session, violation)
    assert "не описан" in str(caught.value)


def test_a_sanction_comes_within_a_month_and_a_pause_lengthens_it(session: Session) -> None:
    signed_rules(session)
    late = datetime(2026, 12, 11, 9, tzinfo=UTC)
    violation = heard(session)
    with pytest.raises(Refused) as caught:
        sanctioned(session, violation, when=late)
    assert "10.12.2026" in str(caught.value)
    given = PauseInput(PauseKind.ILLNESS, date(2026, 11, 16), date(2026, 11, 20), "Лист 12")
    with at(DECIDED):
        made = violations.pause(session, actor(session, "vera"), violation.document_id, given)
        assert violation.document.due == date(2026, 12, 15)
        shorter = PauseInput(PauseKind.ILLNESS, made.since, date(2026, 11, 16), "Лист 12")
        violations.pause(session, actor(session, "vera"), violation.document_id, shorter, made.id)
    assert violation.document.due == date(2026, 12, 11)
    sanctioned(session, violation, when=late)


def test_a_pause_taken_away_leaves_its_trace(session: Session) -> None:
    violation = heard(session)
    given = PauseInput(PauseKind.LEAVE, date(2026, 11, 16), None, "Приказ 7")
    vera = actor(session, "vera")
    with at(DECIDED):
        made = violations.pause(session, vera, violation.document_id, given)
        assert violation.document.due == date(2027, 5, 11)
        violations.drop_pause(session, vera, violation.document_id, made.id)
    assert violation.document.due == date(2026, 12, 10)
    last = history.entries(session, violation.document)[-1].payload["fields"]
    assert last["pause"] == ["отпуск, 16.11.2026 – …: Приказ 7", None]


def test_the_accused_head_and_the_reporter_do_not_decide(session: Session) -> None:
    signed_rules(session, "vera")
    violation = None
    with at(FOUND):
        violation = explained(session, found(session, "vera"), "vera")
    with pytest.raises(Forbidden):
        sanctioned(session, violation, by="vera")
    with at(DECIDED), pytest.raises(Refused):
        fire(session, violation.document_id, "dismiss", actor(session, "vera"), reason="Сама")
    sanctioned(session, violation, by="director")
    assert violation.decided_by_id == actor(session, "director").user_id


def test_the_rule_takes_its_percent_of_the_pay_off_the_bonus(session: Session) -> None:
    version = signed_rules(session)
    violation = sanctioned(session, heard(session), ReductionInput(PAY, BONUS))
    taken = violation.reduction
    assert taken is not None
    assert (taken.amount, taken.limit) == (Decimal("5000.00"), "rule")
    assert taken.period == date(2026, 11, 1)
    assert taken.rule_version_id == version.document_id
    keys = {reading["key"] for reading in violation.readings}
    assert {"training.penalty_percent", "training.penalty_repeat_days"} <= keys
    source = next(r for r in violation.readings if r["key"] == "training.penalty_percent")
    assert source["regulation"]["clause"] == "2.1"


def test_the_decider_may_take_less_and_never_more(session: Session) -> None:
    signed_rules(session)
    violation = heard(session)
    with pytest.raises(ValidationFailed) as caught:
        sanctioned(session, violation, ReductionInput(PAY, BONUS, Decimal("5000.01")))
    assert "подписанное правило" in str(caught.value.errors["amount"][0])
    sanctioned(session, violation, ReductionInput(PAY, BONUS, Decimal("1000.00")))
    assert violation.reduction is not None
    assert violation.reduction.amount == Decimal("1000.00")


def test_even_past_the_form_the_move_itself_refuses_more_than_the_law_lets(
    session: Session,
) -> None:
    signed_rules(session)
    violation = heard(session)
    data = {"outcome": "reproof", "reduction": {"pay": PAY, "bonus": BONUS, "amount": 20_001}}
    with at(DECIDED), pytest.raises(Refused):
        fire(
            session,
            violation.document_id,
            "sanction",
            actor(session, "vera"),
            reason="Много",
            data=data,
        )


def test_nothing_but_the_bonus_is_lowered(session: Session) -> None:
    signed_rules(session)
    violation = sanctioned(session, heard(session), ReductionInput(PAY, Decimal("1234.56")))
    assert violation.reduction is not None
    assert (violation.reduction.amount, violation.reduction.limit) == (
        Decimal("1234.56"),
        "bonus",
    )


def test_no_reduction_where_no_signed_regulation_knows_one(session: Session) -> None:
    body = '## Работа\n\n1. Ответ за {{ norm("quotes.answer_days", 1) }} дня.\n'
    sign(session, "anna", rules_in_force(session, body))
    violation = heard(session)
    with pytest.raises(ValidationFailed) as caught:
        sanctioned(session, violation, ReductionInput(PAY, BONUS))
    assert "ТК ст. 135" in str(caught.value.errors["amount"][0])
    sanctioned(session, violation)
    assert violation.reduction is None


def test_a_repeated_violation_of_the_same_rule_takes_the_percent_of_a_repeated_one(
    session: Session,
) -> None:
    signed_rules(session)
    sanctioned(session, heard(session))
    later = DECIDED + timedelta(days=1)
    with at(later):
        again = explained(session, found(session, key="case-2", at=later))
    sanctioned(session, again, ReductionInput(PAY, BONUS), later)
    assert again.repeated
    assert again.reduction is not None
    assert again.reduction.amount == Decimal("10000.00")


def test_it_is_no_repetition_after_the_days_of_the_norm(session: Session) -> None:
    signed_rules(session, days="10")
    sanctioned(session, heard(session))
    later = DECIDED + timedelta(days=11)
    with at(later):
        again = explained(session, found(session, key="case-2", at=later))
    sanctioned(session, again, ReductionInput(PAY, BONUS), later)
    assert not again.repeated


def test_the_month_has_one_limit_for_all_its_decisions(session: Session) -> None:
    signed_rules(session, percent="15", repeat="20")
    first, second, third = (heard(session, key) for key in ("case-1", "case-2", "case-3"))
    sanctioned(session, first, ReductionInput(PAY, BONUS))
    sanctioned(session, second, ReductionInput(PAY, BONUS))
    assert second.reduction is not None
    assert (second.reduction.amount, second.reduction.limit) == (Decimal("5000.00"), "cap")
    with pytest.raises(ValidationFailed) as caught:
        sanctioned(session, third, ReductionInput(PAY, BONUS, Decimal("0.01")))
    assert "ТК ст. 135" in str(caught.value.errors["amount"][0])
    assert reductions_over_the_law(session) == []


def test_a_larger_pay_entered_later_does_not_widen_the_limit(session: Session) -> None:
    signed_rules(session, percent="20")
    first, second = (heard(session, key) for key in ("case-1", "case-2"))
    sanctioned(session, first, ReductionInput(PAY, BONUS, Decimal(19_000)))
    sanctioned(session, second, ReductionInput(PAY * 3, BONUS * 3))
    assert second.reduction is not None
    assert second.reduction.amount == Decimal("1000.00")


def test_the_next_month_has_a_limit_of_its_own(session: Session) -> None:
    signed_rules(session, percent="20")
    first, second = (heard(session, key) for key in ("case-1", "case-2"))
    sanctioned(session, first, ReductionInput(PAY, BONUS))
    sanctioned(session, second, ReductionInput(PAY, BONUS), datetime(2026, 12, 2, 9, tzinfo=UTC))
    assert second.reduction is not None
    assert second.reduction.amount == Decimal("20000.00")


def test_the_check_finds_what_was_changed_past_the_program(session: Session) -> None:
    signed_rules(session)
    violation = sanctioned(session, heard(session), ReductionInput(PAY, BONUS))
    assert violation.reduction is not None
    violation.reduction.amount = Decimal(20_001)
    session.flush()
    (fault,) = reductions_over_the_law(session)
    assert "20001" in fault


@pytest.mark.parametrize(("pay", "bonus"), [("0", "0"), ("100", "100.01"), ("100", "-1")])
def test_figures_that_cannot_be_are_refused(session: Session, pay: str, bonus: str) -> None:
    signed_rules(session)
    with pytest.raises(ValidationFailed):
        sanctioned(session, heard(session), ReductionInput(Decimal(pay), Decimal(bonus)))


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    kopecks=st.integers(1, 10**7),
    share=st.integers(0, 100),
    amounts=st.lists(st.none() | st.integers(1, 10**6), min_size=1, max_size=6),
)
def test_no_sequence_of_decisions_in_a_month_goes_over_the_limit_of_the_law(
    session: Session, kopecks: int, share: int, amounts: list[int | None]
) -> None:
    pay = Decimal(kopecks) / 100
    bonus = (pay * share / 100).quantize(Decimal("0.01"))
    point = session.begin_nested()
    try:
        signed_rules(session, percent="15", repeat="20")
        for number, asked in enumerate(amounts):
            given = ReductionInput(pay, bonus, Decimal(asked) / 100 if asked else None)
            violation = heard(session, f"case-{number}")
            with suppress(ValidationFailed), session.begin_nested():
                sanctioned(session, violation, given)
        taken = session.scalars(select(func.sum(BonusReduction.amount))).one() or Decimal(0)
        assert taken * 5 <= pay
        assert taken <= bonus
        assert reductions_over_the_law(session) == []
    finally:
        point.rollback()

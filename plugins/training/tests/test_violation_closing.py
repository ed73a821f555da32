"""How cases and sanctions end: passed on, lapsed, lifted."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from core.sdk import Refused, at, history
from plugins.training.models import Remark
from plugins.training.services import regulations, violations
from plugins.training.tests.violation_world import (
    DECIDED,
    FOUND,
    Storage,
    actor,
    explained,
    found,
    heard,
    reported,
    sanctioned,
    signed_rules,
)


def test_a_case_outside_the_rules_becomes_a_remark_to_the_next_edition(session: Session) -> None:
    version = signed_rules(session)
    with at(FOUND):
        violation = reported(session, clause=None)
        violations.pass_on(
            session,
            actor(session, "vera"),
            violation.document_id,
            version.regulation_id,
            "Не сказано, чей клиент, если звонили двое.",
            "В правилах этого нет",
        )
    assert violation.document.state == "passed_on"
    remark = session.get_one(Remark, violation.remark_id)
    draft = regulations.open_version(session, version.regulation_id)
    assert draft is not None
    assert remark.carried_to_id == draft.document_id
    assert remark.document_id == version.document_id
    assert remark.outcome == "open"


def test_cases_past_the_term_lapse_with_the_reason_said(session: Session) -> None:
    signed_rules(session)
    violation = heard(session)
    with at(datetime(2026, 12, 10, 9, tzinfo=UTC)):
        assert violations.overdue(session) == []
    with at(datetime(2026, 12, 11, 9, tzinfo=UTC)):
        assert violations.overdue(session) == [violation.document_id]
        violations.lapse(session, actor(session, "director").system(), violation.document_id)
    assert violation.document.state == "lapsed"
    told = history.entries(session, violation.document)[-1].payload["reason"]
    assert "Месяц со дня обнаружения прошёл 10.12.2026" in told


def test_a_sanction_lapses_after_a_year_unless_there_is_a_new_one(session: Session) -> None:
    signed_rules(session)
    first = sanctioned(session, heard(session))
    half_a_year = datetime(2027, 5, 3, 9, tzinfo=UTC)
    with at(half_a_year):
        second = explained(session, found(session, key="case-2", at=half_a_year))
    sanctioned(session, second, when=half_a_year + timedelta(days=1))
    program = actor(session, "director").system()
    with at(datetime(2027, 11, 17, 9, tzinfo=UTC)):
        assert violations.standing(session) == [first.document_id]
        assert not violations.expire(session, program, first.document_id)
    with at(datetime(2028, 5, 5, 9, tzinfo=UTC)):
        for key in violations.standing(session):
            assert violations.expire(session, program, key)
    assert (first.document.state, second.document.state) == ("lifted", "lifted")


def test_the_decider_lifts_a_sanction_early(session: Session) -> None:
    signed_rules(session)
    violation = sanctioned(session, heard(session))
    with at(DECIDED + timedelta(days=30)):
        violations.lift(session, actor(session, "vera"), violation.document_id, "Исправилась")
    assert violation.document.state == "lifted"


def test_a_decided_case_takes_no_more_words(session: Session) -> None:
    signed_rules(session)
    violation = sanctioned(session, heard(session))
    with pytest.raises(Refused):
        violations.supplement(
            session, actor(session, "anna"), Storage(), violation.document_id, "Ещё", []
        )

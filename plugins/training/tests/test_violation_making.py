"""Cases begin: found by the program, reported by a person, on management too."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.sdk import (
    Actor,
    Forbidden,
    NotFound,
    Refused,
    ValidationFailed,
    actor_by_id,
    at,
    history,
    report_breach,
)
from core.sdk import Role as BuiltIn
from plugins.training.models import (
    Assignment,
    RegulationVersion,
    Violation,
    ViolationSource,
)
from plugins.training.services import violations
from plugins.training.services.violations import QualifyInput, RuleInput
from plugins.training.tests import regulation_world
from plugins.training.tests.violation_world import (
    ACT,
    FOUND,
    IN_FORCE,
    Storage,
    actor,
    breach,
    found,
    reported,
    rules,
    rules_in_force,
    signed_rules,
    user,
)

Actors = Callable[[str], Actor]


def test_a_broken_norm_becomes_a_case_of_the_person_with_the_clause_that_sets_it(
    session: Session,
) -> None:
    version = signed_rules(session)
    with at(FOUND):
        violation = found(session)
    assert violation.source == ViolationSource.PROGRAM.value
    assert violation.document.number == "КТ-НР-000001"
    assert violation.document.responsible_id == user(session, "anna").id
    assert violation.document.author_id is None
    assert violation.rule_version_id == version.document_id
    assert violation.clause_number == "1.1"
    assert violation.reading["value"] == "1"


def test_what_the_gate_kept_the_person_from_on_the_last_day_is_not_laid_on_him(
    session: Session,
) -> None:
    version = signed_rules(session, "anna")
    governing = regulation_world.in_force(
        session,
        actor(session, "vera"),
        code="РП-02",
        body="## Цены\n\n1. Цены по прайсу.\n",
        stages=("quotes.offer",),
        at=IN_FORCE,
    )
    last_day = {"needs": frozenset({"quotes.offer"}), "last_day_from": ACT - timedelta(days=1)}
    with at(FOUND):
        # Анна has signed neither in time: she could not have answered.
        report_breach(session, breach(session, **last_day))
        assert session.scalar(select(func.count(Violation.document_id))) == 0
        # What the closed stage does not stand in the way of is hers.
        assert (
            found(
                session,
                key="other",
                needs=frozenset({"crm.deal"}),
                last_day_from=last_day["last_day_from"],
            ).rule_version_id
            == version.document_id
        )
        # Signed since, it is still the gate of that day that counts.
        signed_at(session, "boris", governing, FOUND)
        report_breach(session, breach(session, "boris", "case-2", **last_day))
        assert session.scalar(select(func.count(Violation.document_id))) == 1
        # Who had signed by then answers.
        signed_at(session, "egor", governing, ACT - timedelta(days=2))
        assert found(session, "egor", "case-3", **last_day)


def signed_at(session: Session, login: str, version: RegulationVersion, when: datetime) -> None:
    session.scalars(
        select(Assignment).where(
            Assignment.document_id == version.document_id,
            Assignment.user_id == user(session, login).id,
        )
    ).one().signed_at = when
    session.flush()


def test_the_same_breach_told_twice_is_one_case(session: Session) -> None:
    signed_rules(session)
    with at(FOUND):
        report_breach(session, breach(session))
        report_breach(session, breach(session))
    assert session.scalars(select(func.count()).select_from(Violation)).one() == 1


def test_what_the_program_finds_waits_for_an_explanation_at_once(session: Session) -> None:
    signed_rules(session)
    with at(FOUND):
        violation = found(session)
    assert violation.document.state == "awaiting"
    assert violation.explain_by == date(2026, 11, 12)
    assert violation.document.due == date(2026, 12, 10)


def test_where_the_rules_say_so_the_decider_asks_for_it(session: Session) -> None:
    body = rules() + '4. Объяснение сразу: {{ norm("training.explain_at_once", 0) }}.\n'
    rules_in_force(session, body)
    with at(FOUND):
        violation = found(session)
        assert violation.document.state == "reported"
        violations.demand(session, actor(session, "vera"), violation.document_id)
    assert violation.document.state == "awaiting"
    keys = [reading["key"] for reading in violation.readings]
    assert keys == ["training.explain_at_once"]


def test_a_norm_that_no_regulation_sets_is_a_case_without_a_clause(session: Session) -> None:
    with at(FOUND):
        violation = found(session)
    assert violation.rule_version_id is None
    assert not violation.outside


def test_nobody_answers_for_who_has_left(session: Session) -> None:
    user(session, "anna").disabled_at = FOUND
    with at(FOUND):
        report_breach(session, breach(session))
    assert session.scalars(select(Violation)).first() is None


def test_what_the_program_finds_after_six_months_is_let_be(session: Session) -> None:
    with at(FOUND):
        report_breach(session, breach(session, at=FOUND - timedelta(days=200)))
    assert session.scalars(select(Violation)).first() is None


def test_a_person_reports_a_clause_of_the_version_that_was_in_force_that_day(
    session: Session,
) -> None:
    first = rules_in_force(session)
    with at(FOUND):
        rules_in_force(session, rules(percent="7"), since=FOUND)
        violation = reported(session, happened_on=date(2026, 11, 5))
    assert violation.rule_version_id == first.document_id
    assert violation.clause_number == "1.2"
    assert violation.document.author_id == user(session, "boris").id
    assert violation.document.state == "reported"


def test_a_clause_that_the_version_has_not_is_refused_beside_its_field(session: Session) -> None:
    rules_in_force(session)
    with at(FOUND), pytest.raises(ValidationFailed) as caught:
        reported(session, clause="9.9")
    assert list(caught.value.errors) == ["clause"]


def test_a_regulation_that_was_not_in_force_yet_is_refused(session: Session) -> None:
    rules_in_force(session)
    with at(FOUND), pytest.raises(ValidationFailed) as caught:
        reported(session, happened_on=date(2026, 8, 20))
    assert list(caught.value.errors) == ["regulation_id"]


def test_what_is_past_six_months_can_no_more_be_reported(session: Session) -> None:
    with at(FOUND), pytest.raises(ValidationFailed) as caught:
        reported(session, clause=None, happened_on=date(2026, 4, 30))
    assert "ТК ст. 193" in str(caught.value.errors["happened_on"][0])


def test_nobody_reports_himself_nor_the_day_after(session: Session) -> None:
    with at(FOUND), pytest.raises(ValidationFailed) as caught:
        reported(session, by="anna", on="anna", clause=None, happened_on=date(2026, 11, 11))
    assert set(caught.value.errors) == {"accused_id", "happened_on"}


def test_only_documents_that_the_reporter_sees_can_be_named(session: Session) -> None:
    with at(FOUND):
        known = reported(session, by="anna", on="egor", clause=None)
        number = known.document.number or ""
        with pytest.raises(ValidationFailed) as caught:
            reported(session, by="boris", clause=None, related_number=number)
        again = reported(session, by="anna", on="egor", clause=None, related_number=number.lower())
    assert list(caught.value.errors) == ["related_number"]
    assert again.related_id == known.document_id


def test_the_accused_does_not_learn_of_a_hidden_reporter_from_the_history(
    session: Session,
) -> None:
    with at(FOUND):
        violation = reported(session, clause=None, hides_reporter=True)
        boris = actor(session, "boris")
        violations.supplement(
            session,
            boris,
            Storage(),
            violation.document_id,
            "Есть письмо клиента.",
            [violations.FileInput("письмо.txt", "текст".encode())],
        )
        violations.withdraw(session, boris, violation.document_id, "Помирились")
    told = history.entries(session, violation.document)
    assert {entry.kind for entry in told} == {"created", "moved", "supplemented", "attached"}
    assert {entry.actor_name for entry in told} == {violations.HIDDEN_NAME}
    assert {entry.actor_id for entry in told} == {None}


def test_only_the_reporter_takes_his_word_back(session: Session) -> None:
    with at(FOUND):
        violation = reported(session, clause=None)
        with pytest.raises(Forbidden):
            violations.withdraw(session, actor(session, "anna"), violation.document_id, "Хватит")
        with pytest.raises(NotFound):
            violations.withdraw(session, actor(session, "gleb"), violation.document_id, "Хватит")


def test_a_complaint_on_the_head_goes_past_the_department_to_the_director(
    session: Session, actors: Actors
) -> None:
    with at(FOUND):
        violation = reported(session, by="anna", on="vera", clause=None)
        assert violation.on_management
        assert violation.document.department_id is None
        for login in ("vera", "anna"):
            part = violations.part_of(violation, actor(session, login))
            assert not part.decider
        assert violations.part_of(violation, actors("director")).decider


def test_another_head_of_the_same_department_does_not_decide_on_the_head(
    session: Session,
) -> None:
    peer = user(session, "boris")
    head = next(role for role in user(session, "vera").roles if role.code == BuiltIn.HEAD.value)
    peer.roles = [head]
    peer.department_id = user(session, "vera").department_id
    session.flush()
    with at(FOUND):
        violation = reported(session, by="anna", on="vera", clause=None)
        with pytest.raises(NotFound):
            violations.get(session, violation.document_id, actor_by_id(session, peer.id))


def test_who_has_reported_does_not_decide(session: Session) -> None:
    with at(FOUND):
        violation = reported(session, by="vera", on="anna", clause=None)
        with pytest.raises(Forbidden):
            violations.demand(session, actor(session, "vera"), violation.document_id)
        violations.demand(session, actor(session, "director"), violation.document_id)
    assert violation.document.state == "awaiting"


def test_strangers_find_nothing(session: Session) -> None:
    with at(FOUND):
        violation = reported(session, clause=None)
    for login in ("gleb", "egor", "zhanna", "admin"):
        with pytest.raises(NotFound):
            violations.get(session, violation.document_id, actor(session, login))


def test_the_decider_puts_the_reporter_right(session: Session) -> None:
    version = rules_in_force(session)
    with at(FOUND):
        violation = reported(session, clause=None)
        given = QualifyInput(date(2026, 11, 6), RuleInput(version.regulation_id, "п. 1.2."), "")
        violations.qualify(session, actor(session, "vera"), violation.document_id, given)
        assert violation.clause_number == "1.2"
        last = history.entries(session, violation.document)[-1]
    assert last.payload["fields"]["rule"] == [None, "РП-01, ред. 1, п. 1.2"]


def test_what_the_program_found_rests_on_its_records(session: Session) -> None:
    signed_rules(session)
    with at(FOUND), pytest.raises(Refused):
        violations.qualify(
            session,
            actor(session, "vera"),
            found(session).document_id,
            QualifyInput(date(2026, 11, 6), None, ""),
        )

"""One act has one sanction (ТК ст. 193): cases of the same person, rule and day."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from core.sdk import NotFound, Refused, ValidationFailed, at, today
from core.testing.browser import Visitor, form_with
from plugins.training.models import Outcome, Violation
from plugins.training.services import violations
from plugins.training.services.violations import DecisionInput
from plugins.training.tests.reading_world import working
from plugins.training.tests.violation_world import (
    DECIDED,
    FOUND,
    actor,
    decision,
    explained,
    found,
    reported,
    sanctioned,
    signed_rules,
)

REGISTER = "/training/violations/"


def two(session: Session) -> tuple[Violation, Violation]:
    """One act that two colleagues have told of; Анна has explained herself twice."""
    signed_rules(session)
    with at(FOUND):
        first, second = reported(session), reported(session, by="gleb")
        return explained(session, first), explained(session, second)


def test_whoever_has_told_of_it_is_asked_whether_it_is_another_act(session: Session) -> None:
    signed_rules(session)
    with at(FOUND):
        first = reported(session)
        with pytest.raises(ValidationFailed) as caught:
            reported(session)
        assert str(first.document.number) in str(caught.value.errors["other_act"][0])
        assert reported(session, other_act=True).document_id != first.document_id
        # Another clause, another day and another person are other acts.
        reported(session, clause="1.1")
        reported(session, happened_on=today() - timedelta(days=1))
        reported(session, on="egor")


def test_who_does_not_see_the_first_case_is_told_nothing_of_it(session: Session) -> None:
    signed_rules(session)
    with at(FOUND):
        reported(session)
        assert reported(session, by="gleb").document.number


def test_the_second_sanction_for_one_act_is_refused(session: Session) -> None:
    first, second = two(session)
    sanctioned(session, first)
    with pytest.raises(Refused) as caught:
        sanctioned(session, second)
    assert str(first.document.number) in str(caught.value)
    assert "ТК ст. 193" in str(caught.value)
    # Nothing is decided by that: the bonus and the case are as they were.
    assert second.document.state == "explained"


def test_a_decider_who_says_why_it_is_another_act_is_believed_and_quoted(session: Session) -> None:
    first, second = two(session)
    sanctioned(session, first)
    given = DecisionInput(Outcome.REPROOF, "Причины нет.", other_act="Другой клиент, вечером.")
    with at(DECIDED):
        violations.decide(session, actor(session, "vera"), second.document_id, given)
    assert second.other_act == "Другой клиент, вечером."


def test_a_lifted_sanction_was_one_for_the_act_too(session: Session) -> None:
    first, second = two(session)
    sanctioned(session, first)
    with at(DECIDED):
        violations.lift(session, actor(session, "vera"), first.document_id, "Исправилась")
    with pytest.raises(Refused):
        sanctioned(session, second)


def test_what_the_program_tells_apart_are_different_acts(session: Session) -> None:
    signed_rules(session)
    with at(FOUND):
        cases = [explained(session, found(session, key=key)) for key in ("case-1", "case-2")]
    for case in cases:
        sanctioned(session, case)
    assert {case.document.state for case in cases} == {"sanctioned"}


def test_a_joined_case_is_closed_with_a_reference(session: Session) -> None:
    first, second = two(session)
    with at(DECIDED):
        violations.join(session, actor(session, "vera"), second.document_id, first.document_id)
        assert second.document.state == "joined"
        assert second.same_act_id == first.document_id
        # A joined case is nothing to join others into.
        with pytest.raises(NotFound):
            violations.join(session, actor(session, "vera"), first.document_id, second.document_id)
    sanctioned(session, first)
    assert first.outcome == "reproof"


def test_only_cases_of_the_same_act_are_joined(session: Session) -> None:
    signed_rules(session)
    with at(FOUND):
        first, other = reported(session), reported(session, clause="1.1")
        with pytest.raises(NotFound):
            violations.join(session, actor(session, "vera"), other.document_id, first.document_id)


def test_the_pages_warn_link_and_join(app: Flask, visit: Callable[..., Visitor]) -> None:
    with working(app) as session:
        first, second = two(session)
        numbers = first.document.number, second.document.number
        keys = first.document_id, second.document_id
    with at(DECIDED):
        boris = visit("boris")
        form = form_with(boris.get(f"{REGISTER}new"), "/new")
        form["accused_id"].select(text="Смирнова Анна Петровна, Менеджер")
        form["happened_on"] = "10.11.2026"
        form["facts"] = "Увела клиента."
        form["regulation_id"].select(text="РП-01 · Регламент РП-01")
        form = form_with(form.submit("clauses", value="1"), "/new")
        form["clause"] = "1.2"
        page = form.submit(status=422)
        # Boris is shown his own report, not what Gleb has told.
        assert f"{REGISTER}{keys[0]}" in page
        assert str(numbers[1]) not in page

        vera = visit("vera")
        with working(app) as session:
            violations.decide(session, actor(session, "vera"), keys[0], decision(Outcome.REPROOF))
        page = vera.get(f"{REGISTER}{keys[1]}/decide")
        assert f"{REGISTER}{keys[0]}" in page
        form = form_with(page, "/decide")
        form["outcome"], form["motive"] = "reproof", "Причины нет."
        refused = form.submit(status=422)
        assert "за один поступок" in refused
        page = form_with(refused, "/join").submit().follow()
        assert "Объединено" in page
        assert f"{REGISTER}{keys[0]}" in page
        # Gleb reads the number; the case of another reporter is not his to open.
        page = visit("gleb").get(f"{REGISTER}{keys[1]}")
        assert str(numbers[0]) in page
        assert f'href="{REGISTER}{keys[0]}"' not in page

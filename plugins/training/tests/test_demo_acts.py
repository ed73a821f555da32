"""The acts of the demo company: what is asked and said of them stands in their text."""

import pytest

from plugins.training.demo.acts import ACTS, Act
from plugins.training.demo.questions import QUESTIONS
from plugins.training.models import QuestionKind
from plugins.training.text.parsing import parse

ASKED = [act for act in ACTS if act.file in QUESTIONS]


def clauses(act: Act, edition: int) -> set[str]:
    return {clause.uid for clause in parse(act.text_of(act.editions[edition])).clauses}


@pytest.mark.parametrize("act", ASKED, ids=lambda act: act.code)
def test_every_edition_has_the_clauses_that_are_asked_about(act: Act) -> None:
    asked = {question.clause_uid for question in QUESTIONS[act.file]}
    for edition in range(len(act.editions)):
        assert asked <= clauses(act, edition)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.code)
def test_remarks_are_made_on_clauses_that_are_there(act: Act) -> None:
    for number, edition in enumerate(act.editions):
        assert {said.clause for said in edition.said} <= clauses(act, number)


def test_what_is_signed_is_asked_about_in_earnest() -> None:
    assert set(QUESTIONS) == {"reading", "work_norms", "pay", "penalties", "disputes"}
    assert all(4 <= len(asked) <= 6 for asked in QUESTIONS.values())
    kinds = {question.kind for asked in QUESTIONS.values() for question in asked}
    assert kinds == set(QuestionKind)

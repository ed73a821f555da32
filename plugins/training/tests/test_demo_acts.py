"""The acts of the demo company: what is asked and said of them stands in their text."""

import re

import pytest

from plugins.training.demo.acts import ACTS, Act
from plugins.training.demo.questions import ANSWERED, QUESTIONS
from plugins.training.models import QuestionKind
from plugins.training.services.quizzes import QuestionInput
from plugins.training.text.parsing import Text, parse

COUNTED = {"один": 1, "одну": 1, "два": 2, "двух": 2, "три": 3, "трёх": 3, "пять": 5}
"""Numbers that the texts write in words."""


def text(act: Act, edition: int) -> Text:
    return parse(act.text_of(act.editions[edition]))


def clauses(act: Act, edition: int) -> set[str]:
    return {clause.uid for clause in text(act, edition).clauses}


def numbers(words: str) -> set[float]:
    figures = {float(one.replace(",", ".")) for one in re.findall(r"\d+(?:[.,]\d+)?", words)}
    return figures | {COUNTED[word] for word in words.lower().split() if word in COUNTED}


def answers(question: QuestionInput) -> str:
    """The right answers that can be chosen or typed."""
    right = " ".join(option.text for option in question.options if option.right)
    return f"{right} {question.value or ''}"


def test_every_act_is_asked_about_by_four_to_six_questions_of_three_kinds_or_more() -> None:
    assert set(QUESTIONS) == {act.file for act in ACTS}
    for asked in QUESTIONS.values():
        assert 4 <= len(asked) <= 6
        assert len({question.kind for question in asked}) >= 3


def test_questions_are_of_all_kinds_and_every_one_is_explained() -> None:
    every = [question for asked in QUESTIONS.values() for question in asked]

    assert {question.kind for question in every} == set(QuestionKind)
    assert all(question.explanation for question in every)


def test_people_answer_cases_in_their_own_words() -> None:
    for question in (one for asked in QUESTIONS.values() for one in asked):
        if question.kind == QuestionKind.CASE:
            assert ANSWERED[question.text].words != question.sample


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.code)
def test_every_edition_has_the_clauses_that_are_asked_about(act: Act) -> None:
    asked = {question.clause_uid for question in QUESTIONS[act.file]}
    for edition in range(len(act.editions)):
        assert asked <= clauses(act, edition)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.code)
def test_a_number_that_is_right_stands_in_its_clause_in_every_edition(act: Act) -> None:
    for edition in range(len(act.editions)):
        plain = {clause.uid: clause.plain for clause in text(act, edition).clauses}
        for question in QUESTIONS[act.file]:
            assert numbers(answers(question)) <= numbers(plain[question.clause_uid or ""])


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.code)
def test_remarks_are_made_on_clauses_that_are_there(act: Act) -> None:
    for number, edition in enumerate(act.editions):
        assert {said.clause for said in edition.said} <= clauses(act, number)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.code)
def test_every_edition_says_something_else_than_the_one_before(act: Act) -> None:
    texts = [act.text_of(edition) for edition in act.editions]

    assert len(set(texts)) == len(texts)


def test_no_norm_is_set_by_two_acts() -> None:
    set_by: dict[str, str] = {}
    for act in ACTS:
        for mark in text(act, -1).norms:
            assert set_by.setdefault(mark.key, act.code) == act.code
    assert set_by

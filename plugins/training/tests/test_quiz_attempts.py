"""Attempts: what is asked, what counts as right, how often one may try, what the mentor does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.sdk import Actor, NotFound, Refused, ValidationFailed, at, now, today
from core.testing.tools import set_norm
from plugins.training.models import Plan, QuizAttempt, QuizStop
from plugins.training.norms import PASS_MARK, QUIZ_ATTEMPTS
from plugins.training.queries import quizzes as queries
from plugins.training.services import quizzes
from plugins.training.services.quizzes import CaseMark
from plugins.training.tests.quiz_world import (
    CASE,
    CHECKED,
    NUMBER,
    ONE,
    ORDER,
    SEVERAL,
    SUBJECT,
    fail,
    quiz_of,
    right_answers,
    succeed,
    wrong_answers,
)

Actors = Callable[[str], Actor]


def put(session: Session, key: str, value: int, actor: Actor) -> None:
    set_norm(session, key, Decimal(value), reason="так решили", valid_from=None, actor=actor)


def test_right_answers_to_everything_pass_at_once(session: Session, actors: Actors) -> None:
    attempt = succeed(session, actors("egor"), quiz_of(session))

    assert attempt.passed is True
    assert attempt.score == 100
    found = quizzes.passed(session, attempt.user_id, SUBJECT)
    assert found is not None
    assert found.id == attempt.id


def test_wrong_answers_to_everything_fail_with_nought(session: Session, actors: Actors) -> None:
    attempt = fail(session, actors("egor"), quiz_of(session))

    assert attempt.passed is False
    assert attempt.score == 0
    assert quizzes.passed(session, attempt.user_id, SUBJECT) is None


def test_a_started_paper_stays_the_same_until_it_is_answered(
    session: Session, actors: Actors
) -> None:
    egor, quiz = actors("egor"), quiz_of(session)
    first = quizzes.start(session, egor, quiz.id, SUBJECT)
    again = quizzes.start(session, egor, quiz.id, SUBJECT)

    assert again.id == first.id
    assert session.scalar(select(func.count(QuizAttempt.id))) == 1


def test_the_second_sending_of_answers_changes_nothing(session: Session, actors: Actors) -> None:
    egor, quiz = actors("egor"), quiz_of(session)
    attempt = quizzes.start(session, egor, quiz.id, SUBJECT)
    quizzes.answer(session, egor, attempt.id, wrong_answers(attempt.paper))
    again = quizzes.answer(session, egor, attempt.id, right_answers(attempt.paper))

    assert again.passed is False
    assert again.score == 0


def test_papers_are_shuffled_and_the_order_never_stands_right(
    session: Session, actors: Actors
) -> None:
    quiz = quiz_of(session, *CHECKED, CASE)
    papers = [quizzes.draw(quiz.questions) for _ in range(60)]

    assert len({tuple(item["text"] for item in paper) for paper in papers}) > 10
    orders = [item for paper in papers for item in paper if item["kind"] == "order"]
    right = [one.text for one in ORDER.options]
    assert all(item["options"] != right for item in orders)
    assert len({tuple(item["options"]) for item in orders}) > 5
    for item in orders:
        assert [item["options"][place] for place in item["right"]["order"]] == right


def test_what_is_shown_before_the_end_holds_no_right_answer(
    session: Session, actors: Actors
) -> None:
    attempt = quizzes.start(session, actors("egor"), quiz_of(session, CASE, NUMBER).id, SUBJECT)

    for asked in quizzes.asked(attempt.paper):
        assert set(vars(asked)) == {"place", "kind", "text", "options"}


@pytest.mark.parametrize(
    ("typed", "passed"),
    [("9,5", True), ("10.5", True), ("10", True), ("9,49", False), ("10,51", False)],
)
def test_a_number_is_right_within_its_tolerance(
    session: Session, actors: Actors, typed: str, passed: bool
) -> None:
    egor = actors("egor")
    attempt = quizzes.start(session, egor, quiz_of(session, NUMBER).id, SUBJECT)

    assert quizzes.answer(session, egor, attempt.id, {0: [typed]}).passed is passed


def test_several_need_all_the_right_ones_and_nothing_else(session: Session, actors: Actors) -> None:
    egor, quiz = actors("egor"), quiz_of(session, SEVERAL)
    attempt = quizzes.start(session, egor, quiz.id, SUBJECT)
    everything = [str(place) for place in range(3)]

    assert quizzes.answer(session, egor, attempt.id, {0: everything}).passed is False
    attempt = quizzes.start(session, egor, quiz.id, SUBJECT)
    half = right_answers(attempt.paper)[0][:1]
    assert quizzes.answer(session, egor, attempt.id, {0: half}).passed is False


@pytest.mark.parametrize(
    ("question", "sent"),
    [
        (ONE, []),
        (ONE, ["7"]),
        (SEVERAL, ["x"]),
        (ORDER, ["0", "0", "1", "2"]),
        (ORDER, ["0", "1"]),
        (NUMBER, ["примерно десять"]),
        (NUMBER, [" "]),
        (CASE, ["   "]),
    ],
)
def test_an_unreadable_answer_is_refused_beside_its_question(
    session: Session, actors: Actors, question: quizzes.QuestionInput, sent: list[str]
) -> None:
    egor = actors("egor")
    attempt = quizzes.start(session, egor, quiz_of(session, question).id, SUBJECT)

    with pytest.raises(ValidationFailed) as refused:
        quizzes.answer(session, egor, attempt.id, {0: sent})
    assert list(refused.value.errors) == ["q-0"]
    assert attempt.finished_at is None


@pytest.mark.parametrize(("mark", "passed"), [(50, True), (75, True), (76, False)])
def test_the_pass_mark_is_the_norm_of_the_moment_of_answering(
    session: Session, actors: Actors, mark: int, passed: bool
) -> None:
    put(session, PASS_MARK, mark, actors("vera"))
    egor, quiz = actors("egor"), quiz_of(session)
    attempt = quizzes.start(session, egor, quiz.id, SUBJECT)
    sent = right_answers(attempt.paper)
    number = next(place for place, item in enumerate(attempt.paper) if item["kind"] == "number")
    sent[number] = ["999"]

    done = quizzes.answer(session, egor, attempt.id, sent)

    assert done.score == 75
    assert done.passed is passed
    readings = {one["key"]: one["value"] for one in done.norms}
    assert readings == {QUIZ_ATTEMPTS: "3", PASS_MARK: str(mark)}


@pytest.mark.parametrize("limit", [1, 4])
def test_attempts_end_as_the_norm_says_and_the_mentor_opens_new_ones(
    session: Session, actors: Actors, limit: int
) -> None:
    vera, egor, quiz = actors("vera"), actors("egor"), quiz_of(session)
    put(session, QUIZ_ATTEMPTS, limit, vera)
    for used in range(limit):
        assert quizzes.attempts_left(session, egor.user_id or 0, quiz.id, SUBJECT) == limit - used
        fail(session, egor, quiz)

    with pytest.raises(Refused, match="наставник"):
        quizzes.start(session, egor, quiz.id, SUBJECT)
    [stop] = session.scalars(select(QuizStop))
    assert (stop.attempts, stop.norms[0]["value"]) == (limit, str(limit))

    with at(now() + timedelta(hours=1)):
        quizzes.open_attempts(session, vera, stop.id, "Разобрали правила вместе")
        assert quizzes.attempts_left(session, egor.user_id or 0, quiz.id, SUBJECT) == limit
        assert succeed(session, egor, quiz).passed is True
    assert (stop.opened_by_id, stop.note) == (vera.user_id, "Разобрали правила вместе")


def test_new_attempts_are_opened_by_a_mentor_of_the_person_with_a_note(
    session: Session, actors: Actors
) -> None:
    put(session, QUIZ_ATTEMPTS, 1, actors("vera"))
    quiz = quiz_of(session)
    fail(session, actors("vera"), quiz)
    [stop] = session.scalars(select(QuizStop))

    for stranger in ("vera", "boris"):
        with pytest.raises(NotFound):
            quizzes.open_attempts(session, actors(stranger), stop.id, "Сам себе наставник")
    with pytest.raises(ValidationFailed):
        quizzes.open_attempts(session, actors("zhanna"), stop.id, "  ")


def test_a_passed_quiz_is_not_asked_again(session: Session, actors: Actors) -> None:
    egor, quiz = actors("egor"), quiz_of(session)
    succeed(session, egor, quiz)

    with pytest.raises(Refused, match="уже сданы"):
        quizzes.start(session, egor, quiz.id, SUBJECT)
    assert quizzes.start(session, egor, quiz.id, "version:7").finished_at is None


def test_a_case_waits_for_the_mentor_who_decides(session: Session, actors: Actors) -> None:
    egor, vera, quiz = actors("egor"), actors("vera"), quiz_of(session, ONE, CASE)
    attempt = succeed(session, egor, quiz)
    case = next(place for place, item in enumerate(attempt.paper) if item["kind"] == "case")

    assert (attempt.passed, attempt.score) == (None, None)
    with pytest.raises(Refused, match="проверяет наставник"):
        quizzes.start(session, egor, quiz.id, SUBJECT)
    with pytest.raises(ValidationFailed) as refused:
        quizzes.review(session, vera, attempt.id, {case: CaseMark(accepted=False)})
    assert list(refused.value.errors) == [f"remark-{case}"]

    quizzes.review(session, vera, attempt.id, {case: CaseMark(accepted=True)})

    assert (attempt.passed, attempt.score, attempt.reviewer_id) == (True, 100, vera.user_id)
    with pytest.raises(Refused, match="уже проверен"):
        quizzes.review(session, vera, attempt.id, {case: CaseMark(accepted=True)})


def test_a_case_refused_by_the_mentor_uses_the_attempt_up(session: Session, actors: Actors) -> None:
    egor, vera = actors("egor"), actors("vera")
    put(session, QUIZ_ATTEMPTS, 1, vera)
    attempt = succeed(session, egor, quiz_of(session, CASE))

    quizzes.review(session, vera, attempt.id, {0: CaseMark(False, "Не спросили, с чем сравнивает")})

    assert attempt.passed is False
    assert quizzes.attempts_left(session, attempt.user_id, attempt.quiz_id, SUBJECT) == 0


def test_nobody_reads_his_own_case_or_that_of_strangers(session: Session, actors: Actors) -> None:
    quiz = quiz_of(session, CASE)
    of_vera = succeed(session, actors("vera"), quiz)
    of_gleb = succeed(session, actors("gleb"), quiz)

    for reader, attempt in (("vera", of_vera), ("vera", of_gleb), ("anna", of_gleb)):
        with pytest.raises(NotFound):
            quizzes.to_review(session, actors(reader), attempt.id)
    assert quizzes.to_review(session, actors("zhanna"), of_gleb.id).id == of_gleb.id


def test_others_cannot_answer_my_paper(session: Session, actors: Actors) -> None:
    attempt = quizzes.start(session, actors("egor"), quiz_of(session).id, SUBJECT)

    with pytest.raises(NotFound):
        quizzes.answer(session, actors("anna"), attempt.id, right_answers(attempt.paper))


def test_an_edit_of_the_quiz_changes_no_attempt(session: Session, actors: Actors) -> None:
    egor, quiz = actors("egor"), quiz_of(session, NUMBER)
    attempt = quizzes.start(session, egor, quiz.id, SUBJECT)
    quizzes.edit_question(
        session, quiz.id, quiz.questions[0].id, replace(NUMBER, value=Decimal(99)), quiz.version
    )

    assert quizzes.answer(session, egor, attempt.id, {0: ["10"]}).passed is True


def test_an_empty_quiz_is_not_started(session: Session, actors: Actors) -> None:
    quiz = quizzes.make_quiz(session, actors("vera"), "Пустой")

    with pytest.raises(Refused, match="Вопросов пока нет"):
        quizzes.start(session, actors("egor"), quiz.id, SUBJECT)


def test_the_mentor_of_a_plan_reads_the_cases_of_his_new_hire(
    session: Session, actors: Actors
) -> None:
    egor, boris = actors("egor"), actors("boris")
    attempt = succeed(session, egor, quiz_of(session, CASE))
    plan = Plan(
        user_id=attempt.user_id,
        mentor_id=boris.user_id or 0,
        starts_on=today(),
        trial_until=today() + timedelta(days=90),
    )
    session.add(plan)
    session.flush()

    assert quizzes.to_review(session, boris, attempt.id).id == attempt.id
    assert [one.id for one in queries.waiting_cases(session, boris)] == [attempt.id]
    with pytest.raises(NotFound):
        quizzes.to_review(session, actors("anna"), attempt.id)
    plan.finished_at = now()
    session.flush()
    with pytest.raises(NotFound):
        quizzes.to_review(session, boris, attempt.id)

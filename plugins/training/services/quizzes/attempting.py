"""An attempt from the first question to the result: started, answered, read by the mentor.

The pass mark and the number of attempts are norms for the person who answers. The attempt keeps
the readings that decided about it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    Actor,
    Message,
    NotFound,
    Refusal,
    Refused,
    Scope,
    User,
    ValidationFailed,
    norm,
    now,
    recorded,
)
from plugins.training.models import Plan, QuestionKind, Quiz, QuizAttempt, QuizStop
from plugins.training.norms import PASS_MARK, QUIZ_ATTEMPTS
from plugins.training.permissions import TrainingPermission
from plugins.training.services.faults import too_long
from plugins.training.services.quizzes import answers as given
from plugins.training.services.quizzes import papers, witnessing

# technical: what a remark can hold
MAX_REMARK = 4000


@dataclass(frozen=True)
class CaseMark:
    """The mentor's word on one case."""

    accepted: bool
    remark: str = ""


def start(session: Session, actor: Actor, quiz_id: int, subject: str) -> QuizAttempt:
    """A paper for the person: the unfinished one as it is, or a new one.

    ``subject`` names what the questions are asked about: ``version:12``, ``course:3``. Whether
    the person may answer about it is the caller's business. Raises Refused: attempts are used up,
    an answer waits for the mentor, the quiz is empty or has been passed.
    """
    unfinished = _unfinished(session, actor, quiz_id, subject)
    if unfinished is not None:
        return unfinished
    quiz = session.get(Quiz, quiz_id)
    if quiz is None or actor.user_id is None:
        raise NotFound()
    with recorded(session) as readings:
        left = attempts_left(session, actor.user_id, quiz_id, subject)
    _refuse_if(not quiz.questions, Message(N_("Вопросов пока нет: их готовит владелец документа")))
    _refuse_if(
        _last_passed(session, actor.user_id, quiz_id, subject) is not None,
        Message(N_("Вопросы уже сданы")),
    )
    _refuse_if(
        waits_for_mentor(session, actor.user_id, quiz_id, subject),
        Message(N_("Прошлый ответ проверяет наставник: дождитесь результата")),
    )
    _refuse_if(
        left == 0,
        Message(N_("Попытки кончились. Поговорите с наставником: он откроет новые.")),
    )
    attempt = QuizAttempt(
        quiz_id=quiz_id,
        user_id=actor.user_id,
        subject=subject,
        paper=papers.draw(quiz.questions),
        answers={},
        norms=[reading.to_dict() for reading in readings],
        started_at=now(),
        review={},
    )
    try:
        with session.begin_nested():
            session.add(attempt)
    except IntegrityError:
        # The same person has pressed the button in two windows: both get the one paper.
        twin = _unfinished(session, actor, quiz_id, subject)
        if twin is None:
            raise
        return twin
    witnessing.asked(session, actor, attempt)
    return attempt


def _refuse_if(wrong: bool, reason: Message) -> None:
    if wrong:
        raise Refused([Refusal(reason)])


def _unfinished(session: Session, actor: Actor, quiz_id: int, subject: str) -> QuizAttempt | None:
    return session.scalars(
        _of(actor.user_id, quiz_id, subject).where(QuizAttempt.finished_at.is_(None))
    ).first()


def _of(user_id: int | None, quiz_id: int, subject: str) -> Any:
    return select(QuizAttempt).where(
        QuizAttempt.user_id == user_id,
        QuizAttempt.quiz_id == quiz_id,
        QuizAttempt.subject == subject,
    )


def own(session: Session, actor: Actor, attempt_id: int) -> QuizAttempt:
    """The person's own attempt; NotFound for anybody else's."""
    attempt = session.get(QuizAttempt, attempt_id)
    if attempt is None or attempt.user_id != actor.user_id:
        raise NotFound()
    return attempt


def answer(session: Session, actor: Actor, attempt_id: int, sent: given.Sent) -> QuizAttempt:
    """Finish the attempt with these answers. Answered before: the result as it is.

    ``sent`` maps a place on the paper to the values of its field. Raises ValidationFailed with
    fields ``q-<place>`` where a question is left without an answer.
    """
    attempt = _locked(own(session, actor, attempt_id), session)
    if attempt.finished_at is not None:
        return attempt
    attempt.answers = given.clean(attempt.paper, sent)
    attempt.finished_at = now()
    _decide(session, attempt)
    witnessing.answered(session, actor, attempt)
    return attempt


def _locked(attempt: QuizAttempt, session: Session) -> QuizAttempt:
    """The row as it is now; a second sending waits here for the first."""
    session.refresh(attempt, with_for_update=True)
    return attempt


def _decide(session: Session, attempt: QuizAttempt) -> None:
    """Score and result, where nothing waits for the mentor; a stop after the last failure.

    The pass mark is that of the moment of answering, also where the mentor reads later.
    """
    found = papers.verdicts(attempt.paper, attempt.answers, attempt.review)
    attempt.score = papers.score(found)
    if attempt.score is not None:
        with recorded(session) as readings:
            mark = norm(session, PASS_MARK, at=attempt.finished_at, employee=attempt.user_id).value
        attempt.passed = Decimal(found.count(True)) * 100 >= mark * len(found)
        attempt.norms = [*attempt.norms, *(one.to_dict() for one in readings)]
    session.flush()
    if attempt.passed is False:
        _stop_if_last(session, attempt)


def _stop_if_last(session: Session, attempt: QuizAttempt) -> None:
    with recorded(session) as readings:
        limit = _limit(session, attempt.user_id)
    used = _used(session, attempt.user_id, attempt.quiz_id, attempt.subject)
    if used < limit:
        return
    session.add(
        QuizStop(
            quiz_id=attempt.quiz_id,
            user_id=attempt.user_id,
            subject=attempt.subject,
            at=now(),
            attempts=used,
            norms=[reading.to_dict() for reading in readings],
        )
    )
    session.flush()


def _limit(session: Session, user_id: int) -> int:
    return int(norm(session, QUIZ_ATTEMPTS, employee=user_id).value)


def _used(session: Session, user_id: int, quiz_id: int, subject: str) -> int:
    """Finished attempts since the mentor last opened new ones, or all."""
    opened = session.scalar(
        select(func.max(QuizStop.opened_at)).where(
            QuizStop.user_id == user_id,
            QuizStop.quiz_id == quiz_id,
            QuizStop.subject == subject,
        )
    )
    counted = select(func.count(QuizAttempt.id)).where(
        QuizAttempt.user_id == user_id,
        QuizAttempt.quiz_id == quiz_id,
        QuizAttempt.subject == subject,
        QuizAttempt.finished_at.is_not(None),
    )
    if opened is not None:
        counted = counted.where(QuizAttempt.started_at >= opened)
    return session.scalar(counted) or 0


def attempts_left(session: Session, user_id: int, quiz_id: int, subject: str) -> int:
    """How many more attempts the person may start; 0 until the mentor opens new ones.

    A stop stays where the norm has been raised since: it is for the talk with the mentor. Where
    the norm has been lowered, whoever has not been stopped has one attempt more.
    """
    if stop_of(session, user_id, quiz_id, subject) is not None:
        return 0
    return max(1, _limit(session, user_id) - _used(session, user_id, quiz_id, subject))


def stop_of(session: Session, user_id: int, quiz_id: int, subject: str) -> QuizStop | None:
    """The stop that the mentor has not opened yet."""
    return session.scalars(
        select(QuizStop).where(
            QuizStop.user_id == user_id,
            QuizStop.quiz_id == quiz_id,
            QuizStop.subject == subject,
            QuizStop.opened_at.is_(None),
        )
    ).first()


def passed(session: Session, user_id: int, subject: str) -> QuizAttempt | None:
    """The attempt with which the person has passed the questions about ``subject``."""
    return session.scalars(
        select(QuizAttempt)
        .where(
            QuizAttempt.user_id == user_id,
            QuizAttempt.subject == subject,
            QuizAttempt.passed.is_(True),
        )
        .order_by(QuizAttempt.started_at)
        .limit(1)
    ).first()


def _last_passed(session: Session, user_id: int, quiz_id: int, subject: str) -> QuizAttempt | None:
    return session.scalars(
        _of(user_id, quiz_id, subject).where(QuizAttempt.passed.is_(True)).limit(1)
    ).first()


def waits_for_mentor(session: Session, user_id: int, quiz_id: int, subject: str) -> bool:
    """Whether an answered attempt has a case that nobody has read yet."""
    waiting = _of(user_id, quiz_id, subject).where(
        QuizAttempt.finished_at.is_not(None), QuizAttempt.passed.is_(None)
    )
    return session.scalars(waiting.limit(1)).first() is not None


def taught_by(actor: Actor) -> ColumnElement[bool]:
    """The condition on ``User`` under which the actor is the person's mentor: by a plan that is
    not closed, or because the person is of his department. Nobody is a mentor of himself."""
    scope = actor.scope(TrainingPermission.QUIZ_REVIEW)
    if scope is None or actor.user_id is None:
        return false()
    others = User.id != actor.user_id
    if scope is Scope.ALL:
        return others
    guided = User.id.in_(
        select(Plan.user_id).where(Plan.mentor_id == actor.user_id, Plan.finished_at.is_(None))
    )
    if scope is Scope.DEPARTMENT:
        return and_(others, or_(guided, User.department_id.in_(sorted(actor.departments))))
    return and_(others, guided)


def may_judge(session: Session, actor: Actor, person: User) -> bool:
    """Whether the actor is a mentor of this person."""
    known = select(User.id).where(User.id == person.id, taught_by(actor))
    return session.scalar(known) is not None


def to_review(session: Session, actor: Actor, attempt_id: int) -> QuizAttempt:
    """A finished attempt of a person whom the actor teaches; NotFound otherwise."""
    attempt = session.get(QuizAttempt, attempt_id)
    if (
        attempt is None
        or attempt.finished_at is None
        or not may_judge(session, actor, attempt.user)
    ):
        raise NotFound()
    return attempt


def review(
    session: Session, mentor: Actor, attempt_id: int, marks: Mapping[int, CaseMark]
) -> QuizAttempt:
    """Mark every case of the attempt, by its place; the result follows at once.

    Raises Refused where it has been reviewed, ValidationFailed with fields ``mark-<place>``
    and ``remark-<place>``: what is not accepted needs a word why.
    """
    attempt = _locked(to_review(session, mentor, attempt_id), session)
    _refuse_if(
        attempt.passed is not None, Message(N_("Этот ответ уже проверен: обновите страницу"))
    )
    errors: dict[str, list[Message]] = {}
    found: dict[str, Any] = {}
    for place, item in enumerate(attempt.paper):
        if item["kind"] != QuestionKind.CASE:
            continue
        mark = marks.get(place)
        if mark is None:
            errors[f"mark-{place}"] = [Message(N_("Решите, зачесть ли ответ"))]
            continue
        remark = mark.remark.strip()
        if not mark.accepted and not remark:
            errors[f"remark-{place}"] = [
                Message(N_("Напишите, чего не хватило: сотрудник это увидит"))
            ]
        elif len(remark) > MAX_REMARK:
            errors[f"remark-{place}"] = [too_long(MAX_REMARK)]
        found[str(place)] = {"accepted": mark.accepted, "remark": remark}
    if errors:
        raise ValidationFailed(errors)
    attempt.review = found
    attempt.reviewer_id = mentor.user_id
    attempt.reviewed_at = now()
    _decide(session, attempt)
    witnessing.reviewed(session, mentor, attempt)
    return attempt


def open_attempts(session: Session, mentor: Actor, stop_id: int, note: str) -> QuizStop:
    """Let the person try again, as many times as the norm gives. The talk is noted.

    Raises NotFound for a person who is not the mentor's, ValidationFailed without a note.
    """
    stop = session.get(QuizStop, stop_id)
    if stop is None or not may_judge(session, mentor, stop.user):
        raise NotFound()
    session.refresh(stop, with_for_update=True)
    if stop.opened_at is not None:
        return stop
    if not note.strip():
        raise ValidationFailed(
            {"note": [Message(N_("Запишите, о чём договорились: это останется в истории"))]}
        )
    stop.opened_at = now()
    stop.opened_by_id = mentor.user_id
    stop.note = note.strip()[:MAX_REMARK]
    session.flush()
    return stop

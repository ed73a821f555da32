"""Rehearsals of the norms of learning: questions, scripts, onboarding."""

from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import Concerned, Rehearsal, plural
from plugins.training.labour_law import months_after
from plugins.training.models import Plan, QuizAttempt, ScriptRun
from plugins.training.queries.rehearsing.told import told
from plugins.training.services.quizzes import papers
from plugins.training.services.reading.assigning import local_day


def passed(
    session: Session, since: datetime, until: datetime, value: Decimal, concerned: Concerned
) -> Rehearsal | None:
    """Attempts answered in the period that would have been passed. One that the mentor has not
    read yet is not among them."""
    rows = session.scalars(
        select(QuizAttempt)
        .where(
            QuizAttempt.score.is_not(None),
            QuizAttempt.finished_at >= since,
            QuizAttempt.finished_at < until,
        )
        .order_by(QuizAttempt.id)
    )
    cases = [one for one in rows if concerned(one.user_id, one.finished_at or since)]
    found = [one.id for one in cases if _reaches(one, value)]
    return told(
        found,
        len(cases),
        plural(
            "Сдано: %(count)s из %(total)s попытки",
            "Сдано: %(count)s из %(total)s попыток",
        ),
    )


def _reaches(attempt: QuizAttempt, mark: Decimal) -> bool:
    # The stored score is rounded; the result was not.
    found = papers.verdicts(attempt.paper, attempt.answers, attempt.review)
    return Decimal(found.count(True)) * 100 >= mark * len(found)


def stopped(
    session: Session, since: datetime, until: datetime, value: Decimal, concerned: Concerned
) -> Rehearsal | None:
    """Failures of the period after which the mentor would have had to talk to the person, who
    then begins to count anew."""
    rows = session.execute(
        select(
            QuizAttempt.id,
            QuizAttempt.user_id,
            QuizAttempt.quiz_id,
            QuizAttempt.subject,
            QuizAttempt.passed,
            QuizAttempt.finished_at,
        )
        .where(QuizAttempt.passed.is_not(None), QuizAttempt.finished_at < until)
        .order_by(QuizAttempt.finished_at, QuizAttempt.id)
    )
    used: dict[tuple[int, int, str], int] = defaultdict(int)
    failed, found = 0, list[int]()
    for one in rows:
        if one.passed:
            continue
        key = (one.user_id, one.quiz_id, one.subject)
        used[key] += 1
        stops = used[key] >= value
        if stops:
            used[key] = 0
        if one.finished_at >= since and concerned(one.user_id, one.finished_at):
            failed += 1
            if stops:
                found.append(one.id)
    return told(
        found,
        failed,
        plural(
            "Бесед с наставником: %(count)s на %(total)s неудачную попытку",
            "Бесед с наставником: %(count)s на %(total)s неудачные попытки",
        ),
    )


def accepted(
    session: Session, since: datetime, until: datetime, value: Decimal, concerned: Concerned
) -> Rehearsal | None:
    """Rehearsals of scripts marked in the period that would have been accepted."""
    rows = session.scalars(
        select(ScriptRun)
        .where(ScriptRun.rehearsal, ScriptRun.marked_at >= since, ScriptRun.marked_at < until)
        .order_by(ScriptRun.id)
    )
    cases = [one for one in rows if concerned(one.user_id, one.marked_at or since)]
    found = [one.id for one in cases if one.mark is not None and one.mark >= value]
    return told(
        found,
        len(cases),
        plural(
            "Принято: %(count)s из %(total)s репетиции скрипта",
            "Принято: %(count)s из %(total)s репетиций скрипта",
        ),
    )


def welcomed(
    session: Session, since: datetime, until: datetime, value: Decimal, concerned: Concerned
) -> Rehearsal | None:
    """People who came in the period and would have been written to so many days ahead; the plans
    of the others were made too late for it. Whoever worked already is not written to."""
    cases = [one for one in _begun(session, since, until, concerned) if _ahead(one, 0)]
    found = [one.id for one in cases if _ahead(one, int(value))]
    return told(
        found,
        len(cases),
        plural(
            "Письмо успело бы в свой день: %(count)s из %(total)s плана",
            "Письмо успело бы в свой день: %(count)s из %(total)s планов",
        ),
    )


def _ahead(plan: Plan, days: int) -> bool:
    return local_day(plan.created_at) <= plan.starts_on - timedelta(days=days)


def _begun(session: Session, since: datetime, until: datetime, concerned: Concerned) -> list[Plan]:
    rows = session.scalars(
        select(Plan)
        .where(Plan.starts_on >= local_day(since), Plan.starts_on < local_day(until))
        .order_by(Plan.id)
    )
    return [one for one in rows if concerned(one.user_id, one.created_at)]


def past_the_trial(
    session: Session, since: datetime, until: datetime, value: Decimal, concerned: Concerned
) -> Rehearsal | None:
    """Plans closed in the period, later than the trial would have ended."""
    rows = session.scalars(
        select(Plan).where(Plan.finished_at >= since, Plan.finished_at < until).order_by(Plan.id)
    )
    cases = [
        (one.id, local_day(one.finished_at), months_after(one.starts_on, int(value)))
        for one in rows
        if one.finished_at is not None and concerned(one.user_id, one.created_at)
    ]
    found = [key for key, finished, end in cases if finished > end]
    return told(
        found,
        len(cases),
        plural(
            "Закрыто после испытания: %(count)s из %(total)s плана",
            "Закрыто после испытания: %(count)s из %(total)s планов",
        ),
    )

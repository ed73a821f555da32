"""Attempts at the questions about versions against the journal.

Whoever has passed the questions may sign, so what was asked, answered and judged must be what was
witnessed at each of these steps, and nothing may have been passed that was not.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import chain
from plugins.training.models import QuizAttempt
from plugins.training.services.quizzes.witnessing import OF_A_VERSION, attempt_facts
from plugins.training.services.reading.integrity.witnessed import Witnessed


def attempt_faults(session: Session, witnessed: Witnessed) -> list[str]:
    """Attempts that the journal does not know, knows otherwise, or that are gone."""
    found: list[str] = []
    left = dict(witnessed.attempts)
    rows = session.scalars(
        select(QuizAttempt)
        .order_by(QuizAttempt.id)
        .execution_options(yield_per=1000, populate_existing=True)
    )
    for attempt in rows:
        said = left.pop(attempt.id, None)
        if said is None and not attempt.subject.startswith(OF_A_VERSION):
            continue
        if said is None:
            found.append(f"ответы на вопросы {attempt.id}: в журнале их нет")
        elif said != chain.plain(attempt_facts(attempt)):
            found.append(f"ответы на вопросы {attempt.id}: не те, что в журнале")
    return found + [f"ответы на вопросы {key}: удалены, а в журнале они есть" for key in left]

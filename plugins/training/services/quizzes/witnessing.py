"""Lines of the journal about attempts with which a version is signed.

A signature rests on the answers to the questions about its version, so each step of such an
attempt is witnessed when it is made: what was asked, what was answered, what the mentor said. A
line tells only what its step has added; what an earlier one has told is not told again, so that
nothing can be altered between two of them and come out right. The words themselves stay in the
attempt and, once it is signed, in the line of the signature: a line of the attempt has their
SHA-256, as failed answers are no business of those who read the journal.
"""

from typing import Any

from sqlalchemy.orm import Session

from core.sdk import Actor, chain
from plugins.training.models import EntryKind, QuizAttempt
from plugins.training.services.reading import journal

OF_A_VERSION = "version:"
"""What the subject of questions about a version begins with."""


def paper_facts(attempt: QuizAttempt) -> dict[str, Any]:
    """What an attempt and the line of its beginning must say alike."""
    return {
        "attempt": attempt.id,
        "user": attempt.user_id,
        "quiz": attempt.quiz_id,
        "subject": attempt.subject,
        "started_at": attempt.started_at,
        "paper_hash": chain.digest({"paper": attempt.paper}),
    }


def answer_facts(attempt: QuizAttempt) -> dict[str, Any]:
    """The same of its answers."""
    return {
        "finished_at": attempt.finished_at,
        "answers_hash": chain.digest({"answers": attempt.answers}),
    }


def result_facts(attempt: QuizAttempt) -> dict[str, Any]:
    """The same of its result, once there is one, and of the mentor's part in it."""
    return {
        "score": attempt.score,
        "passed": attempt.passed,
        "norms_hash": chain.digest({"norms": attempt.norms}),
        "reviewed_at": attempt.reviewed_at,
        "reviewer": attempt.reviewer_id,
        "review_hash": chain.digest({"review": attempt.review}),
    }


def attempt_facts(attempt: QuizAttempt) -> dict[str, Any]:
    """All that the lines about an attempt, as far as it has come, say together."""
    return (
        paper_facts(attempt)
        | (answer_facts(attempt) if attempt.finished_at is not None else {})
        | (result_facts(attempt) if attempt.passed is not None else {})
    )


def asked(session: Session, actor: Actor, attempt: QuizAttempt) -> None:
    """Witness the paper that the person has been given."""
    _tell(session, EntryKind.ASKED, actor, attempt, paper_facts(attempt))


def answered(session: Session, actor: Actor, attempt: QuizAttempt) -> None:
    """Witness the answers, with the result where nothing waits for the mentor."""
    result = result_facts(attempt) if attempt.passed is not None else {}
    _tell(session, EntryKind.ANSWERED, actor, attempt, answer_facts(attempt) | result)


def reviewed(session: Session, actor: Actor, attempt: QuizAttempt) -> None:
    """Witness what the mentor has said of the cases, and the result."""
    _tell(session, EntryKind.REVIEWED, actor, attempt, result_facts(attempt))


def _tell(
    session: Session,
    kind: EntryKind,
    actor: Actor,
    attempt: QuizAttempt,
    facts: dict[str, Any],
) -> None:
    if attempt.subject.startswith(OF_A_VERSION):
        journal.append(
            session, kind, actor, {"attempt": attempt.id, **facts}, user_id=attempt.user_id
        )

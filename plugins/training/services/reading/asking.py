"""The reader's own notes, and his questions to the owner of the process."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from core.sdk import N_, Actor, Message, NotFound, ValidationFailed, now
from plugins.training.models import (
    Assignment,
    Clause,
    OwnerQuestion,
    ReaderNote,
    Regulation,
    RegulationVersion,
)
from plugins.training.services.reading.texts import WHOLE

# technical: what a page can bear
MAX_TEXT = 4000


def clause_uids(session: Session, document_id: int) -> frozenset[str]:
    """What notes and questions of a version may stand at."""
    found = session.scalars(select(Clause.uid).where(Clause.document_id == document_id))
    return frozenset(found) or frozenset({WHOLE})


def _checked(session: Session, document_id: int, clause_uid: str, text: str, missing: str) -> str:
    if clause_uid not in clause_uids(session, document_id):
        raise NotFound()
    typed = text.strip()
    if not typed:
        raise ValidationFailed({"text": [Message(missing)]})
    if len(typed) > MAX_TEXT:
        raise ValidationFailed(
            {"text": [Message(N_("Не длиннее %(limit)s знаков: сократите"), limit=MAX_TEXT)]}
        )
    return typed


def notes(session: Session, user_id: int, regulation_id: int) -> Mapping[str, ReaderNote]:
    """The person's own notes on a regulation, by clause; they stay through its editions."""
    found = session.scalars(
        select(ReaderNote).where(
            ReaderNote.user_id == user_id, ReaderNote.regulation_id == regulation_id
        )
    )
    return {note.clause_uid: note for note in found}


def write_note(session: Session, assignment: Assignment, clause_uid: str, text: str) -> ReaderNote:
    """Keep a note on a clause, in place of the one before. Raises NotFound, ValidationFailed."""
    typed = _checked(
        session, assignment.document_id, clause_uid, text, N_("Напишите, что запомнить")
    )
    regulation_id = assignment.regulation_version.regulation_id
    kept = notes(session, assignment.user_id, regulation_id).get(clause_uid)
    if kept is None:
        kept = ReaderNote(
            user_id=assignment.user_id, regulation_id=regulation_id, clause_uid=clause_uid
        )
        session.add(kept)
    kept.text = typed
    kept.at = now()
    session.flush()
    return kept


def remove_note(session: Session, assignment: Assignment, clause_uid: str) -> None:
    """Take the person's note on a clause away; nothing where there is none any more."""
    regulation_id = assignment.regulation_version.regulation_id
    kept = notes(session, assignment.user_id, regulation_id).get(clause_uid)
    if kept is not None:
        session.delete(kept)
        session.flush()


def questions(session: Session, assignment: Assignment) -> Sequence[OwnerQuestion]:
    """The person's own questions about the version, the oldest first."""
    return session.scalars(
        select(OwnerQuestion)
        .options(joinedload(OwnerQuestion.answered_by))
        .where(
            OwnerQuestion.document_id == assignment.document_id,
            OwnerQuestion.user_id == assignment.user_id,
        )
        .order_by(OwnerQuestion.id)
    ).all()


def ask(session: Session, assignment: Assignment, clause_uid: str, text: str) -> OwnerQuestion:
    """Ask the owner about a clause. Raises NotFound, ValidationFailed."""
    typed = _checked(session, assignment.document_id, clause_uid, text, N_("Напишите вопрос"))
    question = OwnerQuestion(
        document_id=assignment.document_id,
        clause_uid=clause_uid,
        user_id=assignment.user_id,
        text=typed,
        at=now(),
    )
    session.add(question)
    session.flush()
    return question


def answer(session: Session, actor: Actor, question_id: int, text: str) -> OwnerQuestion:
    """Answer as the owner of the process; an answer may be mended. Raises NotFound for who does
    not own it, ValidationFailed."""
    question = session.scalars(
        select(OwnerQuestion).where(OwnerQuestion.id == question_id).with_for_update()
    ).first()
    if question is None or owner_id(session, question) != actor.user_id:
        raise NotFound()
    typed = text.strip()
    if not typed:
        raise ValidationFailed({"answer": [Message(N_("Напишите ответ"))]})
    if len(typed) > MAX_TEXT:
        raise ValidationFailed(
            {"answer": [Message(N_("Не длиннее %(limit)s знаков: сократите"), limit=MAX_TEXT)]}
        )
    question.answer = typed
    question.answered_by_id = actor.user_id
    question.answered_at = now()
    session.flush()
    return question


def owner_id(session: Session, question: OwnerQuestion) -> int | None:
    """The owner of the process that the question is about."""
    return session.scalar(
        select(Regulation.owner_id)
        .join(RegulationVersion, RegulationVersion.regulation_id == Regulation.id)
        .where(RegulationVersion.document_id == question.document_id)
    )

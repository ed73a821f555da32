"""The simple electronic signature under a version (63-ФЗ ст. 5, 6, 9; ТК ст. 22, 68)."""

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    DEFAULT_ZONE,
    N_,
    Actor,
    Message,
    Refusal,
    Refused,
    User,
    lock,
    now,
)
from plugins.training.models import (
    Assignment,
    EntryKind,
    QuizAttempt,
    RegulationVersion,
    Signature,
    SignatureConsent,
)
from plugins.training.services import quizzes
from plugins.training.services.quizzes.witnessing import OF_A_VERSION
from plugins.training.services.reading import journal
from plugins.training.services.reading.agreeing import (
    Signable,
    Signed,
    agree,
    consent_facts,
    consent_of,
    issued,
    was_shown,
)
from plugins.training.services.reading.assigning import is_readable
from plugins.training.services.reading.carrying import bring_reading, following
from plugins.training.services.reading.reading import finish, own, progress, times

# technical: length of an address that nobody guesses
_CODE_BYTES = 32


def give_consent(
    session: Session, actor: Actor, assignment_id: int, how: Signed, shown: str | None = None
) -> SignatureConsent:
    """Agree to sign by simple electronic signature, before the person's own assignment is signed.

    Who calls has seen the password of the person. Raises NotFound, Refused.
    """
    assignment = own(session, actor, assignment_id)
    return agree(session, actor, lock(session, assignment.document_id), how, shown)


def subject(document_id: int) -> str:
    """What questions about a version are asked about (see ``services.quizzes``)."""
    return f"{OF_A_VERSION}{document_id}"


def passed_attempt(session: Session, assignment: Assignment) -> QuizAttempt | None:
    """The attempt with which the person has passed the questions about the version."""
    return quizzes.passed(session, assignment.user_id, subject(assignment.document_id))


def obstacles(session: Session, assignment: Assignment) -> list[Refusal]:
    """Why the version cannot be signed yet; the first is the next step."""
    version = assignment.regulation_version
    found: list[Refusal] = []
    if not is_readable(version, now()):
        # Its last moment has come, though the job that takes it back has not run yet.
        found.append(Refusal(Message(N_("Документ заменила новая редакция: подпишите её"))))
    if not assignment.user.has_own_password:
        found.append(issued())
    reached = progress(session, assignment)
    if not reached.done:
        found.append(
            Refusal(
                Message(
                    N_("Сначала прочитайте документ: прочитано разделов %(read)s из %(all)s"),
                    read=reached.read,
                    all=reached.required,
                ),
                link=link_to(assignment),
            )
        )
    if version.quiz_id is not None and passed_attempt(session, assignment) is None:
        found.append(
            Refusal(
                Message(N_("Сначала ответьте на вопросы по документу")),
                link=f"{link_to(assignment)}/quiz",
            )
        )
    if consent_of(session, assignment.user_id, Signable.LOCAL_ACT) is None:
        found.append(
            Refusal(
                Message(N_("Сначала подпишите соглашение о простой электронной подписи")),
                link=f"{link_to(assignment)}/consent",
            )
        )
    return found


def link_to(assignment: Assignment) -> str:
    """The address of the reading page."""
    return f"/training/reading/{assignment.id}"


def statement(user: User, version: RegulationVersion) -> str:
    """What is signed."""
    starts = version.effective_from
    since = f", действует с {starts.astimezone(DEFAULT_ZONE):%d.%m.%Y}" if starts else ""
    who = f"{user.full_name}, {user.position}" if user.position else user.full_name
    return (
        f"Я, {who}, ознакомлен(а) с документом «{version.regulation.title}» "
        f"({version.regulation.code}, редакция {version.edition}{since}), понимаю его "
        f"и обязуюсь выполнять. SHA-256 текста: {version.text_hash}"
    )


def signature_of(session: Session, assignment_id: int) -> Signature | None:
    """The signature under an assignment, if it is there."""
    return session.scalars(
        select(Signature).where(Signature.assignment_id == assignment_id)
    ).first()


def sign(
    session: Session, actor: Actor, assignment_id: int, how: Signed, shown: str | None = None
) -> Signature:
    """Sign the version; a second call gives the signature of the first.

    Who calls has seen the password of the person, given for this signature. ``shown`` is the
    SHA-256 of the statement that he had before his eyes: nobody signs other words than he has read,
    though his name or position may have been changed meanwhile; None where nothing was shown.
    Raises NotFound, Refused with every reason: not read, questions not passed, no agreement,
    withdrawn, replaced by the next edition.
    """
    own(session, actor, assignment_id)
    assignment = session.scalars(
        select(Assignment)
        .where(Assignment.id == assignment_id)
        .with_for_update(of=Assignment)
        .execution_options(populate_existing=True)
    ).one()
    made = signature_of(session, assignment_id)
    if made is not None:
        return made
    if assignment.withdrawn_at is not None:
        raise Refused([Refusal(Message(N_("Документ снят с ознакомления: подпись не нужна")))])
    refusals = obstacles(session, assignment)
    if refusals:
        raise Refused(refusals)
    was_shown(shown, statement(assignment.user, assignment.regulation_version))
    reached = progress(session, assignment)
    finish(session, actor, assignment, reached)
    return _signed(session, actor, assignment, how)


def _signed(session: Session, actor: Actor, assignment: Assignment, how: Signed) -> Signature:
    version, user = assignment.regulation_version, assignment.user
    attempt = passed_attempt(session, assignment) if version.quiz_id is not None else None
    consent = consent_of(session, user.id, Signable.LOCAL_ACT)
    assert consent is not None
    signature = Signature(
        assignment_id=assignment.id,
        document_id=version.document_id,
        user_id=user.id,
        full_name=user.full_name,
        position=user.position,
        text_hash=version.text_hash,
        statement=statement(user, version),
        at=now(),
        **how.facts(),
        attempt_id=attempt.id if attempt else None,
        check_code=secrets.token_urlsafe(_CODE_BYTES),
    )
    entry = journal.append(
        session,
        EntryKind.SIGNED,
        actor,
        {
            **journal.signature_facts(signature),
            "assignment": assignment.id,
            "regulation": version.regulation.code,
            "title": version.regulation.title,
            "edition": version.edition,
            "number": version.document.number,
            "effective_from": version.effective_from,
            "given": [journal.giving_facts(one) for one in (*assignment.earlier, assignment)],
            "consent": consent_facts(consent),
            "sections": times(session, assignment, progress(session, assignment)),
            "quiz": journal.answers_facts(attempt),
        },
        user_id=user.id,
    )
    signature.journal_position = entry.position
    assignment.signed_at = signature.at
    session.add(signature)
    session.flush()
    for one in following(session, assignment):
        bring_reading(session, one)
    return signature

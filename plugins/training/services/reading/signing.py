"""The simple electronic signature under a version (63-ФЗ ст. 5, 6, 9; ТК ст. 22, 68)."""

import secrets
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    DEFAULT_ZONE,
    N_,
    Actor,
    Document,
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
from plugins.training.services.reading.reading import finish, own, progress, times
from plugins.training.services.regulations import text_hash

PASSWORD = "password"  # noqa: S105 - the name of the method
OWN_PASSWORD = "/profile/password"  # noqa: S105 - where an issued one is replaced
# technical: length of an address that nobody guesses, lengths of columns
_CODE_BYTES = 32
_AGENT_LENGTH = 300
_IP_LENGTH = 45

CONSENT = """Соглашение об использовании простой электронной подписи

{organisation} (оператор) и {name}, {position} (участник), договорились.

1. Участник подписывает простой электронной подписью в программе «Регламент» локальные \
нормативные акты, с которыми его знакомит работодатель. Документ, подписанный так, признаётся \
равнозначным документу на бумаге с собственноручной подписью (63-ФЗ, ст. 6, ч. 2).

2. Ключ простой электронной подписи: имя участника для входа в программу и его пароль. Подпись \
создаётся, когда участник, войдя в программу под своим именем, прочитал документ и ещё раз ввёл \
пароль.

3. Кто подписал документ, определяется по имени для входа: программа хранит вместе с подписью \
фамилию, имя, отчество и должность участника, хеш-сумму текста, время, адрес и устройство, с \
которого он подписан, в журнале, записи которого нельзя изменить незаметно (63-ФЗ, ст. 9, ч. 2, \
п. 1).

4. Участник обязан хранить пароль в тайне, не передавать его никому и сразу сообщить оператору, \
если пароль стал известен другому (63-ФЗ, ст. 9, ч. 2, п. 2).

5. Простой электронной подписью не подписываются трудовой договор и договор о материальной \
ответственности."""
"""What is agreed once, before the first signature; the exact text is kept with it."""


@dataclass(frozen=True)
class Signed:
    """How a signature was made: the method by which the person proved himself, and from where."""

    ip: str
    agent: str
    method: str = PASSWORD


def consent_of(session: Session, user_id: int | None) -> SignatureConsent | None:
    """The agreement of the person; None before he has given it."""
    return session.scalars(
        select(SignatureConsent).where(SignatureConsent.user_id == user_id)
    ).first()


def consent_text(user: User, document: Document) -> str:
    """The agreement as the person is to read it."""
    organisation = document.organisation
    return CONSENT.format(
        organisation=organisation.full_name or organisation.name,
        name=user.full_name,
        position=user.position or "сотрудник",
    )


def give_consent(
    session: Session, actor: Actor, assignment_id: int, how: Signed
) -> SignatureConsent:
    """Agree to sign by simple electronic signature; given before, it stays as it is.

    Who calls has seen the password of the person. Raises Refused where that password is known to
    whoever issued it.
    """
    assignment = own(session, actor, assignment_id)
    # The person's row keeps two windows from agreeing twice.
    user = session.scalars(
        select(User).where(User.id == actor.user_id).with_for_update(of=User)
    ).one()
    kept = consent_of(session, actor.user_id)
    if kept is not None:
        return kept
    if not user.has_own_password:
        raise Refused([_issued()])
    document = lock(session, assignment.document_id)
    text = consent_text(user, document)
    moment = now()
    entry = journal.append(
        session,
        EntryKind.CONSENT,
        actor,
        {
            "full_name": user.full_name,
            "position": user.position,
            "text": text,
            "text_hash": text_hash(text),
            "method": how.method,
            "given_at": moment,
            "ip": how.ip[:_IP_LENGTH],
            "agent": how.agent[:_AGENT_LENGTH],
        },
        user_id=user.id,
    )
    consent = SignatureConsent(
        user_id=user.id, text=text, at=moment, journal_position=entry.position
    )
    session.add(consent)
    session.flush()
    return consent


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
    if not assignment.user.has_own_password:
        found.append(_issued())
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
    if consent_of(session, assignment.user_id) is None:
        found.append(
            Refusal(
                Message(N_("Сначала подпишите соглашение о простой электронной подписи")),
                link=f"{link_to(assignment)}/consent",
            )
        )
    return found


def _issued() -> Refusal:
    """The key of the signature is its owner's secret (63-ФЗ, ст. 9, ч. 2, п. 2): a password that
    somebody gave him signs nothing."""
    return Refusal(
        Message(
            N_(
                "Ваш пароль вам выдали, его знает не только вы: сначала задайте свой. "
                "Пароль — ключ вашей подписи."
            )
        ),
        link=OWN_PASSWORD,
    )


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


def sign(session: Session, actor: Actor, assignment_id: int, how: Signed) -> Signature:
    """Sign the version; a second call gives the signature of the first.

    Who calls has seen the password of the person, given for this signature. Raises NotFound,
    Refused with every reason: not read, questions not passed, no agreement, withdrawn.
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
    reached = progress(session, assignment)
    finish(session, actor, assignment, reached)
    return _signed(session, actor, assignment, how)


def _signed(session: Session, actor: Actor, assignment: Assignment, how: Signed) -> Signature:
    version, user = assignment.regulation_version, assignment.user
    attempt = passed_attempt(session, assignment) if version.quiz_id is not None else None
    consent = consent_of(session, user.id)
    assert consent is not None
    signature = Signature(
        assignment_id=assignment.id,
        document_id=version.document_id,
        user_id=user.id,
        full_name=user.full_name,
        position=user.position,
        text_hash=version.text_hash,
        statement=statement(user, version),
        method=how.method,
        at=now(),
        ip=how.ip[:_IP_LENGTH],
        agent=how.agent[:_AGENT_LENGTH],
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
            "consent": {
                "position": consent.journal_position,
                "text_hash": text_hash(consent.text),
                "given_at": consent.at,
            },
            "sections": times(session, assignment, progress(session, assignment)),
            "quiz": journal.answers_facts(attempt),
        },
        user_id=user.id,
    )
    signature.journal_position = entry.position
    assignment.signed_at = signature.at
    session.add(signature)
    session.flush()
    return signature

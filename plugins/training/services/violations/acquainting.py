"""Acquainting the person with the sanction under signature, in three working days (ТК ст. 193).

The person confirms by the simple electronic signature by which he signs the rules; where he does
not, whoever decided draws up an act with a witness. The journal of signatures keeps the hash of
either: what the sanction was is no business of those who read the journal.
"""

from babel.dates import format_date
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import (
    DEFAULT_ZONE,
    N_,
    Actor,
    Forbidden,
    Message,
    Refusal,
    Refused,
    ValidationFailed,
    history,
    now,
    printing,
    today,
)
from plugins.training import labour_law
from plugins.training.models import (
    EntryKind,
    Outcome,
    SanctionNotice,
    SignatureConsent,
    Violation,
)
from plugins.training.services.faults import too_long
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
from plugins.training.services.regulations import text_hash
from plugins.training.services.violations import letters
from plugins.training.services.violations.given import MAX_TEXT
from plugins.training.services.violations.reading import taken, taken_by_decider

# technical: length of a column
MAX_WITNESS = 200
SANCTION_WORDS = {
    Outcome.REPROOF.value: "замечание",
    Outcome.REPRIMAND.value: "выговор",
}


def expect(session: Session, violation: Violation) -> SanctionNotice:
    """From now on the person's signature under the sanction is awaited."""
    notice = SanctionNotice(document_id=violation.document_id, due=labour_law.acquaint_by(today()))
    session.add(notice)
    session.flush()
    session.expire(violation, ["notice"])
    letters.tell(session, violation, letters.ACQUAINT)
    return notice


def statement(violation: Violation) -> str:
    """What the person signs."""
    user = violation.document.responsible
    assert user is not None
    who = f"{user.full_name}, {user.position}" if user.position else user.full_name
    return f"Я, {who}, ознакомлен(а) с {sanction(violation)}"


def sanction(violation: Violation) -> str:
    """With what the person is acquainted."""
    assert violation.decided_at is not None
    text = (
        f"решением от {violation.decided_at.astimezone(DEFAULT_ZONE):%d.%m.%Y} "
        f"по случаю {violation.document.number}: {SANCTION_WORDS[violation.outcome]}"
    )
    if violation.reduction is not None:
        month = format_date(violation.reduction.period, "LLLL y", locale="ru")
        amount = printing.money(violation.reduction.amount, "ru")
        text += f", снижение премии за {month} г. на {amount} руб."
    return f"{text} Основание: {violation.motive}"


def notice_facts(violation: Violation, notice: SanctionNotice) -> dict[str, object]:
    """What a notice, the sanction of which it tells, and its line of the journal must say alike."""
    return {
        "document": violation.document_id,
        "number": violation.document.number,
        "user": violation.document.responsible_id,
        "due": notice.due,
        "closed_at": notice.closed_at,
        "recorded_by": notice.recorded_by_id,
        "text_hash": text_hash(notice.statement or f"{notice.refusal}\n{notice.witness}"),
        "sanction_hash": text_hash(sanction(violation)),
    }


def agree_to_sign(
    session: Session, actor: Actor, document_id: int, how: Signed, shown: str | None = None
) -> SignatureConsent:
    """Agree to sign by simple electronic signature, before the person signs that he knows of his
    sanction.

    Who calls has seen the password of the person. Raises NotFound, Forbidden, Refused.
    """
    violation = taken(session, document_id, actor)
    if actor.user_id is None or violation.document.responsible_id != actor.user_id:
        raise Forbidden()
    return agree(session, actor, violation.document, how, shown)


def acquaint(
    session: Session,
    actor: Actor,
    document_id: int,
    how: Signed,
    version: int | None = None,
    shown: str | None = None,
) -> SanctionNotice:
    """Keep the person's signature that he knows of the sanction; it is no consent to it.

    Who calls has seen the password of the person, given for this signature under the words of which
    ``shown`` is the SHA-256, where a page has shown them. Raises NotFound,
    Forbidden for everybody else, Refused without an agreement to sign so or where it is closed.
    """
    violation = taken(session, document_id, actor, version)
    user = violation.document.responsible
    if user is None or actor.user_id != user.id:
        raise Forbidden()
    notice = _open_notice(session, violation)
    if not user.has_own_password:
        raise Refused([issued()])
    consent = consent_of(session, user.id, Signable.SANCTION)
    if consent is None:
        raise Refused(
            [
                Refusal(
                    Message(
                        N_(
                            "Соглашения о простой электронной подписи, которое называет решения "
                            "по случаям, с вами нет: подпишите его или распишитесь на бумаге, "
                            "решивший запишет это"
                        )
                    )
                )
            ]
        )
    words = statement(violation)
    was_shown(shown, words)
    notice.statement = words
    _close(
        session,
        actor,
        violation,
        notice,
        EntryKind.ACQUAINTED,
        {
            "full_name": user.full_name,
            "position": user.position,
            "consent": consent_facts(consent),
            **how.facts(),
        },
    )
    _tell_history(session, violation, actor, N_("Ознакомлен(а) со взысканием под подпись"))
    return notice


def record_not_acquainted(
    session: Session,
    actor: Actor,
    document_id: int,
    text: str,
    witness: str,
    version: int | None = None,
) -> SanctionNotice:
    """Draw up the act that the person refused to sign, or could not be reached.

    Raises NotFound, Forbidden, StaleVersion, Refused, ValidationFailed on ``reason``, ``witness``.
    """
    violation = taken_by_decider(session, document_id, actor, version)
    notice = _open_notice(session, violation)
    errors: dict[str, list[Message]] = {}
    told, name = text.strip(), witness.strip()
    if not told:
        errors["reason"] = [Message(N_("Напишите, как сотрудника знакомили и что он ответил"))]
    elif len(told) > MAX_TEXT:
        errors["reason"] = [too_long(MAX_TEXT)]
    if not name:
        errors["witness"] = [Message(N_("Назовите свидетеля: имя и должность"))]
    elif len(name) > MAX_WITNESS:
        errors["witness"] = [too_long(MAX_WITNESS)]
    if errors:
        raise ValidationFailed(errors)
    notice.refusal = told
    notice.witness = name
    notice.recorded_by_id = actor.user_id
    _close(session, actor, violation, notice, EntryKind.NOT_ACQUAINTED, {})
    _tell_history(
        session, violation, actor, N_("Составлен акт: со взысканием не ознакомлен(а) под подпись")
    )
    return notice


def to_remind(session: Session) -> list[int]:
    """Cases whose signature is awaited on its last day or later, with no reminder yet."""
    return list(
        session.scalars(
            select(SanctionNotice.document_id)
            .where(
                SanctionNotice.closed_at.is_(None),
                SanctionNotice.reminded_at.is_(None),
                SanctionNotice.due <= today(),
            )
            .order_by(SanctionNotice.document_id)
        )
    )


def remind(session: Session, document_id: int) -> None:
    """One more letter to the person, and one to those who may draw up the act."""
    violation = session.get_one(Violation, document_id)
    notice = violation.notice
    if notice is None or notice.closed_at is not None or notice.reminded_at is not None:
        return
    notice.reminded_at = now()
    session.flush()
    letters.tell(session, violation, letters.ACQUAINT_LATE)


def _open_notice(session: Session, violation: Violation) -> SanctionNotice:
    """The notice under lock; Refused where there is nothing to sign any more."""
    notice = session.scalars(
        select(SanctionNotice)
        .where(SanctionNotice.document_id == violation.document_id)
        .with_for_update(of=SanctionNotice)
        .execution_options(populate_existing=True)
    ).first()
    if notice is None or notice.closed_at is not None:
        raise Refused([Refusal(Message(N_("Знакомить не с чем: подпись или акт уже есть")))])
    return notice


def _close(
    session: Session,
    actor: Actor,
    violation: Violation,
    notice: SanctionNotice,
    kind: EntryKind,
    how: dict[str, object],
) -> None:
    notice.closed_at = now()
    entry = journal.append(
        session,
        kind,
        actor,
        {**notice_facts(violation, notice), **how},
        user_id=violation.document.responsible_id,
    )
    notice.journal_position = entry.position
    session.flush()


def _tell_history(session: Session, violation: Violation, actor: Actor, text: str) -> None:
    history.record(session, violation.document, "acquainted", actor, {"text": text, "params": {}})

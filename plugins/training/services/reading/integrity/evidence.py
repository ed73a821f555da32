"""Signatures, consents, exceptions and acquaintance with sanctions against their lines of the
journal."""

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from core.sdk import chain
from plugins.training.models import (
    EntryKind,
    GateException,
    SanctionNotice,
    Signature,
    SignatureConsent,
    Violation,
)
from plugins.training.services.reading.chronology import later_than_signed
from plugins.training.services.reading.integrity.witnessed import Said, Witnessed
from plugins.training.services.reading.journal import (
    answers_facts,
    consent_facts,
    exception_facts,
    signature_facts,
)
from plugins.training.services.violations.acquainting import SANCTION_WORDS, notice_facts


def signature_faults(session: Session, witnessed: Witnessed) -> list[str]:
    """Signatures that the journal does not know, knows otherwise, or that are gone."""
    found: list[str] = []
    left = dict(witnessed.signed)
    rows = session.scalars(
        select(Signature)
        .options(joinedload(Signature.attempt))
        .order_by(Signature.id)
        .execution_options(yield_per=1000, populate_existing=True)
    )
    for signature in rows:
        said = left.pop(signature.journal_position, None)
        if said is None:
            found.append(f"подпись {signature.id}: в журнале её нет")
        elif _differs(said, signature_facts(signature)):
            found.append(f"подпись {signature.id}: не та, что в журнале")
        elif said.get("quiz") != chain.plain(answers_facts(signature.attempt)):
            found.append(f"подпись {signature.id}: ответы на вопросы не те, что в журнале")
        else:
            found += [
                f"подпись {signature.id}: {what} позже самой подписи"
                for what in later_than_signed(said)
            ]
    return found + [f"запись {position}: подпись удалена" for position in left]


def consent_faults(session: Session, witnessed: Witnessed) -> list[str]:
    """The same of the agreements to sign electronically."""
    found: list[str] = []
    left = dict(witnessed.consents)
    for consent in session.scalars(
        select(SignatureConsent).execution_options(populate_existing=True)
    ):
        said = left.pop(consent.journal_position, None)
        if said is None or _differs(said, consent_facts(consent)):
            found.append(f"согласие {consent.id}: не то, что в журнале")
    return found + [f"запись {position}: согласие удалено" for position in left]


def exception_faults(session: Session, witnessed: Witnessed) -> list[str]:
    """The same of those whom the head has let through the gate."""
    found: list[str] = []
    left = dict(witnessed.exceptions)
    for exception in session.scalars(
        select(GateException)
        .order_by(GateException.id)
        .execution_options(yield_per=1000, populate_existing=True)
    ):
        said = left.pop(exception.id, None)
        if said is None:
            found.append(f"допуск {exception.id}: в журнале его нет")
        elif _differs({"ended_at": None, **said}, exception_facts(exception)):
            found.append(f"допуск {exception.id}: не тот, что в журнале")
    return found + [f"допуск {key}: удалён, а в журнале он есть" for key in left]


def acquaintance_faults(session: Session, witnessed: Witnessed) -> list[str]:
    """Sanctions with which the person was acquainted, or the act says that he was not: each as its
    line tells, and one for every sanction, though it may still wait."""
    found: list[str] = []
    left = dict(witnessed.acquainted)
    cases = session.scalars(
        select(Violation)
        .outerjoin(SanctionNotice, SanctionNotice.document_id == Violation.document_id)
        .options(
            joinedload(Violation.document),
            joinedload(Violation.notice),
            joinedload(Violation.reduction),
        )
        .where(
            or_(
                SanctionNotice.document_id.is_not(None),
                Violation.outcome.in_(list(SANCTION_WORDS)),
            )
        )
        .order_by(Violation.document_id)
        .execution_options(populate_existing=True)
    )
    for case in cases:
        name = f"случай {case.document.number}"
        if case.notice is None:
            found.append(f"{name}: ознакомление со взысканием удалено")
        elif case.outcome not in SANCTION_WORDS or case.decided_at is None:
            found.append(f"{name}: знакомят со взысканием, которого нет")
        else:
            fault = _notice_fault(case, case.notice, left)
            found += [f"{name}: {fault}"] if fault else []
    return found + [f"запись {position}: ознакомление со взысканием удалено" for position in left]


def _notice_fault(case: Violation, notice: SanctionNotice, left: dict[int, Said]) -> str:
    """What is wrong with a notice; empty where it agrees with its line, or waits and has none."""
    if notice.journal_position is None:
        written = notice.closed_at or notice.statement or notice.refusal or notice.witness
        return "ознакомление со взысканием записано мимо журнала" if written else ""
    said = left.pop(notice.journal_position, None)
    if said is None:
        return "ознакомления со взысканием в журнале нет"
    kind = EntryKind.ACQUAINTED if notice.statement else EntryKind.NOT_ACQUAINTED
    if said["kind"] != kind or _differs(said, notice_facts(case, notice)):
        return "ознакомление со взысканием не то, что в журнале"
    return ""


def _differs(said: dict[str, Any], facts: dict[str, Any]) -> bool:
    """Whether a line says anything else of these facts."""
    return said != {**said, **chain.plain(facts)}

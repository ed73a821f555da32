"""Signatures, consents and exceptions against their lines of the journal."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import chain
from plugins.training.models import GateException, Signature, SignatureConsent
from plugins.training.services.reading.integrity.witnessed import Witnessed
from plugins.training.services.reading.journal import (
    consent_facts,
    exception_facts,
    signature_facts,
)


def signature_faults(session: Session, witnessed: Witnessed) -> list[str]:
    """Signatures that the journal does not know, knows otherwise, or that are gone."""
    found: list[str] = []
    left = dict(witnessed.signed)
    rows = session.scalars(
        select(Signature)
        .order_by(Signature.id)
        .execution_options(yield_per=1000, populate_existing=True)
    )
    for signature in rows:
        said = left.pop(signature.journal_position, None)
        if said is None:
            found.append(f"подпись {signature.id}: в журнале её нет")
        elif _differs(said, signature_facts(signature)):
            found.append(f"подпись {signature.id}: не та, что в журнале")
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


def _differs(said: dict[str, Any], facts: dict[str, Any]) -> bool:
    """Whether a line says anything else of these facts."""
    return said != {**said, **chain.plain(facts)}

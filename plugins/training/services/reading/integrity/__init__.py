"""The check of the journal: its chain, and all that the program believes because of it.

The journal witnesses by its lines what other tables keep for daily use: approved versions,
assignments, what was read, answers to questions, consents, signatures, exceptions from the gate,
acquaintance with sanctions. Each of them must say what the journal says, and the journal nothing
that they do not.
"""

from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sdk import chain, seals
from plugins.training.models import JournalEntry
from plugins.training.services.reading.integrity.assignments import assignment_faults
from plugins.training.services.reading.integrity.attempts import attempt_faults
from plugins.training.services.reading.integrity.evidence import (
    acquaintance_faults,
    consent_faults,
    exception_faults,
    signature_faults,
)
from plugins.training.services.reading.integrity.versions import version_faults
from plugins.training.services.reading.integrity.witnessed import Witnessed
from plugins.training.services.reading.journal import JOURNAL, record_of


def check(session: Session) -> list[str]:
    """Whatever was edited, deleted, put in between, moved or cut off in the journal, and wherever
    the program goes by something else than the journal says; empty where all is whole."""
    rows = session.scalars(
        select(JournalEntry)
        .order_by(JournalEntry.position)
        .execution_options(yield_per=1000, populate_existing=True)
    )
    witnessed = Witnessed()
    faults = chain.verify(
        (record_of(entry) for entry in _seen(rows, witnessed)), seals.kept(session, JOURNAL)
    )
    return [
        *(str(fault.message) for fault in faults),
        *signature_faults(session, witnessed),
        *consent_faults(session, witnessed),
        *exception_faults(session, witnessed),
        *acquaintance_faults(session, witnessed),
        *assignment_faults(session, witnessed),
        *attempt_faults(session, witnessed),
        *version_faults(session, witnessed),
    ]


def _seen(rows: Iterable[JournalEntry], witnessed: Witnessed) -> Iterator[JournalEntry]:
    for entry in rows:
        witnessed.see(entry)
        yield entry

"""Numbers without gaps: per organisation, type and year, given in the document's transaction."""

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.accounts.policy import unrestricted
from core.directory.models import Organisation
from core.documents.models import Document, NumberCounter
from core.extending.registry import registry_of
from core.kernel.clock import today

DIGITS = 6


def next_in_sequence(session: Session, organisation_id: int, document_type: str, year: int) -> int:
    """Take the next number. The counter's row stays locked until the transaction ends, so a
    number is lost only together with its document."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = (
        insert(NumberCounter)
        .values(organisation_id=organisation_id, type=document_type, year=year, last=1)
        .on_conflict_do_update(
            index_elements=["organisation_id", "type", "year"],
            set_={"last": NumberCounter.__table__.c.last + 1},
        )
        .returning(NumberCounter.__table__.c.last)
    )
    return session.execute(statement).scalar_one()


def format_number(organisation_prefix: str, type_prefix: str, sequence: int, revision: int) -> str:
    """«РМ-КП-000015», and «РМ-КП-000015/2» from the second revision on."""
    parts = [part for part in (organisation_prefix, type_prefix) if part]
    number = "-".join([*parts, f"{sequence:0{DIGITS}d}"])
    return number if revision == 1 else f"{number}/{revision}"


def register(session: Session, document: Document) -> None:
    """Give the document its number, unless it has one. A revision keeps its original's.

    Its date becomes that of the registration: numbers are given in the order of days, and a draft
    that has lain for a week must not stand under a later number with an earlier date.
    """
    if document.number is not None:
        return
    document.date = today()
    if document.sequence is None:
        year = document.date.year
        document.year = year
        document.sequence = next_in_sequence(session, document.organisation_id, document.type, year)
    prefix = registry_of(session).document_types[document.type].prefix
    organisation = session.get_one(Organisation, document.organisation_id)
    document.number = format_number(
        organisation.number_prefix, prefix, document.sequence, document.revision
    )
    session.flush()


def gaps(session: Session) -> list[str]:
    """Numbers missing between 1 and the counter: a fault for ``reglament check``."""
    found: list[str] = []
    taken: dict[tuple[int, str, int], set[int]] = {}
    numbered = select(
        Document.organisation_id, Document.type, Document.year, Document.sequence
    ).where(Document.sequence.is_not(None))
    for organisation_id, kind, year, sequence in session.execute(unrestricted(numbered)):
        # Year and sequence are given together.
        taken.setdefault((organisation_id, kind, year or 0), set()).add(sequence or 0)
    for counter in session.scalars(select(NumberCounter)):
        key = (counter.organisation_id, counter.type, counter.year)
        missing = set(range(1, counter.last + 1)) ^ taken.pop(key, set())
        found += [f"{counter.type} {counter.year}: номер {number}" for number in sorted(missing)]
    found += [f"{kind} {year}: нет счётчика" for _, kind, year in taken]
    return found

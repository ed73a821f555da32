"""The daily seal: what every chain had come to by then, kept apart from the chains.

A seal keeps only the heads that have moved since the one before it, so that all seals together
never hold more rows than the histories themselves. Its hash covers those heads and the hash of
the seal before, and so stands for every head that was ever sealed.

What it shows: a chain that was cut at its end or rewritten to its end after it was sealed; a seal
that was altered, taken out of the middle or moved. What it cannot show by itself: that the last
seals were taken away together with what they had sealed, or that the whole of it was made anew by
somebody who may write to the database and knows this program. For that the digest is mailed out
each day: ``check`` compares it with the letters that it is given.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from core.documents.models import HistoryEntry, HistorySeal, SealedHead
from core.extending.registry import registry_of
from core.kernel import chain
from core.kernel.chain import ChainFault, FaultKind, Head
from core.kernel.clock import now, today

DOCUMENTS = "core.documents"
"""The journal of the documents' histories; the chain is the document's id."""


def seal(session: Session, day: date | None = None) -> HistorySeal | None:
    """Keep the heads that have moved since the last seal; None where the day has its seal."""
    chosen = day or today()
    if session.scalars(select(HistorySeal.id).where(HistorySeal.day == chosen)).first():
        return None
    last = session.scalars(select(HistorySeal).order_by(HistorySeal.number.desc()).limit(1)).first()
    made = HistorySeal(
        number=last.number + 1 if last else 1,
        day=chosen,
        made_at=now(),
        previous_hash=last.hash if last else chain.GENESIS,
        hash="",
    )
    heads = sorted([*_moved_documents(session), *_moved_journals(session)])
    made.hash = chain.link(made.previous_hash, _payload(made, heads))
    session.add(made)
    session.flush()
    session.add_all(
        SealedHead(
            seal_id=made.id,
            journal=head.journal,
            chain=head.chain,
            length=head.length,
            hash=head.hash,
        )
        for head in heads
    )
    session.flush()
    return made


def kept(session: Session, journal: str, chain_id: int = 0) -> dict[int, str]:
    """What the seals know of one chain: hash by length, for ``core.kernel.chain.verify``."""
    rows = session.execute(
        select(SealedHead.length, SealedHead.hash)
        .where(SealedHead.journal == journal, SealedHead.chain == chain_id)
        .order_by(SealedHead.id)
    )
    return {row.length: row.hash for row in rows}


def check(session: Session) -> list[str]:
    """Faults of the seals, and what has gone of the chains since they were sealed."""
    found = [f"печать: {fault.message}" for fault in chain.verify(_seal_records(session))]
    found += [
        f"документ {document_id}: {fault.message}"
        for document_id, fault in _shortened_documents(session)
    ]
    return found + list(_shortened_journals(session))


def unlike_letters(session: Session, mailed: Mapping[int, str]) -> list[str]:
    """Seals that are gone, or are not those that were mailed out; digests by number of the seal.

    Together with ``check`` this finds what ``check`` alone cannot: seals cut off at the end, and
    a history that was made anew with all its seals.
    """
    rows = session.execute(select(HistorySeal.number, HistorySeal.hash))
    present = {row.number: row.hash for row in rows}
    found: list[str] = []
    for number, value in sorted(mailed.items()):
        if number not in present:
            found.append(f"печати №{number} нет, а письмо о ней было")
        elif present[number] != value:
            found.append(f"печать №{number}: не та, что в письме")
    return found


def proof(session: Session, journal: str, length: int, chain_id: int = 0) -> dict[str, Any] | None:
    """The first seal that holds the chain at ``length`` records or longer, as JSON, with all that
    its digest covers: it can be compared with the letter where there is no database. None where
    no seal has come to it yet."""
    row = session.execute(
        select(HistorySeal, SealedHead)
        .join(SealedHead, SealedHead.seal_id == HistorySeal.id)
        .where(
            SealedHead.journal == journal,
            SealedHead.chain == chain_id,
            SealedHead.length >= length,
        )
        .order_by(HistorySeal.number)
        .limit(1)
    ).first()
    if row is None:
        return None
    made, head = row
    lines = session.scalars(select(SealedHead).where(SealedHead.seal_id == made.id))
    heads = sorted(Head(one.journal, one.hash, one.length, one.chain) for one in lines)
    return chain.plain(
        {
            "number": made.number,
            "day": made.day,
            "made_at": made.made_at,
            "previous": made.previous_hash,
            "hash": made.hash,
            "heads": [list(one) for one in heads],
            "head": {"hash": head.hash, "length": head.length},
        }
    )


def proof_faults(given: Mapping[str, Any], journal: str, chain_id: int = 0) -> list[str]:
    """What is wrong with a ``proof`` by itself; the letter with its digest is compared apart."""
    found: list[str] = []
    payload = {
        "number": given["number"],
        "day": given["day"],
        "made_at": given["made_at"],
        "heads": chain.digest({"heads": given["heads"]}),
    }
    if chain.link(given["previous"], payload) != given["hash"]:
        found.append(f"печать №{given['number']}: содержание изменено")
    head = given["head"]
    if [journal, head["hash"], head["length"], chain_id] not in given["heads"]:
        found.append(f"печать №{given['number']}: журнала в ней нет")
    return found


def _payload(made: HistorySeal, heads: Iterable[Head]) -> dict[str, Any]:
    """What the hash of a seal covers; ``heads`` sorted."""
    return {
        "number": made.number,
        "day": made.day,
        "made_at": made.made_at,
        "heads": chain.digest({"heads": [list(head) for head in heads]}),
    }


def _moved_documents(session: Session) -> list[Head]:
    """Documents whose last line no seal has kept yet."""
    last = (
        select(HistoryEntry.document_id, func.max(HistoryEntry.position).label("position"))
        .group_by(HistoryEntry.document_id)
        .subquery()
    )
    sealed = exists().where(
        SealedHead.journal == DOCUMENTS,
        SealedHead.chain == HistoryEntry.document_id,
        SealedHead.length == HistoryEntry.position,
        SealedHead.hash == HistoryEntry.hash,
    )
    rows = session.execute(
        select(HistoryEntry.document_id, HistoryEntry.position, HistoryEntry.hash)
        .join(
            last,
            and_(
                last.c.document_id == HistoryEntry.document_id,
                last.c.position == HistoryEntry.position,
            ),
        )
        .where(~sealed)
    )
    return [Head(DOCUMENTS, value, length, key) for key, length, value in rows]


def _moved_journals(session: Session) -> list[Head]:
    """Chains of the plugins' journals whose head no seal has kept yet."""
    known = _longest(session)
    return [
        head
        for head in registry_of(session).journal_heads(session)
        if head.length and known.get((head.journal, head.chain)) != (head.length, head.hash)
    ]


def _longest(session: Session) -> dict[tuple[str, int], tuple[int, str]]:
    """The longest that each chain of a plugin's journal was sealed at."""
    rows = session.execute(
        select(SealedHead.journal, SealedHead.chain, SealedHead.length, SealedHead.hash)
        .where(SealedHead.journal != DOCUMENTS)
        .order_by(SealedHead.length, SealedHead.id)
    )
    return {(journal, key): (length, head) for journal, key, length, head in rows}


def _seal_records(session: Session) -> Iterator[chain.Record]:
    """The seals as links of their chain, the heads taken from where they are kept."""
    rows = session.execute(
        select(HistorySeal, SealedHead)
        .outerjoin(SealedHead, SealedHead.seal_id == HistorySeal.id)
        .order_by(HistorySeal.number)
        .execution_options(yield_per=1000)
    )
    for made, lines in groupby(rows, key=lambda row: row[0]):
        heads = sorted(
            Head(one.journal, one.hash, one.length, one.chain)
            for _seal, one in lines
            if one is not None
        )
        yield chain.Record(made.number, _payload(made, heads), made.previous_hash, made.hash)


def _shortened_documents(session: Session) -> Iterator[tuple[int, ChainFault]]:
    """Documents that lack a line that was sealed, or have another one in its place; of the lines
    that a document lacks the last, which was sealed after all others."""
    line = aliased(HistoryEntry)
    rows = session.execute(
        select(SealedHead.chain, SealedHead.length, line.hash)
        .outerjoin(
            line, and_(line.document_id == SealedHead.chain, line.position == SealedHead.length)
        )
        .where(
            SealedHead.journal == DOCUMENTS,
            or_(line.id.is_(None), line.hash != SealedHead.hash),
        )
        .order_by(SealedHead.chain, SealedHead.length)
    )
    for document_id, lines in groupby(rows, key=lambda row: row[0]):
        gone: int | None = None
        for _document_id, length, present in lines:
            if present is None:
                gone = length
            else:
                yield document_id, ChainFault(length, FaultKind.REPLACED)
        if gone is not None:
            yield document_id, ChainFault(gone, FaultKind.TRUNCATED)


def _shortened_journals(session: Session) -> Iterator[str]:
    """The same of the plugins' journals, as far as their heads tell; a plugin that is switched
    off tells nothing. What stands before the head, the plugin checks by itself with ``kept``."""
    registry = registry_of(session)
    present = {
        (head.journal, head.chain): head for head in registry.journal_heads(session) if head.length
    }
    for (journal, key), (length, head) in _longest(session).items():
        if journal.partition(".")[0] not in registry.manifests:
            continue
        found = present.get((journal, key))
        if found is None or found.length < length:
            fault = ChainFault(length, FaultKind.TRUNCATED)
        elif found.length == length and found.hash != head:
            fault = ChainFault(length, FaultKind.REPLACED)
        else:
            continue
        yield f"журнал {journal}, цепочка {key}: {fault.message}"


def parse_mailed(texts: Sequence[str]) -> dict[int, str]:
    """«12:3fa0…» out of letters → digest by the number of the seal. Raises ValueError."""
    found: dict[int, str] = {}
    for text in texts:
        number, _, value = text.strip().partition(":")
        if not number.isdecimal() or not int(number) or len(value) != len(chain.GENESIS):
            raise ValueError(text)
        found[int(number)] = value.lower()
    return found

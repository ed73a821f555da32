"""The steps of a person: upload, meaning of the columns, preview, start."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.directory import price_lists
from core.directory.models import PriceImport
from core.directory.permissions import DirectoryPermission
from core.directory.price_file import (
    BadRow,
    PriceGuess,
    PriceMapping,
    PriceTable,
    RowNote,
    guess_columns,
    parse_rows,
)
from core.directory.price_import.planning import Books, Outcome, RowPlan, plan, settle
from core.directory.saving import require
from core.directory.tables import Sheet, read_tables
from core.jobs import service as jobs
from core.jobs.models import OutboxJob
from core.kernel.errors import NotFound, Refusal, Refused, ValidationFailed
from core.kernel.permissions import Actor
from core.kernel.text import N_, Message

JOB = "core.directory.import_prices"
SHOWN = 100
_BATCH = 500


class Files(Protocol):
    """Where uploaded files are kept; see ``core.storage.Storage``."""

    def put(self, content: bytes) -> str:
        """Keep the content and give its key."""
        ...


@dataclass
class Preview:
    """What a file will do. Rows are the first of each kind, ``counts`` are of all."""

    counts: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    added: list[RowPlan] = field(default_factory=list)
    changed: list[RowPlan] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    bad_rows: int = 0
    notes: Sequence[RowNote] = ()

    @property
    def is_empty(self) -> bool:
        """Whether applying the file would change nothing."""
        return not (self.counts[Outcome.ADDED] or self.counts[Outcome.CHANGED])


def begin(
    session: Session,
    actor: Actor,
    *,
    price_list_id: int,
    file_name: str,
    content: bytes,
    files: Files,
) -> PriceImport:
    """Keep an uploaded file and guess its columns; the fullest sheet is taken first.

    Raises Forbidden, NotFound (price list), DomainError where the file cannot be read.
    """
    require(actor, DirectoryPermission.PRICE_IMPORT)
    price_list = price_lists.find(session, price_list_id)
    sheets = read_sheets(content, file_name)
    number = max(range(len(sheets)), key=lambda index: len(sheets[index].rows))
    loading = PriceImport(
        price_list_id=price_list.id,
        file_key=files.put(content),
        file_name=file_name[-255:],
        mapping={"sheet": number, **guess_columns(sheets[number]).mapping().to_json()},
        author_id=actor.user_id,
    )
    session.add(loading)
    session.flush()
    return loading


def find(session: Session, actor: Actor, import_id: int) -> PriceImport:
    """An import; who loads prices sees those of others too. Raises Forbidden, NotFound."""
    require(actor, DirectoryPermission.PRICE_IMPORT)
    loading = session.get(PriceImport, import_id)
    if loading is None:
        raise NotFound()
    return loading


def read_sheets(content: bytes, file_name: str) -> tuple[Sheet, ...]:
    """The tables of the file. Raises DomainError in words for the person."""
    return read_tables(content, file_name)


def read_mapping(mapping: Mapping[str, Any]) -> PriceMapping:
    """The meaning of the columns as stored."""
    return PriceMapping.from_json(mapping["currency"], mapping["columns"])


def read_table(sheet: Sheet, mapping: Mapping[str, Any]) -> PriceTable:
    """The rows of the sheet under the stored meaning of its columns."""
    return parse_rows(sheet, read_mapping(mapping))


def guess(sheet: Sheet) -> PriceGuess:
    """A first idea of the columns of another sheet of the file."""
    return guess_columns(sheet)


def set_mapping(
    session: Session,
    actor: Actor,
    loading: PriceImport,
    sheets: Sequence[Sheet],
    *,
    number: int,
    mapping: PriceMapping,
) -> PriceImport:
    """Keep what the person says of the columns.

    Raises ValidationFailed, whose fields are letters of columns, or Refused once started.
    """
    require(actor, DirectoryPermission.PRICE_IMPORT)
    _refuse_started(loading)
    if not 0 <= number < len(sheets):
        raise ValidationFailed({"sheet": [Message(N_("Такого листа в файле нет"))]})
    mapping.check(sheets[number])
    loading.mapping = {"sheet": number, **mapping.to_json()}
    session.flush()
    return loading


def preview(session: Session, loading: PriceImport, sheets: Sequence[Sheet]) -> Preview:
    """Compare the whole file with what is stored; nothing is changed.

    Raises ValidationFailed where the columns do not make sense.
    """
    table = read_table(sheets[int(loading.mapping["sheet"])], loading.mapping)
    good, refused = settle(table.rows, loading.currency)
    books = Books(session)
    found = Preview(bad=[*table.bad, *refused], notes=table.notes)
    for start in range(0, len(good), _BATCH):
        plans, bad = plan(session, loading.price_list, good[start : start + _BATCH], books)
        found.bad += bad
        for one in plans:
            found.counts[one.outcome] += 1
            if one.outcome is Outcome.ADDED and len(found.added) < SHOWN:
                found.added.append(one)
            elif one.outcome is Outcome.CHANGED and len(found.changed) < SHOWN:
                found.changed.append(one)
    found.bad.sort(key=lambda row: row.number)
    found.bad_rows = len({row.number for row in found.bad})
    return found


def confirm(session: Session, actor: Actor, loading: PriceImport) -> OutboxJob:
    """Put the file into the outbox, and a list made for it in force; a second call gives the same
    job. Raises Forbidden."""
    require(actor, DirectoryPermission.PRICE_IMPORT)
    price_lists.put_to_use(session, actor, loading.price_list)
    job = jobs.enqueue(
        session, JOB, {"import_id": loading.id}, actor=actor, unique_key=f"{JOB}:{loading.id}"
    )
    loading.job_id = job.id
    session.flush()
    return job


def call_off(session: Session, loading: PriceImport) -> None:
    """Stop a load that is under way; what is loaded stays loaded."""
    job = session.get(OutboxJob, loading.job_id) if loading.job_id is not None else None
    if job is not None:
        jobs.cancel(session, job)


def recent(session: Session, limit: int = 20) -> list[PriceImport]:
    """The last imports, the newest first."""
    return list(session.scalars(select(PriceImport).order_by(PriceImport.id.desc()).limit(limit)))


def _refuse_started(loading: PriceImport) -> None:
    if loading.job_id is not None:
        raise Refused([Refusal(Message(N_("Загрузка уже запущена: столбцы не изменить.")))])

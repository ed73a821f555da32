"""The job that loads a confirmed file, a few hundred rows in one transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from core.directory import match
from core.directory.models import PriceImport
from core.directory.price_file import BadRow, PriceRow
from core.directory.price_import.planning import Books, Outcome, plan, settle
from core.directory.price_import.report import REPORT_NAME, workbook
from core.directory.price_import.service import read_sheets, read_table
from core.directory.price_import.writing import write
from core.jobs.context import GiveUp, JobContext
from core.kernel.clock import now
from core.kernel.permissions import Actor

BATCH = 300
_LOCK = 7_203_114_001
"""Key of the lock that lets one import write at a time (PostgreSQL)."""
_SEARCHED = frozenset({"name", "description", "archived"})


def run(context: JobContext, payload: Mapping[str, Any]) -> None:
    """Apply the import of ``payload["import_id"]``.

    Each batch remembers, in its own transaction, how far it has come: a run that is cut off goes
    on from there, and what was loaded once is not counted twice.
    """
    import_id = int(payload["import_id"])
    with context.unit_of_work() as session:
        loading = _open(session, import_id)
        file_key, file_name, currency = loading.file_key, loading.file_name, loading.currency
        mapping = dict(loading.mapping)
        start = int(loading.counts.get("position", 0))
    # Read between transactions: a long file must not keep everybody else from writing.
    sheet = read_sheets(context.storage.get(file_key), file_name)[int(mapping["sheet"])]
    table = read_table(sheet, mapping)
    good, refused = settle(table.rows, currency)
    bad = [*table.bad, *refused]
    # Refused by the run that was cut off, so that the report is whole.
    for earlier in _batches(good[:start]):
        with context.unit_of_work() as session:
            bad += plan(session, _open(session, import_id).price_list, earlier, Books(session))[1]
    done = start
    context.progress(done, len(good))
    for batch in _batches(good[start:]):
        if context.cancelled:
            context.log(f"Остановлено после строки {batch[0].number - 1}")
            break
        with context.unit_of_work() as session:
            done += len(batch)
            bad += _apply(session, context.actor, import_id, batch, done)
        context.progress(done, len(good))
    bad.sort(key=lambda row: row.number)
    report = context.storage.put(workbook(sheet, bad)) if bad else ""
    with context.unit_of_work() as session:
        loading = _open(session, import_id)
        loading.report_key = report
        loading.applied_at = now()
        counts = dict.fromkeys((outcome.value for outcome in Outcome), 0) | loading.counts
        counts["bad"] = len({row.number for row in bad})
        loading.counts = counts
    if report:
        context.save_result(REPORT_NAME, context.storage.get(report))
    context.log(
        f"Добавлено {counts[Outcome.ADDED]}, изменено {counts[Outcome.CHANGED]}, "
        f"без изменений {counts[Outcome.UNCHANGED]}, не загружено {counts['bad']}"
    )


def _open(session: Session, import_id: int) -> PriceImport:
    """The import, locked; and for the time of the transaction, the only one that writes."""
    if session.get_bind().dialect.name == "postgresql":
        # Two files with the same new article number would clash; on SQLite a writing
        # transaction is alone anyway.
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    loading = session.scalars(
        select(PriceImport)
        .where(PriceImport.id == import_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if loading is None:
        raise GiveUp(f"price import {import_id} is gone")
    return loading


def _batches(rows: Sequence[PriceRow]) -> list[Sequence[PriceRow]]:
    return [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]


def _apply(
    session: Session, actor: Actor, import_id: int, rows: Sequence[PriceRow], position: int
) -> list[BadRow]:
    loading = _open(session, import_id)
    books = Books(session)
    plans, bad = plan(session, loading.price_list, rows, books)
    differing = [one for one in plans if one.outcome is not Outcome.UNCHANGED]
    materials = write(session, actor, loading, differing, books)
    match.reindex(
        session,
        [
            material
            for one, material in zip(differing, materials, strict=True)
            if one.material is None or _SEARCHED & set(one.values)
        ],
    )
    counts = dict(loading.counts)
    for outcome in Outcome:
        own = sum(one.outcome is outcome for one in plans)
        counts[outcome.value] = counts.get(outcome.value, 0) + own
    loading.counts = counts | {"position": position}
    return bad

"""Two cards of one partner become one, and nothing of either is lost.

Everything that points at the card which goes away is found by the foreign keys of the whole
schema, plugins' tables included: no stage has to be told of merging.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.accounts.policy import fetch, unrestricted
from core.db.base import Base
from core.directory import partners
from core.directory.models import Partner
from core.directory.models.partner import COMMENT_LENGTH
from core.directory.permissions import DirectoryPermission
from core.directory.saving import check_version, plain, record
from core.kernel.errors import Refusal, Refused
from core.kernel.permissions import Actor
from core.kernel.text import N_, Message

TOGETHER: tuple[tuple[str, ...], ...] = (
    ("inn", "kind", "kpp", "ogrn", "okpo"),
    ("source_channel_id", "campaign_id"),
)
"""Fields that make sense only together: the choice of the first decides for all of them."""
_EMPTY = (None, "", False)
_FOLLOWERS = {name for group in TOGETHER for name in group[1:]}
MERGEABLE: tuple[str, ...] = tuple(
    name
    for name in partners.EDITABLE
    if name not in {"comment", "responsible_id"} and name not in _FOLLOWERS
)
"""Fields of which the person may take the value of the card that goes away."""


def merge(
    session: Session,
    actor: Actor,
    *,
    source_id: int,
    target_id: int,
    take: Iterable[str] = (),
    target_version: int | None = None,
) -> Partner:
    """Merge ``source`` into ``target`` and give the target.

    Fields named in ``take`` (see ``MERGEABLE``), and those empty in the target, get the source's
    values; comments are joined. Contacts, accounts, documents and whatever else names the source
    name the target from now on. The source stays as it was, archived, and leads to the target.

    Raises NotFound, StaleVersion, Refused (the same card, already merged).
    """
    target, source = _pair(session, actor, target_id, source_id)
    check_version(target, target_version)
    moved, kept = _repoint(session, source.id, target.id)
    session.expire_all()
    changes = _take(target, source, set(take))
    source.merged_into_id = target.id
    source.archived = True
    session.flush()
    _settle_mains(target)
    # Set after the source is out of the way of the unique key over ИНН and КПП.
    for field, (_, value) in changes.items():
        setattr(target, field, value)
    target.sort_name = partners.sort_name(target.name)
    session.flush()
    told = {field: [plain(old), plain(new)] for field, (old, new) in changes.items()}
    record(
        session,
        actor,
        target,
        "merged",
        {"source": [source.id, source.name], "fields": told, "moved": moved, "kept": kept},
    )
    record(session, actor, source, "merged", {"target": [target.id, target.name]})
    session.flush()
    partners.reindex(session, source)
    partners.reindex(session, target)
    return target


def affected(session: Session, partner_id: int) -> dict[str, int]:
    """How many rows of each table name the partner: what a merge will move."""
    found: dict[str, int] = {}
    for table, column in references():
        key = next(iter(table.primary_key.columns))
        count = len(session.execute(select(key).where(column == partner_id)).all())
        if count:
            found[table.name] = found.get(table.name, 0) + count
    return found


def references() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column of the schema that points at a partner."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            for key in column.foreign_keys:
                if key.column.table is Partner.__table__:
                    yield table, column


def _pair(
    session: Session, actor: Actor, target_id: int, source_id: int
) -> tuple[Partner, Partner]:
    """Both cards, locked in the order of their ids, so that two merges cannot lock each other."""
    if source_id == target_id:
        raise Refused([Refusal(Message(N_("Это одна и та же карточка.")), field="source_id")])
    session.scalars(
        unrestricted(
            select(Partner)
            .where(Partner.id.in_([source_id, target_id]))
            .order_by(Partner.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    ).all()
    permission = DirectoryPermission.PARTNER_MERGE
    target = fetch(session, Partner, target_id, actor, permission)
    source = fetch(session, Partner, source_id, actor, permission)
    if target.merged_into_id is not None or source.merged_into_id is not None:
        raise Refused(
            [Refusal(Message(N_("Одна из карточек уже объединена с другой.")), field="source_id")]
        )
    return target, source


def _repoint(
    session: Session, source_id: int, target_id: int
) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """Keys of the rows moved, and of those that could not be, by «table.column».

    A row cannot be moved where the target already has its like under a unique key (both cards
    are in the same mailing, say): it stays with the source, which is kept too.
    """
    moved: dict[str, list[Any]] = {}
    kept: dict[str, list[Any]] = {}
    for table, column in references():
        keys = list(table.primary_key.columns)
        rows = session.execute(select(*keys).where(column == source_id)).all()
        if not rows:
            continue
        name = f"{table.name}.{column.name}"
        if _moved(session, table, column, [column == source_id], target_id):
            moved[name] = [_key(row) for row in rows]
            continue
        for row in rows:
            one = [key == value for key, value in zip(keys, row, strict=True)]
            done = _moved(session, table, column, one, target_id)
            (moved if done else kept).setdefault(name, []).append(_key(row))
    return moved, kept


def _moved(
    session: Session,
    table: Table,
    column: Column[Any],
    conditions: Sequence[ColumnElement[bool]],
    target_id: int,
) -> bool:
    """Whether a unique key has let the rows through."""
    try:
        with session.begin_nested():
            session.execute(update(table).where(*conditions).values({column.name: target_id}))
    except IntegrityError:
        return False
    return True


def _key(row: Any) -> Any:
    return row[0] if len(row) == 1 else list(row)


def _take(target: Partner, source: Partner, chosen: set[str]) -> dict[str, tuple[Any, Any]]:
    """Fields of the target that will change: (old, new)."""
    changes: dict[str, tuple[Any, Any]] = {}
    followers = {group[0]: group for group in TOGETHER}
    for field in MERGEABLE:
        empty = getattr(target, field) in _EMPTY
        if field in chosen or (empty and getattr(source, field) not in _EMPTY):
            for name in followers.get(field, (field,)):
                old, new = getattr(target, name), getattr(source, name)
                if old != new:
                    changes[name] = (old, new)
    if source.comment and source.comment != target.comment:
        joined = "\n\n".join(filter(None, [target.comment, source.comment]))
        changes["comment"] = (target.comment, joined[:COMMENT_LENGTH])
    return changes


def _settle_mains(target: Partner) -> None:
    """After the move there may be two main contacts and accounts; the target's own stay."""
    for rows in (target.contacts, target.accounts):
        mains = sorted((row for row in rows if row.is_main), key=lambda row: row.id)
        for row in mains[1:]:
            row.is_main = False

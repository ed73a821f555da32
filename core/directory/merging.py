"""Two cards of one partner become one, and nothing of either is lost.

Everything that points at the card which goes away is found by the foreign keys of the database
itself: no stage has to be told of merging, and tables of a plugin that is switched off are found
too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    TableClause,
    column,
    func,
    inspect,
    select,
    table,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.accounts.policy import fetch, unrestricted
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
    for one in references(session):
        count = select(func.count()).select_from(one.table).where(one.column == partner_id)
        number = session.scalar(unrestricted(count)) or 0
        if number:
            found[one.table.name] = found.get(one.table.name, 0) + number
    return found


@dataclass(frozen=True)
class Reference:
    """A column of the database that points at a partner, and the primary key of its table."""

    table: TableClause
    column: ColumnClause[Any]
    keys: tuple[ColumnClause[Any], ...]

    @property
    def name(self) -> str:
        """«table.column»."""
        return f"{self.table.name}.{self.column.name}"


def references(session: Session) -> list[Reference]:
    """Every column of the database that points at a partner, in the order of their names."""
    seen = inspect(session.connection())
    primary = seen.get_multi_pk_constraint()
    found: list[Reference] = []
    for address, foreign in seen.get_multi_foreign_keys().items():
        names = primary[address]["constrained_columns"]
        for key in foreign:
            if key["referred_table"] == Partner.__tablename__:
                own = key["constrained_columns"][0]
                columns = {name: column(name) for name in dict.fromkeys([*names, own])}
                found.append(
                    Reference(
                        table(address[1], *columns.values()),
                        columns[own],
                        tuple(columns[name] for name in names),
                    )
                )
    return sorted(found, key=lambda one: one.name)


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
    for one in references(session):
        named = select(*one.keys).where(one.column == source_id)
        rows = session.execute(unrestricted(named)).all()
        if not rows:
            continue
        if _moved(session, one, [one.column == source_id], target_id):
            moved[one.name] = [_key(row) for row in rows]
            continue
        for row in rows:
            itself = [key == value for key, value in zip(one.keys, row, strict=True)]
            done = _moved(session, one, itself, target_id)
            (moved if done else kept).setdefault(one.name, []).append(_key(row))
    return moved, kept


def _moved(
    session: Session, one: Reference, conditions: Sequence[ColumnElement[bool]], target_id: int
) -> bool:
    """Whether a unique key has let the rows through."""
    try:
        with session.begin_nested():
            moving = update(one.table).where(*conditions).values({one.column.name: target_id})
            session.execute(unrestricted(moving))
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

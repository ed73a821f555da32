"""The tree of material groups. It is small, so it is read whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.directory.checking import Checked
from core.directory.models import MaterialGroup
from core.directory.permissions import DirectoryPermission
from core.directory.saving import create, require, unique, update
from core.kernel.errors import NotFound
from core.kernel.permissions import Actor
from core.kernel.text import N_, Message

_SEPARATOR = " / "


@dataclass(frozen=True)
class GroupNode:
    """A group in its place: ``depth`` 0 at the top, ``path`` with all its ancestors."""

    id: int
    name: str
    parent_id: int | None
    depth: int
    path: str
    archived: bool


def tree(session: Session, *, with_archived: bool = False) -> list[GroupNode]:
    """All groups, each after its parent, brothers by name; one query."""
    rows = session.scalars(select(MaterialGroup).order_by(MaterialGroup.name)).all()
    children: dict[int | None, list[MaterialGroup]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)
    found: list[GroupNode] = []

    def walk(parent_id: int | None, depth: int, path: str) -> None:
        for row in children.get(parent_id, ()):
            if row.archived and not with_archived:
                continue
            whole = f"{path}{_SEPARATOR}{row.name}" if path else row.name
            found.append(GroupNode(row.id, row.name, row.parent_id, depth, whole, row.archived))
            walk(row.id, depth + 1, whole)

    walk(None, 0, "")
    return found


def below(session: Session, group_id: int) -> set[int]:
    """The group and everything under it, archived ones too."""
    nodes = tree(session, with_archived=True)
    found = {group_id}
    for node in nodes:
        if node.parent_id in found:
            found.add(node.id)
    return found


def find(session: Session, group_id: int) -> MaterialGroup:
    """The group. Raises NotFound."""
    group = session.get(MaterialGroup, group_id)
    if group is None:
        raise NotFound()
    return group


def create_group(
    session: Session, actor: Actor, name: str, parent_id: int | None = None
) -> MaterialGroup:
    """A new group. Raises Forbidden, ValidationFailed."""
    require(actor, DirectoryPermission.MATERIAL_EDIT)
    name = _checked(session, name, parent_id, None)
    group = MaterialGroup(name=name, parent_id=parent_id)
    with unique(session, "name", _taken()):
        create(session, actor, group)
    return group


def edit_group(
    session: Session,
    actor: Actor,
    group_id: int,
    *,
    name: str,
    parent_id: int | None,
    archived: bool = False,
) -> MaterialGroup:
    """Rename a group, move it, or put it away with all that is below it.

    Raises NotFound, Forbidden, ValidationFailed (a group under itself).
    """
    require(actor, DirectoryPermission.MATERIAL_EDIT)
    group = find(session, group_id)
    name = _checked(session, name, parent_id, group)
    with unique(session, "name", _taken()):
        update(session, actor, group, {"name": name, "parent_id": parent_id, "archived": archived})
    return group


def ensure_path(
    session: Session, actor: Actor, path: Sequence[str], known: dict[tuple[str, ...], int]
) -> int | None:
    """The id of the group at ``path``, made where it is missing. ``known`` from ``paths``."""
    parent_id: int | None = None
    for depth in range(1, len(path) + 1):
        key = tuple(name.casefold() for name in path[:depth])
        if key not in known:
            group = MaterialGroup(name=path[depth - 1], parent_id=parent_id)
            create(session, actor, group)
            known[key] = group.id
        parent_id = known[key]
    return parent_id


def paths(session: Session) -> dict[tuple[str, ...], int]:
    """Ids by path of names in lower case, archived ones included; one query."""
    keys: dict[int, tuple[str, ...]] = {}
    for node in tree(session, with_archived=True):
        above = keys[node.parent_id] if node.parent_id is not None else ()
        keys[node.id] = (*above, node.name.casefold())
    return {key: group_id for group_id, key in keys.items()}


def _taken() -> Message:
    return Message(N_("Группа с таким названием здесь уже есть"))


def _checked(
    session: Session, name: str, parent_id: int | None, group: MaterialGroup | None
) -> str:
    checked = Checked()
    name = checked.required("name", name)
    if len(name) > 200:
        checked.wrong("name", Message(N_("Название не длиннее 200 знаков")))
    if parent_id is not None and session.get(MaterialGroup, parent_id) is None:
        checked.wrong("parent_id", Message(N_("Такой группы нет")))
    elif group is not None and parent_id in below(session, group.id):
        checked.wrong("parent_id", Message(N_("Группу нельзя вложить в саму себя")))
    # NULLs do not clash in a unique key, so groups at the top are compared here.
    same = session.scalars(
        select(MaterialGroup.id).where(
            MaterialGroup.name == name,
            MaterialGroup.parent_id == parent_id
            if parent_id is not None
            else MaterialGroup.parent_id.is_(None),
        )
    ).all()
    if any(group is None or one != group.id for one in same):
        checked.wrong("name", _taken())
    checked.done()
    return name

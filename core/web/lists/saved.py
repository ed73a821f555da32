"""Columns that a person has chosen and views that he or his colleagues have saved."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from core.kernel.errors import NotFound, ValidationFailed
from core.kernel.permissions import Actor
from core.kernel.text import N_, Message
from core.web.models import ColumnChoice, SavedView

MAX_NAME = 80
MAX_VIEWS = 50


@dataclass(frozen=True)
class View:
    """A saved view as the list shows it."""

    id: int
    name: str
    query: str
    own: bool
    shared: bool
    is_default: bool


def views_of(session: Session, actor: Actor, list_name: str) -> list[View]:
    """The actor's own views, then those that others share; one query."""
    statement = (
        select(SavedView)
        .where(
            SavedView.list_name == list_name,
            or_(SavedView.owner_id == actor.user_id, SavedView.shared),
        )
        .order_by(SavedView.name, SavedView.id)
    )
    views = [
        View(
            id=row.id,
            name=row.name,
            query=row.query,
            own=row.owner_id == actor.user_id,
            shared=row.shared,
            is_default=row.is_default and row.owner_id == actor.user_id,
        )
        for row in session.scalars(statement)
    ]
    return sorted(views, key=lambda view: not view.own)


def save_view(
    session: Session,
    actor: Actor,
    list_name: str,
    *,
    name: str,
    query: str,
    shared: bool = False,
    default: bool = False,
) -> SavedView:
    """Keep a state under a name; the actor's own view of that name is replaced.

    Raises ValidationFailed for a name that is empty or too long, or for too many views.
    """
    name = " ".join(name.split())
    if not name:
        raise _faulty(Message(N_("Назовите вид, чтобы потом его узнать.")))
    if len(name) > MAX_NAME:
        raise _faulty(Message(N_("Название вида не длиннее %(max)s знаков."), max=MAX_NAME))
    own = select(SavedView).where(
        SavedView.list_name == list_name, SavedView.owner_id == actor.user_id
    )
    row = session.scalar(own.where(SavedView.name == name))
    if row is None:
        kept = session.scalar(select(func.count()).select_from(own.subquery())) or 0
        if kept >= MAX_VIEWS:
            raise _faulty(
                Message(
                    N_("Сохранено уже %(max)s видов этого списка: удалите лишние."), max=MAX_VIEWS
                )
            )
        row = SavedView(list_name=list_name, owner_id=actor.user_id, name=name)
        session.add(row)
    row.query = query
    row.shared = shared
    row.is_default = False
    session.flush()
    if default:
        set_default(session, actor, list_name, row.id)
    return row


def remove_view(session: Session, actor: Actor, list_name: str, view_id: int) -> str:
    """Remove an own view; the answer is its name. Another's or a missing one is NotFound."""
    row = _own(session, actor, list_name, view_id)
    session.delete(row)
    session.flush()
    return row.name


def set_default(session: Session, actor: Actor, list_name: str, view_id: int | None) -> None:
    """Which own view opens first; None: the list as declared. NotFound for another's view."""
    chosen = None if view_id is None else _own(session, actor, list_name, view_id)
    statement = select(SavedView).where(
        SavedView.list_name == list_name, SavedView.owner_id == actor.user_id, SavedView.is_default
    )
    for row in session.scalars(statement):
        row.is_default = False
    if chosen is not None:
        chosen.is_default = True
    session.flush()


def chosen_columns(session: Session, actor: Actor, list_name: str) -> Sequence[str] | None:
    """Keys of the columns that the actor has chosen, None where he has not."""
    if actor.user_id is None:
        return None
    row = session.get(ColumnChoice, (actor.user_id, list_name))
    return None if row is None else [str(key) for key in row.columns]


def choose_columns(
    session: Session, actor: Actor, list_name: str, keys: Sequence[str] | None
) -> None:
    """Remember the columns in this order; None forgets the choice."""
    row = session.get(ColumnChoice, (actor.user_id, list_name))
    if keys is None:
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(ColumnChoice(user_id=actor.user_id, list_name=list_name, columns=list(keys)))
    else:
        row.columns = list(keys)
    session.flush()


def _own(session: Session, actor: Actor, list_name: str, view_id: int) -> SavedView:
    row = session.get(SavedView, view_id)
    if row is None or row.owner_id != actor.user_id or row.list_name != list_name:
        raise NotFound()
    return row


def _faulty(message: Message) -> ValidationFailed:
    return ValidationFailed({"name": [message]})

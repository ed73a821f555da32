"""A small table with everything that makes sorting hard, and a list over it."""

import contextlib
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, String, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from werkzeug.datastructures import MultiDict

from core.db.base import IdMixin
from core.db.types import MoneyType, QuantityType, UtcDateTime
from core.kernel.permissions import Actor, Permission, Scope
from core.kernel.text import N_
from core.kernel.workflow import State, StateKind
from core.web.lists import (
    AmountFilter,
    ChoiceFilter,
    Column,
    Empty,
    FlagFilter,
    Kind,
    ListDefinition,
    PeriodFilter,
    StateFilter,
)
from core.web.lists.query import ListQuery
from core.web.lists.state import read


class Base(DeclarativeBase):
    """Apart from the program's own tables."""


class Deal(IdMixin, Base):
    """Most columns may be empty; values repeat."""

    __tablename__ = "deal"

    name: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(default="")
    day: Mapped[date | None]
    moment: Mapped[datetime | None] = mapped_column(UtcDateTime)
    total: Mapped[Decimal | None] = mapped_column(MoneyType)
    weight: Mapped[Decimal | None] = mapped_column(QuantityType)
    pieces: Mapped[int | None]
    urgent: Mapped[bool | None]
    state: Mapped[str] = mapped_column(String(20), default="draft")
    currency: Mapped[str] = mapped_column(String(3), default="RUB")


class DealPermission(Permission):
    """Permissions of the tests."""

    VIEW = "deals.deal.view"
    MARGIN = "deals.margin.view"
    CLOSE = "deals.deal.close"


STATES = (
    State("draft", N_("Черновик"), StateKind.DRAFT),
    State("sent", N_("Отправлено"), StateKind.ACTIVE),
    State("won", N_("Подтверждено"), StateKind.SUCCESS, final=True),
)

ANNA = Actor(user_id=1, name="Анна", grants={"deals.deal.view": Scope.ALL})
VERA = Actor(
    user_id=2,
    name="Вера",
    grants={"deals.deal.view": Scope.ALL, "deals.margin.view": Scope.ALL},
)

DEALS = ListDefinition(
    name="deals",
    title=N_("Сделки"),
    base=lambda session, actor: select(Deal),
    key=Deal.id,
    columns=(
        Column("name", N_("Название"), Deal.name, searchable=True),
        Column("day", N_("Дата"), Deal.day, Kind.DATE),
        Column("moment", N_("Когда"), Deal.moment, Kind.DATETIME),
        Column("total", N_("Сумма"), Deal.total, Kind.MONEY, sum=True),
        Column("weight", N_("Масса"), Deal.weight, Kind.NUMBER, sum=True),
        Column("pieces", N_("Штук"), Deal.pieces, Kind.NUMBER, default=False),
        Column("urgent", N_("Срочно"), Deal.urgent, Kind.FLAG, default=False),
        Column("note", N_("Пометка"), Deal.note, default=False),
        Column("state", N_("Состояние"), Deal.state, Kind.STATE, states=STATES),
        Column(
            "margin",
            N_("Маржа"),
            Deal.weight,
            Kind.PERCENT,
            permission=DealPermission.MARGIN,
        ),
    ),
    filters=(
        StateFilter("state", N_("Состояние"), Deal.state, STATES),
        PeriodFilter("day", N_("Дата"), Deal.day),
        PeriodFilter("moment", N_("Когда"), Deal.moment),
        AmountFilter("total", N_("Сумма"), Deal.total),
        ChoiceFilter("pieces", N_("Штук"), Deal.pieces, [("1", "1"), ("2", "2")], int),
        FlagFilter("urgent", N_("Срочные"), lambda actor: Deal.urgent.is_(True)),
    ),
    currency=Deal.currency,
    default_sort="-day",
    row_url=lambda row: f"/deals/{row.key}",
    empty=Empty(N_("Сделок ещё нет")),
    page_size=7,
)


def query_of(
    session: Session,
    address: str = "",
    *,
    definition: ListDefinition = DEALS,
    actor: Actor = ANNA,
    columns: tuple[str, ...] | None = None,
) -> ListQuery:
    """The list as an address asks for it."""
    arguments = MultiDict(part.split("=", 1) for part in address.split("&") if part)
    state, _options = read(definition, arguments, session, actor)
    shown = [
        column for column in definition.open_to(actor) if columns is None or column.key in columns
    ]
    return ListQuery(definition, session, actor, state, shown)


@contextlib.contextmanager
def statements(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """What is sent to the database meanwhile: statements with their parameters."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        sent.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)

"""Reading a list: a page, its count and sums, whole of it for export. Queries per page are few
and their number does not depend on the number of rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

from sqlalchemy import ClauseElement, Executable, Select, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session

from core.kernel.permissions import Actor
from core.web.lists.definition import Column, ListDefinition, Row
from core.web.lists.keyset import Cursor, orderable, segments
from core.web.lists.search import contains
from core.web.lists.state import ListState

SMALL = 1000
"""Up to so many rows are counted and summed at once; more are estimated, or summed when asked."""
COUNTED = 20_000
"""Where the database has no estimate, counting stops here."""
ROUBLE = "RUB"
CURRENCY = "currency"


@dataclass(frozen=True)
class Page:
    """Rows of one page. ``next`` is where the following page begins, None on the last one."""

    rows: Sequence[Row]
    next: Cursor | None


@dataclass(frozen=True)
class Count:
    """How many rows there are. ``precision``: "exact", "about" (an estimate), "over" (at least)."""

    value: int
    precision: str = "exact"


Sums: TypeAlias = Mapping[str, Mapping[str, Decimal]]
"""Column → currency → sum. Plain numbers are under ""."""


@dataclass(frozen=True)
class Totals:
    """Count and sums of the whole filtered set."""

    count: int
    sums: Sums = field(default_factory=dict)


class ListQuery:
    """One state of a list, ready to be read by one actor.

    ``columns`` are those to read, in the order of showing; each must be open to the actor.
    """

    def __init__(
        self,
        definition: ListDefinition,
        session: Session,
        actor: Actor,
        state: ListState,
        columns: Sequence[Column],
    ) -> None:
        self.definition = definition
        self.session = session
        self.actor = actor
        self.state = state
        self.columns = columns
        self._base = definition.base(session, actor)
        self._filtered = self._base.where(*self._conditions())

    def _conditions(self) -> list[Any]:
        conditions = [
            one.condition(self.state.filters[one.key], self.actor)
            for one in self.definition.filters
            if one.key in self.state.filters
        ]
        if self.state.query:
            searched = [
                column.expression
                for column in self.definition.open_to(self.actor)
                if column.searchable
            ]
            dialect = self.session.get_bind().dialect.name
            conditions.append(
                contains([*searched, *self.definition.search], self.state.query, dialect)
            )
        return conditions

    def _order(self) -> Any:
        column = self.definition.column(self.state.order.column)
        assert column is not None  # the state was checked against the definition
        return orderable(column.order_expression)

    def _selected(self) -> dict[str, Any]:
        """Name → expression of everything that a row carries."""
        found = dict(self.definition.extra)
        if self.definition.currency is not None:
            found[CURRENCY] = self.definition.currency
        for column in self.columns:
            if column.expression is not None:
                found[column.key] = column.expression
            if column.note is not None:
                found[note_key(column.key)] = column.note
        return found

    def page(self, limit: int) -> Page:
        """The page behind the state's cursor: at most two queries, and one per loaded column."""
        expression, key = self._order(), self.definition.key
        selected = self._selected()
        read: list[Any] = []
        ranges = segments(
            expression, key, descending=self.state.order.descending, cursor=self.state.after
        )
        for segment in ranges:
            wanted = limit + 1 - len(read)
            if wanted <= 0:
                break
            statement = _only(self._filtered, key, expression, *selected.values())
            statement = statement.where(segment.condition).order_by(*segment.order).limit(wanted)
            read += self.session.execute(statement).all()
        rows = [Row(one[0], dict(zip(selected, one[2:], strict=True))) for one in read[:limit]]
        following = None
        if len(read) > limit:
            last = read[limit - 1]
            following = Cursor(str(self.state.order), last[1], last[0])
        return Page(self._with_loaded(rows), following)

    def _with_loaded(self, rows: list[Row]) -> list[Row]:
        for column in self.columns:
            if column.load_many is not None and rows:
                values = column.load_many(self.session, [row.key for row in rows])
                rows = [
                    Row(row.key, {**row.values, column.key: values.get(row.key)}) for row in rows
                ]
        return rows

    def walk(self, batch: int = 1000) -> Iterator[Row]:
        """All rows in order, read in batches, each exactly once even while others add rows."""
        query: ListQuery = self
        while True:
            page = query.page(batch)
            yield from page.rows
            if page.next is None:
                return
            state = self.state.following(page.next)
            query = ListQuery(self.definition, self.session, self.actor, state, self.columns)

    def totals(self, limit: int | None = None) -> Totals:
        """Count and sums in one query over all filtered rows, whatever page is shown.

        With ``limit``, over no more than so many of them: a count equal to the limit then means
        that there may be more and that the sums are not those of the whole.
        """
        summed = [column for column in self.columns if column.sum]
        has_money = any(column.kind == "money" for column in summed)
        currency: Any = self.definition.currency if has_money else None
        inner = _only(
            self._filtered,
            self.definition.key.label("k"),
            *([] if currency is None else [currency.label("c")]),
            *(column.expression.label(f"s{index}") for index, column in enumerate(summed)),
        )
        rows = (inner if limit is None else inner.limit(limit)).subquery()
        sums = [func.sum(rows.c[f"s{index}"]) for index in range(len(summed))]
        if currency is not None:
            statement = select(func.count(), rows.c.c, *sums).group_by(rows.c.c)
        else:
            statement = select(func.count(), func.max(""), *sums)
        answer = self.session.execute(_scoped_as(statement.select_from(rows), self._filtered)).all()
        return Totals(sum(line[0] for line in answer), _sums(summed, answer))

    def count(self, known: Totals | None = None) -> Count:
        """How many rows: exact while cheap, an estimate beyond that.

        ``known`` is the answer of ``totals(SMALL + 1)`` where it has been asked for already.
        """
        found = (known or self.totals(SMALL + 1)).count
        if found <= SMALL:
            return Count(found)
        if self.session.get_bind().dialect.name == "postgresql":
            plan = self.session.execute(_Explain(_only(self._filtered, self.definition.key)))
            rows = int(plan.scalar_one()[0]["Plan"]["Plan Rows"])
            return Count(max(_rounded(rows), SMALL), "about")
        inner = _only(self._filtered, self.definition.key).limit(COUNTED + 1).subquery()
        counting: Any = _scoped_as(select(func.count()).select_from(inner), self._filtered)
        counted: int = self.session.scalars(counting).one()
        return Count(COUNTED, "over") if counted > COUNTED else Count(counted)

    def visible_keys(self, keys: Sequence[int]) -> list[int]:
        """Those of the keys that the list shows to the actor at all, in the order given."""
        statement = _only(self._base, self.definition.key).where(self.definition.key.in_(keys))
        found = set(self.session.scalars(statement))
        return [key for key in dict.fromkeys(keys) if key in found]


def note_key(column: str) -> str:
    """The name under which a row carries the note of a column's cell."""
    return f"{column}:note"


def _only(statement: Any, *expressions: Any) -> Any:
    """The same rows, but only these expressions of them."""
    return statement.with_only_columns(*expressions, maintain_column_froms=True)


def _scoped_as(statement: Any, source: Any) -> Any:
    """An outer statement reads under the scope of the one inside it."""
    return statement.execution_options(**source.get_execution_options())


def _sums(summed: Sequence[Column], answer: Sequence[Any]) -> dict[str, dict[str, Decimal]]:
    found: dict[str, dict[str, Decimal]] = {}
    for index, column in enumerate(summed, start=2):
        sums: dict[str, Decimal] = {}
        for line in answer:
            unit = (line[1] or ROUBLE) if column.kind == "money" else ""
            sums[unit] = sums.get(unit, Decimal(0)) + Decimal(line[index] or 0)
        found[column.key] = dict(sorted(sums.items()))
    return found


def _rounded(number: int) -> int:
    """Two significant digits: an estimate must not look like a count."""
    digits = len(str(number))
    return round(number, 2 - digits) if digits > 2 else number


class _Explain(Executable, ClauseElement):
    """EXPLAIN of a statement: PostgreSQL's own estimate of the number of rows."""

    inherit_cache = False

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement


@compiles(_Explain, "postgresql")
def _explain(element: _Explain, compiler: Any, **kwargs: Any) -> str:
    return "EXPLAIN (FORMAT JSON) " + compiler.process(element.statement, **kwargs)

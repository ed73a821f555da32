"""The guard against reading rows that belong to somebody without having asked whose they are.

Looks at the whole statement: columns alone, joins, EXISTS, IN, CTEs, unions, UPDATE and DELETE,
tables taken past the ORM. What it cannot look into is SQL written as text, and what goes past the
session (``session.connection()``).
"""

from typing import Any

from sqlalchemy import ColumnClause, Executable, Insert, TableClause
from sqlalchemy.orm import ORMExecuteState

from core.db.base import RowScoped

SCOPED = "reglament_scope"
"""Execution option of a statement, or of a part of one, that was asked whose rows it reads. Set by
``core.accounts.policy`` only."""


class UnscopedRead(RuntimeError):
    """A query reads somebody's rows without having asked whose it may see."""


def _was_asked(element: Any) -> bool:
    return isinstance(element, Executable) and SCOPED in element.get_execution_options()


def unscoped_table(statement: Any) -> str | None:
    """The first table of somebody's rows that the statement reads without a scope; None where
    there is none. A part of the statement that carries a scope of its own is not entered."""
    waiting: list[Any] = [statement]
    if isinstance(statement, Insert) and not _was_asked(statement):
        # What it writes is its own; what it is fed from is not.
        waiting = [] if statement.select is None else [statement.select]
    # The elements themselves are kept: some are made on the way, and an id may be given again.
    seen: dict[int, Any] = {}
    while waiting:
        element = waiting.pop()
        if id(element) in seen:
            continue
        seen[id(element)] = element
        if isinstance(element, TableClause):
            if element.name in RowScoped.tables:
                return element.name
        elif isinstance(element, ColumnClause):
            # A column says where it comes from; nothing else of the statement may name that.
            if element.table is not None:
                waiting.append(element.table)
        elif not _was_asked(element):
            waiting.extend(element.get_children())
    return None


def refuse_unscoped(state: ORMExecuteState) -> None:
    """Listener of the session. Raises UnscopedRead.

    Relations and missing columns of rows that are already in hand are let through: those rows
    were asked for when they were read.
    """
    if state.is_relationship_load or state.is_column_load or SCOPED in state.execution_options:
        return
    table = unscoped_table(state.statement)
    if table is not None:
        raise UnscopedRead(
            f"{table} is read without a scope: use policy.visible() or policy.unrestricted()"
        )

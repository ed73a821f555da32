"""What the guard of scoped reads cannot see, nobody writes; what opens it, only the policy uses."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OPENS = {"core/accounts/policy.py", "core/db/scoping.py"}
# Pragmas of a connection, set before any session is there.
BELOW_THE_SESSION = {"core/db/engine.py", "core/extending/migrate.py"}
TOUCHES_ROWS = re.compile(r"\b(from|join|into|update|table)\b", re.IGNORECASE)


def sources() -> Iterator[tuple[str, str]]:
    for folder in ("core", "plugins"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not {"tests", "migrations"} & set(path.parts):
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def ways_round(source: str) -> list[int]:
    """Lines where SQL that touches rows is written as text, or is run past the session."""
    tree = ast.parse(source)
    textual = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "sqlalchemy"
        for alias in node.names
        if alias.name in {"text", "literal_column"}
    }
    found: list[int] = []
    for node in ast.walk(tree):
        if (isinstance(node, ast.Attribute) and node.attr == "exec_driver_sql") or (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in textual
            and not _is_harmless(node.args[0])
        ):
            found.append(node.lineno)
    return found


def _is_harmless(argument: ast.expr) -> bool:
    return isinstance(argument, ast.Constant) and not TOUCHES_ROWS.search(str(argument.value))


def test_no_sql_that_touches_rows_is_written_as_text() -> None:
    found = {
        name: lines
        for name, source in sources()
        if name not in BELOW_THE_SESSION and (lines := ways_round(source))
    }
    assert found == {}


def test_only_the_policy_opens_the_guard() -> None:
    found = {name for name, source in sources() if re.search(r"\bSCOPED\b|reglament_scope", source)}
    assert found == OPENS


@pytest.mark.parametrize(
    "planted",
    [
        "from sqlalchemy import text\nsession.execute(text('SELECT number FROM core_document'))",
        "from sqlalchemy.sql import text as raw\nsession.execute(raw(statement))",
        "from sqlalchemy import literal_column\nliteral_column(f'{name}')",
        "session.connection().exec_driver_sql('SELECT * FROM core_document')",
    ],
)
def test_a_planted_way_round_is_caught(planted: str) -> None:
    assert ways_round(planted)

"""Parameters of the business that stand in code instead of in the norms.

What a regulation may set is read by ``norm()``. In the files that decide (services, guards,
workflow, jobs, reactions) a number with a name of its own, a length of time, and a number that
something is compared with are therefore suspects. Whatever is no business of a regulation says why,
on its own line or above it; a reason above a block of constants is that of the whole block::

    # technical: lengths of columns
    MAX_NAME = 300
    MAX_TEXT = 5000

Nothing, one, minus one and a day are too plain to be decided by anybody.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

PARTS = ("services", "guards", "workflow", "jobs", "reactions")
REASON = re.compile(r"#\s*technical:\s*\S+")
PLAIN = frozenset({Decimal(-1), Decimal(0), Decimal(1)})
TIME = "timedelta"
A_DAY = "timedelta(days=1)"
"""From a date to the next: arithmetic, not a term that somebody has set."""


@dataclass(frozen=True)
class Finding:
    """A suspect: where it stands and what it says."""

    line: int
    text: str


def findings(source: str) -> list[Finding]:
    """Suspects of one module that give no reason, in the order of their lines."""
    tree = ast.parse(source)
    lines = source.splitlines()
    suspects: dict[int, ast.stmt | ast.expr] = {}
    for statement in tree.body:
        named = isinstance(statement, ast.Assign | ast.AnnAssign)
        if named and _explained(lines, statement):
            continue
        for node in _suspects(statement):
            if not _explained(lines, node):
                suspects.setdefault(node.lineno, node)
    return [Finding(line, ast.unparse(node)) for line, node in sorted(suspects.items())]


def _explained(lines: list[str], node: ast.stmt | ast.expr) -> bool:
    first, last = node.lineno, node.end_lineno or node.lineno
    if any(REASON.search(line) for line in lines[first - 1 : last]):
        return True
    in_block = isinstance(node, ast.stmt)
    for line in reversed(lines[: first - 1]):
        if REASON.search(line) and line.lstrip().startswith("#"):
            return True
        if not line.strip() or not (in_block or line.lstrip().startswith("#")):
            return False
    return False


def _suspects(statement: ast.stmt) -> Iterator[ast.stmt | ast.expr]:
    """Suspects in one statement of a module."""
    if isinstance(statement, ast.Assign | ast.AnnAssign) and _holds_number(statement.value):
        yield statement
    for node in ast.walk(statement):
        if isinstance(node, ast.Compare):
            yield from (side for side in (node.left, *node.comparators) if _is_decided(side))
        elif isinstance(node, ast.Call) and _is_time(node):
            yield node


def _holds_number(value: ast.expr | None) -> bool:
    """A number, a length of time, or a collection of nothing but those."""
    if isinstance(value, ast.Dict):
        return bool(value.values) and all(_holds_number(one) for one in value.values)
    if isinstance(value, ast.Tuple | ast.List | ast.Set):
        return bool(value.elts) and all(_holds_number(one) for one in value.elts)
    return value is not None and (_is_decided(value) or _is_time(value))


def _is_decided(node: ast.expr) -> bool:
    """A number that somebody must have chosen."""
    number = _number(node)
    return number is not None and number not in PLAIN


def _number(node: ast.expr) -> Decimal | None:
    """The value of a literal, of arithmetic over literals, of ``Decimal`` of a literal."""
    if isinstance(node, ast.Constant) and type(node.value) in {int, float}:
        return Decimal(str(node.value))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _number(node.operand)
        return None if inner is None else -inner
    if isinstance(node, ast.BinOp):
        left, right = _number(node.left), _number(node.right)
        # What comes out does not matter: two chosen numbers make a chosen one.
        return None if left is None or right is None else max(abs(left), abs(right))
    if isinstance(node, ast.Call) and _name(node) == "Decimal" and len(node.args) == 1:
        return _decimal(node.args[0])
    return None


def _decimal(node: ast.expr) -> Decimal | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            return Decimal(node.value)
        except InvalidOperation:
            return None
    return _number(node)


def _is_time(node: ast.expr) -> bool:
    """A length of time made of literals alone."""
    if not (isinstance(node, ast.Call) and _name(node) == TIME):
        return False
    if ast.unparse(node).endswith(A_DAY):
        return False
    values = [*node.args, *(keyword.value for keyword in node.keywords)]
    return bool(values) and all(_number(one) is not None for one in values)


def _name(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def decision_files(root: Path) -> Iterator[Path]:
    """The files of a plugin in which decisions are taken."""
    for part in PARTS:
        yield from root.glob(f"{part}.py")
        yield from sorted((root / part).rglob("*.py"))


def faults_of_constants(root: Path) -> list[str]:
    """Suspects of a plugin whose folder is ``root``, each with its file and line."""
    return [
        f"{path.relative_to(root)}:{one.line}: {one.text}: make it a norm, or say why it is none: "
        "# technical: …"
        for path in decision_files(root)
        for one in findings(path.read_text(encoding="utf-8"))
    ]

"""Parameters of the business that stand in code instead of in the norms.

What a regulation may set is read by ``norm()``. In the files of a plugin that decide or show (its
own modules, services, jobs, queries, screens, forms) these are therefore suspects:

- a number or a length of time with a name of its own, of a module or of a class;
- a number that something is compared with;
- a share or a price, which are written as ``Decimal``, wherever it stands;
- a number given to what counts days, money or shares, by the name of the function or of the
  parameter, and one that bounds another by ``min`` and ``max``;
- the default of such a parameter;
- a number that something is multiplied by, divided by, added to or taken from.

Whatever is no business of a regulation says why, on its own line or above it; a reason above a
block of constants is that of the whole block::

    # technical: lengths of columns
    MAX_NAME = 300
    MAX_TEXT = 5000

Nothing, one, minus one, a day and the smallest moment are too plain to be decided by anybody. So
are the places in a sequence, the precision of rounding, the half of a whole number, and the hundred
of the percents.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

PARTS = ("services", "jobs", "queries", "screens", "forms")
"""Folders of a plugin, besides the modules that lie in its own."""
APART = frozenset({"models", "norms", "plugin"})
"""Lengths of columns, values of norms that may be set, and orders of menus."""
COUNTED = re.compile(
    r"(?:^|_)(?:days?|weeks?|months?|years?|hours?|minutes?|deadline|due|term|working|age"
    r"|percents?|shares?|rates?|discount|margin|bonus|fine|money|amount|price|pay|limit|least"
    r"|most|max|min)(?:_|$)"
)
"""Words in the names of what counts time, money and shares, and of bounds."""
ROUNDING = frozenset({"round", "quantize"})
REASON = re.compile(r"#\s*technical:\s*\S+")
PLAIN = frozenset({Decimal(-1), Decimal(0), Decimal(1)})
PERCENTS = frozenset({Decimal(100)})
PLAIN_IN: dict[type[ast.operator], frozenset[Decimal]] = {
    ast.Mult: PLAIN | PERCENTS,
    ast.Div: PLAIN | PERCENTS,
    ast.Add: PLAIN | PERCENTS,
    ast.Sub: PLAIN | PERCENTS,
    ast.FloorDiv: PLAIN | PERCENTS | {Decimal(2)},
}
"""Beside which operators which numbers say nothing: percents, and the middle of something."""
ARITHMETIC = tuple(PLAIN_IN)
TIME = "timedelta"
STEPS = ("timedelta(days=1)", "timedelta(microseconds=1)")
"""From a date or a moment to the next: arithmetic, not a term that somebody has set."""


@dataclass(frozen=True)
class Finding:
    """A suspect: where it stands and what it says."""

    line: int
    text: str


def findings(source: str) -> list[Finding]:
    """Suspects of one module that give no reason, one a line, in the order of their lines."""
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
    for node in _beyond_places(statement):
        if isinstance(node, ast.Compare):
            yield from (side for side in (node.left, *node.comparators) if _is_decided(side))
        elif isinstance(node, ast.Call):
            yield from _of_call(node)
        elif isinstance(node, ast.BinOp):
            yield from _of_arithmetic(node.op, node.left, node.right)
        elif isinstance(node, ast.AugAssign):
            yield from _of_arithmetic(node.op, node.target, node.value)
        elif isinstance(node, ast.arguments):
            yield from _of_defaults(node)
        elif isinstance(node, ast.ClassDef):
            yield from _of_class(node)


def _beyond_places(statement: ast.stmt) -> Iterator[ast.AST]:
    """All nodes, without those that say a place in a sequence or how exactly to round."""
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.Subscript):
            waiting.append(node.value)
        elif isinstance(node, ast.Call) and _name(node) in ROUNDING:
            rounded = node.func if isinstance(node.func, ast.Attribute) else node.args[0]
            waiting.append(rounded)
        else:
            waiting.extend(ast.iter_child_nodes(node))


def _of_call(call: ast.Call) -> Iterator[ast.expr]:
    """A length of time, a share, a price; what counts them is given, or what bounds."""
    name = _name(call)
    if _is_time(call) or (name == "Decimal" and _is_decided(call)):
        yield call
    elif name != TIME:
        if COUNTED.search(name.lower()):
            yield from (one for one in call.args if _is_decided(one))
        for keyword in call.keywords:
            if COUNTED.search(keyword.arg or "") and _is_decided(keyword.value):
                yield keyword.value


def _of_arithmetic(operator: ast.operator, left: ast.expr, right: ast.expr) -> Iterator[ast.expr]:
    """Numbers that something unknown is counted with; the sum of two literals is but a literal."""
    if not isinstance(operator, ARITHMETIC) or None not in (_number(left), _number(right)):
        return
    plain = PLAIN_IN.get(type(operator), PLAIN)
    yield from (side for side in (left, right) if _is_decided(side) and _number(side) not in plain)


def _of_defaults(given: ast.arguments) -> Iterator[ast.expr]:
    """Defaults of what counts time, money and shares."""
    positional = [*given.posonlyargs, *given.args]
    ending = positional[len(positional) - len(given.defaults) :]
    pairs = [*zip(ending, given.defaults, strict=True)]
    pairs += [
        (one, default)
        for one, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)
        if default is not None
    ]
    for one, default in pairs:
        if COUNTED.search(one.arg) and _is_decided(default):
            yield default


def _of_class(made: ast.ClassDef) -> Iterator[ast.stmt]:
    for statement in made.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and _holds_number(statement.value):
            yield statement


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
    if ast.unparse(node).endswith(STEPS):
        return False
    values = [*node.args, *(keyword.value for keyword in node.keywords)]
    return bool(values) and all(_number(one) is not None for one in values)


def _name(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def decision_files(root: Path) -> Iterator[Path]:
    """The files of a plugin in which decisions are taken or shown."""
    yield from (path for path in sorted(root.glob("*.py")) if path.stem not in APART)
    for part in PARTS:
        yield from sorted((root / part).rglob("*.py"))


def faults_of_constants(root: Path) -> list[str]:
    """Suspects of a plugin whose folder is ``root``, each with its file and line."""
    return [
        f"{path.relative_to(root)}:{one.line}: {one.text}: make it a norm, or say why it is none: "
        "# technical: …"
        for path in decision_files(root)
        for one in findings(path.read_text(encoding="utf-8"))
    ]

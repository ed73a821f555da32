"""The Markdown reader that every part of ``text`` shares: what is a norm for one is for all."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from core.sdk import N_, Message, parse_decimal
from plugins.training.text.units import UnitOf, no_unit

NORM = "norm"
BROKEN_NORM = "broken_norm"
"""Types of the tokens that stand for ``{{ norm(…) }}``: read, and written wrongly."""

SayValue = Callable[[str, Decimal], str]
"""How the value of a norm is said in words, by its key: the text alone does not know its unit."""


@dataclass(frozen=True)
class Values:
    """How norms are read where they stand in a text: ``say`` tells the value, ``unit_of`` what it
    counts, for the words after it to agree with it."""

    say: SayValue
    unit_of: UnitOf = no_unit


_INSERT = re.compile(r"\{\{[^{}\n]*\}\}")
_NORM = re.compile(
    r'\{\{\s*norm\(\s*"([^"]*)"\s*(?:,\s*([^()"]*?)\s*)?(?:,\s*"([^"]*)"\s*)?\)\s*\}\}'
)
_KEY = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)+")
_WORDS = {"да": Decimal(1), "true": Decimal(1), "нет": Decimal(0), "false": Decimal(0)}
_SMALLEST = Decimal("0.000001")
_LARGEST = Decimal(10) ** 12
_WRITE = N_('Норму пишут так: {{ norm("ключ", 5) }}. Вставьте её кнопкой «Норма», а не руками')
_BARE_REASON = re.compile(r",\s*[^\d\s]")
_FORBIDDEN = str.maketrans("{}|", "()/")
"""What would end the insert or the cell of a table, and what is read as well."""
_OPENING = re.compile(r'(?<![^\s(«])"')
MAX_REASON = 300


class NormSyntax(ValueError):
    """An insert that is not a norm; ``words`` say why."""

    def __init__(self, words: Message) -> None:
        super().__init__(words.msgid)
        self.words = words


@dataclass(frozen=True)
class NormInsert:
    """``{{ norm("key", 5, "why so much") }}`` as read; ``reason`` is empty where none is given."""

    key: str
    value: Decimal
    reason: str = ""


@cache
def markdown() -> MarkdownIt:
    """The reader. HTML is text; a line of dashes is a rule, never a heading; an indent is never
    code, so that a nested item may be set off by as many spaces as its author likes."""
    reader = MarkdownIt("commonmark", {"html": False})
    reader.enable(["table", "strikethrough"]).disable(["lheading", "code", "html_block"])
    reader.inline.ruler.before("escape", NORM, _norm_rule)
    return reader


def _norm_rule(state: StateInline, silent: bool) -> bool:
    """``{{ … }}`` becomes one token, with the line of the paragraph where it stands."""
    if not state.src.startswith("{{", state.pos):
        return False
    insert = _INSERT.match(state.src, state.pos)
    end = insert.end() if insert else state.pos + 2
    if not silent:
        text = state.src[state.pos : end]
        meta: dict[str, object] = {"line": state.src.count("\n", 0, state.pos)}
        try:
            meta["insert"] = read_norm(text)
        except NormSyntax as fault:
            token = state.push(BROKEN_NORM, "", 0)
            meta["fault"] = fault.words
        else:
            token = state.push(NORM, "", 0)
        token.content = text
        token.meta = meta
    state.pos = end
    return True


def read_norm(text: str) -> NormInsert:
    """What ``{{ norm("key", 5, "why so much") }}`` says; «да» is 1 and «нет» is 0, the reason may
    be left out.

    Raises NormSyntax.
    """
    found = _NORM.fullmatch(text)
    if found is None or not _KEY.fullmatch(found[1]):
        raise NormSyntax(Message(_WRITE))
    key, typed, reason = found[1], found[2], found[3]
    if not typed:
        raise NormSyntax(Message(N_("У нормы «%(key)s» не задано значение"), key=key))
    value = _WORDS.get(typed.lower())
    if value is None:
        value = _number(key, typed)
    return NormInsert(key, value, "" if reason is None else _reason(key, reason))


def _number(key: str, typed: str) -> Decimal:
    try:
        value = parse_decimal(typed, decimal_marks=",.")
    except ValueError:
        value = None
    if value is not None and abs(value) <= _LARGEST and value == value.quantize(_SMALLEST):
        return value
    if _BARE_REASON.search(typed):
        raise NormSyntax(
            Message(
                N_("Почему у нормы «%(key)s» столько, пишут после значения в прямых кавычках"),
                key=key,
            )
        )
    raise NormSyntax(
        Message(
            N_("Значение нормы «%(key)s» не прочитано: «%(typed)s». Нужно число, «да» или «нет»"),
            key=key,
            typed=typed,
        )
    )


def _reason(key: str, typed: str) -> str:
    reason = " ".join(typed.split())
    if not reason:
        words = N_("У нормы «%(key)s» пустое «почему столько»: допишите или уберите кавычки")
        raise NormSyntax(Message(words, key=key))
    if len(reason) > MAX_REASON:
        words = N_("У нормы «%(key)s» «почему столько» длиннее %(longest)s знаков")
        raise NormSyntax(Message(words, key=key, longest=MAX_REASON))
    return reason


def tidy_reason(typed: str) -> str:
    """What a person typed of the reason as it may stand in the text: one line of what can be seen,
    «ёлочки» for straight quotes, other brackets for those that end the insert."""
    seen = "".join(letter if letter.isprintable() else " " for letter in typed)
    line = " ".join(seen.split()).translate(_FORBIDDEN)
    return _OPENING.sub("«", line).replace('"', "»")


def write_norm(key: str, value: Decimal, *, boolean: bool = False, reason: str = "") -> str:
    """The norm as it stands in the text; ``read_norm`` reads it back. ``reason`` must be tidy."""
    number = f"{value.normalize():f}"
    typed = ("да" if value else "нет") if boolean else number
    why = f', "{reason}"' if reason else ""
    return f'{{{{ norm("{key}", {typed}{why}) }}}}'


def without_reasons(source: str) -> str:
    """A text as it binds: why a value is so much is said beside it and is no part of it."""
    return _INSERT.sub(_without_reason, source)


def _without_reason(insert: re.Match[str]) -> str:
    found = _NORM.fullmatch(insert[0])
    if found is None or found[3] is None:
        return insert[0]
    return f'{{{{ norm("{found[1]}", {found[2]}) }}}}'


def with_values(words: str, values: Values) -> str:
    """Plain words with values in place of the norms that stand among them."""
    told, last = "", 0
    for insert in _INSERT.finditer(words):
        told += words[last : insert.start()]
        last = insert.end()
        try:
            found = read_norm(insert[0])
        except NormSyntax:
            told += insert[0]
            continue
        unit = values.unit_of(found.key)
        agreed = unit.agreed(found.value, told, words[last:]) if unit else None
        told += values.say(found.key, found.value)
        if agreed is not None:
            last += agreed[0]
            told += agreed[1]
    return told + words[last:]


def agree(tokens: Iterable[Token], unit_of: UnitOf) -> None:
    """Put the words that follow the norms of a paragraph into the form that the values want. Marks
    of bold and the like between a value and its unit do not part them."""
    before, gap = "", ""
    waiting: tuple[NormInsert, str] | None = None
    for token in tokens:
        if token.type == NORM:
            waiting = (token.meta["insert"], before)
            gap = ""
        elif token.type == "softbreak":
            before += " "
            gap = " "
        elif token.type == "text" and token.content:
            if waiting is not None:
                token.content = _agreed(waiting[0], waiting[1], gap, token.content, unit_of)
            before += token.content
            waiting = None
        elif token.content or token.type == "hardbreak":
            before += token.content
            waiting = None


def _agreed(insert: NormInsert, before: str, gap: str, words: str, unit_of: UnitOf) -> str:
    """``words`` as they follow the norm; ``gap`` is the end of a line between the two."""
    unit = unit_of(insert.key)
    found = unit.agreed(insert.value, before, gap + words) if unit else None
    return words if found is None else found[1][len(gap) :] + words[found[0] - len(gap) :]


def plain_words(tokens: Iterable[Token], say_value: SayValue) -> str:
    """The words of a paragraph, or of a part of it, as they are read."""
    pieces: list[str] = []
    for token in tokens:
        if token.type == NORM:
            insert: NormInsert = token.meta["insert"]
            pieces.append(say_value(insert.key, insert.value))
        else:
            pieces.append(" " if token.type in ("softbreak", "hardbreak") else token.content)
    return "".join(pieces)

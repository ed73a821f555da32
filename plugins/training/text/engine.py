"""The Markdown reader that every part of ``text`` shares: what is a norm for one is for all."""

import re
from decimal import Decimal
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from core.sdk import N_, Message, parse_decimal

NORM = "norm"
BROKEN_NORM = "broken_norm"
"""Types of the tokens that stand for ``{{ norm(…) }}``: read, and written wrongly."""

_INSERT = re.compile(r"\{\{[^{}\n]*\}\}")
_NORM = re.compile(r'\{\{\s*norm\(\s*"([^"]*)"\s*(?:,\s*([^()]*?)\s*)?\)\s*\}\}')
_KEY = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)+")
_WORDS = {"да": Decimal(1), "true": Decimal(1), "нет": Decimal(0), "false": Decimal(0)}
_SMALLEST = Decimal("0.000001")
_LARGEST = Decimal(10) ** 12
_WRITE = N_('Норму пишут так: {{ norm("ключ", 5) }}. Вставьте её кнопкой «Норма», а не руками')


class NormSyntax(ValueError):
    """An insert that is not a norm; ``words`` say why."""

    def __init__(self, words: Message) -> None:
        super().__init__(words.msgid)
        self.words = words


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
            key, value = read_norm(text)
        except NormSyntax as fault:
            token = state.push(BROKEN_NORM, "", 0)
            meta["fault"] = fault.words
        else:
            token = state.push(NORM, "", 0)
            meta.update(key=key, value=value)
        token.content = text
        token.meta = meta
    state.pos = end
    return True


def read_norm(text: str) -> tuple[str, Decimal]:
    """The key and the value of ``{{ norm("key", 5) }}``; «да» is 1 and «нет» is 0.

    Raises NormSyntax.
    """
    found = _NORM.fullmatch(text)
    if found is None or not _KEY.fullmatch(found[1]):
        raise NormSyntax(Message(_WRITE))
    key, typed = found[1], found[2]
    if not typed:
        raise NormSyntax(Message(N_("У нормы «%(key)s» не задано значение"), key=key))
    value = _WORDS.get(typed.lower())
    if value is None:
        value = _number(key, typed)
    return key, value


def _number(key: str, typed: str) -> Decimal:
    try:
        value = parse_decimal(typed, decimal_marks=",.")
    except ValueError:
        value = None
    if value is None or abs(value) > _LARGEST or value != value.quantize(_SMALLEST):
        raise NormSyntax(
            Message(
                N_(
                    "Значение нормы «%(key)s» не прочитано: «%(typed)s». "
                    "Нужно число, «да» или «нет»"
                ),
                key=key,
                typed=typed,
            )
        )
    return value


def write_norm(key: str, value: Decimal, *, boolean: bool = False) -> str:
    """The norm as it stands in the text; ``read_norm`` reads it back."""
    number = f"{value.normalize():f}"
    typed = ("да" if value else "нет") if boolean else number
    return f'{{{{ norm("{key}", {typed}) }}}}'

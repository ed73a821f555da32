"""A text read into clauses, norms and faults; permanent marks given to its clauses."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from markdown_it.token import Token

from core.sdk import N_, Message
from plugins.training.text.engine import (
    BROKEN_NORM,
    NORM,
    NormInsert,
    SayValue,
    Values,
    plain_words,
)
from plugins.training.text.outline import Head, Outline, marked, outline
from plugins.training.text.terms import TermText, definitions

_UID_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_UID_LENGTH = 6
_DEEPEST = 4
_CELL_GAP = " | "
BULLET = "• "
_BULLETS = ("-", "*", "+")


@dataclass(frozen=True)
class ClauseText:
    """A section (level 1), a clause (2) or one nested in it (3 and 4).

    ``uid`` is its permanent identity, empty where the text has no mark yet. ``title`` is the
    heading of a section and empty for clauses. ``source`` is the own Markdown, ``plain`` what a
    reader reads, paragraphs divided by line ends; both without the clauses nested inside.
    ``length`` is the number of characters to be read, line ends not counted.
    """

    uid: str
    number: str
    level: int
    position: int
    title: str
    source: str
    plain: str
    length: int


@dataclass(frozen=True)
class NormMark:
    """``{{ norm("key", value, "reason") }}`` and the clause where it stands. ``reason`` is the
    author's «почему столько», empty where he gives none."""

    key: str
    value: Decimal
    clause_uid: str
    clause_number: str
    reason: str = ""

    @staticmethod
    def of(token: Token, head: Head | None) -> "NormMark":
        """That of a token that stands in the section or clause; None: before the first one."""
        insert: NormInsert = token.meta["insert"]
        uid, number = (head.uid, head.number) if head else ("", "")
        return NormMark(insert.key, insert.value, uid, number, insert.reason)


@dataclass(frozen=True)
class Fault:
    """What is wrong in the text; ``line`` counts from 1."""

    line: int
    message: Message

    @property
    def words(self) -> Message:
        """«Строка 12: …»."""
        return Message(N_("Строка %(line)s: %(fault)s"), line=self.line, fault=self.message)


@dataclass(frozen=True)
class Text:
    """A text as read. ``preamble`` is what stands before the first section."""

    clauses: tuple[ClauseText, ...]
    norms: tuple[NormMark, ...]
    faults: tuple[Fault, ...]
    preamble: str = ""
    terms: tuple[TermText, ...] = ()


def parse(source: str, values: Values | None = None) -> Text:
    """Read the text. Never raises: what is wrong is told by ``faults``, in the order of lines.

    Without ``values`` the plain words have mere numbers in place of norms, and the words after
    them as they were typed.
    """
    values = values or Values(_bare)
    found = outline(source, values.unit_of)
    plains = _plains(found, values.say)
    sources = found.own_lines()
    clauses = tuple(
        _clause_text(found, head, position, plains.get(id(head), []), sources[position])
        for position, head in enumerate(found.heads)
    )
    norms, faults = _norms(found)
    faults += _head_faults(found)
    faults.sort(key=lambda fault: fault.line)
    preamble = "\n".join(plains.get(id(None), []))
    return Text(clauses, tuple(norms), tuple(faults), preamble, definitions(found))


def with_uids(source: str) -> str:
    """The text where every section and clause has a mark of its own.

    Marks that are there stay; what has none, or repeats one that stands above, gets a new one.
    Marks outside sections and clauses are dropped. Line ends become ``\\n``.
    """
    found = outline(source)
    used = {head.uid for head in found.heads}
    for head in found.heads:
        while not head.uid:
            uid = random_uid()
            if uid not in used:
                head.uid = uid
                used.add(uid)
    return marked(found)


def random_uid() -> str:
    """A permanent mark for a section or a clause."""
    return "".join(secrets.choice(_UID_LETTERS) for _ in range(_UID_LENGTH))


def _clause_text(
    found: Outline, head: Head, position: int, plain: list[str], lines: list[str]
) -> ClauseText:
    return ClauseText(
        uid=head.uid,
        number=head.number,
        level=head.level,
        position=position,
        title=_inline(found.tokens[head.start + 1], _bare) if head.level == 1 else "",
        source=_own_source(lines, head),
        plain="\n".join(plain),
        length=sum(len(line.removeprefix(BULLET)) for line in plain),
    )


def _bare(_key: str, value: Decimal) -> str:
    return f"{value.normalize():f}"


def _plains(found: Outline, say_value: SayValue) -> dict[int, list[str]]:
    """What is read, by the id of the head; a row of a table is one line, and so is an item of a
    list, with its bullet: in the differences too a list looks like one."""
    lines: dict[int, list[str]] = {}
    in_row = False
    bullet = ""
    for token, owner in zip(found.tokens, found.owners(), strict=True):
        own = lines.setdefault(id(owner), [])
        if token.type == "tr_open":
            in_row = True
            own.append("")
        elif token.type == "tr_close":
            in_row = False
        elif token.type == "list_item_open":
            bullet = BULLET if token.markup in _BULLETS else ""
        elif token.type == "fence":
            own.append(token.content.rstrip("\n"))
        elif token.type == "inline":
            text = _inline(token, say_value)
            if not in_row:
                own.append(f"{bullet}{text}" if text else "")
                bullet = ""
            else:
                own[-1] = f"{own[-1]}{_CELL_GAP}{text}" if own[-1] else text
    return {key: [line for line in own if line] for key, own in lines.items()}


def _inline(token: Token, say_value: SayValue) -> str:
    return plain_words(token.children or [], say_value)


def _own_source(lines: list[str], head: Head) -> str:
    """The head's own lines set to the left edge; an item without its «1. »."""
    if head.level > 1 and lines:
        content = lines[0].lstrip().partition(" ")[2]
        lines = [content.lstrip(), *_dedented(lines[1:])]
    return "\n".join(lines).strip("\n")


def _dedented(lines: list[str]) -> list[str]:
    indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    edge = min(indents, default=0)
    return [line[edge:] for line in lines]


def _norms(found: Outline) -> tuple[list[NormMark], list[Fault]]:
    norms: list[NormMark] = []
    faults: list[Fault] = []
    first_lines: dict[str, int] = {}
    for token, owner in zip(found.tokens, found.owners(), strict=True):
        if token.type != "inline" or token.map is None:
            continue
        for child in _inserts(token.children or []):
            line = token.map[0] + child.meta["line"] + 1
            if child.type == BROKEN_NORM:
                faults.append(Fault(line, child.meta["fault"]))
                continue
            mark = NormMark.of(child, owner)
            key = mark.key
            if owner is None:
                faults.append(
                    Fault(
                        line,
                        Message(
                            N_(
                                "Норма «%(key)s» стоит до первого раздела: поставьте её в раздел "
                                "или пункт, на который можно сослаться"
                            ),
                            key=key,
                        ),
                    )
                )
            elif key in first_lines:
                faults.append(
                    Fault(
                        line,
                        Message(
                            N_(
                                "Норма «%(key)s» уже задана в строке %(first)s: оставьте одно место"
                            ),
                            key=key,
                            first=first_lines[key],
                        ),
                    )
                )
            else:
                first_lines[key] = line
                norms.append(mark)
    return norms, faults


def _inserts(children: list[Token]) -> Iterator[Token]:
    return (child for child in children if child.type in (NORM, BROKEN_NORM))


def _head_faults(found: Outline) -> list[Fault]:
    faults = [
        Fault(
            token.map[0] + 1,
            Message(N_("Название документа уже есть в заголовке: раздел начинается с «## »")),
        )
        for token in found.tokens
        if token.type == "heading_open" and token.tag == "h1" and token.map is not None
    ]
    for head in found.heads:
        line = head.lines[0] + 1
        if head.level == 1 and not found.tokens[head.start + 1].content:
            faults.append(Fault(line, Message(N_("У раздела нет названия"))))
        elif head.line is None:
            faults.append(
                Fault(
                    line, Message(N_("Пункт должен начинаться с текста: допишите или удалите его"))
                )
            )
        elif head.level > _DEEPEST:
            faults.append(
                Fault(
                    line,
                    Message(
                        N_("Пункт %(number)s вложен глубже четырёх уровней: поднимите его выше"),
                        number=head.number,
                    ),
                )
            )
    return faults

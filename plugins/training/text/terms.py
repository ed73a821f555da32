"""Definitions: what a text says its words mean, and where.

In a section whose heading begins with «Термины» (or "Terms") each item of a list of the form
``**Термин (сокращение)** — определение`` is a definition. The text is their only place: the
glossary is made of it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it.token import Token

from core.sdk import stem
from plugins.training.text.engine import plain_words, write_norm
from plugins.training.text.outline import Head, Outline

MAX_TERM = 120
WORD = re.compile(r"[^\W_]+(?:[-\N{HYPHEN}\N{NON-BREAKING HYPHEN}][^\W_]+)*")
_HEADING = re.compile(r"(?:термины|terms)\b", re.IGNORECASE)
_NAME = re.compile(r"(?P<term>[^()]+?)\s*(?:\((?P<short>[^()]+)\))?", re.DOTALL)
_MEANS = re.compile(r"\s*(?:\((?P<short>[^()]+)\))?\s*[—–-]\s+(?P<words>\S.*)", re.DOTALL)
_FURTHER = re.compile(r"\s*(?:далее(?:\s+по\s+тексту)?\s*)?(?:[—–-]\s+)?", re.IGNORECASE)
_EDGES = " \t\n«»\"'.,:;"
_SHORT = 3
"""Letters up to which an abbreviation may be a common word too: «ПО», «ИП», «ОТ»."""


@dataclass(frozen=True)
class TermText:
    """A word or a phrase that a text defines.

    ``definition`` are the words of the definition, its paragraphs divided by line ends, norms in it
    as they stand in the text. ``stems`` are its forms, each so many stems divided by a space: of
    the term and of its abbreviations; a short abbreviation stays in capitals and is met in
    capitals only.
    """

    term: str
    definition: str
    clause_uid: str
    clause_number: str
    stems: tuple[str, ...]


def definitions(found: Outline) -> tuple[TermText, ...]:
    """All definitions of a text, in its order."""
    owners = found.owners()
    terms: list[TermText] = []
    for section in found.heads:
        if section.level > 1 or not _HEADING.match(found.tokens[section.start + 1].content):
            continue
        for index in range(section.start, section.end + 1):
            owner = owners[index]
            if found.tokens[index].type == "list_item_open" and owner is not None:
                term = _definition(found, index, owner)
                if term is not None:
                    terms.append(term)
    return tuple(terms)


def form(words: str) -> str:
    """The stems of a word or a phrase, in the order of its words."""
    return " ".join(_stem(word) for word in WORD.findall(words))


def _stem(word: str) -> str:
    found = stem(word)
    return found.upper() if word.isupper() and len(word) <= _SHORT else found


def _definition(found: Outline, item: int, owner: Head) -> TermText | None:
    first = found.tokens[item + 2]
    if found.tokens[item + 1].type != "paragraph_open":
        return None
    bold, rest = _parted(first.children or [])
    named, means = _NAME.fullmatch(bold), _MEANS.fullmatch(rest)
    if named is None or means is None:
        return None
    term = named["term"].strip(_EDGES)
    if not term or len(term) > MAX_TERM:
        return None
    forms = [form(term), *map(form, _abbreviations(named["short"] or means["short"] or ""))]
    words = [means["words"].strip(), *_paragraphs(found, item)]
    # A lone letter begins too many sentences.
    stems = tuple(dict.fromkeys(one for one in forms if len(one) > 1))
    return TermText(term, "\n".join(words), owner.uid, owner.number, stems) if stems else None


def _parted(children: list[Token]) -> tuple[str, str]:
    """The bold words that the paragraph begins with, and all that follows them."""
    bold, rest, depth, opened = "", "", 0, False
    for child in children:
        if child.type == "strong_open" and not opened and not rest.strip():
            depth, opened = 1, True
        elif child.type == "strong_close" and depth:
            depth = 0
        elif depth:
            bold += plain_words([child], write_norm)
        else:
            rest += plain_words([child], write_norm)
    return bold.strip(), rest


def _abbreviations(typed: str) -> list[str]:
    """«КП» of «далее — КП», «КП» and «ТКП» of «КП, ТКП»."""
    return [one.strip(_EDGES) for one in re.split("[,;]", _FURTHER.sub("", typed, count=1))]


def _paragraphs(found: Outline, item: int) -> Iterator[str]:
    """What stands in the item below its first paragraph."""
    for token in found.tokens[item + 4 :]:
        if token.type == "list_item_close" and token.level == found.tokens[item].level:
            return
        if token.type == "inline":
            yield plain_words(token.children or [], write_norm).strip()

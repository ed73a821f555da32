"""Words of a text that are defined somewhere: found in any form, whole words only."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from core.sdk import stem
from plugins.training.text.terms import WORD, TermText

_GAP = re.compile(r",?\s+")
"""Between the words of a phrase: «лицо, принимающее решение»."""


@dataclass(frozen=True)
class Meaning:
    """A definition and where it stands: ``source`` names the other regulation, empty for the text's
    own; ``link`` leads to its clause."""

    term: TermText
    source: str = ""
    link: str = ""


ShowTerm = Callable[[str, Sequence[Meaning]], Markup]
"""How words that are defined look: as they stand in the text, and what they mean."""


@dataclass(frozen=True)
class Use:
    """Where in a text something defined is named, and what it means there."""

    start: int
    end: int
    meanings: tuple[Meaning, ...]


class Glossary:
    """Finds what is defined. Of two definitions of one phrase the text's own holds; others are told
    all. Of two phrases that begin at one word the longer is meant."""

    def __init__(self, meanings: Sequence[Meaning]) -> None:
        by_form: dict[str, list[Meaning]] = {}
        for meaning in meanings:
            for one in meaning.term.stems:
                by_form.setdefault(one, []).append(meaning)
        self._phrases: dict[str, list[tuple[list[str], tuple[Meaning, ...]]]] = {}
        for one, found in by_form.items():
            own = [meaning for meaning in found if not meaning.source]
            stems = one.split(" ")
            self._phrases.setdefault(stems[0].lower(), []).append((stems, tuple(own or found)))
        for phrases in self._phrases.values():
            phrases.sort(key=lambda phrase: -len(phrase[0]))

    def __bool__(self) -> bool:
        return bool(self._phrases)

    def uses(self, text: str) -> Iterator[Use]:
        """In the order of the text; none within another."""
        words = list(WORD.finditer(text))
        stems = [stem(word[0]) for word in words]
        at = 0
        while at < len(words):
            for phrase, meanings in self._phrases.get(stems[at], ()):
                last = at + len(phrase)
                if last > len(words) or not all(map(_is_form, phrase, stems[at:], words[at:last])):
                    continue
                pairs = zip(words[at:last], words[at + 1 : last], strict=False)
                if all(_GAP.fullmatch(text, one.end(), other.start()) for one, other in pairs):
                    yield Use(words[at].start(), words[last - 1].end(), meanings)
                    at = last - 1
                    break
            at += 1


def _is_form(wanted: str, found: str, word: re.Match[str]) -> bool:
    """Whether a word is a form of the one of the phrase. Capitals of a short abbreviation count:
    «ПО» is no «по»."""
    if not wanted.isupper():
        return wanted == found
    return wanted.lower() == found and word[0][: len(wanted)].isupper()

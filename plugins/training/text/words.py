"""Words of running text for the search: each by its stem, in whatever form it is asked for."""

from core.sdk import stem
from plugins.training.text.terms import WORD

_PASSED_OVER = frozenset(
    "а без бы в во для до же за и из или к как ко ли на над не ни но о об от по под при про с со "
    "то у что".split()
)
"""What stands in every sentence tells one clause from another no better than a comma."""


def search_words(text: str) -> list[str]:
    """The stems of a text in its order, repetitions and little words left out."""
    found = dict.fromkeys(stem(word) for word in WORD.findall(text))
    return [word for word in found if word not in _PASSED_OVER]


def indexed(text: str) -> str:
    """The same as it is kept beside the text: each between blanks."""
    return f" {' '.join(search_words(text))} "

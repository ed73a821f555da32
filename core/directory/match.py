"""From what a customer wrote to the materials that he may have meant.

Three ways, the surer first: the article number; the same words and sizes; similar words. The
index gives some dozens of candidates for each text, here they are compared with it word by word.
A size that differs is no typo: such a candidate stands below the one whose sizes agree, and says
what differs.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.directory import search
from core.directory.models import Material
from core.kernel import stems

KIND = "material"
How = Literal["sku", "words", "fuzzy"]

LIKELY = 0.65
"""A candidate that resembles less is shown as a guess, never as what was meant."""

_CANDIDATES = 40
_WORD_SIMILAR = 75.0
_SLIP = 2
"""Letters that a slip of the pen adds or loses."""
_SKU_INSIDE = re.compile(r"(?=\S*\d)[^\s,;()«»\"]{4,}")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_SIZE = re.compile(r"(?:[а-яa-z]{0,3}\d[\d.]*)(?:[х/][\d.]+)*(?:в|кв|а|ма|ка|вт|квт|р)?")
_LENGTHS = frozenset("мкм мм см дм м мм2 см2 м2 м3 кг г т л".split())
"""Units that say nothing of what a thing is: «4 мм» is 4, as «d4» is."""
_MARKS = frozenset(["din", "iso", "en", "гост", "ост", "ту", "ip", "ral", "pg"])

_SIZE_WEIGHT = 1.5
_AKIN = ({"d", "м"}, {"d", "а"})
"""Signs that may mean one thing: a washer «d12» is for М12, a breaker «D25» is of 25 А."""
_NAME_SHARE = 0.15
"""How much it counts that nothing of the material's name is left over."""
_HEAD_SHARE = 0.1
"""How much it counts that the name's first word is asked for: «Анкерный болт с гайкой» is neither
a bolt nor a nut."""
_DIFFERS = 0.45
"""What is left of the score when a size differs."""
_NO_WORD = 0.4
"""What is left of the score when only sizes agree: a nut M8 is no answer to a bolt M8."""
_SAME_WORD = 0.9
"""Several words without a size, each but similar to another: «летающая тарелка» is no
«тарельчатый» dowel. A single word or one beside a size may be a slip of the pen."""
_LEAST = 0.3
"""A candidate that resembles less, whatever its sizes, is not shown."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A size or standard that was asked for, and the one that the material has instead."""

    asked: str
    found: str


@dataclass(frozen=True, slots=True)
class MatchCandidate:
    """``score`` from 0 to 1; ``differs`` is empty where all sizes of the text agree."""

    material: Material
    score: float
    how: How
    differs: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class _Terms:
    """A text as compared: plain words, and what must agree to the digit."""

    words: tuple[str, ...]
    sizes: tuple[str, ...]


def match(session: Session, texts: Sequence[str], limit: int = 5) -> list[list[MatchCandidate]]:
    """For each text the materials that it may mean, the likeliest first.

    Archived materials are never found; those out of the assortment are, so that the caller can
    offer their alternatives. The number of queries does not depend on the number of texts.
    """
    by_sku = _by_sku(session, texts)
    by_words = search.candidates_many(session, KIND, texts, _CANDIDATES)
    wanted = {material.id for found in by_sku.values() for material in found}
    wanted |= {entity_id for line in by_words for entity_id, _ in line}
    materials = _load(session, wanted)
    rarity = _rarity(session, materials.values())
    answers: list[list[MatchCandidate]] = []
    for text, line in zip(texts, by_words, strict=True):
        near = {entity_id: materials[entity_id] for entity_id, _ in line if entity_id in materials}
        answers.append(_ranked(text, by_sku, near, rarity)[:limit])
    return answers


def index_texts(material: Material) -> list[tuple[str, int]]:
    """What a material is found by."""
    return [(material.name, 3), (material.sku, 2), (material.description, 1)]


def reindex(session: Session, materials: Iterable[Material]) -> None:
    """Bring the index up to date with saved materials."""
    rows = list(materials)
    search.remove(session, KIND, [row.id for row in rows if row.archived])
    search.index_many(session, KIND, {row.id: index_texts(row) for row in rows if not row.archived})


def _load(session: Session, ids: set[int]) -> dict[int, Material]:
    rows = session.scalars(
        select(Material).where(Material.id.in_(sorted(ids)), Material.archived.is_(False))
    )
    return {row.id: row for row in rows}


def _by_sku(session: Session, texts: Sequence[str]) -> dict[str, list[Material]]:
    """Materials by the key of the article number, for all that looks like one in the texts."""
    keys = {key for text in texts for key in _sku_keys(text)}
    rows = session.scalars(
        select(Material)
        .where(Material.sku_key.in_(sorted(keys)), Material.archived.is_(False))
        .order_by(Material.id)
    )
    found: dict[str, list[Material]] = {}
    for row in rows:
        found.setdefault(row.sku_key, []).append(row)
    return found


def _sku_keys(text: str) -> list[str]:
    """The whole text first, then each of its words that has a digit and is long enough."""
    inside = [stems.normalise_sku(word) for word in _SKU_INSIDE.findall(text)]
    return list(dict.fromkeys([stems.normalise_sku(text)[:60], *inside]))


def _ranked(
    text: str,
    by_sku: dict[str, list[Material]],
    near: dict[int, Material],
    rarity: Mapping[str, float],
) -> list[MatchCandidate]:
    asked = _terms(text)
    best: dict[int, MatchCandidate] = {}
    for place, key in enumerate(_sku_keys(text)):
        for material in by_sku.get(key, ()):
            score = 1.0 if place == 0 else 0.97
            best.setdefault(material.id, MatchCandidate(material, score, "sku"))
    for material in near.values():
        if material.id not in best:
            candidate = _compared(asked, material, rarity)
            if candidate is not None:
                best[material.id] = candidate
    return sorted(best.values(), key=lambda one: (-one.score, one.material.name, one.material.id))


def _compared(
    asked: _Terms, material: Material, rarity: Mapping[str, float]
) -> MatchCandidate | None:
    has = _terms(material.name)
    extra = _terms(material.description)
    words = [_best_word(word, has.words + extra.words) for word in asked.words]
    sizes = [_best_size(size, has.sizes + extra.sizes) for size in asked.sizes]
    weight = len(words) + _SIZE_WEIGHT * len(sizes)
    if not weight:
        return None
    covered = (sum(words) + _SIZE_WEIGHT * sum(sizes)) / weight
    head = _best_word(has.words[0], asked.words) if has.words and words else 1.0
    score = (1 - _NAME_SHARE - _HEAD_SHARE) * covered
    score += _NAME_SHARE * _used(has, asked, rarity) + _HEAD_SHARE * head
    if words and not any(words):
        score *= _NO_WORD
    if len(words) > 1 and not sizes and max(words) < _SAME_WORD:
        score *= _NO_WORD
    if score < _LEAST:
        return None
    differs = _differences(asked, has)
    if differs:
        score *= _DIFFERS
    exact = not differs and all(value >= 0.99 for value in (*words, *sizes))
    return MatchCandidate(material, round(score, 4), "words" if exact else "fuzzy", differs)


def _used(has: _Terms, asked: _Terms, rarity: Mapping[str, float]) -> float:
    """The share of the material's own words that the text names.

    What most goods have, a common coating or strength, people leave unsaid; a rare word left
    over means another thing.
    """
    named = {word: _best_word(word, asked.words) for word in has.words}
    named |= {size: _best_size(size, asked.sizes) for size in has.sizes}
    said = sum(named.values())
    unsaid = sum(
        (1 - share) * rarity.get(_token(term), 1.0) for term, share in named.items() if share < 1
    )
    return said / (said + unsaid) if said else 0.0


def _rarity(session: Session, materials: Iterable[Material]) -> dict[str, float]:
    """How much each word of the names tells: the rarer among all goods, the more."""
    terms = [_terms(material.name) for material in materials]
    words = {_token(term) for one in terms for term in (*one.words, *one.sizes)}
    known = search.frequencies(session, KIND, words)
    commonest = max(known.values(), default=1)
    return {word: math.log1p(commonest / count) for word, count in known.items()}


def _token(term: str) -> str:
    """The token of the index that a term of a name stands under: «din 933» under 933."""
    return term.rpartition(" ")[2]


@lru_cache(maxsize=20_000)
def _terms(text: str) -> _Terms:
    words: list[str] = []
    sizes: list[str] = []
    mark = ""
    for token in stems.tokens(text):
        if token in _MARKS:
            mark = token
            continue
        if token in _LENGTHS:
            continue
        if _SIZE.fullmatch(token):
            sizes.append(f"{mark} {token}" if mark else token)
        else:
            words.append(token)
        mark = ""
    return _Terms(tuple(dict.fromkeys(words)), tuple(dict.fromkeys(sizes)))


def _best_word(word: str, others: Sequence[str]) -> float:
    return max((word_similarity(word, other) for other in others), default=0.0)


@lru_cache(maxsize=100_000)
def word_similarity(word: str, other: str) -> float:
    """How alike two stems are, from 0 to 1; a shortened word is like the whole one."""
    if word == other:
        return 1.0
    short, long = sorted((word, other), key=len)
    if len(short) >= 2 and long.startswith(short):
        # «оц.», «нерж.», «выкл.»: people shorten words.
        return 0.9 if len(short) >= 3 else 0.75
    if len(long) - len(short) > _SLIP:
        # «дифавтомат» is no slip of the pen for «автомат».
        return 0.0
    ratio = fuzz.ratio(word, other)
    return ratio / 100 * 0.95 if ratio >= _WORD_SIMILAR else 0.0


def _best_size(size: str, others: Sequence[str]) -> float:
    return max((_size_similarity(size, other) for other in others), default=0.0)


def _size_similarity(size: str, other: str) -> float:
    """1 for the same size, less where one of the two says less («М8» and «М8х40», «8х40»)."""
    if size == other:
        return 1.0
    (number, unit), (own, own_unit) = _measure(size), _measure(other)
    if unit and own_unit and unit != own_unit and {unit, own_unit} not in _AKIN:
        return 0.0
    if number == own:
        return 0.9
    asked, found = number.split("х"), own.split("х")
    if found[0] == "1" and asked == found[1:]:
        # «ПуГВ 6»: of a single wire the section alone.
        return 0.8
    if asked == found[: len(asked)]:
        return 0.7
    return 0.3 if found == asked[: len(found)] else 0.0


def _measure(size: str) -> tuple[str, str]:
    """The number and what it measures, without the mark of the standard."""
    return stems.measure(_token(size))


def _differences(asked: _Terms, has: _Terms) -> tuple[Difference, ...]:
    """Sizes of the text that the material answers with another of the same shape.

    Shapes tell what may be compared: «М8х50» with «М8х40», «DIN 933» with «DIN 931», never a
    diameter with a standard. A material that is silent about a size does not differ.
    """
    free = [size for size in has.sizes if not _best_size(size, asked.sizes)]
    found: list[Difference] = []
    for size in asked.sizes:
        if _best_size(size, has.sizes):
            continue
        # The last one: what stands earlier in a name is oftener a part of the model's code.
        other = next((one for one in reversed(free) if _comparable(one, size)), None)
        if other is not None:
            free.remove(other)
            found.append(Difference(_written(size), _written(other)))
    return tuple(found)


def _written(size: str) -> str:
    """«М8х2,5», «DIN 933»: as it stands in a name."""
    return size.upper().replace("Х", "х").replace(".", ",")


def _comparable(one: str, other: str) -> bool:
    """Of the same shape. «10х100» is comparable to «М16х180» too: people leave the М out, and
    two numbers with a cross are a size whatever stands before them."""
    (mark, shape, unit), (other_mark, other_shape, other_unit) = _shape(one), _shape(other)
    units = unit == other_unit or ("х" in shape and not (unit and other_unit))
    return mark == other_mark and shape == other_shape and units


def _shape(size: str) -> tuple[str, str, str]:
    """The mark of the standard, the number with its digits hidden, the unit."""
    number, unit = _measure(size)
    mark = size.partition(" ")[0] if " " in size else ""
    return mark, _DIGITS.sub("#", number), unit

"""Finding by words, word forms and typos in an inverted index that any database can keep.

A thing is indexed under the stems of its words and, marked with ``~``, under the trigrams of
them. A question is asked by stems; a word that nothing is indexed under (a slip, an unfinished
word) is asked by its trigrams instead. Rare tokens count for more, as in every search engine.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import Integer, Select, String, column, delete, func, insert, select, values
from sqlalchemy.orm import Session

from core.directory.models import SearchToken
from core.kernel import stems

Texts: TypeAlias = Iterable[tuple[str, int]]
"""Texts of one thing, each with what a hit in it is worth (1 to 9)."""

_MARK = "~"
_TOKEN_LENGTH = 60
_CHUNK = 5_000
_BUDGET = 400_000
_MOST, _LEAST = 6_000, 2_000
"""How many rows of the index may be read: for all questions together, and bounds for one. Beyond
it the commonest tokens of a question are left out: to «болт М8х50 DIN 933» the word «болт» adds
thousands of rows and no knowledge."""


@dataclass(frozen=True, slots=True)
class _Asked:
    token: str
    weight: int
    frequency: int


def index(session: Session, kind: str, entity_id: int, texts: Texts) -> None:
    """Put one thing into the index anew."""
    index_many(session, kind, {entity_id: texts})


def index_many(session: Session, kind: str, entities: Mapping[int, Texts]) -> None:
    """Put many things into the index anew."""
    remove(session, kind, entities)
    rows = [
        {"kind": kind, "entity_id": entity_id, "token": token, "weight": weight}
        for entity_id, texts in entities.items()
        for token, weight in _indexed(texts).items()
    ]
    for start in range(0, len(rows), _CHUNK):
        session.execute(insert(SearchToken), rows[start : start + _CHUNK])


def remove(session: Session, kind: str, entity_ids: Iterable[int]) -> None:
    """Take things out of the index."""
    ids = sorted(entity_ids)
    for start in range(0, len(ids), _CHUNK):
        session.execute(
            delete(SearchToken)
            .where(SearchToken.kind == kind, SearchToken.entity_id.in_(ids[start : start + _CHUNK]))
            .execution_options(synchronize_session=False)
        )


def candidates(session: Session, kind: str, text: str, limit: int) -> list[tuple[int, float]]:
    """Ids of what the text may mean, the likeliest first, with a score that only orders them."""
    return candidates_many(session, kind, [text], limit)[0]


def candidates_many(
    session: Session, kind: str, texts: Sequence[str], limit: int
) -> list[list[tuple[int, float]]]:
    """``candidates`` for each text, the number of queries independent of theirs."""
    words = [
        list(dict.fromkeys(token[:_TOKEN_LENGTH] for token in stems.tokens(text))) for text in texts
    ]
    known = frequencies(
        session,
        kind,
        {one for line in words for word in line for one in (word, *stems.readings(word))},
    )
    lost = {word for line in words for word in line if word not in known}
    known |= frequencies(session, kind, {part for word in lost for part in _parts(word)})
    total = max(known.values(), default=1)
    budget = min(_MOST, max(_LEAST, _BUDGET // max(1, len(texts))))
    asked = [_affordable(_question(line, known, total), budget) for line in words]
    found: list[list[tuple[int, float]]] = [[] for _ in texts]
    for rows in _chunks(asked):
        for number, entity_id, score in session.execute(_best(kind, rows, limit)):
            found[number].append((entity_id, float(score)))
    return found


def _chunks(asked: Sequence[Sequence[_Asked]]) -> Iterator[list[tuple[int, str, int]]]:
    """Rows (question, token, weight), as many at once as a statement may have parameters."""
    rows: list[tuple[int, str, int]] = []
    for number, question in enumerate(asked):
        if len(rows) + len(question) > _CHUNK:
            yield rows
            rows = []
        rows += [(number, one.token, one.weight) for one in question]
    if rows:
        yield rows


def _best(kind: str, rows: Sequence[tuple[int, str, int]], limit: int) -> Select[int, int, int]:
    """The ``limit`` best things for each question."""
    asked = (
        values(
            column("question", Integer),
            column("token", String),
            column("weight", Integer),
            name="asked",
        )
        .data(rows)
        .cte("asked")
    )
    score = func.sum(asked.c.weight * SearchToken.weight)
    scored = (
        select(
            asked.c.question,
            SearchToken.entity_id,
            score.label("score"),
            func.row_number()
            .over(partition_by=asked.c.question, order_by=(score.desc(), SearchToken.entity_id))
            .label("place"),
        )
        .join(SearchToken, SearchToken.token == asked.c.token)
        .where(SearchToken.kind == kind)
        .group_by(asked.c.question, SearchToken.entity_id)
        .subquery()
    )
    return (
        select(scored.c.question, scored.c.entity_id, scored.c.score)
        .where(scored.c.place <= limit)
        .order_by(scored.c.question, scored.c.place)
    )


def _indexed(texts: Texts) -> dict[str, int]:
    found: dict[str, int] = {}
    for text, weight in texts:
        for word in stems.tokens(text):
            others = (reading[:_TOKEN_LENGTH] for reading in stems.readings(word))
            for token in (word[:_TOKEN_LENGTH], *others, *_parts(word)):
                found[token] = max(weight, found.get(token, 0))
    return found


def _parts(word: str) -> list[str]:
    """Trigrams of a word; a bare number has none, for a neighbouring number is another thing."""
    if word.isdigit() and len(word) < 5:
        return []
    return [_MARK + part for part in sorted(stems.trigrams(word))]


def frequencies(session: Session, kind: str, tokens: Iterable[str]) -> dict[str, int]:
    """How many things stand under each token; those that nothing stands under are left out."""
    found: dict[str, int] = {}
    wanted = sorted(tokens)
    for start in range(0, len(wanted), _CHUNK):
        rows = session.execute(
            select(SearchToken.token, func.count())
            .where(SearchToken.kind == kind, SearchToken.token.in_(wanted[start : start + _CHUNK]))
            .group_by(SearchToken.token)
        )
        found.update((token, count) for token, count in rows)
    return found


def _question(words: Sequence[str], known: Mapping[str, int], total: int) -> list[_Asked]:
    question: list[_Asked] = []
    for word in words:
        if word in known:
            question.append(_Asked(word, 3 * _rarity(known[word], total), known[word]))
            for reading in stems.readings(word):
                if reading in known:
                    worth = 2 * _rarity(known[reading], total)
                    question.append(_Asked(reading, worth, known[reading]))
            continue
        parts = [part for part in _parts(word) if part in known]
        question += [_Asked(part, _rarity(known[part], total), known[part]) for part in parts]
    return question


def _rarity(frequency: int, total: int) -> int:
    return round(10 * math.log1p(total / frequency))


def _affordable(question: Sequence[_Asked], budget: int) -> list[_Asked]:
    chosen: list[_Asked] = []
    spent = 0
    for one in sorted(question, key=lambda one: (one.frequency, one.token)):
        spent += one.frequency
        if chosen and spent > budget:
            break
        chosen.append(one)
    return chosen

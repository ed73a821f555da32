"""A line of a letter cut into clauses: at commas, ends of sentences, «и» between counted things."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from plugins.quotes.letters.quantities import Quantity
from plugins.quotes.letters.tokens import Kind, Token
from plugins.quotes.letters.words import CONNECTORS, asks, is_about_deal, is_besides, skip_asking


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens `first`…`last` of the line between separators; `opens` if it begins a sentence."""

    first: int
    last: int
    quantities: tuple[Quantity, ...]
    opens: bool = False


def opening_token(tokens: Sequence[Token], quantities: Sequence[Quantity]) -> int:
    """The token from which things begin: after the asking words, after «…:» that only leads in."""
    last = len(tokens) - 1
    opening = skip_asking(tokens, 0, last)
    first_quantity = quantities[0].first if quantities else last
    for place in range(opening, min(first_quantity, last)):
        if tokens[place].text == ":" and place > opening:
            before = tokens[opening:place]
            plain = all(token.kind in (Kind.WORD, Kind.SEPARATOR) for token in before)
            more = tokens[place + 1].kind in (Kind.WORD, Kind.CODE)
            if plain and (more or asks(tokens[:place])):
                return skip_asking(tokens, place + 1, last)
            break
    return opening


def cut_clauses(
    tokens: Sequence[Token], opening: int, quantities: Sequence[Quantity]
) -> list[Clause]:
    """Cut the line at commas, ends of sentences and «и» between two counted things."""
    inside = {place for found in quantities for place in range(found.first, found.last + 1)}
    ends = {found.last for found in quantities if not found.each}
    last_quantity = quantities[-1].first if quantities else -1
    # The last token of a clause, the first of the next, whether that begins a sentence.
    cuts: list[tuple[int, int, bool]] = []
    depth = resumed = 0
    counted = False
    for place in range(opening, len(tokens)):
        token = tokens[place]
        if token.kind in (Kind.OPEN, Kind.CLOSE):
            depth = max(depth + (1 if token.kind is Kind.OPEN else -1), 0)
        counted = counted or place in ends
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        if depth or following is None or place < resumed:
            continue
        if token.kind is Kind.SEPARATOR:
            cuts.append((place - 1, place + 1, False))
            counted = False
        elif token.kind is Kind.STOP and _begins_sentence(tokens, place, following):
            resumed = skip_asking(tokens, place + 1, len(tokens) - 1)
            cuts.append((place if place in inside else place - 1, resumed, True))
            counted = False
        elif (
            (token.word in CONNECTORS or token.kind is Kind.PLUS)
            and place not in inside
            and counted
            and (place < last_quantity or _names_another(tokens, place + 1))
        ):
            cuts.append((place - 1, place + 1, False))
            counted = False
    first, opens = opening, False
    found: list[Clause] = []
    position = 0
    for last, following, opens_next in [*cuts, (len(tokens) - 1, len(tokens), False)]:
        own: list[Quantity] = []
        while position < len(quantities) and quantities[position].first <= last:
            if quantities[position].first >= first:
                own.append(quantities[position])
            position += 1
        if first <= last:
            found.extend(_split_counted(tokens, Clause(first, last, tuple(own), opens)))
        if following > first:
            first, opens = following, opens_next
    return found


def _names_another(tokens: Sequence[Token], first: int) -> bool:
    """«… 5 шт и подрозетник 20»: does a new thing follow, not a remark to the one before?"""
    last = len(tokens) - 1
    token = tokens[first]
    return (
        token.kind is Kind.WORD
        and len(token.text) > 3
        and not is_besides(tokens, first, last)
        and not is_about_deal(tokens, first, last)
        and not asks(tokens[first:])
    )


def _begins_sentence(tokens: Sequence[Token], place: int, following: Token) -> bool:
    if tokens[place].text in "!?":
        return True
    previous = tokens[place - 1] if place else None
    short = previous is not None and len(previous.text) <= 3 and previous.text.islower()
    unit = previous is not None and previous.word in ("шт", "уп", "кг", "м", "рул", "пар", "л", "т")
    return following.kind is Kind.WORD and following.text[0].isupper() and (unit or not short)


def _split_counted(tokens: Sequence[Token], clause: Clause) -> list[Clause]:
    """«болт М8 200 шт гайка М8 300 шт» holds two things though no comma parts them."""
    counts = [
        item for item in clause.quantities if item.rank == 3 and not item.each and not item.inside
    ]
    if len(counts) < 2:
        return [clause]
    between = [
        any(
            token.kind is Kind.CODE or (token.kind is Kind.WORD and len(token.text) > 2)
            for token in tokens[one.last + 1 : two.first]
        )
        for one, two in pairwise(counts)
    ]
    if not all(between):
        return [clause]
    if counts[0].first == clause.first:
        bounds = [item.first for item in counts[1:]]
    else:
        bounds = [item.last + 1 for item in counts[:-1]]
    edges = [clause.first, *bounds, clause.last + 1]
    return [
        Clause(
            first,
            following - 1,
            tuple(item for item in clause.quantities if first <= item.first < following),
        )
        for first, following in pairwise(edges)
        if first < following
    ]

"""One measurement: how long, and by how many queries."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine

from core.testing.queries import counted

ROUNDS = 7


@dataclass(frozen=True)
class Measure:
    """One cell of the table: the middle of the rounds and the queries of the last one."""

    name: str
    milliseconds: float
    queries: int


def measure(
    name: str,
    engine: Engine,
    work: Callable[[Any], object],
    *,
    prepare: Callable[[], Any] = lambda: None,
    rounds: int = ROUNDS,
) -> Measure:
    """The median of several rounds of ``work(prepare())``; preparing is not measured.

    The first round, which fills caches, is thrown away, unless it is to be the only one.
    """
    if rounds > 1:
        work(prepare())
    times: list[float] = []
    queries = 0
    for _ in range(rounds):
        given = prepare()
        with counted(engine) as statements:
            start = time.perf_counter()
            work(given)
            times.append(time.perf_counter() - start)
        queries = len(statements)
    return Measure(name, statistics.median(times) * 1000, queries)

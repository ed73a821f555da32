"""Two samples beside each other: means, spread, and how sure their difference is."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, quantiles, variance

# technical: properties of the method, not of the business.
RESAMPLES = 1000
LARGE = 1000
"""From so many cases on the means are normal, and drawing anew tells nothing more."""
TAIL = 0.025
"""Half of what lies outside an interval of 95 %."""
NORMAL = 1.959964
"""The quantile of the normal distribution for that tail."""


@dataclass(frozen=True)
class Sample:
    """One period: how many cases, their mean and the quarter points between which half of the
    cases lie."""

    size: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Difference:
    """``after`` against ``before``. ``low`` and ``high`` bound the difference of the means with a
    confidence of 95 %; all three are None where a sample is smaller than the norm allows."""

    before: Sample
    after: Sample
    change: float | None
    low: float | None
    high: float | None

    @property
    def too_few(self) -> bool:
        """True where nothing may be concluded: «данных мало»."""
        return self.change is None

    @property
    def proven(self) -> bool:
        """True where the interval leaves no room for there being no difference."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def sample(values: Sequence[float]) -> Sample:
    """Mean and quarter points; zeros for nothing."""
    if not values:
        return Sample(0, 0.0, 0.0, 0.0)
    if len(values) == 1:
        return Sample(1, values[0], values[0], values[0])
    low, _middle, high = quantiles(values, method="inclusive")
    return Sample(len(values), fmean(values), low, high)


def compare(before: Sequence[float], after: Sequence[float], least: int, seed: int) -> Difference:
    """Both samples and, where each has at least ``least`` cases, the interval of the difference.

    The interval is that of the percentile bootstrap (Efron, 1979): both samples are drawn anew
    with replacement, ``seed`` makes the answer the same each time. Of large samples it is the
    normal one, which it tends to.
    """
    first, second = sample(before), sample(after)
    # technical: a spread needs two values; the norm may only ask for more
    if min(first.size, second.size) < max(least, 2):
        return Difference(first, second, None, None, None)
    change = second.mean - first.mean
    if max(first.size, second.size) > LARGE:
        error = sqrt(variance(before) / first.size + variance(after) / second.size)
        return Difference(first, second, change, change - NORMAL * error, change + NORMAL * error)
    source = random.Random(seed)  # noqa: S311 - statistics, no secret
    drawn = sorted(
        fmean(source.choices(after, k=second.size)) - fmean(source.choices(before, k=first.size))
        for _step in range(RESAMPLES)
    )
    edge = int(RESAMPLES * TAIL)
    return Difference(first, second, change, drawn[edge], drawn[-1 - edge])

"""How sure a difference of two samples is: intervals, noughts, small and large samples."""

import random
from math import isclose
from statistics import fmean

import pytest

from plugins.training.services.regulations.statistics import compare, sample

LEAST = 20


def normal(mean: float, size: int, seed: int) -> list[float]:
    source = random.Random(seed)
    return [source.gauss(mean, 10.0) for _ in range(size)]


def test_a_sample_tells_its_size_mean_and_the_middle_half() -> None:
    told = sample([1.0, 2.0, 3.0, 4.0, 5.0])

    assert (told.size, told.mean, told.low, told.high) == (5, 3.0, 2.0, 4.0)


def test_few_cases_prove_nothing_whatever_they_are() -> None:
    told = compare([0.0] * (LEAST - 1), [100.0] * 500, LEAST, 1)

    assert told.too_few
    assert not told.proven
    assert (told.change, told.low, told.high) == (None, None, None)


def test_nothing_at_all_is_few_cases() -> None:
    told = compare([], [], LEAST, 1)

    assert told.too_few
    assert told.before.size == told.after.size == 0


def test_a_clear_difference_is_proven_and_its_direction_kept() -> None:
    grown = compare(normal(50, 100, 1), normal(70, 100, 2), LEAST, 3)
    fallen = compare(normal(70, 100, 2), normal(50, 100, 1), LEAST, 3)

    assert grown.proven
    assert grown.low is not None
    assert grown.low > 0
    assert fallen.proven
    assert fallen.high is not None
    assert fallen.high < 0


def test_samples_of_one_source_differ_without_proof() -> None:
    told = compare(normal(50, 100, 1), normal(50, 100, 2), LEAST, 3)

    assert not told.proven
    assert told.low is not None
    assert told.high is not None
    assert told.low < 0 < told.high


def test_the_same_seed_gives_the_same_interval() -> None:
    first, again = (compare(normal(50, 40, 1), normal(55, 40, 2), LEAST, 9) for _ in range(2))

    assert first == again


def test_the_drawn_interval_is_about_the_normal_one_where_samples_are_ample() -> None:
    before, after = normal(50, 900, 1), normal(52, 900, 2)
    drawn = compare(before, after, LEAST, 3)
    # One case more makes the sample large, and the interval the normal one.
    counted = compare([*before, *normal(50, 200, 4)], after, LEAST, 3)

    assert drawn.low is not None
    assert counted.low is not None
    assert isclose(drawn.low, counted.low, abs_tol=0.6)


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    truth, hits, trials = 5.0, 0, 60
    for seed in range(trials):
        told = compare(normal(50, 60, seed), normal(55, 60, 1000 + seed), LEAST, seed)
        assert told.low is not None
        assert told.high is not None
        hits += told.low <= truth <= told.high

    assert hits / trials >= 0.85


@pytest.mark.parametrize("size", [2, 30, 1500])
def test_equal_values_have_no_spread(size: int) -> None:
    told = compare([7.0] * size, [7.0] * size, 2, 1)

    assert (told.change, told.low, told.high) == (0.0, 0.0, 0.0)
    assert not told.proven
    assert fmean([7.0] * size) == told.after.mean

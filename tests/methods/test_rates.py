import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import binomtest

from truceline.methods.rates import NoEventsAtAll, UnreadableRate, rate_ratio

counts = st.integers(0, 400)
spans = st.floats(0.5, 500)


def test_agrees_with_the_example_of_r() -> None:
    # `poisson.test(c(11, 6+8+7), c(800, 1083+1050+878))`, data after eba1977 in R's ISwR:
    # deaths in Fredericia against three other cities.
    ratio = rate_ratio(before=(21, 3011), during=(11, 800))
    assert ratio.estimate == pytest.approx(1.971488, abs=5e-7)
    assert ratio.low == pytest.approx(0.8584264, abs=5e-8)
    assert ratio.high == pytest.approx(4.2772659, abs=5e-8)


@given(counts, counts, spans, spans)
def test_agrees_with_the_binomial_test(early: int, late: int, span: float, later: float) -> None:
    assume(early + late)
    ratio = rate_ratio((early, span), (late, later))
    share = binomtest(late, early + late).proportion_ci(method="exact")
    for end, p in ((ratio.low, share.low), (ratio.high, share.high)):
        odds = p / (1 - p) if p < 1 else math.inf
        assert end == pytest.approx(odds * span / later, rel=1e-6)


def test_stands_when_one_side_has_no_event() -> None:
    none_during = rate_ratio((10, 26), (0, 26))
    assert (none_during.estimate, none_during.low) == (0, 0)
    # The upper share p solves (1 - p)^10 = .025.
    share = 1 - 0.025**0.1
    assert none_during.high == pytest.approx(share / (1 - share))
    none_before = rate_ratio((0, 26), (10, 26))
    assert math.isinf(none_before.estimate)
    assert math.isinf(none_before.high)
    assert none_before.low == pytest.approx(1 / none_during.high)


def test_holds_the_truth_at_least_as_often_as_it_says() -> None:
    generator = np.random.default_rng(20170506)
    early, late = generator.poisson(12, 400), generator.poisson(6, 400)
    ratios = [rate_ratio((a, 1), (b, 1)) for a, b in zip(early, late, strict=True)]
    assert np.mean([r.low <= 0.5 <= r.high for r in ratios]) > 0.94


def test_says_nothing_without_events() -> None:
    with pytest.raises(NoEventsAtAll):
        rate_ratio((0, 26), (0, 26))


@pytest.mark.parametrize("bad", [(-1, 26), (math.nan, 26), (math.inf, 26), (3, 0), (3, math.nan)])
def test_refuses_what_is_no_rate(bad: tuple[float, float]) -> None:
    with pytest.raises(UnreadableRate):
        rate_ratio(bad, (3, 26))
    with pytest.raises(UnreadableRate):
        rate_ratio((3, 26), bad)

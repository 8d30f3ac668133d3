import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.methods.ratios import Effect


def test_reads_a_normal_interval() -> None:
    ratio = Effect(math.log(0.5), 0.04).ratio
    assert ratio.estimate == pytest.approx(0.5)
    assert ratio.low == pytest.approx(0.5 * math.exp(-1.959964 * 0.2), rel=1e-6)
    assert ratio.high == pytest.approx(0.5 * math.exp(1.959964 * 0.2), rel=1e-6)


def test_few_degrees_of_freedom_widen_it() -> None:
    # Student's t with 4 degrees of freedom: 2.776445.
    assert Effect(0.0, 1.0, 4).ratio.high == pytest.approx(math.exp(2.776445), rel=1e-6)


@given(st.floats(-1e3, 1e3), st.floats(1e-9, 1e6), st.floats(1, 1e6))
def test_is_ordered_and_never_nan(log: float, variance: float, degrees: float) -> None:
    ratio = Effect(log, variance, degrees).ratio
    assert 0 <= ratio.low <= ratio.estimate <= ratio.high

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.methods.pooling import UnreadableImputations, pool, pool_effects
from truceline.methods.ratios import Effect


def test_agrees_with_a_sum_done_by_hand() -> None:
    # Mean 2; within (1 + 2 + 3) / 3 = 2; between ((-1)^2 + 0 + 1^2) / 2 = 1; total 2 + 4/3 = 10/3.
    # Share of the extra part (4/3) / (10/3) = .4; Rubin's degrees of freedom 2 / .4^2 = 12.5.
    pooled = pool([1, 2, 3], [1, 2, 3])
    assert pooled.effect.log == 2
    assert (pooled.within, pooled.between) == (2, 1)
    assert pooled.effect.variance == pytest.approx(10 / 3)
    assert pooled.share_between == pytest.approx(0.4)
    assert pooled.effect.degrees == pytest.approx(12.5)


def test_few_blocks_leave_fewer_degrees_of_freedom() -> None:
    # Barnard and Rubin, by hand: observed 49/51 * 48 * .6 = 27.67059, so 1 / (.08 + .03613945).
    degrees = pool([1, 2, 3], [1, 2, 3], degrees=48).effect.degrees
    assert degrees == pytest.approx(8.610338, abs=5e-6)


def test_imputations_that_agree_change_nothing() -> None:
    pooled = pool([0.3, 0.3], [0.2, 0.2])
    assert pooled.effect == Effect(0.3, 0.2, math.inf)


def test_pools_effects_with_the_fewest_degrees_of_freedom() -> None:
    effects = [Effect(1, 1, 60), Effect(2, 2, 48), Effect(3, 3, 50)]
    assert pool_effects(effects) == pool([1, 2, 3], [1, 2, 3], degrees=48)


@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(0.01, 5)), min_size=2, max_size=20))
def test_doubt_never_makes_an_answer_surer(rows: list[tuple[float, float]]) -> None:
    pooled = pool([q for q, _ in rows], [u for _, u in rows], degrees=48)
    assert pooled.effect.variance >= np.mean([u for _, u in rows]) * (1 - 1e-12)
    assert 0 < pooled.effect.degrees <= 48


@pytest.mark.parametrize(
    ("estimates", "variances"),
    [([], []), ([1], [1]), ([1, 2], [1]), ([1, math.nan], [1, 1]), ([1, 2], [1, 0])],
)
def test_refuses_what_cannot_be_pooled(estimates: list[float], variances: list[float]) -> None:
    with pytest.raises(UnreadableImputations):
        pool(estimates, variances)

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.methods.alarms import ears


@pytest.mark.parametrize(
    ("earlier", "bound"),
    [
        # The first bounds that R's `surveillance::earsC` prints for salmNewport in 2011 (C1), and
        # whole numbers that give them: mean + 3.0902 times the standard deviation with n - 1.
        ([0, 1, 2, 2, 2, 2, 3], 4.654),
        ([0, 0, 2, 2, 2, 2, 3], 5.075),
        ([0, 1, 2, 2, 2, 2, 4], 5.612),
        ([1, 1, 1, 2, 4, 4, 4], 7.101),
    ],
)
def test_the_bound_is_the_published_one(earlier: list[int], bound: float) -> None:
    counts = np.array([*earlier, 9.0])
    assert ears(counts, "C1").bound[-1] == pytest.approx(bound, abs=5e-4)
    assert ears(np.array([*earlier, 0, 0, 9.0]), "C2").bound[-1] == pytest.approx(bound, abs=5e-4)


def test_rings_above_the_bound_and_not_on_it() -> None:
    calm = [4.0, 4, 4, 4, 4, 4, 4]
    bound = ears(np.array([*calm, 0.0]), "C1").bound[-1]
    assert bound == pytest.approx(4 + 3.0902 * 0.5, abs=1e-4)
    assert not ears(np.array([*calm, bound]), "C1").raised[-1]
    assert ears(np.array([*calm, 6.0]), "C1").raised[-1]


def test_one_event_after_quiet_weeks_does_not_ring() -> None:
    assert not ears(np.array([0.0] * 7 + [1]), "C1").raised[-1]
    assert ears(np.array([0.0] * 7 + [1]), "C1", least_spread=0).raised[-1]


def test_a_block_nobody_observed_gives_no_yardstick_and_no_alarm() -> None:
    counts = np.array([1.0] * 7 + [50, np.nan] + [1] * 6 + [50, 1, 50])
    found = ears(counts, "C1")
    assert found.raised.tolist() == [False] * 7 + [True] + [False] * 10
    assert np.isnan(found.bound[9:16]).all()
    assert not np.isnan(found.bound[16:]).any()


@given(st.lists(st.integers(0, 50), max_size=30), st.sampled_from(["C1", "C2"]))
def test_agrees_with_the_obvious_loop(counts: list[int], method: str) -> None:
    gap = {"C1": 0, "C2": 2}[method]
    found = ears(np.array(counts, dtype=float), "C1" if method == "C1" else "C2")
    for number, count in enumerate(counts):
        if number < 7 + gap:
            assert np.isnan(found.bound[number])
            assert not found.raised[number]
            continue
        base = np.array(counts[number - gap - 7 : number - gap])
        bound = base.mean() + 3.090232306167813 * max(base.std(ddof=1), 0.5)
        assert found.bound[number] == pytest.approx(bound)
        assert found.raised[number] == (count > found.bound[number])

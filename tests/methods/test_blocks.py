from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.methods.blocks import (
    UnreadableEvents,
    UnreadableWindow,
    Window,
    tally,
    tally_draws,
)

ONSET = date(2017, 5, 6)
WINDOW = Window(np.datetime64(ONSET, "D"), before=2, during=3)
days_about = st.integers(-30, 40).map(lambda offset: ONSET + timedelta(days=offset))
events = st.lists(st.tuples(days_about, st.sampled_from([0.0, 0.25, 0.9, 1.0])))


def as_days(days: list[date]) -> np.ndarray:
    return np.array(days, dtype="datetime64[D]")


def test_no_block_straddles_the_onset() -> None:
    assert WINDOW.starts.astype(str).tolist() == [
        "2017-04-22", "2017-04-29", "2017-05-06", "2017-05-13", "2017-05-20",
    ]  # fmt: skip
    days = ["2017-04-21", "2017-04-22", "2017-05-05", "2017-05-06", "2017-05-26", "2017-05-27"]
    counted = tally(np.array(days, dtype="datetime64[D]"), np.ones(6), WINDOW)
    assert counted.certain.tolist() == [1, 1, 1, 0, 1]


def test_a_doubtful_event_counts_with_its_probability() -> None:
    counted = tally(as_days([ONSET] * 3), np.array([1.0, 0.25, 0.0]), WINDOW)
    assert counted.expected[2] == 1.25
    assert counted.variance[2] == 0.25 * 0.75
    assert (counted.certain[2], counted.possible[2]) == (1, 2)


@given(events)
def test_agrees_with_the_obvious_loop(rows: list[tuple[date, float]]) -> None:
    counted = tally(as_days([d for d, _ in rows]), np.array([p for _, p in rows]), WINDOW)
    for number, start in enumerate(WINDOW.starts.astype(object)):
        inside = [p for d, p in rows if start <= d < start + timedelta(days=7)]
        assert counted.expected[number] == pytest.approx(sum(inside))
        assert counted.variance[number] == pytest.approx(sum(p * (1 - p) for p in inside))
        assert counted.certain[number] == sum(p == 1 for p in inside)
        assert counted.possible[number] == sum(p > 0 for p in inside)


@given(events, st.integers(1, 3), st.integers(0, 2**32))
def test_each_draw_is_tallied_on_its_own(
    rows: list[tuple[date, float]], draws: int, seed: int
) -> None:
    days = as_days([d for d, _ in rows])
    inside = np.random.default_rng(seed).random((draws, len(rows))) < 0.5
    together = tally_draws(days, inside, WINDOW)
    for number in range(draws):
        alone = tally(days, inside[number].astype(float), WINDOW).expected
        assert together[number].tolist() == alone.tolist()


def test_refuses_an_unknown_day() -> None:
    days = np.array(["NaT"], dtype="datetime64[D]")
    with pytest.raises(UnreadableEvents, match="unknown"):
        tally(days, np.ones(1), WINDOW)
    with pytest.raises(UnreadableEvents, match="unknown"):
        tally_draws(days, np.ones((2, 1), dtype=bool), WINDOW)


@pytest.mark.parametrize("p", [[1.1], [-0.1], [np.nan], [1.0, 1.0]])
def test_refuses_what_is_no_probability(p: list[float]) -> None:
    with pytest.raises(UnreadableEvents, match="probability"):
        tally(as_days([ONSET]), np.array(p), WINDOW)


def test_refuses_draws_of_other_events() -> None:
    with pytest.raises(UnreadableEvents, match="draws"):
        tally_draws(as_days([ONSET]), np.ones((2, 3), dtype=bool), WINDOW)


def test_refuses_a_window_without_a_side() -> None:
    with pytest.raises(UnreadableWindow, match="no block"):
        Window(np.datetime64(ONSET, "D"), before=0, during=3)
    with pytest.raises(UnreadableWindow, match="not a day"):
        Window(np.datetime64("NaT", "D"), before=2, during=3)
    with pytest.raises(UnreadableWindow, match="not a day"):
        Window(np.datetime64("2017-05-06T04:00", "m"), before=2, during=3)

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.domain.verdicts import Interval, IntervalUnreadable, Verdict, assess

A_HAIR = 1e-9
FELL = Interval(0.4, 0.7)
ends = st.floats(0, 5)
intervals = st.builds(lambda a, b: Interval(min(a, b), max(a, b)), ends, ends)


def judge(
    change: tuple[float, float] | None,
    controlled: tuple[float, float] | None = None,
    *,
    alarm: bool = False,
) -> str:
    return assess(
        Interval(*change) if change else None,
        Interval(*controlled) if controlled else None,
        alarm=alarm,
    ).verdict


def test_the_reference_case() -> None:
    assert judge((0.349, 0.786), (0.531, 1.711)) == "fell-comparison-unclear"


@pytest.mark.parametrize(
    ("change", "controlled", "verdict"),
    [
        (None, None, "cannot-tell"),
        (None, (0.2, 0.5), "cannot-tell"),
        ((0.5, 2), None, "cannot-tell"),
        ((0, math.inf), None, "cannot-tell"),
        ((0.5 + A_HAIR, 2), None, "no-change-shown"),
        ((0.5, 2 - A_HAIR), None, "no-change-shown"),
        ((1.2 + A_HAIR, 3), None, "breaking-down"),
        ((1.2, 3), None, "no-change-shown"),
        ((0.4, 0.8 - A_HAIR), (0.5, 1 - A_HAIR), "holding"),
        ((0.4, 0.8), (0.5, 1 - A_HAIR), "fell-comparison-unclear"),
        ((0.4, 0.8 - A_HAIR), (0.5, 1), "fell-comparison-unclear"),
        ((0.4, 0.8 - A_HAIR), None, "fell-comparison-unclear"),
        ((0.4, 1 - A_HAIR), (0.8, 1.25), "fell-as-elsewhere"),
        ((0.4, 0.7), (0.8, 1 - A_HAIR), "holding"),
        ((0.4, 1 - A_HAIR), (0.8 - A_HAIR, 1.25), "fell-comparison-unclear"),
        ((0.4, 1 - A_HAIR), (0.8, 1.25 + A_HAIR), "fell-comparison-unclear"),
        ((0.4, 1), (0.8, 1.25), "no-change-shown"),
        ((0.9, 1.1), (0.3, 0.5), "no-change-shown"),
    ],
)
def test_every_edge_of_the_rule(
    change: tuple[float, float] | None, controlled: tuple[float, float] | None, verdict: str
) -> None:
    assert judge(change, controlled) == verdict


def test_an_alarm_outweighs_a_fall_but_not_ignorance() -> None:
    assert judge((0.4, 0.7), (0.5, 0.9), alarm=True) == "breaking-down"
    assert judge((0.4, 2.5), alarm=True) == "cannot-tell"
    assert judge(None, alarm=True) == "cannot-tell"


def test_keeps_what_it_rests_on() -> None:
    kept = assess(FELL, None, alarm=True)
    assert (kept.change, kept.controlled, kept.alarm) == (FELL, None, True)


@given(change=intervals, controlled=st.none() | intervals, alarm=st.booleans())
def test_holding_needs_a_fall_here_and_more_than_elsewhere(
    *, change: Interval, controlled: Interval | None, alarm: bool
) -> None:
    if assess(change, controlled, alarm=alarm).verdict is Verdict.HOLDING:
        assert not alarm
        assert change.high < 0.8
        assert controlled is not None
        assert controlled.high < 1


@given(intervals, st.none() | intervals, st.floats(0, 2))
def test_more_doubt_never_turns_another_verdict_into_holding(
    change: Interval, controlled: Interval | None, doubt: float
) -> None:
    wider = Interval(change.low / (1 + doubt), change.high * (1 + doubt))
    if assess(wider, controlled, alarm=False).verdict is Verdict.HOLDING:
        assert assess(change, controlled, alarm=False).verdict is Verdict.HOLDING


@pytest.mark.parametrize("ends", [(0.7, 0.4), (-0.1, 1), (math.nan, 1), (0.2, math.nan)])
def test_refuses_what_is_no_interval(ends: tuple[float, float]) -> None:
    with pytest.raises(IntervalUnreadable):
        Interval(*ends)

"""Did it hold? The verdict by an ordered rule, from intervals that were computed elsewhere.

The rule takes the ratio of violence during to before with its 95 % interval, the same ratio by
the ratio elsewhere (the controlled one), and whether an alarm rings now. It looks at intervals
only, never at points: what cannot be told is said to be so. Wording in five languages is in
`wording`; the codes here never change their meaning.
"""

from dataclasses import dataclass
from enum import StrEnum

from truceline.errors import BadInput


class IntervalUnreadable(BadInput):
    """The ends of an interval are not those of a ratio."""

    code = "verdict.interval-unreadable"
    text = (
        "{low} to {high} is not an interval of a ratio. Give a lower end of at least 0 and an "
        "upper end that is not smaller, or no interval at all."
    )


@dataclass(frozen=True, slots=True)
class Interval:
    """The 95 % interval of a ratio; `high` may be infinite."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high:
            raise IntervalUnreadable(low=self.low, high=self.high)


class Verdict(StrEnum):
    """What can be said, in the order in which it is tried."""

    CANNOT_TELL = "cannot-tell"
    """Half as much and twice as much are both possible, or there is no interval."""
    BREAKING_DOWN = "breaking-down"
    """More than 1.2 times as much for certain, or an alarm rings."""
    HOLDING = "holding"
    """Less than 0.8 times as much, and it fell more than elsewhere."""
    FELL_AS_ELSEWHERE = "fell-as-elsewhere"
    """It fell, and elsewhere it fell about as much."""
    FELL_COMPARISON_UNCLEAR = "fell-comparison-unclear"
    """It fell; whether more than elsewhere cannot be told."""
    NO_CHANGE_SHOWN = "no-change-shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """A verdict and all that it rests on."""

    verdict: Verdict
    change: Interval | None
    controlled: Interval | None
    alarm: bool


def assess(change: Interval | None, controlled: Interval | None, *, alarm: bool) -> Assessment:
    """Judge one area under one boundary and one comparison.

    Args:
        change: During by before; None where no ratio could be had.
        controlled: The area's change by the comparison's; None where there is no comparison.
        alarm: Whether an early alarm rings in the newest block.
    """
    verdict = _verdict(change, controlled, alarm=alarm)
    return Assessment(verdict=verdict, change=change, controlled=controlled, alarm=alarm)


def _verdict(change: Interval | None, controlled: Interval | None, *, alarm: bool) -> Verdict:
    if change is None or (change.low <= 0.5 and change.high >= 2):
        return Verdict.CANNOT_TELL
    if change.low > 1.2 or alarm:
        return Verdict.BREAKING_DOWN
    if change.high < 0.8 and controlled is not None and controlled.high < 1:
        return Verdict.HOLDING
    if change.high < 1:
        return _fell(controlled)
    return Verdict.NO_CHANGE_SHOWN


def _fell(controlled: Interval | None) -> Verdict:
    alike = controlled is not None and controlled.low >= 0.8 and controlled.high <= 1.25
    return Verdict.FELL_AS_ELSEWHERE if alike else Verdict.FELL_COMPARISON_UNCLEAR

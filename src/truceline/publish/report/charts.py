"""Scales and marks for pictures: numbers in, coordinates out. Templates write the SVG.

A picture is drawn for a column 340 units wide, the width of a phone; wider pages put several side
by side. So text keeps its size and nothing has to be moved by a script.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from truceline.wording import month

WIDTH = 340.0
"""Units across a picture."""
LEFT, RIGHT = 26.0, 334.0
"""Where the plotted part begins and ends."""

Point = tuple[float, float]


def short(value: float) -> str:
    """Return a coordinate with a tenth of a unit, without idle zeros."""
    text = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from values to coordinates."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the coordinate of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


@dataclass(frozen=True, slots=True)
class Days:
    """A straight line from days to coordinates; a day is as wide as the time until the next."""

    first: date
    last: date
    """The last day shown."""
    start: float = LEFT
    end: float = RIGHT

    def __call__(self, day: date) -> float:
        """Return where a day begins."""
        length = (self.last - self.first).days + 1
        return self.start + (day - self.first).days / length * (self.end - self.start)

    def middle(self, day: date) -> float:
        """Return the middle of a day."""
        return (self(day) + self(day + timedelta(days=1))) / 2

    def holds(self, day: date) -> bool:
        """Tell whether a day is shown."""
        return self.first <= day <= self.last

    def clipped(self, begin: date, end: date) -> tuple[float, float] | None:
        """Return the coordinates of what is shown of [begin, end), or None."""
        begin, end = max(begin, self.first), min(end, self.last + timedelta(days=1))
        return (self(begin), self(end)) if begin < end else None


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis and its label."""

    at: float
    label: str


def steps(high: float, *, at_most: int = 4) -> list[int]:
    """Return 0 and round whole numbers up to `high`, 1, 2 or 5 times a power of ten apart."""
    step = next(s for s in _rounds() if high / s <= at_most)
    return list(range(0, int(high) + 1, step))


def _rounds() -> Iterator[int]:
    size = 1
    while True:
        yield from (size, 2 * size, 5 * size)
        size *= 10


def month_ticks(days: Days, *, at_most: int = 6) -> list[Tick]:
    """Return ticks at the beginnings of months, every so many that not too many have a label."""
    begins = list(_months(days.first, days.last))
    every = next(n for n in (1, 2, 3, 6, 12, 24, 60, 120) if len(begins) / n <= at_most)
    years = days.first.year != days.last.year and every >= 12
    return [
        Tick(days(d), str(d.year) if years else month(d))
        for d in begins
        if (d.year * 12 + d.month - 1) % every == 0
    ]


def _months(first: date, last: date) -> Iterator[date]:
    begin = first.replace(day=1)
    while begin <= last:
        if begin >= first:
            yield begin
        begin = (begin + timedelta(days=32)).replace(day=1)


def spans(first: date, last: date) -> list[tuple[date, date]]:
    """Cut a time into the years, or where it is short the quarters, that make one picture each."""
    months = 12 if (last - first).days > 200 else 3
    begin = date(first.year, (first.month - 1) // months * months + 1, 1)
    found = []
    while begin <= last:
        after = _later(begin, months)
        found.append((begin, after - timedelta(days=1)))
        begin = after
    return found


def _later(begin: date, months: int) -> date:
    year, month_from_0 = divmod(begin.year * 12 + begin.month - 1 + months, 12)
    return date(year, month_from_0 + 1, 1)


def path(points: Sequence[Point]) -> str:
    """Return the `d` of a line through points."""
    return "M" + "L".join(f"{short(x)} {short(y)}" for x, y in points)

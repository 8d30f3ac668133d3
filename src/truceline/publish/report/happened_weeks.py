"""Events a week in each area, with phases and changes of its boundary marked.

A week without a boundary in force is hatched: nothing can be attributed to it, which is no zero.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from truceline.domain.areas import Area
from truceline.domain.periods import day_of
from truceline.projections.weeks import AreaWeeks, Week
from truceline.publish.report.charts import WIDTH, Days, Scale, Tick, month_ticks, steps
from truceline.publish.report.inputs import Asked
from truceline.wording import day, number, say

_TOP, _BASE, _RIBBON = 30.0, 118.0, 14.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One week: expected events, and what is certain and possible."""

    x: float
    expected: float
    certain: float
    possible: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """A phase of an area, or time without a boundary."""

    start: float
    end: float
    kind: str


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One week in the table."""

    starts: str
    certain: int
    expected: float
    possible: int


@dataclass(frozen=True, slots=True)
class WeekPicture:
    """One area by one author's lines."""

    id: str
    title: str
    line: str
    text: str
    bars: tuple[Bar, ...]
    bar_width: float
    blanks: tuple[Stretch, ...]
    phases: tuple[Stretch, ...]
    versions: tuple[float, ...]
    """Where another version of the boundary begins."""
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    rows: tuple[WeekRow, ...]
    top: float = _TOP
    base: float = _BASE
    ribbon: float = _RIBBON
    width: float = WIDTH
    height: float = _BASE + 20


def week_pictures(asked: Asked, weekly: Sequence[AreaWeeks]) -> Iterator[WeekPicture]:
    """Yield a picture for each area and author."""
    held = [w for w in weekly if w.weeks[0].starts <= asked.about]
    if not held:
        return
    first = min(w.weeks[0].starts for w in held)
    days = Days(first, max(first + timedelta(days=27), asked.about))
    areas = {area.id: area for area in asked.known.area}
    for at, one in enumerate(held, 1):
        yield _picture(asked, one, areas[one.area], days, f"weeks-{at}")


def _picture(asked: Asked, weekly: AreaWeeks, area: Area, days: Days, name: str) -> WeekPicture:
    weeks = [w for w in weekly.weeks if days.holds(w.starts)]
    most = max(*(w.possible for w in weeks), 4)
    scale = Scale(0, most, _BASE, _TOP)
    width = days(days.first + timedelta(days=7)) - days.start
    return WeekPicture(
        id=name,
        title=area.name,
        line=asked.name(weekly.author),
        text=_text(weeks),
        bars=tuple(
            Bar(days(w.starts), scale(w.expected), scale(w.certain), scale(w.possible))
            for w in weeks
        ),
        bar_width=width,
        blanks=tuple(_blanks(weeks, days)),
        phases=tuple(_phases(area, days)),
        versions=tuple(_versions(weekly, area, days)),
        x_ticks=tuple(month_ticks(days)),
        y_ticks=tuple(Tick(scale(n), number(n)) for n in steps(most, at_most=3)),
        rows=tuple(WeekRow(day(w.starts), w.certain, w.expected, w.possible) for w in weeks),
    )


def _blanks(weeks: Sequence[Week], days: Days) -> Iterator[Stretch]:
    held = {w.starts for w in weeks}
    at = days.first
    while days.holds(at):
        after = at + timedelta(days=7)
        ends = days.clipped(at, after)
        if at not in held and ends is not None:
            yield Stretch(*ends, "blank")
        at = after


def _phases(area: Area, days: Days) -> Iterator[Stretch]:
    # A phase lasts until the next begins; an end of its own would be hindsight.
    begins = [day_of(phase.valid_from) for phase in area.phase]
    after = [*begins[1:], date.max]
    for phase, begin, end in zip(area.phase, begins, after, strict=True):
        last = min(end, days.last + timedelta(days=1))
        if (ends := days.clipped(begin, last)) is not None:
            yield Stretch(*ends, phase.kind)


def _versions(weekly: AreaWeeks, area: Area, days: Days) -> Iterator[float]:
    for boundary in area.boundary:
        begin = day_of(boundary.valid_from)
        if boundary.author == weekly.author and days.holds(begin):
            yield days(begin)


def _text(weeks: Sequence[Week]) -> str:
    expected = [w.expected for w in weeks]
    peak = max(weeks, key=lambda w: w.expected)
    return say(
        "{weeks} weeks, {least} to {most} expected events a week; the most in the week from {day}.",
        weeks=number(len(weeks)),
        least=number(round(min(expected), 1)),
        most=number(round(max(expected), 1)),
        day=day(peak.starts),
    )

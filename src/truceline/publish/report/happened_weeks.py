"""Events a week on a piece of ground, with phases, versions of its line or an onset marked.

A week without a line in force, or that the data do not cover, is hatched: nothing is known of it,
which is no zero.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from truceline.domain.areas import Area
from truceline.domain.periods import day_of
from truceline.projections.tallies import Week
from truceline.projections.weeks import AreaWeeks
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
    """A phase of an area, or weeks of which nothing is known."""

    start: float
    end: float
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekPicture:
    """Weeks of one ground."""

    id: str
    title: str
    ground: str
    line: str
    text: str
    bars: tuple[Bar, ...]
    bar_width: float
    blanks: tuple[Stretch, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    rows: tuple[Week, ...]
    phases: tuple[Stretch, ...] = ()
    marks: tuple[float, ...] = ()
    """Where another version of the line begins, or the onset lies."""
    top: float = _TOP
    base: float = _BASE
    ribbon: float = _RIBBON
    width: float = WIDTH
    height: float = _BASE + 20


def week_pictures(asked: Asked, weekly: Sequence[AreaWeeks]) -> Iterator[WeekPicture]:
    """Yield a picture for each area and author."""
    areas = {area.id: area for area in asked.known.area}
    for at, one in enumerate((w for w in weekly if w.weeks), 1):
        area, days = areas[one.area], _days(one.weeks)
        yield week_picture(
            f"weeks-{at}",
            (area.name, asked.name(one.author)),
            one.weeks,
            phases=tuple(_phases(area, days)),
            marks=tuple(_versions(one, area, days)),
        )


def week_picture(
    name: str,
    titles: tuple[str, str],
    weeks: Sequence[Week],
    *,
    phases: tuple[Stretch, ...] = (),
    marks: tuple[float, ...] = (),
) -> WeekPicture:
    """Return the picture of some weeks.

    Args:
        name: Id of the picture, the only one in the page.
        titles: What ground it is, and by whose line.
        weeks: One after the other, at least one.
        phases: Shown as a ribbon above.
        marks: Coordinates of upright lines.
    """
    days = _days(weeks)
    scale = Scale(0, max(*(w.possible or 0 for w in weeks), 4, 4), _BASE, _TOP)
    return WeekPicture(
        id=name,
        title=": ".join(titles),
        ground=titles[0],
        line=titles[1],
        text=_text(weeks),
        bars=tuple(_bars(weeks, days, scale)),
        bar_width=days(days.first + timedelta(days=7)) - days.start,
        blanks=tuple(_blanks(weeks, days)),
        phases=phases,
        marks=marks,
        x_ticks=tuple(month_ticks(days)),
        y_ticks=tuple(Tick(scale(n), number(n)) for n in steps(scale.high, at_most=3)),
        rows=tuple(weeks),
    )


def mark_at(weeks: Sequence[Week], at: date) -> float:
    """Return the coordinate of a day in a picture of these weeks."""
    return _days(weeks)(at)


def _days(weeks: Sequence[Week]) -> Days:
    return Days(weeks[0].starts, weeks[-1].starts + timedelta(days=6))


def _bars(weeks: Sequence[Week], days: Days, scale: Scale) -> Iterator[Bar]:
    for w in weeks:
        if w.expected is not None and w.certain is not None and w.possible is not None:
            yield Bar(days(w.starts), scale(w.expected), scale(w.certain), scale(w.possible))


def _blanks(weeks: Sequence[Week], days: Days) -> Iterator[Stretch]:
    for week in weeks:
        if week.expected is None:
            begin = week.starts
            yield Stretch(days(begin), days(begin + timedelta(days=7)), "blank")


def _phases(area: Area, days: Days) -> Iterator[Stretch]:
    # A phase lasts until the next begins; an end of its own would be hindsight.
    begins = [day_of(phase.valid_from) for phase in area.phase]
    after = [*begins, date.max][1:]
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
    known = [(w.expected, w.starts) for w in weeks if w.expected is not None]
    if not known:
        return say("Nothing is known of these weeks.")
    most, peak = max(known)
    return say(
        "{weeks} weeks of which something is known, with {least} to {most} expected events a week; "
        "the most in the week from {day}.",
        weeks=number(len(known)),
        least=number(min(known)[0], decimals=1),
        most=number(most, decimals=1),
        day=day(peak),
    )

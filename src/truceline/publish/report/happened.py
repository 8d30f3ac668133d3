"""What happened, by published event data: how many events, and how surely in an area.

The map of them is made in `happened_map`, the weeks in `happened_weeks`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from truceline.domain.areas import Area, Boundary
from truceline.domain.periods import day_of
from truceline.domain.places import Precision
from truceline.projections.attribution import CONTESTED_BELOW
from truceline.projections.weeks import CERTAIN, AreaWeeks, day_in, in_force, weeks
from truceline.publish.report.ground import begun
from truceline.publish.report.happened_map import EventMap, event_map, on_map
from truceline.publish.report.happened_weeks import WeekPicture, week_pictures
from truceline.publish.report.inputs import Asked
from truceline.wording import later, say

PRECISIONS: dict[Precision, str] = {
    "exact": later("place known"),
    "near": later("near a known place"),
    "unit": later("known to a district or province"),
    "line": later("along a line or in a loose region"),
    "country": later("known to the country"),
    "unknown": later("place not known"),
}


@dataclass(frozen=True, slots=True)
class ByArea:
    """Events in one area by one author's lines."""

    area: str
    line: str
    certain: int
    expected: float
    possible: int
    contested: int


@dataclass(frozen=True, slots=True)
class Happened:
    """What the section shows."""

    ledgers: tuple[str, ...]
    begins: date
    ends: date
    events: int
    by_precision: tuple[tuple[str, int, int], ...]
    """Precision, events, and of these on the map."""
    by_area: tuple[ByArea, ...]
    without_line: tuple[str, ...]
    """Areas to which no event can be attributed."""
    map: EventMap | None
    weeks: tuple[WeekPicture, ...]


def happened(asked: Asked) -> Happened | None:
    """Return what happened up to the day asked about; None where no event is held."""
    if asked.placed is None or asked.placed.events.is_empty():
        return None
    begins = first_day(asked, asked.placed.events)
    events = asked.placed.events.filter(day_in("occurred_from") >= begins)
    shares = in_force(asked.known, replace(asked.placed, events=events))
    drawing = event_map(asked, events, begins)
    return Happened(
        ledgers=tuple(sorted(events["ledger"].unique().to_list())),
        begins=begins,
        ends=asked.about,
        events=len(events),
        by_precision=tuple(_by_precision(events, drawing)),
        by_area=tuple(_by_area(asked, shares)),
        without_line=tuple(_without_line(asked)),
        map=drawing,
        weeks=tuple(week_pictures(asked, _weekly(asked, events, shares))),
    )


def first_day(asked: Asked, events: pl.DataFrame) -> date:
    """Return the day from which an area had a boundary, or else the day of the first event."""
    starts = (day_of(b.valid_from) for area in asked.known.area for b in begun(asked, area))
    first: date = events.select(day_in("occurred_from").min()).item()
    return min(starts, default=first)


def _by_precision(events: pl.DataFrame, drawing: EventMap | None) -> Iterator[tuple[str, int, int]]:
    for precision, words in PRECISIONS.items():
        held = events.filter(pl.col("precision").fill_null("unknown") == precision)
        drawn = 0 if drawing is None else on_map(held, drawing.frame)
        if len(held):
            yield say(words), len(held), drawn


def _weekly(asked: Asked, events: pl.DataFrame, shares: pl.DataFrame) -> tuple[AreaWeeks, ...]:
    shaped = {b.id for area in asked.known.area for b in _lines(asked, area)}
    return weeks(asked.known, events, shares, shaped=shaped, until=asked.about)


def _lines(asked: Asked, area: Area) -> list[Boundary]:
    """Return the boundaries begun by the day that take in ground."""
    assert asked.placed is not None
    return [b for b in begun(asked, area) if b.id in asked.placed.shaped]


def _by_area(asked: Asked, shares: pl.DataFrame) -> Iterator[ByArea]:
    for area in asked.known.area:
        for author in dict.fromkeys(b.author for b in _lines(asked, area)):
            mine = shares.filter(area=area.id, author=author)["probability"]
            yield ByArea(
                area=area.name,
                line=asked.name(author),
                certain=int((mine >= CERTAIN).sum()),
                expected=float(mine.sum()),
                possible=len(mine),
                contested=int((mine < CONTESTED_BELOW).sum()),
            )


def _without_line(asked: Asked) -> Iterator[str]:
    for area in asked.known.area:
        if begun(asked, area) and not _lines(asked, area):
            yield area.name

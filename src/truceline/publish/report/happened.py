"""What happened, by published event data: how many events, where, and how surely.

Events are gathered into squares of about ten kilometres, so that no mark is a place. Those known
only to a unit, a line or the country have no mark at all; they are counted in words.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl
import shapely

from truceline.domain.periods import day_of
from truceline.domain.places import Precision
from truceline.projections.weeks import AreaWeeks, attributed, day_in, weeks
from truceline.publish.report.ground import Drawn, places_of
from truceline.publish.report.happened_weeks import WeekPicture, week_pictures
from truceline.publish.report.inputs import Asked, ReportInput
from truceline.publish.report.maps import Frame, Name, around, bar, names, shape_path
from truceline.wording import day, later, number, say, say_count

_SQUARE_KM = 10.0
_CERTAIN = 1 - 1e-9
CONTESTED_BELOW = 0.9
"""An event that lay inside with a smaller probability is shown as contested."""

PRECISIONS: dict[Precision, str] = {
    "exact": later("place known"),
    "near": later("near a known place"),
    "unit": later("known to a district or province"),
    "line": later("along a line or in a loose region"),
    "country": later("known to the country"),
    "unknown": later("place not known"),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """Events in one square."""

    x: float
    y: float
    radius: float
    precision: Precision


@dataclass(frozen=True, slots=True)
class EventMap:
    """Events on a map."""

    id: str
    title: str
    text: str
    frame: Frame
    outlines: tuple[str, ...]
    drawn: tuple[Drawn, ...]
    spots: tuple[Spot, ...]
    places: tuple[Name, ...]
    keys: tuple[tuple[float, str], ...]
    """Radius and number of events, to read sizes by."""
    bar_km: int
    bar: float


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


def happened(asked: Asked, given: ReportInput) -> Happened | None:
    """Return what happened up to the day asked about; None where no event is held."""
    if asked.events is None or asked.events.is_empty():
        return None
    begins = _begins(asked)
    events = asked.events.filter(day_in("occurred_from") >= begins)
    drawing = _map(asked, given, events)
    shares = None if given.inside is None else attributed(asked.known, events, given.inside)
    weekly = () if shares is None else _weekly(asked, given, events, shares)
    return Happened(
        ledgers=tuple(sorted(asked.events["ledger"].unique().to_list())),
        begins=begins,
        ends=asked.about,
        events=len(events),
        by_precision=tuple(_by_precision(events, drawing)),
        by_area=() if shares is None else tuple(_by_area(asked, given, shares)),
        without_line=tuple(_without_line(asked, given)),
        map=drawing,
        weeks=tuple(week_pictures(asked, weekly)),
    )


def _begins(asked: Asked) -> date:
    """Return the day from which an area had a boundary, or else the day of the first event."""
    assert asked.events is not None
    first = asked.events.select(day_in("occurred_from").min()).item()
    starts = [day_of(b.valid_from) for area in asked.known.area for b in area.boundary]
    return min((s for s in starts if s <= asked.about), default=first)


def _frame(asked: Asked, given: ReportInput) -> Frame | None:
    known = places_of(asked.known.area)
    points = [shapely.Point(p.lon, p.lat) for p in known.values() if p.lon is not None]
    shapes = [*points, *_shapes(asked, given).values()]
    return around(shapes, margin_km=25, least_km=60, slim=1.45) if shapes else None


def _shapes(asked: Asked, given: ReportInput) -> dict[str, shapely.Geometry]:
    return {
        b.id: given.ground[b.id]
        for area in asked.known.area
        for b in area.boundary
        if b.id in given.ground and day_of(b.valid_from) <= asked.about
    }


def _map(asked: Asked, given: ReportInput, events: pl.DataFrame) -> EventMap | None:
    frame = _frame(asked, given)
    if frame is None:
        return None
    squares = _squares(events, frame)
    length, units = bar(frame)
    most = max((n for *_, n in squares), default=1)
    known = places_of(asked.known.area)
    return EventMap(
        id="map-events",
        title=say(
            "Events from {first} to {last}", first=day(_begins(asked)), last=day(asked.about)
        ),
        text=_text(squares),
        frame=frame,
        outlines=tuple(d for o in given.outlines if (d := shape_path(o.shape, frame))),
        drawn=tuple(
            Drawn(shape_path(shape, frame), 0, 0.0, is_line=shapely.get_dimensions(shape) == 1)
            for shape in _shapes(asked, given).values()
        ),
        spots=tuple(_spots(squares, frame, most)),
        places=tuple(names(((n, p.lon or 0, p.lat or 0) for n, p in known.items()), frame)),
        keys=tuple((_radius(n, frame, most), number(n)) for n in _key_numbers(most)),
        bar_km=length,
        bar=units,
    )


Square = tuple[float, float, Precision, int]
"""Longitude and latitude of the middle, precision, number of events."""


def _squares(events: pl.DataFrame, frame: Frame) -> list[Square]:
    x, y = frame.per_degree
    side = _SQUARE_KM * frame.per_km
    wide, high = side / x, side / y
    placed = events.filter(
        pl.col("precision").is_in(["exact", "near"])
        & pl.col("lon").is_between(frame.west, frame.east)
        & pl.col("lat").is_between(frame.south, frame.north)
    )
    middle_lon = ((pl.col("lon") / wide).floor() + 0.5) * wide
    middle_lat = ((pl.col("lat") / high).floor() + 0.5) * high
    gathered = placed.group_by(
        middle_lon.alias("x"), middle_lat.alias("y"), pl.col("precision")
    ).len()
    return sorted(gathered.rows())


def _spots(squares: list[Square], frame: Frame, most: int) -> Iterator[Spot]:
    # The larger first, so that a smaller one is not hidden.
    for lon, lat, precision, count in sorted(squares, key=lambda s: (-s[3], s)):
        x, y = frame(lon, lat)
        yield Spot(x, y, _radius(count, frame, most), precision)


def _radius(count: int, frame: Frame, most: int) -> float:
    """Return a radius whose circle is as large as the count, the largest just over a square."""
    greatest = max(0.8 * _SQUARE_KM * frame.per_km, 4.0)
    return max(greatest * math.sqrt(count / most), 0.8)


def _key_numbers(most: int) -> list[int]:
    rounds = [n * 10**p for p in range(6) for n in (1, 2, 5)]
    fitting = [n for n in rounds if n <= most]
    return fitting[-1:-6:-2][::-1]


def _text(squares: list[Square]) -> str:
    drawn = sum(count for *_, count in squares)
    return say_count(
        "{count} event is drawn, gathered into squares of about 10 km. The table tells how many "
        "are known how well.",
        "{count} events are drawn, gathered into squares of about 10 km. The table tells how many "
        "are known how well.",
        drawn,
    )


def _by_precision(events: pl.DataFrame, drawing: EventMap | None) -> Iterator[tuple[str, int, int]]:
    for precision, words in PRECISIONS.items():
        held = events.filter(pl.col("precision").fill_null("unknown") == precision)
        drawn = 0
        if drawing is not None and precision in {"exact", "near"}:
            drawn = sum(n for *_, n in _squares(held, drawing.frame))
        if len(held):
            yield say(words), len(held), drawn


def _weekly(
    asked: Asked, given: ReportInput, events: pl.DataFrame, shares: pl.DataFrame
) -> tuple[AreaWeeks, ...]:
    return weeks(asked.known, events, shares, shaped=given.ground.keys(), until=asked.about)


def _by_area(asked: Asked, given: ReportInput, shares: pl.DataFrame) -> Iterator[ByArea]:
    for area in asked.known.area:
        for author in dict.fromkeys(b.author for b in area.boundary if b.id in given.ground):
            mine = shares.filter(area=area.id, author=author)["probability"]
            yield ByArea(
                area=area.name,
                line=asked.name(author),
                certain=int((mine >= _CERTAIN).sum()),
                expected=float(mine.sum()),
                possible=len(mine),
                contested=int((mine < CONTESTED_BELOW).sum()),
            )


def _without_line(asked: Asked, given: ReportInput) -> Iterator[str]:
    for area in asked.known.area:
        begun = [b for b in area.boundary if day_of(b.valid_from) <= asked.about]
        if begun and not any(b.id in given.ground for b in begun):
            yield area.name

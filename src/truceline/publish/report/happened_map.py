"""A map of events, gathered into squares, so that no mark is a place.

Events whose place is known fill squares of about ten kilometres, the fuller the more there were.
Those near a known place, up to some 25 km off, are a number in a square of about forty. Those
known only to a unit, a line or the country have no mark; they are counted in the table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl
import shapely

from truceline.publish.report.ground import Drawn, begun, places_of
from truceline.publish.report.inputs import Asked
from truceline.publish.report.maps import Frame, Name, around, bar, names, shape_path
from truceline.wording import day, number, say, say_count

_KM = {"exact": 10.0, "near": 40.0}
BANDS = (1, 5, 10, 20, 50)
"""Least number of events of each shade."""


@dataclass(frozen=True, slots=True)
class Square:
    """Events in one square."""

    x: float
    y: float
    side: float
    count: int
    band: int
    """Which shade, from 0."""


@dataclass(frozen=True, slots=True)
class EventMap:
    """Events on a map."""

    id: str
    title: str
    text: str
    frame: Frame
    outlines: tuple[str, ...]
    drawn: tuple[Drawn, ...]
    exact: tuple[Square, ...]
    near: tuple[Square, ...]
    places: tuple[Name, ...]
    bands: tuple[str, ...]
    bar_km: int
    bar: float


def event_map(asked: Asked, events: pl.DataFrame, begins: date) -> EventMap | None:
    """Return the map of the ground that the areas have; None where nothing says where they are."""
    areas = tuple(a for a in asked.known.area if begun(asked, a))
    known = {n: (p.lon or 0.0, p.lat or 0.0) for n, p in places_of(areas).items()}
    shapes = [asked.ground[b.id] for a in areas for b in begun(asked, a) if b.id in asked.ground]
    ground = [*map(shapely.Point, known.values()), *shapes]
    if not ground:
        return None
    frame = around(ground, margin_km=25, least_km=60, slim=1.45)
    length, units = bar(frame)
    return EventMap(
        id="map-events",
        title=say("Events from {first} to {last}", first=day(begins), last=day(asked.about)),
        text=_text(on_map(events, frame)),
        frame=frame,
        outlines=tuple(d for o in asked.backdrop if (d := shape_path(o.shape, frame))),
        drawn=tuple(
            Drawn(shape_path(shape, frame), 0, 0.0, is_line=shapely.get_dimensions(shape) == 1)
            for shape in shapes
        ),
        exact=tuple(_squares(events, frame, "exact")),
        near=tuple(_squares(events, frame, "near")),
        places=tuple(names(((n, *at) for n, at in known.items()), frame)),
        bands=tuple(_bands()),
        bar_km=length,
        bar=units,
    )


def on_map(events: pl.DataFrame, frame: Frame) -> int:
    """Return how many events have a mark."""
    return sum(len(_within(events, frame, precision)) for precision in _KM)


def _within(events: pl.DataFrame, frame: Frame, precision: str) -> pl.DataFrame:
    return events.filter(
        (pl.col("precision") == precision)
        & pl.col("lon").is_between(frame.west, frame.east)
        & pl.col("lat").is_between(frame.south, frame.north)
    )


def _squares(events: pl.DataFrame, frame: Frame, precision: str) -> Iterator[Square]:
    x, y = frame.per_degree
    side = _KM[precision] * frame.per_km
    gathered = _within(events, frame, precision).group_by(
        ((pl.col("lon") - frame.west) * x / side).floor().alias("column"),
        ((frame.north - pl.col("lat")) * y / side).floor().alias("row"),
    )
    for column, row, count in sorted(gathered.len().rows()):
        band = sum(count >= least for least in BANDS) - 1
        yield Square(column * side, row * side, side, count, band)


def _bands() -> Iterator[str]:
    for least, above in zip(BANDS, (*BANDS[1:], None), strict=True):
        if above is None:
            yield say("{least} or more", least=number(least))
        else:
            yield say("{least} to {most}", least=number(least), most=number(above - 1))


def _text(drawn: int) -> str:
    return say_count(
        "{count} event is drawn, gathered into squares. The table tells how many are known how "
        "well.",
        "{count} events are drawn, gathered into squares. The table tells how many are known how "
        "well.",
        drawn,
    )

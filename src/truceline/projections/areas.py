"""The ground that each boundary of an arrangement takes in, where it takes in any.

Input: the arrangement. Output: shapes in degrees, by boundary. A boundary without a line has none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from truceline.domain.areas import (
    Area,
    Boundary,
    Buffer,
    Depth,
    Hole,
    Polygon,
    Rings,
    Settlements,
)
from truceline.domain.arrangement import Arrangement
from truceline.domain.periods import Moment, instant
from truceline.domain.places import Place
from truceline.methods.geometry.buffers import buffer_m

NEVER_BEGAN = np.iinfo(np.int64).min
NEVER_ENDS = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """The ground of one boundary and the time it is valid."""

    area: str
    boundary: Boundary
    shape: BaseGeometry
    """Polygon or multipolygon in degrees."""
    valid_from: int
    """First second, since 1970 in UTC."""
    valid_to: int
    """First second after it."""
    uncertainty_m: float
    """95 % radius of where the line may be; 0 where it is exact."""


def outlines(arrangement: Arrangement) -> tuple[Outline, ...]:
    """Return the ground of every boundary that has a line, in the arrangement's order."""
    zone = ZoneInfo(arrangement.zone)
    return tuple(_outlines(arrangement, zone))


def _outlines(arrangement: Arrangement, zone: ZoneInfo) -> Iterator[Outline]:
    areas = {area.id: area for area in arrangement.area}
    for area in arrangement.area:
        for boundary in area.boundary:
            shape = _shape_of(boundary, areas)
            if shape is not None:
                yield Outline(
                    area=area.id,
                    boundary=boundary,
                    shape=shape,
                    valid_from=second(boundary.valid_from, zone),
                    valid_to=NEVER_ENDS
                    if boundary.valid_to is None
                    else second(boundary.valid_to, zone),
                    uncertainty_m=(boundary.uncertainty_m or 0.0) + _spread(boundary),
                )


def second(moment: Moment, zone: ZoneInfo) -> int:
    """Return the first second of a moment, since 1970 in UTC."""
    return int(instant(moment, zone).timestamp())


def _shape_of(boundary: Boundary, areas: Mapping[str, Area]) -> BaseGeometry | None:
    match boundary.shape:
        case Polygon() as shape:
            ground = _polygons(shape.polygons)
        case Settlements() as shape:
            ground = _settlements(shape)
        case Buffer() as shape:
            line = shape.line or _positions(shape.through)
            ground = buffer_m(shapely.LineString(line), shape.each_side_m) if line else None
        case Depth() as shape:
            ground = _belt(shape, boundary, areas)
        case _:
            ground = None
    if ground is None or ground.is_empty:
        return None
    for hole in boundary.hole:
        ground = ground.difference(_hole(hole))
    return ground


def _polygons(polygons: tuple[Rings, ...]) -> BaseGeometry:
    return shapely.union_all([shapely.Polygon(rings[0], rings[1:]) for rings in polygons])


def _settlements(shape: Settlements) -> BaseGeometry | None:
    points = [shapely.Point(position) for position in _positions(shape.place)]
    if not points:
        return None
    if shape.hull:
        between = shapely.convex_hull(shapely.MultiPoint(points))
        return buffer_m(between, shape.radius_m) if shape.radius_m else between
    return shapely.union_all([buffer_m(point, shape.radius_m) for point in points])


def _belt(shape: Depth, boundary: Boundary, areas: Mapping[str, Area]) -> BaseGeometry | None:
    """Return a belt of middling depth along the edge of the area's own line, if it has one."""
    if shape.inside not in areas:
        return None
    for outer in areas[shape.inside].boundary:
        around = _shape_of(outer, {})
        if outer.status == "agreed" and outer.author == boundary.author and around is not None:
            return around.difference(buffer_m(around, -(shape.least_m + shape.most_m) / 2))
    return None


def _spread(boundary: Boundary) -> float:
    """Return how far off the inner edge of a belt may be beyond its line, in metres."""
    shape = boundary.shape
    return (shape.most_m - shape.least_m) / 2 if isinstance(shape, Depth) else 0.0


def _hole(hole: Hole) -> BaseGeometry:
    if hole.polygons:
        return _polygons(hole.polygons)
    if hole.place is None or hole.place.lon is None or hole.place.lat is None:
        return shapely.Polygon()
    return buffer_m(shapely.Point(hole.place.lon, hole.place.lat), hole.place.radius_m or 0.0)


def _positions(places: tuple[Place, ...]) -> list[tuple[float, float]]:
    return [(p.lon, p.lat) for p in places if p.lon is not None and p.lat is not None]

"""Is this polygon sound? Checks for shapes that people draw, type or import.

Shapes are kept in degrees and taken as drawn, so they must be whole: rings closed, no edge across
another, nothing across the 180th meridian.

Source for rings and the meridian: RFC 7946 (GeoJSON), sections 3.1.6 and 3.1.9.
"""

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from truceline.errors import BadInput

Shape: TypeAlias = "shapely.Polygon | shapely.MultiPolygon"

FaultKind = Literal[
    "not-an-area",
    "empty",
    "not-finite",
    "out-of-range",
    "too-few-places",
    "unclosed",
    "crosses-antimeridian",
    "zero-area",
    "self-crossing",
    "hole-outside",
    "parts-overlap",
]

_REPAIRABLE: set[FaultKind] = {
    "too-few-places",
    "unclosed",
    "zero-area",
    "self-crossing",
    "hole-outside",
    "parts-overlap",
}

# Square degrees: about a hundredth of a square metre, below which a ring encloses nothing.
_NOTHING = 1e-12

_REASONS: tuple[tuple[str, FaultKind], ...] = (
    ("Hole", "hole-outside"),
    ("Nested shells", "parts-overlap"),
)


class Fault(NamedTuple):
    """What is wrong with a ring or a shape, and where it shows."""

    kind: FaultKind
    place: tuple[float, float] | None = None
    """Longitude and latitude of the first place where it shows, if it has one."""

    def __str__(self) -> str:
        if self.place is None:
            return self.kind
        return f"{self.kind} at {self.place[0]:.6g} {self.place[1]:.6g}"


class Repaired(NamedTuple):
    """A shape made sound, and how it differs from what was handed in."""

    shape: Shape
    faults: tuple[Fault, ...]
    """What was put right; empty if nothing had to be."""
    parts: int
    """How many polygons it has now."""
    area_ratio: float
    """Its area by that of the shape handed in; NaN if that had none."""


class ShapeFaulty(BadInput):
    """A shape cannot serve as an area."""

    code = "geometry.shape-faulty"
    text = (
        "The shape cannot be used as an area: {faults}. "
        "Correct it where it was drawn, or let it be repaired and look at the result."
    )


class CrossesAntimeridian(BadInput):
    """A ring goes the long way round between 180 east and 180 west."""

    code = "geometry.crosses-antimeridian"
    text = (
        "An edge spans more than half the globe ({place}): the shape crosses the 180th meridian. "
        "Cut it there into two polygons, one on each side (RFC 7946, section 3.1.9)."
    )


def ring_faults(ring: ArrayLike) -> list[Fault]:
    """List what is wrong with one ring as drawn.

    Args:
        ring: (n, 2) or more columns, degrees: longitude, latitude, the rest ignored. A sound
            ring repeats its first place at the end.
    """
    places = np.array(ring, np.float64, ndmin=2)[:, :2]
    if not np.isfinite(places).all():
        return [Fault("not-finite")]
    if len(np.unique(places, axis=0)) < 3:
        return [Fault("too-few-places")]
    faults = [
        *_first(places, "out-of-range", np.abs(places / (180, 90)).max(axis=1) > 1),
        *_first(places, "crosses-antimeridian", np.abs(np.diff(places[:, 0])) > 180),
    ]
    if tuple(places[0]) != tuple(places[-1]):
        faults.append(Fault("unclosed", _place(places[-1])))
    return faults + _folds(shapely.Polygon(places))


def shape_faults(shape: BaseGeometry) -> list[Fault]:
    """List what is wrong with a polygon or multipolygon in degrees; nothing if it is sound."""
    if shape.geom_type not in {"Polygon", "MultiPolygon"}:
        return [Fault("not-an-area")]
    if shape.is_empty:
        return [Fault("empty")]
    rings = shapely.get_rings(shapely.get_parts(shape))
    faults = [fault for ring in rings for fault in ring_faults(shapely.get_coordinates(ring))]
    return faults or _folds(shape)


def sound(shape: BaseGeometry) -> Shape:
    """Return the shape if it can serve as an area.

    Raises:
        CrossesAntimeridian: It has to be cut in two.
        ShapeFaulty: Something else is wrong with it.
    """
    _refuse(shape_faults(shape))
    return shape


def repair(shape: BaseGeometry) -> Repaired:
    """Make a shape sound: cut rings where they cross, drop what encloses nothing.

    Raises:
        CrossesAntimeridian: It has to be cut in two, and only a person can say how.
        ShapeFaulty: It is no polygon, its places are no places, or nothing would be left.
    """
    faults = shape_faults(shape)
    _refuse(fault for fault in faults if fault.kind not in _REPAIRABLE)
    if not faults:
        return Repaired(shape, (), len(shapely.get_parts(shape)), 1.0)
    valid = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    pieces = [_without_specks(part) for part in shapely.get_parts(valid) if part.area > _NOTHING]
    if not pieces:
        raise ShapeFaulty(faults=_listed(faults))
    whole = pieces[0] if len(pieces) == 1 else shapely.MultiPolygon(pieces)
    ratio = whole.area / shape.area if shape.area > _NOTHING else float("nan")
    return Repaired(whole, tuple(faults), len(pieces), ratio)


def _without_specks(polygon: shapely.Polygon) -> shapely.Polygon:
    """Fill the holes that rounding leaves where lines cross."""
    holes = [hole for hole in polygon.interiors if shapely.Polygon(hole).area > _NOTHING]
    return shapely.Polygon(polygon.exterior, holes)


def _first(places: NDArray[np.float64], kind: FaultKind, where: NDArray[np.bool_]) -> list[Fault]:
    return [Fault(kind, _place(places[k])) for k in np.flatnonzero(where)[:1]]


def _place(place: NDArray[np.float64]) -> tuple[float, float]:
    return float(place[0]), float(place[1])


def _folds(shape: Shape) -> list[Fault]:
    """Ask GEOS whether rings cross, nest or lie flat."""
    if shapely.convex_hull(shape).area < _NOTHING:
        return [Fault("zero-area", _place(shapely.get_coordinates(shape)[0]))]
    reason = shapely.is_valid_reason(shape)
    if reason == "Valid Geometry":
        return []
    kind: FaultKind = "self-crossing"
    for words, other in _REASONS:
        kind = other if reason.startswith(words) else kind
    lon, lat = re.findall(r"-?[\d.]+(?:e[+-]?\d+)?", reason)[-2:]
    return [Fault(kind, (float(lon), float(lat)))]


def _refuse(faults: Iterable[Fault]) -> None:
    held = list(faults)
    for fault in held:
        if fault.kind == "crosses-antimeridian":
            raise CrossesAntimeridian(place=fault)
    if held:
        raise ShapeFaulty(faults=_listed(held))


def _listed(faults: Iterable[Fault]) -> str:
    return "; ".join(map(str, faults))

"""Areas as GEOS sees them: the plain way to join, and the judge of what the fast way doubts."""

from collections.abc import Sequence
from functools import cached_property
from threading import RLock

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from truceline.errors import BadInput
from truceline.methods.geometry.points import (
    TOUCHES,
    WITHIN,
    Areas,
    Discs,
    Floats,
    Indices,
    Moments,
    Pairs,
    Points,
    Shapes,
)

Flags = NDArray[np.bool_]

_EVER = np.iinfo(np.int64)
# Rounding may move the edge of a box by less than this share of its coordinates.
_ROUNDING = 1e-12


class NotAnArea(BadInput):
    """A shape that is to hold points has no inside."""

    code = "geometry.not-an-area"
    text = (
        "Shape {position} is a {kind}, which has no inside. Hand in polygons or multipolygons, "
        "or give the shape a width first."
    )


class Prepared:
    """Areas with their validity, and exact answers about them, area by area.

    Holds its own copies of the shapes and lets in one thread at a time: GEOS prepares a shape at
    the first question, and two threads that ask it at once can bring the process down.
    """

    def __init__(
        self, areas: Areas, valid_from: ArrayLike | None, valid_to: ArrayLike | None
    ) -> None:
        self.areas = _own_copies(np.asarray(areas, object))
        self.bounds: Floats = shapely.bounds(self.areas).reshape(-1, 4)
        self.valid_from = _moments(valid_from, len(self.areas), _EVER.min)
        self.valid_to = _moments(valid_to, len(self.areas), _EVER.max)
        # An area that ends before it begins would still meet an event that lasts across both.
        never = self.valid_from >= self.valid_to
        self.valid_from[never], self.valid_to[never] = _EVER.max, _EVER.min
        self._asking = RLock()

    def __len__(self) -> int:
        return len(self.areas)

    @cached_property
    def wide_bounds(self) -> Floats:
        """(a, 4) bounds with room for rounding, to look for discs in."""
        room = _ROUNDING * np.abs(self.bounds).max(axis=1, keepdims=True)
        wide: Floats = self.bounds + room * np.array([-1, -1, 1, 1])
        return wide

    @cached_property
    def _boundaries(self) -> Shapes:
        lines: Shapes = shapely.boundary(self.areas)
        return lines

    def covers(self, area: Indices | int, points: Points, which: Indices) -> Flags:
        """Tell for pairs of areas and points whether the point lies in the area or on its edge."""
        x, y = points.x[which], points.y[which]
        with self._asking:
            shapely.prepare(self.areas[np.unique(area)])
            inside: Flags = shapely.intersects_xy(self.areas[area], x, y)
        return inside

    def classify(
        self, area: Indices | int, points: Points, radius: Floats, which: Indices
    ) -> Indices:
        """Return TOUCHES, WITHIN or 0 for pairs of areas and discs; radius is (n,)."""
        inside = self.covers(area, points, which)
        centres = shapely.points(points.x[which], points.y[which])
        with self._asking:
            shapely.prepare(self._boundaries[np.unique(area)])
            near = shapely.dwithin(self._boundaries[area], centres, radius[which])
        return np.where(near, TOUCHES, np.where(inside, WITHIN, 0))

    def join(self, points: Points) -> Pairs:
        """See `AreaIndex.join`."""
        found = []
        for area, box in enumerate(self.bounds):
            near = self._around(area, box, points)
            near = near[self.covers(area, points, near)]
            found.append(np.stack([near, np.full_like(near, area)]))
        return Pairs(*_in_order(found, rows=2))

    def discs(self, points: Points, radius: Floats) -> Discs:
        """See `AreaIndex.discs`."""
        found = []
        reach = radius * (1 + _ROUNDING)
        for area, box in enumerate(self.wide_bounds):
            near = self._around(area, box, points, reach)
            kind = self.classify(area, points, radius, near)
            found.append(np.stack([near, np.full_like(near, area), kind])[:, kind > 0])
        return Discs(*_in_order(found, rows=3))

    def _around(
        self, area: int, box: Floats, points: Points, reach: Floats | float = 0.0
    ) -> Indices:
        """Return the points near a box while the area is valid, by time first."""
        west, south, east, north = box
        around = (points.last >= self.valid_from[area]) & (points.first < self.valid_to[area])
        around &= (points.x >= west - reach) & (points.x <= east + reach)
        around &= (points.y >= south - reach) & (points.y <= north + reach)
        return np.flatnonzero(around)


def _own_copies(areas: Shapes) -> Shapes:
    empty = shapely.is_missing(areas) | shapely.is_empty(areas)
    areal = np.isin(shapely.get_type_id(areas), [3, 6])
    for position in np.flatnonzero(~empty & ~areal)[:1]:
        raise NotAnArea(position=position, kind=areas[position].geom_type)
    copies: Shapes = shapely.force_2d(areas)
    return copies


def _moments(moments: ArrayLike | None, count: int, default: int) -> Moments:
    return np.full(count, default if moments is None else moments, np.int64)


def _in_order(found: Sequence[Indices], rows: int) -> Indices:
    """Put what was found area by area in the order of the points, which are the first row."""
    columns = np.concatenate([np.empty((rows, 0), np.int64), *found], axis=1)
    return columns[:, np.argsort(columns[0], kind="stable")]

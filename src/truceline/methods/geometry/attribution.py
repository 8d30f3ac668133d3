"""The probability that an event lay inside an area and during the time it was valid.

Space: exact places by exact arithmetic, others by draws from a density; where exact events on the
same ground are known, discs and shapes learn from them (`learned`). A boundary that may be
off is taken to be shifted as a whole, by a normal displacement whose 95 % radius is its
uncertainty; seen from the boundary that is the event shifted the other way. An exact event then
has a probability too: Phi(d / sigma) at distance d inside a straight edge.

Time: uniform over the event's interval, independent of place. Versions of one area do not overlap
in time, so their probabilities sum to at most 1.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from truceline.errors import BadInput
from truceline.methods.geometry.buffers import buffer_m
from truceline.methods.geometry.draws import Draws, Shape, moved, sigma_m, within
from truceline.methods.geometry.index import AreaIndex
from truceline.methods.geometry.learned import Exact, Ground, blended, learn
from truceline.methods.geometry.points import Areas, Floats, Indices, Moments, Shapes

BATCH = 1 << 18
"""Draws tested at once: about 40 MB."""

_EVER = np.iinfo(np.int64)
_DAY_S = 86_400
_LEAST_M_PER_DEGREE = 110_000.0
"""Less than a degree of latitude anywhere, and of longitude at the equator."""


class Spread(IntEnum):
    """How a place is spread around its coordinates."""

    EXACT = 0
    NORMAL = 1
    """Isotropic normal; scale_m is the standard deviation per direction (see `sigma_m`)."""
    DISC = 2
    """Uniform on a disc; scale_m is its radius."""
    SHAPE = 3
    """Uniform on a shape: a district, a country, the surroundings of a road."""


class ScaleMissing(BadInput):
    """A place is said to be imprecise, but not by how much."""

    code = "geometry.scale-missing"
    text = (
        "Place {position} is imprecise, but by how many metres is not said. "
        "Give it a radius of 0 or more, or call it unknown by leaving its coordinates out."
    )


class ShapeMissing(BadInput):
    """A place is said to be spread over a shape that was not handed in."""

    code = "geometry.shape-missing"
    text = (
        "Place {position} is spread over shape {shape}, which was not handed in or is empty. "
        "Load the district it stands for, or call the place unknown."
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Events:
    """Places and times; (n,) each except `shapes`."""

    lon: Floats
    """Degrees; NaN where unknown, which is in no area."""
    lat: Floats
    spread: NDArray[np.integer]
    """`Spread` of each."""
    scale_m: Floats
    """Metres, for NORMAL and DISC."""
    shape: Indices
    """Index into `shapes`, for SHAPE."""
    shapes: Shapes
    """(s,) valid polygons or multipolygons in degrees."""
    begins: Moments
    """First second of each event."""
    ends: Moments
    """First second after it; the same as `begins` for an instant."""
    source: Indices
    """Whose record each is in: an imprecise event learns from exact ones of the same."""

    @property
    def day(self) -> Indices:
        """Days since 1970 on which the events begin."""
        return self.begins // _DAY_S

    def __post_init__(self) -> None:
        """Refuse what would otherwise count as outside.

        Raises:
            ScaleMissing: A NORMAL or DISC place has no scale.
            ShapeMissing: A SHAPE place has no shape.
        """
        scaled = np.flatnonzero((self.spread == Spread.NORMAL) | (self.spread == Spread.DISC))
        held = np.isfinite(self.lon[scaled] + self.lat[scaled])
        scale_m = self.scale_m[scaled]
        for position in scaled[held & ~(np.isfinite(scale_m) & (scale_m >= 0))][:1]:
            raise ScaleMissing(position=position)
        shaped = np.flatnonzero(self.spread == Spread.SHAPE)
        full = np.flatnonzero(~(shapely.is_missing(self.shapes) | shapely.is_empty(self.shapes)))
        for position in shaped[~np.isin(self.shape[shaped], full)][:1]:
            raise ShapeMissing(position=position, shape=self.shape[position])


class Attributed(NamedTuple):
    """Probabilities above 0, sorted by event, then area; (k,) each."""

    event: Indices
    area: Indices
    probability: Floats


class Attribution:
    """Areas, ready to be asked about batch after batch of events."""

    def __init__(
        self,
        areas: Areas,
        valid_from: ArrayLike,
        valid_to: ArrayLike,
        uncertainty_m: ArrayLike = 0.0,
        draws: Draws | None = None,
        exact: Events | None = None,
    ) -> None:
        """Take the areas in.

        Args:
            areas: (a,) valid polygons or multipolygons in degrees.
            valid_from: (a,) int64, first second of each.
            valid_to: (a,) int64, first second after each.
            uncertainty_m: (a,) metres, the 95 % radius of where the boundary may be; 0 is exact.
            draws: The draws to use; by default 4,096 with the recorded seed.
            exact: Exact events to learn from; without them densities are uniform.

        Raises:
            NotAnArea: A shape is a point, a line or a collection.
        """
        shapes = np.asarray(areas, object)
        self._from = np.asarray(valid_from, np.int64)
        self._to = np.asarray(valid_to, np.int64)
        self._exact = exact
        draws = draws or Draws.of()
        uncertain = np.broadcast_to(np.asarray(uncertainty_m, np.float64), shapes.shape)
        self._groups = []
        for metres in np.unique(uncertain):
            some = np.flatnonzero(uncertain == metres)
            index = AreaIndex(shapes[some], self._from[some], self._to[some])
            self._groups.append(_Group(index, some, sigma_m(metres), draws))

    def of(self, events: Events, *, threads: int = 2) -> Attributed:
        """Return the probability that each event lay inside each area and during it."""
        event, area, share = self._inside(events, threads)
        if self._exact is not None:
            event, area, share = self._informed(events, event, area, share)
        during = time_share(
            events.begins[event], events.ends[event], self._from[area], self._to[area]
        )
        order = np.lexsort((area, event))
        order = order[(share * during)[order] > 0]
        return Attributed(event[order], area[order], (share * during)[order])

    def _inside(self, events: Events, threads: int = 2) -> Attributed:
        """Return how much of each event's own density lies in each area, in any order."""
        found = [_NOTHING]
        for group in self._groups:
            found += group.inside(events, threads)
        return Attributed(*(np.concatenate(column) for column in zip(*found, strict=True)))

    def _informed(self, events: Events, event: Indices, area: Indices, share: Floats) -> Attributed:
        # Only what may lie in an area at all: most events, often, cannot.
        grounds = _grounds(events, np.unique(event))
        if not grounds:
            return Attributed(event, area, share)
        uniform = csr_array((share, (event, area)), shape=(len(events.lon), len(self._from)))
        mixed = blended(uniform, learn(self._learned_from, grounds, events.day)).tocoo()
        return Attributed(mixed.row.astype(np.int64), mixed.col.astype(np.int64), mixed.data)

    @cached_property
    def _learned_from(self) -> Exact:
        assert self._exact is not None
        ever = np.broadcast_to(_EVER.min, self._exact.begins.shape)
        lasting = replace(self._exact, begins=ever, ends=np.broadcast_to(_EVER.max, ever.shape))
        event, area, share = self._inside(lasting)
        return Exact(
            lon=self._exact.lon,
            lat=self._exact.lat,
            day=self._exact.day,
            source=self._exact.source,
            inside=csr_array((share, (event, area)), shape=(len(ever), len(self._from))),
        )


def _grounds(events: Events, some: Indices) -> list[Ground]:
    """Return the discs and shapes that these events are spread over, with the events on each."""
    grounds = []
    disc = some[events.spread[some] == Spread.DISC]
    columns = (events.lon, events.lat, events.scale_m, events.source)
    for key, on in _alike(np.column_stack([column[disc] for column in columns])):
        lon, lat, radius_m, source = key
        ground = buffer_m(shapely.Point(lon, lat), radius_m)
        # Across the 180th meridian its outline is no disc; nothing is learned there.
        if ground.bounds[2] - ground.bounds[0] < 180:
            grounds.append(Ground(ground, int(source), disc[on]))
    shaped = some[events.spread[some] == Spread.SHAPE]
    for key, on in _alike(np.column_stack([events.shape[shaped], events.source[shaped]])):
        number, source = key
        grounds.append(Ground(events.shapes[number], int(source), shaped[on]))
    return grounds


def _alike(rows: NDArray[Any]) -> Iterator[tuple[NDArray[Any], Indices]]:
    """Yield each distinct row and where it stands."""
    if not len(rows):
        return
    keys, which = np.unique(rows, axis=0, return_inverse=True)
    order = np.argsort(which, kind="stable")
    ends = np.cumsum(np.bincount(which))
    yield from zip(keys, np.split(order, ends[:-1]), strict=True)


_NOTHING = Attributed(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """Areas whose boundaries are equally uncertain: one index, one blur in metres."""

    index: AreaIndex
    areas: Indices
    blur_m: float
    draws: Draws

    def inside(self, events: Events, threads: int) -> Iterator[Attributed]:
        """Yield how much of each event's density lies in the areas valid at any of its moments."""
        exact, normal, disc, shaped = (np.flatnonzero(events.spread == kind) for kind in Spread)
        if self.blur_m:
            at_once = np.zeros(len(exact))
            yield from self._around(events, exact, at_once, self.draws.normal, threads)
        else:
            yield self._exact(events, exact, threads)
        for some, unit in ((normal, self.draws.normal), (disc, self.draws.disc)):
            yield from self._around(events, some, events.scale_m[some], unit, threads)
        for shape in np.unique(events.shape[shaped]):
            some = shaped[events.shape[shaped] == shape]
            yield self._on_shape(events.shapes[shape], some, threads)

    def _exact(self, events: Events, some: Indices, threads: int) -> Attributed:
        begins, ends = events.begins[some], events.ends[some]
        found = self.index.join(events.lon[some], events.lat[some], begins, ends, threads=threads)
        return self._of(some[found.point], found.area, np.ones(len(found.point)))

    def _around(
        self, events: Events, some: Indices, scale_m: Floats, unit: Floats, threads: int
    ) -> Iterator[Attributed]:
        """Draw around places: unit draws by the scale of each, and the boundary's shift."""
        shift_m = self.blur_m * self.draws.shift
        reach_m = scale_m * _farthest(unit) + _farthest(shift_m)
        near = np.flatnonzero(self._in_reach(events.lon[some], events.lat[some], reach_m))
        size = max(1, BATCH // len(self.draws))
        for start in range(0, len(near), size):
            batch = near[start : start + size]
            offset_m = scale_m[batch, None] * unit[:, None] + shift_m[:, None]
            yield self._drawn(events, some[batch], offset_m, threads)

    def _in_reach(self, lon: Floats, lat: Floats, reach_m: Floats) -> NDArray[np.bool_]:
        """Tell where a draw may fall into any area: most events, often, are too far from all."""
        high = reach_m / _LEAST_M_PER_DEGREE
        wide = high / np.cos(np.radians(np.minimum(np.abs(lat) + high, 89.0)))
        # Draws across the 180th meridian come down on its other side: those are always asked.
        near = np.abs(lon) + wide > 180
        for west, south, east, north in self.index.bounds:
            near |= (
                (lon >= west - wide)
                & (lon <= east + wide)
                & (lat >= south - high)
                & (lat <= north + high)
            )
        return near

    def _drawn(self, events: Events, some: Indices, offset_m: Floats, threads: int) -> Attributed:
        """Count how many draws of each event, (2, k, m) off its place, lie in each area."""
        count = len(self.draws)
        lon, lat = moved(events.lon[some, None], events.lat[some, None], *offset_m)
        begins, ends = np.repeat(events.begins[some], count), np.repeat(events.ends[some], count)
        found = self.index.join(lon.ravel(), lat.ravel(), begins, ends, threads=threads)
        hits = np.bincount(found.point // count * len(self.index) + found.area)
        event, area = np.divmod(np.flatnonzero(hits), len(self.index))
        return self._of(some[event], area, hits[hits > 0] / count)

    def _on_shape(self, shape: Shape, some: Indices, threads: int) -> Attributed:
        """Draw once for all events on a shape."""
        lon, lat = within(shape, self.draws.square)
        if self.blur_m:
            lon, lat = moved(lon, lat, *(self.blur_m * self.draws.shift))
        ever = np.full((2, len(lon)), [[_EVER.min], [_EVER.max]])
        found = self.index.join(lon, lat, *ever, threads=threads)
        hits = np.bincount(found.area)
        area, share = np.flatnonzero(hits), hits[hits > 0] / len(lon)
        event = np.repeat(some, len(area))
        return self._of(event, np.tile(area, len(some)), np.tile(share, len(some)))

    def _of(self, event: Indices, area: Indices, share: Floats) -> Attributed:
        return Attributed(event, self.areas[area], share)


def _farthest(draws: Floats) -> float:
    return float(np.hypot(*draws).max())


def time_share(begins: Moments, ends: Moments, valid_from: Moments, valid_to: Moments) -> Floats:
    """Return the share of each interval [begins, ends) that lies in [valid_from, valid_to).

    All int64 in one unit, broadcast together. An instant (begins == ends) is in or out.
    """
    length = ends - begins
    overlap = np.clip(valid_to, begins, ends) - np.clip(valid_from, begins, ends)
    inside = (valid_from <= begins) & (begins < valid_to)
    return np.where(length > 0, np.maximum(overlap, 0) / np.maximum(length, 1), inside)

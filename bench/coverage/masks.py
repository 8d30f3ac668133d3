"""How a coder would have written down an event of whose place only so much was known.

A mask uses the true place in one way only: to tell which known places or which unit a coder who
knew no more could have named. What it returns is the coded place, never the true one.
"""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from truceline.methods.geometry.draws import Shape

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Rule = Callable[[Floats, Floats], Floats]
"""Kilometres (n, k) and uses (k,) to the weight of each known place for each event."""

EARTH_KM = 6_371.0
NEAR_KM = 25.0
OWN_KM = 1.0
"""A known place no farther away is the event's own: "near Raqqa" is not in Raqqa."""
FADES_KM = 10.0

RULES: Final[Mapping[str, Rule]] = {
    "used and near": lambda km, uses: uses * np.exp(-km / FADES_KM),
    "used": lambda km, uses: uses + 0 * km,
    "any": lambda km, _: np.ones_like(km),
    "nearest": lambda km, _: (km == km.min(axis=1, keepdims=True)).astype(float),
}
"""Which known place within 25 km a coder names, the event's own apart: often used ones and the
nearer the likelier; often used ones at whatever distance; any alike; the nearest."""


class Known(NamedTuple):
    """Places after which class 2 is coded; (k,) each."""

    lon: Floats
    lat: Floats
    uses: Floats
    """Events coded there."""


def kilometres(lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats) -> Floats:
    """Return great-circle distances on a sphere; degrees, broadcast against each other."""
    north, to_north = np.radians(lat), np.radians(to_lat)
    wide = np.sin(np.radians(to_lon - lon) / 2) ** 2 * np.cos(north) * np.cos(to_north)
    high = np.sin((to_north - north) / 2) ** 2
    arc: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(high + wide))
    return arc


def known_place(
    rng: np.random.Generator, lon: Floats, lat: Floats, known: Known, rule: Rule
) -> Indices:
    """Return which known place each event is coded at; -1 where none is near."""
    km = kilometres(lon[:, None], lat[:, None], known.lon, known.lat)
    allowed = (km > OWN_KM) & (km <= NEAR_KM)
    weight = np.where(allowed, rule(np.where(allowed, km, EARTH_KM), known.uses), 0.0)
    ends = weight.cumsum(axis=1)
    chosen = (ends <= rng.random(len(lon))[:, None] * ends[:, -1:]).sum(axis=1)
    return np.where(ends[:, -1] > 0, chosen, -1)


def unit_of(lon: Floats, lat: Floats, units: NDArray[np.object_]) -> Indices:
    """Return the unit that each place lies in, the first on a shared border; -1 for none."""
    found = np.full(len(lon), -1)
    place, unit = shapely.STRtree(units).query(shapely.points(lon, lat), predicate="intersects")
    order = np.lexsort((-unit, place))
    found[place[order]] = unit[order]
    return found


def point_for(unit: Shape) -> tuple[float, float]:
    """Return the point that stands for a unit: its centroid, or another if that lies outside."""
    centroid = unit.centroid
    point = centroid if unit.covers(centroid) else unit.representative_point()
    return point.x, point.y

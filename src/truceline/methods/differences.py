"""What lies in one shape and not in another: its size, and which places are in it.

Sizes are measured in an equal-area projection of the whole earth, places and lengths in an
azimuthal equidistant one around the shape. Lines between two corners are straight in degrees, as
GeoJSON has them, so they are cut into short pieces before they are projected.
"""

from collections.abc import Callable
from functools import cache

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

OUTSIDE, POSSIBLE, CERTAIN, UNKNOWN = 0, 1, 2, -1
_PIECE = 0.02
"""Degrees: a straight piece this long strays from its curve by about a metre."""

Project = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def difference(one: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    """Return the ground in `one` and not in `other`: a multipolygon in degrees, maybe empty."""
    parts = shapely.get_parts(shapely.difference(one, other))
    return shapely.MultiPolygon([p for p in parts if p.geom_type == "Polygon"])


def area_km2(shape: BaseGeometry) -> float:
    """Return the ground in a shape given in degrees WGS 84, in square kilometres.

    EPSG:6933 is equal-area on the ellipsoid; with cut lines the error stays below 1e-5.
    """
    projected = shapely.transform(shapely.segmentize(shape, _PIECE), _equal_area())
    return float(shapely.area(projected)) / 1e6


def places_in(
    shape: BaseGeometry, lon: ArrayLike, lat: ArrayLike, radius_m: ArrayLike
) -> NDArray[np.int8]:
    """Tell which places lie in a shape.

    Args:
        shape: Polygons in degrees WGS 84, some hundred kilometres across at most.
        lon: (n,) degrees; NaN where unknown.
        lat: (n,) degrees; NaN where unknown.
        radius_m: (n,) how far off the coordinates may be; NaN where that is unknown.

    Returns:
        (n,) CERTAIN where all that may be the place lies in the shape, POSSIBLE where some of it
        may, OUTSIDE where none does, UNKNOWN without coordinates. A place whose radius is unknown
        is POSSIBLE where its coordinates lie in the shape, never CERTAIN.
    """
    at = np.column_stack([np.asarray(lon, np.float64), np.asarray(lat, np.float64)])
    radius = np.broadcast_to(np.asarray(radius_m, np.float64), len(at))
    known = ~np.isnan(at).any(axis=1)
    found = np.where(known, OUTSIDE, UNKNOWN).astype(np.int8)
    if shape.is_empty or not known.any():
        return found
    project = _around(shape)
    flat = shapely.transform(shapely.segmentize(shape, _PIECE), project)
    points = shapely.points(project(at[known]))
    inside = shapely.covers(flat, points)
    margin = shapely.distance(shapely.boundary(flat), points)
    # A comparison with NaN is false: an unknown radius makes nothing certain.
    certain = inside & (margin >= radius[known])
    found[known] = np.where(certain, CERTAIN, (inside | (margin < radius[known])).astype(np.int8))
    return found


def length_km(line: BaseGeometry, shape: BaseGeometry) -> float:
    """Return how much of a line lies in a shape, both in degrees WGS 84, in kilometres."""
    within = shapely.intersection(line, shape)
    if within.is_empty:
        return 0.0
    flat = shapely.transform(shapely.segmentize(within, _PIECE), _around(shape))
    return float(shapely.length(flat)) / 1e3


@cache
def _equal_area() -> Project:
    return _projection("EPSG:6933")


def _around(shape: BaseGeometry) -> Project:
    west, south, east, north = shape.bounds
    middle = f"+lon_0={(west + east) / 2} +lat_0={(south + north) / 2}"
    return _projection(f"+proj=aeqd {middle} +datum=WGS84 +units=m")


def _projection(target: str) -> Project:
    transformer = Transformer.from_crs("EPSG:4326", target, always_xy=True)

    def project(at: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(at[:, 0], at[:, 1]))

    return project

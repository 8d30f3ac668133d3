"""Shapes with a width in metres: the surroundings of a road, of a settlement, of a line."""

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]


def buffer_m(shape: BaseGeometry, metres: float) -> BaseGeometry:
    """Return everything within a distance of a shape.

    Args:
        shape: Any geometry in degrees, not across the 180th meridian.
        metres: The distance; negative takes that much off the rim of a polygon.

    Returns:
        A polygon or multipolygon in degrees, empty if nothing is left. Computed in an azimuthal
        equidistant projection around the middle of the shape: true to 0.1 % within 350 km of it.
        Curves have 32 edges to a quarter circle, which falls short by 0.03 % at most.
    """
    plane = _plane_around(shape)
    wide = shapely.buffer(_projected(plane, shape), metres, quad_segs=32)
    return shapely.transform(wide, lambda places: _turned(plane, places, inverse=True))


def distances_m(lon: Floats, lat: Floats, shape: BaseGeometry) -> Floats:
    """Return how far places are from a shape.

    Args:
        lon: (n,) degrees; NaN where unknown.
        lat: (n,) degrees.
        shape: Any geometry in degrees, not across the 180th meridian.

    Returns:
        (n,) metres, 0 inside; NaN where the place is unknown or the shape is empty. In the
        projection of `buffer_m`: off by 0.1 % within 350 km of the middle of the shape, by 1 %
        within 1,500 km.
    """
    known = np.isfinite(lon + lat)
    metres = np.full(len(lon), np.nan)
    if shape.is_empty or not known.any():
        return metres
    plane = _plane_around(shape)
    x, y = plane(lon[known], lat[known])
    flat = _projected(plane, shape)
    shapely.prepare(flat)
    metres[known] = shapely.distance(flat, shapely.points(x, y))
    return metres


def _plane_around(shape: BaseGeometry) -> pyproj.Proj:
    west, south, east, north = shape.bounds
    return pyproj.Proj(
        proj="aeqd", lon_0=(west + east) / 2, lat_0=(south + north) / 2, datum="WGS84"
    )


def _projected(plane: pyproj.Proj, shape: BaseGeometry) -> BaseGeometry:
    return shapely.transform(shape, lambda places: _turned(plane, places, inverse=False))


def _turned(plane: pyproj.Proj, places: Floats, *, inverse: bool) -> Floats:
    return np.column_stack(plane(places[:, 0], places[:, 1], inverse=inverse))

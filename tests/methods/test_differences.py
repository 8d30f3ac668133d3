import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from truceline.methods import differences
from truceline.methods.differences import CERTAIN, OUTSIDE, POSSIBLE, UNKNOWN

WGS84 = Geod(ellps="WGS84")
HOMS = shapely.box(36.6, 34.8, 36.8, 34.9)

corner = st.tuples(st.floats(-170, 160), st.floats(-80, 75))
size = st.tuples(st.floats(0.01, 5), st.floats(0.01, 5))


@settings(deadline=None, max_examples=50)
@given(corner, size)
def test_agrees_with_the_area_on_the_ellipsoid(
    south_west: tuple[float, float], extent: tuple[float, float]
) -> None:
    (west, south), (width, height) = south_west, extent
    box = shapely.box(west, south, west + width, south + height)
    dense = shapely.segmentize(box, 0.005)
    expected = abs(WGS84.geometry_area_perimeter(dense)[0]) / 1e6
    assert differences.area_km2(box) == pytest.approx(expected, rel=1e-5)


def test_the_ground_in_one_and_not_in_the_other() -> None:
    wider = shapely.box(36.6, 34.8, 36.9, 34.9)
    gained = differences.difference(wider, HOMS)
    assert gained.equals(shapely.multipolygons([shapely.box(36.8, 34.8, 36.9, 34.9)]))
    assert differences.difference(HOMS, wider).is_empty
    assert differences.area_km2(differences.difference(HOMS, HOMS)) == 0


def test_lines_that_only_touch_are_no_ground() -> None:
    east = shapely.box(36.8, 34.8, 36.9, 34.9)
    cross = shapely.union(HOMS, shapely.LineString([(36.5, 34.8), (36.6, 34.8)]))
    assert differences.difference(HOMS, east).geom_type == "MultiPolygon"
    assert differences.area_km2(differences.difference(cross, HOMS)) == 0


def test_a_place_is_inside_only_if_all_that_may_be_it_is() -> None:
    # 0.01 degrees of longitude are 915 m here.
    lon = [36.7, 36.79, 36.79, 36.81, 36.81, 37.5, np.nan, 36.7, 36.81]
    lat = [34.85] * len(lon)
    radius = [0.0, 500.0, 1000.0, 1000.0, 500.0, 10.0, 0.0, np.nan, np.nan]
    found = differences.places_in(HOMS, lon, lat, radius)
    assert found.tolist() == [
        CERTAIN,
        CERTAIN,
        POSSIBLE,
        POSSIBLE,
        OUTSIDE,
        OUTSIDE,
        UNKNOWN,
        POSSIBLE,
        OUTSIDE,
    ]


@settings(deadline=None, max_examples=50)
@given(st.floats(36.5, 36.9), st.floats(34.7, 35.0), st.floats(0, 20_000))
def test_agrees_with_distances_on_the_ellipsoid(lon: float, lat: float, radius: float) -> None:
    (found,) = differences.places_in(HOMS, [lon], [lat], [radius])
    rim = np.array(shapely.segmentize(HOMS.exterior, 0.001).coords)
    _, _, away = WGS84.inv(np.full(len(rim), lon), np.full(len(rim), lat), rim[:, 0], rim[:, 1])
    inside = HOMS.covers(shapely.Point(lon, lat))
    # The rim is looked at every 100 m, so nothing is said within that of the limit.
    if abs(away.min() - radius) > 100:
        expected = CERTAIN if inside else OUTSIDE
        assert found == (expected if away.min() > radius else POSSIBLE)


def test_nothing_lies_in_no_ground() -> None:
    nothing = differences.difference(HOMS, HOMS)
    found = differences.places_in(nothing, [36.7, np.nan], [34.85, 34.85], [1e6, 0.0])
    assert found.tolist() == [OUTSIDE, UNKNOWN]
    assert differences.length_km(shapely.LineString([(36, 34), (37, 35)]), nothing) == 0


def test_the_length_of_a_road_within() -> None:
    road = shapely.LineString([(36.7, 34.0), (36.7, 36.0)])
    expected = WGS84.inv(36.7, 34.8, 36.7, 34.9)[2] / 1e3
    assert differences.length_km(road, HOMS) == pytest.approx(expected, rel=1e-4)

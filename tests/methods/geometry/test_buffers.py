import numpy as np
import pyproj
import pytest
import shapely

from truceline.methods.geometry import shape_faults
from truceline.methods.geometry.buffers import buffer_m, distances_m

GEOD = pyproj.Geod(ellps="WGS84")
ROAD = shapely.LineString([(36.6, 33.5), (36.7, 34.7), (37.1, 36.2)])


def test_a_road_gets_six_kilometres_on_each_side() -> None:
    sides = buffer_m(ROAD, 6_000)
    assert shape_faults(sides) == []
    east, west = (GEOD.fwd(36.7, 34.7, bearing, 5_900)[:2] for bearing in (85, 265))
    beyond = GEOD.fwd(36.7, 34.7, 265, 6_150)[:2]
    assert shapely.covers(sides, [shapely.Point(east), shapely.Point(west)]).all()
    assert not shapely.covers(sides, shapely.Point(beyond))


def test_settlements_get_a_radius() -> None:
    towns = shapely.MultiPoint([(36.6, 35.9), (36.7, 35.5)])
    around = buffer_m(towns, 2_000)
    assert len(around.geoms) == 2
    metres2 = sum(abs(GEOD.geometry_area_perimeter(disc)[0]) for disc in around.geoms)
    assert metres2 == pytest.approx(2 * 3.14159265 * 2_000**2, rel=0.002)


def test_a_rim_is_taken_off() -> None:
    area = buffer_m(shapely.Point(37, 35), 20_000)
    core = buffer_m(area, -15_000)
    metres2 = abs(GEOD.geometry_area_perimeter(core)[0])
    assert metres2 == pytest.approx(3.14159265 * 5_000**2, rel=0.01)
    assert buffer_m(area, -21_000).is_empty


def test_distances_agree_with_the_geodesic() -> None:
    lon, lat = np.array([36.0, 36.5, np.nan, 36.05]), np.array([35.0, 35.3, 35.0, 35.05])
    square = shapely.box(36.0, 35.0, 36.1, 35.1)
    found = distances_m(lon, lat, square)

    _, _, metres = GEOD.inv(36.5, 35.3, 36.1, 35.1)
    assert found[0] == found[3] == 0
    assert found[1] == pytest.approx(metres, rel=1e-3)
    assert np.isnan(found[2])
    assert np.isnan(distances_m(lon, lat, shapely.Polygon())).all()

import numpy as np
import pytest
import shapely
from pyproj import Geod

from truceline.domain.arrangement import Arrangement
from truceline.intake.exercise.drill import Drill
from truceline.intake.exercise.ground import Points, within

HERE = Points(np.array([36.5, 35.9]), np.array([36.0, 32.7]))
GEOD = Geod(ellps="WGS84")


def test_distances_agree_with_the_geodesic() -> None:
    east, north = np.array([3.0, -15.0]), np.array([-4.0, 20.0])
    there = HERE.moved(east, north)
    _, _, metres = GEOD.inv(HERE.lon, HERE.lat, there.lon, there.lat)
    assert metres / 1000 == pytest.approx([5.0, 25.0], rel=0.005)
    assert np.diag(HERE.km_to(there)) == pytest.approx([5.0, 25.0], rel=0.005)


def test_places_within_a_radius_fill_it_evenly() -> None:
    centre = Points(np.full(4000, 36.5), np.full(4000, 36.0))
    given = within(np.random.default_rng(1), centre, np.full(4000, 3.0))
    km = centre[np.array([0])].km_to(given)[0]
    assert km.max() <= 3.001
    # Half of the ground lies within the radius over the root of two.
    assert np.mean(km < 3 / np.sqrt(2)) == pytest.approx(0.5, abs=0.03)


def test_each_place_lies_in_the_district_it_is_said_to(drill: Drill) -> None:
    points = drill.incidents.points
    codes, middles = drill.ground.districts_of(points)
    assert points.km_to(middles).diagonal().max() <= 15.2
    for number in range(0, len(points), 50):
        outline = shapely.Polygon(drill.ground.outline(codes[number]))
        assert outline.covers(shapely.Point(points.lon[number], points.lat[number]))
        assert (
            outline.centroid.distance(shapely.Point(middles.lon[number], middles.lat[number]))
            < 1e-3
        )


def test_an_area_counts_under_its_own_units_only(drill: Drill, astana: Arrangement) -> None:
    ground = drill.ground
    units = {unit.name: unit.id for unit in astana.reporting_unit}
    areas = {area.id: area.units for area in astana.area}
    for area, unit in zip(ground.area, ground.unit_of(ground.settlements), strict=True):
        assert units[ground.units[unit]] in areas[ground.areas[area]]
    assert len(set(ground.unit_of(drill.incidents.points).tolist())) >= 6


def test_only_settlements_of_the_period_are_ground(drill: Drill) -> None:
    # Ariha is named from March 2020 on.
    ariha = Points(np.array([36.60964]), np.array([35.81374]))
    assert drill.ground.settlements.km_to(ariha).min() > 5
    assert len(drill.ground.settlements) == 25

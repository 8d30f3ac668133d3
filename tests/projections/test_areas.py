from dataclasses import replace
from datetime import date

import pytest
import shapely

from truceline.domain.areas import Boundary, Depth, Hole, Polygon, Settlements, Undefined
from truceline.domain.arrangement import Arrangement
from truceline.domain.places import Place
from truceline.projections.areas import NEVER_ENDS, outlines

SQUARE = ((36.0, 35.0), (36.2, 35.0), (36.2, 35.2), (36.0, 35.2), (36.0, 35.0))
OUTLINE = Polygon(kind="polygon", polygons=((SQUARE,),))


def boundary(identity: str, shape: object, **more: object) -> Boundary:
    return Boundary(
        id=identity,
        author="them",
        status="agreed",
        valid_from=date(2021, 3, 5),
        known_from=date(2021, 3, 5),
        shape=shape,  # type: ignore[arg-type]  # each test gives a shape
        **more,  # type: ignore[arg-type]
    )


def with_boundaries(island: Arrangement, **of_area: Boundary) -> Arrangement:
    belt = island.area[0]
    areas = tuple(replace(belt, id=area, boundary=(b,)) for area, b in of_area.items())
    return replace(island, area=areas)


def test_only_a_boundary_with_a_line_has_ground(island: Arrangement) -> None:
    held = {ground.boundary.id for ground in outlines(island)}
    assert {"belt-2021", "belt-2022", "belt-by-the-council", "ridge-road-strip"} <= held
    nothing = boundary("n", Undefined(kind="undefined", because="not published"))
    assert outlines(with_boundaries(island, a=nothing)) == ()


def test_versions_meet_without_overlap(island: Arrangement) -> None:
    held = {ground.boundary.id: ground for ground in outlines(island)}
    assert held["belt-2021"].valid_to == held["belt-2022"].valid_from
    assert held["belt-2022"].valid_to == NEVER_ENDS


def test_settlements_are_discs_or_the_ground_between(island: Arrangement) -> None:
    places = tuple(
        Place(name=n, lon=lon, lat=lat)
        for n, lon, lat in (("a", 36.0, 35.0), ("b", 36.2, 35.0), ("c", 36.1, 35.2))
    )
    discs = Settlements(kind="settlements", place=places, radius_m=1000)
    hull = Settlements(kind="settlements", place=places, radius_m=1000, hull=True)
    one, other = outlines(with_boundaries(island, a=boundary("d", discs), b=boundary("h", hull)))
    assert len(shapely.get_parts(one.shape)) == 3
    assert len(shapely.get_parts(other.shape)) == 1
    assert other.shape.buffer(1e-4).covers(one.shape)
    middle = shapely.Point(36.1, 35.06)
    assert other.shape.covers(middle)
    assert not one.shape.covers(middle)


def test_what_is_left_out_is_a_hole(island: Arrangement) -> None:
    hole = Hole(name="town", place=Place(name="town", lon=36.1, lat=35.1, radius_m=500))
    (ground,) = outlines(with_boundaries(island, a=boundary("b", OUTLINE, hole=(hole,))))
    assert not ground.shape.covers(shapely.Point(36.1, 35.1))
    assert ground.shape.covers(shapely.Point(36.1, 35.11))


def test_a_belt_follows_the_edge_of_an_agreed_line_only(island: Arrangement) -> None:
    depth = Depth(kind="depth", inside="a", least_m=1000, most_m=3000)
    outer, belt = boundary("o", OUTLINE), boundary("belt", depth)
    _, ground = outlines(with_boundaries(island, a=outer, b=belt))
    assert ground.uncertainty_m == pytest.approx(1000)
    assert ground.shape.covers(shapely.Point(36.01, 35.1))
    assert not ground.shape.covers(shapely.Point(36.1, 35.1))
    drawn = replace(outer, status="drawn")
    assert len(outlines(with_boundaries(island, a=drawn, b=belt))) == 1

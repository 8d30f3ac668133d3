from itertools import combinations

import shapely
from hypothesis import given
from hypothesis import strategies as st

from truceline.publish.report.maps import Frame, around, bar, names, shape_path

FRAME = Frame(36, 33, 37, 34)
lon, lat = st.floats(36.02, 36.98), st.floats(33.02, 33.98)


def test_a_frame_holds_what_it_is_made_around() -> None:
    shapes = [shapely.Point(36, 33), shapely.box(37, 35, 37.5, 35.2)]
    frame = around(shapes, margin_km=10, slim=1.3)
    for shape in shapes:
        west, south, east, north = shape.bounds
        assert frame.west < west
        assert frame.south < south
        assert frame.east > east
        assert frame.north > north
    assert frame.height <= 1.31 * frame.width


def test_a_kilometre_is_as_long_either_way() -> None:
    x, y = FRAME.per_degree
    assert abs(x / y - 0.8329) < 0.001  # the cosine of 33.5 degrees
    length, units = bar(FRAME)
    assert length == 20
    assert abs(units - 20 * FRAME.per_km) < 1e-9


def test_a_shape_is_cut_at_the_frame_and_keeps_its_holes() -> None:
    ring = shapely.Polygon(
        [(36.2, 33.2), (36.8, 33.2), (36.8, 33.8), (36.2, 33.8)],
        [[(36.4, 33.4), (36.6, 33.4), (36.6, 33.6), (36.4, 33.6)]],
    )
    assert shape_path(ring, FRAME).count("M") == 2
    assert shape_path(shapely.box(40, 40, 41, 41), FRAME) == ""
    huge = shape_path(shapely.box(0, 0, 90, 80), FRAME)
    assert all(-25 <= float(n) <= 435 for n in huge.strip("MZ").replace("L", " ").split())


def test_a_line_is_drawn_as_a_line() -> None:
    line = shapely.LineString([(36.1, 33.1), (36.9, 33.9)])
    assert "Z" not in shape_path(line, FRAME)


@given(st.lists(st.tuples(st.text("abcdefgh", min_size=1, max_size=12), lon, lat), max_size=25))
def test_no_name_runs_into_another_or_out_of_the_map(
    places: list[tuple[str, float, float]],
) -> None:
    placed = names(places, FRAME, size=8)
    assert len(placed) == len(places)
    boxes = []
    for name in placed:
        if name.name:
            long = 0.56 * 8 * len(name.name)
            left = name.at_x - {"start": 0, "middle": long / 2, "end": long}[name.anchor]
            boxes.append((left, name.at_y - 8, left + long, name.at_y + 1))
    for one, other in combinations(boxes, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart
    assert all(box[0] >= 0 and box[2] <= FRAME.width for box in boxes)

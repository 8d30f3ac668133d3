import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon

from truceline.methods.geometry import (
    CrossesAntimeridian,
    Fault,
    ShapeFaulty,
    repair,
    ring_faults,
    shape_faults,
    sound,
)

SQUARE = [(36, 34), (37, 34), (37, 35), (36, 35), (36, 34)]
BOW_TIE = [(36, 34), (37, 35), (37, 34), (36, 35), (36, 34)]


@pytest.mark.parametrize(
    ("ring", "faults"),
    [
        (SQUARE, []),
        (SQUARE[:-1], [Fault("unclosed", (36.0, 35.0))]),
        ([*SQUARE[:2], (np.nan, 35), SQUARE[0]], [Fault("not-finite")]),
        ([*SQUARE[:2], (np.inf, 35), SQUARE[0]], [Fault("not-finite")]),
        ([(36, 34), (37, 34), (36, 34)], [Fault("too-few-places")]),
        ([], [Fault("too-few-places")]),
        ([(36, 34), (37, 35), (38, 36), (36, 34)], [Fault("zero-area", (36.0, 34.0))]),
        (BOW_TIE, [Fault("self-crossing", (36.5, 34.5))]),
        ([(36, 34), (37, 34), (37, 95), (36, 34)], [Fault("out-of-range", (37.0, 95.0))]),
        ([(181, 34), (182, 34), (182, 35), (181, 34)], [Fault("out-of-range", (181.0, 34.0))]),
        (
            [(179, 34), (-179, 34), (-179, 35), (179, 35), (179, 34)],
            [Fault("crosses-antimeridian", (179.0, 34.0))],
        ),
    ],
)
def test_names_each_fault_of_a_ring(ring: list[tuple[float, float]], faults: list[Fault]) -> None:
    assert ring_faults(ring) == faults


def test_looks_at_two_columns_only() -> None:
    assert ring_faults([(*place, np.nan) for place in SQUARE]) == []


@pytest.mark.parametrize(
    ("shape", "kinds"),
    [
        (Polygon(SQUARE), []),
        (MultiPolygon([Polygon(SQUARE), shapely.box(40, 34, 41, 35)]), []),
        (Polygon(BOW_TIE), ["self-crossing"]),
        (shapely.Point(36, 34), ["not-an-area"]),
        (Polygon(), ["empty"]),
        (Polygon(SQUARE, [shapely.box(40, 34, 41, 35).exterior]), ["hole-outside"]),
        (MultiPolygon([Polygon(SQUARE), shapely.box(36.2, 34.2, 36.4, 34.4)]), ["parts-overlap"]),
        (MultiPolygon([Polygon(SQUARE), Polygon(SQUARE)]), ["self-crossing"]),
        (MultiPolygon([Polygon(SQUARE), shapely.box(36.5, 34.5, 38, 36)]), ["self-crossing"]),
    ],
    ids=str,
)
def test_names_each_fault_of_a_shape(shape: shapely.Geometry, kinds: list[str]) -> None:
    assert [fault.kind for fault in shape_faults(shape)] == kinds


def test_lets_a_sound_shape_through() -> None:
    shape = Polygon(SQUARE)
    assert sound(shape) is shape


def test_refuses_a_shape_and_says_where_it_is_faulty() -> None:
    with pytest.raises(ShapeFaulty, match=r"self-crossing at 36.5 34.5. Correct it"):
        sound(Polygon(BOW_TIE))


@pytest.mark.parametrize("check", [sound, repair])
def test_refuses_what_crosses_the_antimeridian(check: object) -> None:
    assert callable(check)
    with pytest.raises(CrossesAntimeridian, match="Cut it there into two polygons"):
        check(Polygon([(179, 34), (-179, 34), (-179, 35), (179, 35)]))


def test_repairs_a_bow_tie_and_says_what_changed() -> None:
    repaired = repair(Polygon([(36, 34), (37, 35), (37, 34), (36, 36)]))
    assert repaired.parts == 2
    assert repaired.faults[0].kind == "self-crossing"
    assert repaired.area_ratio > 1
    assert shape_faults(repaired.shape) == []


def test_leaves_a_sound_shape_as_it_is() -> None:
    shape = Polygon(SQUARE)
    assert repair(shape) == (shape, (), 1, 1.0)


@pytest.mark.parametrize(
    "shape",
    [
        Polygon([(36, 34), (37, 35), (38, 36)]),
        shapely.Point(36, 34),
        Polygon([(36, 34), (37, 34), (37, 95)]),
    ],
    ids=["zero-area", "point", "out-of-range"],
)
def test_does_not_invent_an_area(shape: shapely.Geometry) -> None:
    with pytest.raises(ShapeFaulty):
        repair(shape)


PLACE = st.tuples(st.integers(30, 40), st.integers(30, 40))


@given(st.lists(st.lists(PLACE, min_size=3, max_size=7), min_size=1, max_size=3))
@settings(deadline=None)
def test_what_is_repaired_is_sound(rings: list[list[tuple[int, int]]]) -> None:
    drawn = MultiPolygon([Polygon(ring) for ring in rings])
    try:
        repaired = repair(drawn)
    except ShapeFaulty:
        assert shapely.make_valid(drawn, method="structure", keep_collapsed=False).is_empty
    else:
        assert shape_faults(repaired.shape) == []
        assert bool(repaired.faults) != drawn.is_valid

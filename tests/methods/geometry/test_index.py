from concurrent.futures import ThreadPoolExecutor
from itertools import product

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely import MultiPolygon, Point, Polygon

from truceline.methods.geometry.index import COMPILED_PAYS, AreaIndex
from truceline.methods.geometry.points import TOUCHES, WITHIN, Discs, Pairs
from truceline.methods.geometry.prepared import NotAnArea

Shapes = NDArray[np.object_]
Floats = NDArray[np.float64]
Question = tuple[Floats, Floats, NDArray[np.int64], NDArray[np.int64]]
Crowd = tuple[AreaIndex, AreaIndex, Question]

# A coarse lattice makes corners meet, edges run along one another and points fall on both.
CORNER = st.tuples(st.integers(0, 8), st.integers(0, 8))
TRIANGLES = st.lists(st.lists(CORNER, min_size=3, max_size=3), min_size=1, max_size=4)
# Steps that binary numbers do not hold, a sliver of a degree, a lattice on both sides of zero.
LATTICES = st.sampled_from([(1.0, 0.0), (0.1, 35.7), (1 / 3, -1.1), (1e-9, 36.2), (1e-13, 0.0)])


def cut(triangles: list[list[tuple[int, int]]]) -> shapely.Geometry:
    return shapely.union_all([shapely.make_valid(Polygon(corners)) for corners in triangles])


def on_lattice(shape: shapely.Geometry, step: float, origin: float) -> shapely.Geometry:
    return shapely.transform(shape, lambda places: origin + places * step)


@st.composite
def some_areas(draw: st.DrawFn, lattice: tuple[float, float]) -> Shapes:
    shapes = []
    for _ in range(draw(st.integers(1, 4))):
        whole = cut(draw(TRIANGLES)).difference(cut(draw(TRIANGLES)))
        parts = [part for part in shapely.get_parts(whole) if part.geom_type == "Polygon"]
        shape = on_lattice(MultiPolygon(parts), *lattice)
        assume(shape.is_valid)
        shapes.append(shape)
    return np.array(shapes)


@st.composite
def some_points(draw: st.DrawFn, areas: Shapes, lattice: tuple[float, float]) -> Floats:
    step, origin = lattice
    halves = draw(st.lists(st.tuples(st.integers(-1, 17), st.integers(-1, 17)), max_size=20))
    on_it = origin + np.array(halves).reshape(-1, 2) / 2 * step
    corners = shapely.get_coordinates(areas)
    share = draw(st.sampled_from([0.25, 0.5, 1 / 3]))
    on_edges = corners[:-1] * share + corners[1:] * (1 - share)
    astray = [(np.nan, origin), (origin, np.nan), (np.inf, origin), (origin, -np.inf)]
    return np.concatenate([on_it, corners, on_edges, astray])


@st.composite
def questions(draw: st.DrawFn) -> tuple[Shapes, NDArray[np.int64], Floats, NDArray[np.int64]]:
    lattice = draw(LATTICES)
    areas = draw(some_areas(lattice))
    points = draw(some_points(areas, lattice))
    day = st.integers(0, 3)
    validity = draw(st.lists(st.tuples(day, day), min_size=len(areas), max_size=len(areas)))
    times = draw(st.lists(st.tuples(day, day), min_size=len(points), max_size=len(points)))
    return areas, np.array(validity).T, points, np.sort(np.array(times).T, axis=0)


def meet(begin: int, end: int, valid_from: int, valid_to: int) -> bool:
    return any(valid_from <= moment < valid_to for moment in range(begin, max(end, begin + 1)))


def listed(found: Pairs | Discs) -> list[tuple[int, ...]]:
    return [tuple(row) for row in np.transpose(found).tolist()]


def slowly(
    areas: Shapes, validity: NDArray[np.int64], points: Floats, times: NDArray[np.int64]
) -> list[tuple[int, ...]]:
    return [
        (p, a)
        for p, a in product(range(len(points)), range(len(areas)))
        if meet(*times[:, p], *validity[:, a])
        and np.isfinite(points[p]).all()
        and shapely.covers(areas[a], Point(points[p]))
    ]


@given(questions())
@settings(deadline=None)
def test_both_ways_agree_with_shapely_one_by_one(
    question: tuple[Shapes, NDArray[np.int64], Floats, NDArray[np.int64]],
) -> None:
    areas, validity, points, times = question
    expected = slowly(areas, validity, points, times)
    for index in (AreaIndex(areas, *validity), AreaIndex(areas, *validity).build()):
        found = index.join(*points.T, *times)
        assert listed(found) == expected


@given(questions(), st.lists(st.floats(0, 3), min_size=1, max_size=8))
@settings(deadline=None)
def test_discs_agree_with_shapely_one_by_one(
    question: tuple[Shapes, NDArray[np.int64], Floats, NDArray[np.int64]], radii: list[float]
) -> None:
    areas, validity, points, times = question
    extent = np.ptp(shapely.total_bounds(areas)[[0, 2]]) if len(points) else 1.0
    radius = np.resize(radii, len(points)) * extent / 8
    expected: list[tuple[int, ...]] = []
    for p, a in product(range(len(points)), range(len(areas))):
        if meet(*times[:, p], *validity[:, a]) and np.isfinite(points[p]).all():
            centre = Point(points[p])
            if shapely.dwithin(shapely.boundary(areas[a]), centre, radius[p]):
                expected.append((p, a, TOUCHES))
            elif shapely.covers(areas[a], centre):
                expected.append((p, a, WITHIN))
    for index in (AreaIndex(areas, *validity), AreaIndex(areas, *validity).build()):
        found = index.discs(points[:, 0], points[:, 1], radius, times[0], times[1])
        assert listed(found) == expected


def star(rng: np.random.Generator, corners: int) -> Polygon:
    """A ragged outline with a hole, somewhere between 0 and 10 degrees."""
    angle = np.sort(rng.uniform(0, 2 * np.pi, corners))
    reach = rng.uniform(0.05, 2) * (1 + 0.3 * np.sin(5 * angle) + rng.uniform(-0.02, 0.02, corners))
    centre = rng.uniform(2, 8, 2)
    outline = np.column_stack([reach * np.cos(angle), reach * np.sin(angle)])
    return Polygon(centre + outline, [centre + outline[::-3] / 3])


@pytest.fixture(scope="module")
def crowd() -> Crowd:
    """Twelve stars, the same compiled, and points around them, some on corners and edges."""
    rng = np.random.default_rng(7)
    areas = np.array([star(rng, int(rng.integers(40, 2000))) for _ in range(12)])
    areas = areas[shapely.is_valid(areas)]
    begin = rng.integers(0, 50, len(areas))
    corners = shapely.get_coordinates(areas)
    places = np.concatenate(
        [rng.uniform(0, 10, (60_000, 2)), corners, (corners[1:] + corners[:-1]) / 2]
    )
    first = rng.integers(0, 100, len(places))
    last = first + rng.integers(0, 5, len(places))
    question = (places[:, 0], places[:, 1], first, last)
    validity = (begin, begin + rng.integers(1, 50, len(areas)))
    return AreaIndex(areas, *validity), AreaIndex(areas, *validity).build(), question


def same(one: Pairs | Discs, other: Pairs | Discs) -> bool:
    return all(np.array_equal(*pair) for pair in zip(one, other, strict=True))


def test_both_ways_agree_on_ragged_outlines(crowd: Crowd) -> None:
    plain, compiled, question = crowd
    expected = plain.join(*question)
    assert len(expected.point) > 5_000
    for threads in (1, 2, 3):
        assert same(compiled.join(*question, threads=threads), expected)


def test_both_ways_agree_on_discs(crowd: Crowd) -> None:
    plain, compiled, (x, y, first, last) = crowd
    radius = np.resize([0.0, 0.003, 0.05, 0.4, np.nan, np.inf, -1.0], len(x))
    expected = plain.discs(x, y, radius, first, last)
    assert set(expected.kind) == {TOUCHES, WITHIN}
    for threads in (1, 2):
        assert same(compiled.discs(x, y, radius, first, last, threads=threads), expected)
    assert not np.isin(expected.disc % 7, [4, 5, 6]).any()


def test_may_be_asked_from_several_threads(crowd: Crowd) -> None:
    plain, compiled, question = crowd
    expected = plain.join(*question)
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(index.join, *question) for index in (plain, compiled) * 4]
        assert all(same(answer.result(), expected) for answer in asked)


def test_takes_arrays_as_they_come(crowd: Crowd) -> None:
    _, compiled, question = crowd
    x, y, begins, ends = (np.repeat(column, 2)[::2] for column in question)
    for column in (x, y, begins, ends):
        column.setflags(write=False)
    assert same(compiled.join(x, y, begins, ends), compiled.join(*question))


def test_a_million_points_at_one_corner() -> None:
    corner = np.full(1_000_000, 0.1)
    area = Polygon([(0, 0), (0.1, 0.1), (0.3, 0)])
    found = AreaIndex([area]).build().join(corner, corner, np.zeros(1_000_000, np.int64))
    assert np.array_equal(found.point, np.arange(1_000_000))


def test_tells_a_speck_from_a_continent() -> None:
    continent = shapely.box(-100, -60, 100, 60)
    speck = shapely.box(36.0, 34.0, 36.0 + 1e-12, 34.0 + 1e-12)
    x = np.array([36.0, 36.0 + 5e-13, 36.0 + 2e-12, 100.0, 100.1])
    found = AreaIndex([continent, speck]).build().join(x, np.full(5, 34.0), np.zeros(5, np.int64))
    assert listed(found) == [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (3, 0)]


def test_many_versions_of_one_large_area_share_a_coarser_raster() -> None:
    rng = np.random.default_rng(3)
    areas = [star(rng, 50).union(shapely.box(0, 0, 10, 10)) for _ in range(150)]
    begin = np.arange(150)
    x, y, day = *rng.uniform(0, 10, (2, 500)), rng.integers(0, 150, 500)
    found = AreaIndex(areas, begin, begin + 1).build().join(x, y, day)
    assert same(found, AreaIndex(areas, begin, begin + 1).join(x, y, day))
    assert np.array_equal(found.area, day)


@pytest.mark.parametrize("build", [False, True])
@pytest.mark.parametrize(
    "areas", [[], [None], [Polygon()], [None, MultiPolygon(), Polygon()]], ids=str
)
def test_what_is_empty_holds_nothing(areas: list[Polygon | None], *, build: bool) -> None:
    index = AreaIndex(areas)
    index = index.build() if build else index
    assert len(index.join([0.0, np.nan], [0.0, 0.0], [0, 0]).point) == 0
    assert len(index.discs([0.0], [0.0], [1.0], [0]).disc) == 0


@pytest.mark.parametrize("build", [False, True])
def test_no_points_give_no_pairs(*, build: bool) -> None:
    index = AreaIndex([shapely.box(0, 0, 1, 1)])
    index = index.build() if build else index
    assert len(index.join([], [], []).point) == 0
    assert len(index.discs([], [], [], []).disc) == 0


@pytest.mark.parametrize("build", [False, True])
def test_an_area_without_extent_holds_its_own_edge(*, build: bool) -> None:
    flat = Polygon([(0, 0), (1, 1), (3, 3), (0, 0)])
    upright = Polygon([(5, 0), (5, 1), (5, 2), (5, 0)])
    index = AreaIndex([flat, upright])
    index = index.build() if build else index
    found = index.join([0.5, 0.5, 5.0, 5.0], [0.5, 0.6, 1.5, 2.5], [0, 0, 0, 0])
    assert listed(found) == [(0, 0), (2, 1)]


def test_refuses_what_has_no_inside() -> None:
    with pytest.raises(NotAnArea, match="Shape 1 is a LineString"):
        AreaIndex([shapely.box(0, 0, 1, 1), shapely.LineString([(0, 0), (1, 1)])])


def test_loads_the_compiled_loops_once_they_pay() -> None:
    index = AreaIndex([shapely.box(0, 0, 1, 1)] * 100)
    few = np.zeros(1_000)
    index.join(few, few, few)
    assert "_grid" not in vars(index)
    many = np.full(COMPILED_PAYS // 100, np.nan)
    index.join(many, many, np.zeros(len(many), np.int64))
    assert "_grid" in vars(index)

from dataclasses import replace
from typing import Any

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr
from shapely import Polygon

from truceline.methods.geometry import attribution
from truceline.methods.geometry.attribution import (
    Attribution,
    Events,
    ScaleMissing,
    ShapeMissing,
    Spread,
    time_share,
)
from truceline.methods.geometry.draws import Draws

PLANE = pyproj.Proj(proj="aeqd", lon_0=37, lat_0=35, datum="WGS84")
"""Kilometres around a place, by a projection that the code under test does not use."""

EXACT, NORMAL, DISC, SHAPE = Spread
R95 = np.sqrt(-2 * np.log(0.05))


def drawn(kilometres: Any) -> Polygon:
    places = np.asarray(kilometres, float) * 1000
    return Polygon(np.column_stack(PLANE(places[:, 0], places[:, 1], inverse=True)))


def rectangle(west: float, south: float, east: float, north: float) -> Polygon:
    return drawn([(west, south), (east, south), (east, north), (west, north)])


def disc(radius: float) -> Polygon:
    angle = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    return drawn(radius * np.column_stack([np.cos(angle), np.sin(angle)]))


def event(x: float, y: float, spread: Spread, scale_km: float = np.nan, **more: Any) -> Events:
    lon, lat = PLANE(x * 1000, y * 1000, inverse=True)
    one: dict[str, Any] = {
        "lon": np.array([lon]),
        "lat": np.array([lat]),
        "spread": np.array([spread]),
        "scale_m": np.array([scale_km * 1000]),
        "shape": np.array([-1]),
        "shapes": np.array([], object),
        "begins": np.array([0]),
        "ends": np.array([0]),
        "source": np.array([0]),
    }
    return Events(**(one | more))


def probability(area: Polygon, events: Events, uncertainty_m: float = 0.0) -> float:
    found = Attribution([area], [0], [1], uncertainty_m).of(events)
    return float(found.probability.sum())


@pytest.mark.parametrize(
    ("area", "place", "expected"),
    [
        (rectangle(0, 0, 10, 6), event(2, 3, NORMAL, 2), 0.728902),
        (disc(5), event(3, 0, NORMAL, 2), 0.767874),
        (disc(10), event(12, 0, DISC, 5), 0.216577),
        (rectangle(-0.5, -50, 90, 50), event(0, 0, NORMAL, 1), 0.691462),
        (rectangle(-1, -50, 90, 50), event(0, 0, NORMAL, 1), 0.841345),
        (rectangle(-2, -50, 90, 50), event(0, 0, NORMAL, 1), 0.977250),
        (rectangle(-10, -60, 90, 60), event(0, 0, DISC, 25), 0.747684),
    ],
    ids=["rectangle", "disc", "lens", "half sigma", "one sigma", "two sigma", "25 km"],
)
def test_reproduces_what_can_be_computed_by_hand(
    area: Polygon, place: Events, expected: float
) -> None:
    assert probability(area, place) == pytest.approx(expected, abs=0.005)


def test_an_exact_place_is_in_or_out() -> None:
    area = rectangle(0, 0, 10, 6)
    assert probability(area, event(2, 3, EXACT)) == 1
    assert probability(area, event(11, 3, EXACT)) == 0


@pytest.mark.parametrize("kilometres_inside", [-3, -0.5, 0, 1, 4])
def test_an_uncertain_boundary_gives_an_exact_place_a_probability(
    kilometres_inside: float,
) -> None:
    area = rectangle(-kilometres_inside, -60, 90, 60)
    found = probability(area, event(0, 0, EXACT), uncertainty_m=2_000 * R95)
    assert found == pytest.approx(ndtr(kilometres_inside / 2), abs=0.005)


def test_both_uncertainties_add_up() -> None:
    area = rectangle(-2, -60, 90, 60)
    normal = probability(area, event(0, 0, NORMAL, 3), uncertainty_m=4_000 * R95)
    assert normal == pytest.approx(ndtr(2 / 5), abs=0.005)
    # A disc of 5 km blurred by a normal of 4 km, along the normal of a straight edge.
    x = np.linspace(-5, 5, 2001)
    blurred = np.trapezoid(2 / (25 * np.pi) * np.sqrt(25 - x**2) * ndtr((x + 2) / 4), x)
    blurry = probability(area, event(0, 0, DISC, 5), uncertainty_m=4_000 * R95)
    assert blurry == pytest.approx(blurred, abs=0.005)


def on(shape: Polygon, count: int = 1) -> Events:
    nowhere = np.full(count, np.nan)
    return Events(
        lon=nowhere,
        lat=nowhere,
        spread=np.full(count, SHAPE),
        scale_m=nowhere,
        shape=np.zeros(count, np.int64),
        shapes=np.array([shape]),
        begins=np.zeros(count, np.int64),
        ends=np.zeros(count, np.int64),
        source=np.zeros(count, np.int64),
    )


def test_a_district_is_shared_by_area() -> None:
    district = rectangle(0, 0, 10, 10)
    assert probability(district, on(district)) == 1
    assert probability(rectangle(-5, -5, 4, 20), on(district)) == pytest.approx(0.4, abs=0.005)
    blurred = probability(rectangle(-50, -50, 5, 50), on(district), uncertainty_m=3_000)
    assert blurred == pytest.approx(0.5, abs=0.005)


def test_events_on_one_shape_share_the_answer() -> None:
    district = rectangle(0, 0, 10, 10)
    areas = [rectangle(0, 0, 5, 10), rectangle(50, 0, 60, 10), rectangle(5, 0, 10, 10)]
    found = Attribution(areas, [0, 0, 0], [1, 1, 1]).of(on(district, 3))
    assert found.event.tolist() == [0, 0, 1, 1, 2, 2]
    assert found.area.tolist() == [0, 2, 0, 2, 0, 2]
    np.testing.assert_allclose(found.probability, 0.5, atol=0.005)


SECONDS = st.integers(-6, 12)


@given(SECONDS, SECONDS, SECONDS, SECONDS)
def test_time_is_shared_second_by_second(a: int, b: int, c: int, d: int) -> None:
    begins, ends = sorted((a, b))
    seconds = range(begins, max(ends, begins + 1))
    expected = sum(c <= second < d for second in seconds) / len(seconds)
    found = time_share(*(np.array([moment]) for moment in (begins, ends, c, d)))
    assert found == pytest.approx([expected])


def test_validity_without_end_does_not_overflow() -> None:
    ever = np.iinfo(np.int64)
    assert time_share(*map(np.array, ([0], [10], [ever.min], [ever.max]))) == [1.0]
    assert time_share(*map(np.array, ([0], [10], [ever.min], [4]))) == [0.4]


@given(
    cuts=st.lists(st.integers(0, 100), min_size=1, max_size=5, unique=True).map(sorted),
    begins=st.integers(-10, 110),
    length=st.integers(0, 60),
    spread=st.sampled_from([EXACT, NORMAL, DISC]),
    x=st.floats(-30, 30),
    uncertainty_m=st.sampled_from([0.0, 3_000.0]),
)
@settings(deadline=None, max_examples=50)
def test_versions_of_one_area_never_add_up_to_more_than_the_event(
    cuts: list[int], begins: int, length: int, spread: Spread, x: float, uncertainty_m: float
) -> None:
    versions = [rectangle(-10 - k, -10, 10 + k, 10) for k in range(len(cuts))]
    place = event(x, 0, spread, 5, begins=np.array([begins]), ends=np.array([begins + length]))
    answer = Attribution(versions, cuts, [*cuts[1:], 101], uncertainty_m, Draws.of(64)).of(place)
    assert (answer.probability > 0).all()
    assert answer.probability.sum() <= 1 + 1e-12


def crowd(count: int) -> tuple[Events, list[Polygon]]:
    rng = np.random.default_rng(11)
    east, north = rng.uniform(-60_000, 60_000, (2, count))
    lon, lat = PLANE(east, north, inverse=True)
    lon[rng.random(count) < 0.05] = np.nan
    begins = rng.integers(0, 100, count)
    events = Events(
        lon=lon,
        lat=lat,
        spread=rng.integers(0, 4, count),
        scale_m=rng.uniform(0, 20_000, count),
        shape=rng.integers(0, 2, count),
        shapes=np.array([rectangle(-30, -30, 0, 0), disc(20)]),
        begins=begins,
        ends=begins + rng.integers(0, 20, count),
        source=np.zeros(count, np.int64),
    )
    return events, [rectangle(-40, -40, 5, 5), disc(30), rectangle(0, 0, 50, 50)]


def only(events: Events, k: int) -> Events:
    row = {name: getattr(events, name)[k : k + 1] for name in Events.__slots__}
    return replace(events, **(row | {"shapes": events.shapes}))


@pytest.mark.parametrize("uncertainty_m", [0.0, [0.0, 5_000.0, 5_000.0]])
def test_a_batch_answers_as_one_event_at_a_time(
    monkeypatch: pytest.MonkeyPatch, uncertainty_m: float | list[float]
) -> None:
    monkeypatch.setattr(attribution, "BATCH", 500)
    events, areas = crowd(60)
    asked = Attribution(areas, [0, 10, 20], [100, 80, 200], uncertainty_m, Draws.of(128))
    found = asked.of(events, threads=1)
    rows: list[tuple[int, int, float]] = []
    for k in range(60):
        _, area, share = asked.of(only(events, k))
        rows += [(k, *pair) for pair in zip(area.tolist(), share.tolist(), strict=True)]
    assert list(zip(*(column.tolist() for column in found), strict=True)) == rows
    assert len(rows) > 40


def test_an_unknown_place_is_in_no_area_but_an_incomplete_one_is_refused() -> None:
    area = rectangle(0, 0, 10, 10)
    unknown = event(0, 0, NORMAL, lon=np.array([np.nan]))
    assert probability(area, unknown) == 0
    with pytest.raises(ScaleMissing, match="Place 0 is imprecise"):
        event(0, 0, NORMAL)
    with pytest.raises(ShapeMissing, match="shape -1"):
        event(0, 0, SHAPE)
    with pytest.raises(ShapeMissing):
        on(Polygon())


def test_no_areas_or_no_events_give_nothing() -> None:
    none = np.array([], np.int64)
    assert len(Attribution([], none, none).of(event(0, 0, EXACT)).event) == 0
    events, areas = crowd(5)
    nobody = replace(
        events, **{name: getattr(events, name)[:0] for name in Events.__slots__ if name != "shapes"}
    )
    assert len(Attribution(areas, [0, 0, 0], [1, 1, 1]).of(nobody).event) == 0


def test_draws_may_fall_on_the_other_side_of_the_antimeridian() -> None:
    east = shapely.box(179, -1, 180, 1)
    west = shapely.box(-180, -1, -179, 1)
    place = event(0, 0, DISC, 10, lon=np.array([179.99]), lat=np.array([0.0]))
    both = probability(east, place) + probability(west, place)
    assert both == pytest.approx(1)
    assert probability(west, place) > 0.3

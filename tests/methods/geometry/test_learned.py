"""What imprecise events learn from exact ones on the same ground."""

from typing import Any

import numpy as np
import pytest
import shapely

from truceline.methods.geometry.attribution import Attribution, Events, Spread

WEST, EAST = shapely.box(36.0, 35.0, 36.1, 35.1), shapely.box(36.1, 35.0, 36.2, 35.1)
BOTH = shapely.union(WEST, EAST)
EXACT, _, DISC, SHAPE = Spread
DAY = 86_400
EVER = np.iinfo(np.int64).max


def events(*rows: tuple[float, float, Spread, int], **more: Any) -> Events:
    """Make events at (lon, lat), spread so, on the given day; discs of 2 km."""
    lon, lat, spread, day = zip(*rows, strict=True)
    columns: dict[str, Any] = {
        "lon": np.array(lon, float),
        "lat": np.array(lat, float),
        "spread": np.array(spread, int),
        "scale_m": np.full(len(rows), 2_000.0),
        "shape": np.where(np.array(spread) == SHAPE, 0, -1),
        "shapes": np.array([BOTH]),
        "begins": np.array(day) * DAY,
        "ends": np.array(day) * DAY + DAY,
        "source": np.zeros(len(rows), np.int64),
    }
    return Events(**(columns | more))


def west(asked: Events, exact: Events | None, **more: Any) -> float:
    """Return the probability that the one event lay in the west."""
    found = Attribution([WEST, EAST], [0, 0], [EVER, EVER], exact=exact, **more).of(asked)
    return float(found.probability[found.area == 0].sum())


SOMEWHERE = events((np.nan, np.nan, SHAPE, 100))
IN_THE_WEST = (36.05, 35.05, EXACT, 100)
IN_THE_EAST = (36.15, 35.05, EXACT, 100)


def test_the_uniform_density_counts_for_four_exact_events_of_the_day() -> None:
    assert west(SOMEWHERE, events(IN_THE_WEST)) == pytest.approx((4 * 0.5 + 1) / 5, abs=0.001)
    three = events(IN_THE_WEST, IN_THE_WEST, IN_THE_EAST)
    assert west(SOMEWHERE, three) == pytest.approx((4 * 0.5 + 2) / 7, abs=0.001)


@pytest.mark.parametrize("days", [-20, 20])
def test_twenty_days_before_or_after_halve_its_weight(days: int) -> None:
    exact = events((*IN_THE_WEST[:3], 100 + days))
    assert west(SOMEWHERE, exact) == pytest.approx((4 * 0.5 + 0.5) / 4.5, abs=0.001)


def test_other_ground_and_other_sources_teach_nothing() -> None:
    uniform = west(SOMEWHERE, None)
    assert west(SOMEWHERE, events((36.3, 35.05, EXACT, 100))) == uniform
    assert west(SOMEWHERE, events(IN_THE_WEST, source=np.array([1]))) == uniform
    assert west(SOMEWHERE, events((np.nan, np.nan, EXACT, 100))) == uniform


def test_a_disc_learns_from_what_lies_within_its_radius() -> None:
    around = events((36.1, 35.05, DISC, 100))
    uniform = west(around, None)
    near, far = (36.1 - 0.0215, 35.05, EXACT, 100), (36.1 - 0.0225, 35.05, EXACT, 100)
    assert west(around, events(near)) == pytest.approx((4 * uniform + 1) / 5, abs=0.001)
    assert west(around, events(far)) == uniform


def test_exact_events_stay_where_they_are() -> None:
    assert west(events(IN_THE_WEST), events(IN_THE_EAST)) == 1


def test_what_is_certain_stays_certain_and_what_may_be_stays_possible() -> None:
    held = events((36.05, 35.05, DISC, 100))
    crowd = events(*((36.05, 35.05, EXACT, day) for day in range(40, 137)))
    assert west(held, crowd) == 1
    many = events(*[IN_THE_EAST] * 1000)
    assert 0 < west(SOMEWHERE, many) < 0.003


def test_a_place_is_learned_from_whatever_boundary_held_then() -> None:
    asked = Attribution([WEST], [99 * DAY], [102 * DAY], exact=events((*IN_THE_WEST[:3], 80)))
    (share,) = asked.of(SOMEWHERE).probability
    assert share == pytest.approx((4 * 0.5 + 0.5) / 4.5, abs=0.001)


def test_time_is_shared_after_places() -> None:
    lasting = events((np.nan, np.nan, SHAPE, 100), ends=np.array([104 * DAY]))
    asked = Attribution([WEST], [0], [101 * DAY], exact=events(IN_THE_WEST))
    (share,) = asked.of(lasting).probability
    assert share == pytest.approx((4 * 0.5 + 1) / 5 / 4, abs=0.001)


def test_the_order_of_exact_events_does_not_matter() -> None:
    rng = np.random.default_rng(3)
    rows = [
        (*place[:3], int(day))
        for day in rng.integers(0, 300, 200)
        for place in (IN_THE_WEST, IN_THE_EAST)[: rng.integers(1, 3)]
    ]
    assert west(SOMEWHERE, events(*rows)) == west(SOMEWHERE, events(*reversed(rows)))


def test_an_uncertain_line_blurs_what_is_learned_too() -> None:
    exact = events((36.1, 35.05, EXACT, 100))
    uniform, taught = (west(SOMEWHERE, e, uncertainty_m=1_000.0) for e in (None, exact))
    assert taught == pytest.approx((4 * uniform + 0.5) / 5, abs=0.005)


def test_a_disc_across_the_180th_meridian_learns_nothing() -> None:
    area = shapely.box(179.9, -1, 180, 1)
    disc = events((179.99, 0.0, DISC, 100))
    plain, taught = (
        Attribution([area], [0], [EVER], exact=exact).of(disc).probability
        for exact in (None, events((0.0, 0.0, EXACT, 100), (179.98, 0.0, EXACT, 100)))
    )
    assert taught.tolist() == plain.tolist()


def test_nothing_exact_to_learn_from_leaves_the_uniform_density() -> None:
    nobody = Events(
        **{name: getattr(SOMEWHERE, name)[:0] for name in Events.__slots__ if name != "shapes"},
        shapes=SOMEWHERE.shapes,
    )
    assert west(SOMEWHERE, nobody) == west(SOMEWHERE, None)

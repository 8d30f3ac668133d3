import numpy as np
import pytest
from pyproj import Geod
from tests.methods.linkage.made_up import records


def test_bounds_are_where_ledgers_begin() -> None:
    made = records([(ledger, 36, 34, 1, 0, 0, None, 0) for ledger in (2, 0, 0, 2)])
    assert made.ledgers == 3
    assert made.bounds().tolist() == [0, 2, 2, 4]


def test_nothing_has_no_ledgers() -> None:
    assert records([]).ledgers == 0


@pytest.mark.parametrize(("lon", "lat"), [(36.01, 34.0), (36.3, 34.2), (36.0, 34.4), (36.5, 33.7)])
def test_distances_are_those_of_the_globe_within_half_a_percent(lon: float, lat: float) -> None:
    made = records([(0, 36, 34, 1, 0, 0, None, 0), (1, lon, lat, 1, 0, 0, None, 0)])
    _, _, metres = Geod(ellps="WGS84").inv(36, 34, lon, lat)
    found = made.distances_km(np.array([0], dtype=np.int32), np.array([1], dtype=np.int32))
    assert found[0] == pytest.approx(metres / 1000, rel=0.005)


def test_intervals_that_meet_are_no_days_apart() -> None:
    made = records(
        [
            (0, 36, 34, 1, 3, 8, None, 0),
            (1, 36, 34, 1, 8, 9, None, 0),
            (2, 36, 34, 1, 12, 12, None, 0),
        ]
    )
    a, b = np.array([0, 0, 1], dtype=np.int32), np.array([1, 2, 2], dtype=np.int32)
    assert made.days_apart(a, b).tolist() == [0, 4, 3]

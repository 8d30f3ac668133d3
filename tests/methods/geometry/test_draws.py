import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from truceline.methods.geometry.draws import Draws, NotAPowerOfTwo, moved, sigma_m, within

GEOD = pyproj.Geod(ellps="WGS84")


@pytest.mark.parametrize(("share", "factor"), [(0.95, 2.4477), (0.90, 2.1460), (0.50, 1.1774)])
def test_sigma_follows_the_radius_that_a_receiver_reports(share: float, factor: float) -> None:
    assert 100 / sigma_m(100, share) == pytest.approx(factor, abs=5e-5)


def test_the_recorded_draws_do_not_change_unnoticed() -> None:
    draws = Draws.of()
    assert len(draws) == 4096
    np.testing.assert_allclose(draws.square[:, 0], [0.93082791, 0.19468940], atol=1e-8)
    np.testing.assert_allclose(draws.square[:, -1], [0.93097858, 0.57846573], atol=1e-8)
    np.testing.assert_allclose(draws.shift[:, 0], [-1.27291513, 0.56527316], atol=1e-8)


def test_draws_have_the_moments_of_their_densities() -> None:
    draws = Draws.of()
    for density, variance in ((draws.normal, 1), (draws.shift, 1), (draws.disc, 1 / 4)):
        np.testing.assert_allclose(np.cov(density), variance * np.eye(2), atol=0.01)
    assert np.hypot(*draws.disc).max() < 1
    assert np.isfinite(draws.normal).all()
    np.testing.assert_allclose(np.corrcoef(draws.normal, draws.shift)[:2, 2:], 0, atol=0.01)


@pytest.mark.parametrize("count", [0, 1, 1000])
def test_asks_for_a_power_of_two(count: int) -> None:
    with pytest.raises(NotAPowerOfTwo, match="such as 4096"):
        Draws.of(count)


@given(
    lon=st.floats(-170, 170),
    lat=st.floats(-60, 60),
    bearing=st.floats(0, 360),
    metres=st.floats(1, 100_000),
)
def test_moves_as_a_geodesic_does(lon: float, lat: float, bearing: float, metres: float) -> None:
    east, north = metres * np.sin(np.radians(bearing)), metres * np.cos(np.radians(bearing))
    here = moved(np.array(lon), np.array(lat), np.array(east), np.array(north))
    there = GEOD.fwd(lon, lat, bearing, metres)[:2]
    assert GEOD.inv(*here, *there)[2] < 0.001 * metres


def test_moves_across_the_antimeridian() -> None:
    lon, _ = moved(np.array([179.99, -179.99]), np.zeros(2), np.array([5e3, -5e3]), np.zeros(2))
    np.testing.assert_allclose(lon, [-179.965, 179.965], atol=1e-3)


RING = shapely.Point(37, 35).buffer(1).difference(shapely.Point(37.2, 35).buffer(0.5))
DISTRICT = shapely.union(RING, shapely.box(39, 33, 39.5, 36))


def test_spreads_draws_over_a_shape_and_nowhere_else() -> None:
    lon, lat = within(DISTRICT, Draws.of().square)
    assert shapely.intersects_xy(shapely.buffer(DISTRICT, 1e-9), lon, lat).all()


@pytest.mark.parametrize("cut", [36.7, 37.0, 37.6, 39.1])
def test_spreads_draws_evenly_over_the_ground(cut: float) -> None:
    lon, _ = within(DISTRICT, Draws.of().square)
    flat = shapely.transform(
        shapely.segmentize(DISTRICT, 0.01),
        lambda places: np.column_stack(
            [places[:, 0], np.degrees(np.sin(np.radians(places[:, 1])))]
        ),
    )
    west = shapely.intersection(flat, shapely.box(30, 0, cut, 90))
    assert (lon < cut).mean() == pytest.approx(west.area / flat.area, abs=0.005)

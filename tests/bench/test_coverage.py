"""The study that masks exact events: its parts by hand, and one class of the real events."""

from math import log
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import shapely
from bench.coverage import study
from bench.coverage.masks import (
    NEAR_KM,
    OWN_KM,
    RULES,
    Known,
    kilometres,
    known_place,
    point_for,
    unit_of,
)
from bench.coverage.scores import held, in_region, log_score, number_of
from bench.coverage.study import SEED, both
from bench.coverage.syria import Masked, Syria, load
from numpy.typing import NDArray
from scipy.stats import binom

from truceline.methods.geometry.draws import Draws, moved

KNOWN = Known(*np.array([[36.0, 36.1, 36.2, 37.0], [35.0, 35.0, 35.0, 35.0], [1, 1, 50, 90]]))


def coded(rule: str, lon: float, count: int = 500) -> set[int]:
    rng = np.random.default_rng(1)
    chosen = known_place(rng, np.full(count, lon), np.full(count, 35.0), KNOWN, RULES[rule])
    return set(chosen.tolist())


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    away = kilometres(*map(np.array, (36.0, 35.0, 36.0, 36.0)))
    assert away == pytest.approx(111.2, abs=0.1)


@pytest.mark.parametrize("rule", RULES)
def test_a_coder_names_known_places_nearby_but_never_the_place_itself(rule: str) -> None:
    named = coded(rule, 36.0)
    assert 0 not in named
    assert named <= {1, 2}
    assert coded(rule, 38.5) == {-1}


def test_the_rules_differ_in_what_they_prefer() -> None:
    assert coded("nearest", 36.0) == {1}
    assert coded("any", 36.0) == {1, 2}
    rng = np.random.default_rng(1)
    place = np.full(2_000, 36.0), np.full(2_000, 35.0)
    often = [(known_place(rng, *place, KNOWN, RULES[r]) == 2).mean() for r in ("any", "used")]
    assert often == pytest.approx([1 / 2, 50 / 51], abs=0.03)


def test_all_that_a_mask_tells_is_the_coded_place() -> None:
    rng = np.random.default_rng(2)
    lon, lat = rng.uniform(36.0, 36.2, 300), rng.uniform(34.9, 35.1, 300)
    chosen = known_place(rng, lon, lat, KNOWN, RULES["used and near"])
    away = kilometres(lon, lat, KNOWN.lon[chosen], KNOWN.lat[chosen])
    assert ((away > OWN_KM) & (away <= NEAR_KM))[chosen >= 0].all()


def test_a_unit_is_coded_by_one_point_inside_it() -> None:
    hook = shapely.Polygon([(0, 0), (9, 0), (9, 1), (1, 1), (1, 9), (0, 9)])
    square = shapely.box(9, 0, 10, 1)
    assert hook.covers(shapely.Point(point_for(hook)))
    assert point_for(square) == (9.5, 0.5)
    units = np.array([hook, square])
    found = unit_of(np.array([0.5, 9.5, 9.0, 5.0]), np.array([5.0, 0.5, 0.5, 5.0]), units)
    assert found.tolist() == [0, 1, 0, -1]


def test_the_region_of_a_uniform_disc_is_the_disc_with_nine_tenths_of_its_ground() -> None:
    east_m, north_m = 25_000 * Draws.of(1024).disc
    lon, lat = moved(np.array(36.0), np.array(35.0), east_m, north_m)
    away = np.sort(kilometres(lon, lat, np.array(36.0), np.array(35.0)))
    for km, inside in ((23.6, 1.0), (23.85, 0.0)):
        nearer = np.searchsorted(away, km) / len(away)
        assert in_region(np.empty(0), None, 1.0, nearer) == inside


def test_the_region_takes_the_weightiest_places_first_then_the_nearest_ground() -> None:
    places = np.array([0.5, 0.3, 0.15])
    assert in_region(places, 0, 0.05, 0.0) == 1
    assert in_region(places, 1, 0.05, 0.0) == 1
    # 80 % are in: two thirds of the next place are needed for 90 %.
    assert in_region(places, 2, 0.05, 0.0) == pytest.approx(2 / 3)
    assert in_region(places, None, 0.05, 0.0) == 0
    assert in_region(np.array([0.4]), 0, 0.6, 1.0) == 1
    assert in_region(np.array([0.4]), None, 0.6, 0.8) == 1
    assert in_region(np.array([0.4]), None, 0.6, 0.9) == 0
    # Places that weigh the same share what is left.
    assert in_region(np.full(4, 0.25), 3, 0.0, 0.0) == pytest.approx(0.9)


def test_numbers_of_events_follow_the_poisson_binomial() -> None:
    assert number_of(np.full(12, 0.3)) == pytest.approx(binom.pmf(range(13), 12, 0.3))
    assert number_of(np.array([1.0, 0.5])) == pytest.approx([0, 0.5, 0.5])


def test_a_right_probability_holds_nine_tenths_and_a_wrong_one_does_not() -> None:
    p = np.array([0.1, 0.4, 0.4, 0.7, 0.9])
    chance = number_of(p)
    assert sum(chance[k] * held(p, k).exact for k in range(6)) == pytest.approx(0.9)
    assert sum(chance[k] * held(p, k).whole for k in range(6)) >= 0.9
    assert held(np.full(20, 0.5), 10) == (True, 1.0)
    assert held(np.full(20, 0.5), 17) == (False, 0.0)


def test_the_log_score_asks_for_the_area_or_for_outside() -> None:
    given = np.array([[0.6, 0.2], [0.6, 0.2], [1.0, 0.0]])
    true = np.array([[1, 0], [0, 0], [0, 1]])
    found = log_score(given, true, 0.01)
    assert found == pytest.approx([log(0.6), log(0.2), log(0.01)])


@pytest.fixture(scope="module")
def syria(shared: Path) -> Syria:
    return load(shared / "data")


@pytest.mark.parametrize("earlier", [False, True])
def test_nothing_that_is_hidden_is_learned_from(
    syria: Syria, monkeypatch: pytest.MonkeyPatch, *, earlier: bool
) -> None:
    calls = []

    def asked_of(
        _: Syria, masked: Masked, asked: NDArray[np.bool_], learn_from: pl.DataFrame | None
    ) -> NDArray[np.float64]:
        calls.append((masked.reports.filter(asked), learn_from))
        return np.full((asked.sum(), 4), 0.1)

    monkeypatch.setattr(study, "shares", asked_of)
    hidden = np.random.default_rng(SEED).random(len(syria.day)) < 0.5
    late = syria.year == 2019
    asked = late if earlier else hidden & late
    both(syria, syria.unit(3), late | hidden, asked, earlier=earlier)
    taught = [(rows, exact) for rows, exact in calls if exact is not None]
    assert len(taught) == (11 if earlier else 1)
    for rows, exact in taught:
        known = set(exact["report_id"])
        assert known.isdisjoint(rows["report_id"])
        if earlier:
            assert max(day[:7] for day in exact["occurred_from"]) < min(rows["occurred_from"])[:7]
        else:
            assert known == set(syria.exact.filter(~(late | hidden))["report_id"])
    assert set(syria.unit(3).reports["precision"]) == {"unit"}
    assert set(syria.mixed(np.random.default_rng(1)).reports["precision"]) == {
        "near",
        "unit",
        "country",
    }


def test_districts_of_real_events_hold_the_truth_when_learned_from(syria: Syria) -> None:
    """The study is in docs/methods/attribution.md; this is one half and one year of it."""
    masked = syria.unit(3)
    hidden = np.random.default_rng(SEED).random(len(syria.day)) < 0.5
    uniform, learned = both(syria, masked, hidden, hidden & (syria.year == 2017))
    assert 0.85 <= learned.region <= 0.95
    assert learned.whole >= 0.85
    assert uniform.whole < 0.75
    assert learned.log_score > uniform.log_score + 0.4
    assert abs(learned.expected - learned.true) < abs(uniform.expected - learned.true) / 3

"""What happens in drills, over a few seeds: limits are some four standard errors wide."""

import numpy as np
import pytest

from truceline.intake.exercise.drill import Drill
from truceline.intake.exercise.incidents import Incidents


@pytest.fixture(scope="module")
def all_of_them(drills: list[Drill]) -> list[Incidents]:
    return [drill.incidents for drill in drills]


def test_45_in_100_follow_another_near_and_soon(all_of_them: list[Incidents]) -> None:
    for held in all_of_them:
        assert np.mean(held.parent >= 0) == pytest.approx(0.45, abs=0.05)
        (child,) = np.nonzero(held.parent >= 0)
        parent = held.parent[child]
        later = held.day[child] - held.day[parent]
        assert later.min() > 0
        assert np.median(later) == pytest.approx(2.0 * np.log(2), rel=0.25)
        far = held.points[child].km_to(held.points[parent]).diagonal()
        # The median of a normal distribution in two directions of 1.5 km each.
        assert np.median(far) == pytest.approx(1.5 * np.sqrt(2 * np.log(2)), rel=0.15)
        assert np.mean(held.kind[child] == held.kind[parent]) > 0.65
        assert (held.area[child] == held.area[parent]).all()


def test_repeats_are_nearer_than_chance(all_of_them: list[Incidents]) -> None:
    """The Knox count of pairs within 2 km and 2 days, beside that of shuffled days."""
    for held in all_of_them:
        near = held.points.km_to(held.points) < 2
        rng = np.random.default_rng(1)

        def pairs(day: "np.typing.NDArray[np.float64]", near: np.ndarray = near) -> int:
            return int((near & (np.abs(day[:, None] - day) < 2)).sum())

        by_chance = np.mean([pairs(rng.permutation(held.day)) for _ in range(3)])
        assert pairs(held.day) - len(held) > 1.5 * (by_chance - len(held))


def test_they_are_as_many_as_asked_and_in_order(drills: list[Drill]) -> None:
    for drill in drills:
        held, scenario = drill.incidents, drill.scenario
        expected = scenario.per_day * scenario.days
        assert len(held) == pytest.approx(expected, rel=0.12)
        assert (np.diff(held.day) >= 0).all()
        assert held.day.min() >= 0
        assert held.day.max() < scenario.days


def test_areas_and_kinds_come_as_often_as_asked(drills: list[Drill]) -> None:
    for drill in drills:
        shares = np.bincount(drill.incidents.area, minlength=4) / len(drill.incidents)
        assert shares == pytest.approx(list(drill.scenario.areas.values()), abs=0.07)
    kinds = np.concatenate([drill.incidents.kind for drill in drills])
    shares = np.bincount(kinds) / len(kinds)
    assert shares == pytest.approx(list(drills[0].scenario.kinds.values()), abs=0.03)


def test_most_kill_nobody_and_the_worst_kill_more(all_of_them: list[Incidents]) -> None:
    for held in all_of_them:
        assert 0.7 < np.mean(held.killed == 0) < 0.85
        means = [held.killed[held.severity == step].mean() for step in range(3)]
        assert means[0] == 0
        assert means[1] == pytest.approx(0.6, abs=0.15)
        assert means[2] > 4
        assert (held.civilians <= held.killed).all()

"""Each ledger has blind spots of its own, and errs in ways of its own; over a few seeds."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray

from truceline.domain.reports import is_kind_of
from truceline.intake.exercise.drill import Drill
from truceline.intake.exercise.seeing import PRECISIONS, RADIUS_KM, kind_factor, siblings

Flags: TypeAlias = NDArray[np.bool_]


def share(drill: Drill, code: str, among: Flags) -> float:
    """Return which share of some incidents a ledger has."""
    seen = np.zeros(len(drill.incidents), dtype=bool)
    seen[drill.seen[code].incident] = True
    return float(seen[among].mean())


def in_area(drill: Drill, area: str) -> Flags:
    here: Flags = drill.incidents.area == drill.ground.areas.index(area)
    return here


def of_kind(drill: Drill, general: str) -> Flags:
    kinds = [is_kind_of(kind, general) for kind in drill.scenario.kinds]
    return np.array(kinds)[drill.incidents.kind]


def on_fridays(drill: Drill) -> Flags:
    days = np.floor(drill.incidents.day).astype(int)
    fridays: Flags = (days + drill.scenario.first.weekday()) % 7 == 4
    return fridays


def test_each_ledger_has_about_half_and_none_has_all(drills: list[Drill]) -> None:
    for drill in drills:
        everything = np.full(len(drill.incidents), fill_value=True)
        for code, (least, most) in {
            "RU": (0.5, 0.65),
            "TR": (0.4, 0.65),
            "XM": (0.33, 0.55),
        }.items():
            assert least < share(drill, code, everything) < most
        lists = np.bincount(
            np.concatenate([seen.incident for seen in drill.seen.values()]),
            minlength=len(drill.incidents),
        )
        assert 0.05 < np.mean(lists == 0) < 0.2, "some things nobody recorded"
        assert 0.05 < np.mean(lists == 3) < 0.25


@pytest.mark.parametrize(
    ("code", "blind", "times"),
    [
        ("RU", lambda drill: of_kind(drill, "fire/air"), 2.0),
        ("TR", lambda drill: in_area(drill, "south-west"), 5.0),
        ("TR", lambda drill: of_kind(drill, "fire/direct"), 1.1),
        ("XM", lambda drill: drill.incidents.severity == 0, 1.3),
        ("XM", on_fridays, 1.3),
    ],
    ids=["RU air", "TR south-west", "TR small arms", "XM small", "XM Fridays"],
)
def test_a_blind_spot_is_really_there(
    drills: list[Drill], code: str, blind: Callable[[Drill], Flags], times: float
) -> None:
    for drill in drills:
        here = blind(drill)
        assert share(drill, code, ~here) > times * share(drill, code, here)


def test_who_watches_sees_more_and_who_is_far_sees_less(drills: list[Drill]) -> None:
    for drill in drills:
        for ledger in drill.scenario.ledger:
            seen = drill.seen[ledger.code]
            observed = seen.post >= 0
            km = drill.incidents.points.km_to(drill.effort[ledger.code].posts).min(axis=1)
            near, far = km < ledger.view_km, km > 2 * ledger.view_km
            assert share(drill, ledger.code, near) > 1.2 * share(drill, ledger.code, far)
            assert 0.25 < observed.mean() < 0.85
            at = drill.effort[ledger.code].posts[seen.post[observed]]
            true = drill.incidents.points[seen.incident[observed]]
            assert true.km_to(at).diagonal().max() <= ledger.view_km


def test_places_are_known_40_40_20_and_each_ledger_otherwise(drills: list[Drill]) -> None:
    for drill in drills:
        mixes = {
            code: np.bincount(seen.precision, minlength=3) / len(seen)
            for code, seen in drill.seen.items()
        }
        for ledger in drill.scenario.ledger:
            assert mixes[ledger.code] == pytest.approx(ledger.precision, abs=0.05)
        together = np.concatenate([seen.precision for seen in drill.seen.values()])
        whole = np.bincount(together) / len(together)
        assert whole == pytest.approx([0.4, 0.4, 0.2], abs=0.04)


def test_the_true_place_lies_within_the_radius_that_is_given(drill: Drill) -> None:
    for seen in drill.seen.values():
        true = drill.incidents.points[seen.incident]
        km = true.km_to(seen.points).diagonal()
        for number, precision in enumerate(PRECISIONS):
            of_it = seen.precision == number
            # Rounding moves a point by a few metres, a district's corner lies a bit farther out.
            assert km[of_it].max() <= RADIUS_KM[number] * 1.02
            assert np.median(km[of_it]) > RADIUS_KM[number] / 3, precision


def test_days_are_off_as_often_as_asked_and_never_known_before_they_came(
    drills: list[Drill],
) -> None:
    for drill in drills:
        for ledger in drill.scenario.ledger:
            seen = drill.seen[ledger.code]
            true = np.floor(drill.incidents.day[seen.incident]).astype(int)
            wrong = (true < seen.first_day) | (true > seen.last_day)
            assert wrong.mean() <= ledger.day_off + 0.03
            assert np.abs(true - seen.first_day).max() <= 1
            assert np.mean(seen.last_day > seen.first_day) <= ledger.two_days + 0.04
            assert (seen.known_day > np.maximum(true, seen.last_day)).all()
            late = seen.known_day - np.maximum(true, seen.last_day)
            assert late.mean() == pytest.approx(ledger.delay_days, rel=0.12)
            assert (np.diff(seen.known_day) >= 0).all()


def test_kinds_are_confused_within_their_sort(drills: list[Drill]) -> None:
    for drill in drills:
        kinds = list(drill.scenario.kinds)
        for ledger in drill.scenario.ledger:
            seen = drill.seen[ledger.code]
            true = [kinds[kind] for kind in drill.incidents.kind[seen.incident]]
            told = list(zip(true, seen.kind.tolist(), strict=True))
            coarser = [a for a, b in told if a != b and is_kind_of(a, b)]
            other = [(a, b) for a, b in told if a != b and not is_kind_of(a, b)]
            assert len(coarser) / len(told) == pytest.approx(ledger.coarser, abs=0.04)
            assert 0 < len(other) / len(told) <= ledger.sibling + 0.03
            assert all(b in siblings(a, kinds) for a, b in other)


def test_numbers_of_people_are_rounded_or_missing_and_missing_is_no_zero(
    drills: list[Drill],
) -> None:
    for drill in drills:
        for ledger in drill.scenario.ledger:
            seen = drill.seen[ledger.code]
            true = drill.incidents.killed[seen.incident]
            assert np.isnan(seen.killed).mean() == pytest.approx(ledger.no_killed, abs=0.04)
            told = ~np.isnan(seen.killed)
            few = told & (true <= 7)
            assert (seen.killed[few] == true[few]).all()
            changed = told & (seen.killed != true)
            assert (seen.killed[changed] % 5 == 0).all()
            assert (np.abs(seen.killed - true)[changed] <= 2).all()
            ranged = ~np.isnan(seen.killed_low)
            assert (seen.killed_low[ranged] <= seen.killed[ranged]).all()
            assert (seen.killed[ranged] <= seen.killed_high[ranged]).all()


def test_each_ledger_lays_blame_by_its_own_habit(drills: list[Drill]) -> None:
    for drill in drills:
        for ledger in drill.scenario.ledger:
            seen = drill.seen[ledger.code]
            true = np.array(drill.scenario.accused)[drill.incidents.by[seen.incident]]
            for party, habit in ledger.accuses.items():
                expected = ledger.fair * np.mean(true == party) + (1 - ledger.fair) * habit
                assert np.mean(seen.alleged == party) == pytest.approx(expected, abs=0.05)
            if not ledger.accuses:
                assert np.mean(seen.alleged == "") > 0.7


def test_a_factor_of_a_sort_holds_for_all_below_it(drill: Drill) -> None:
    mission = drill.scenario.ledger[2]
    assert kind_factor("violence/killing", mission) == mission.kinds["violence"]
    assert kind_factor("fire/air", mission) == 1
    assert siblings("fire", ["fire", "movement"]) == []

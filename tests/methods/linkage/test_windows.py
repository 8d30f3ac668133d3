import math
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.methods.linkage.windows import (
    EARTH_KM,
    Matched,
    NothingToCompare,
    Records,
    WindowUnusable,
    match,
)

ALIKE = ((0, 0), (0,))
"""Categories in a taxonomy of two levels and in one of one."""


class Row(NamedTuple):
    ledger: int = 0
    lon: float = 0.0
    lat: float = 0.0
    day: int = 0
    lasts: int = 0
    levels: tuple[tuple[int, ...], ...] = ALIKE


def table(*rows: Row) -> Records:
    return Records(
        ledger=np.array([row.ledger for row in rows], np.int64),
        lon=np.array([row.lon for row in rows], np.float64),
        lat=np.array([row.lat for row in rows], np.float64),
        first_day=np.array([row.day for row in rows], np.int64),
        last_day=np.array([row.day + row.lasts for row in rows], np.int64),
        levels=[
            np.array([row.levels[place] for row in rows], np.int64).reshape(len(rows), len(levels))
            for place, levels in enumerate(rows[0].levels if rows else ALIKE)
        ],
    )


def groups(*rows: Row, km: float = 1, days: int = 1) -> list[int]:
    return list(map(int, match(table(*rows), km=km, days=days).group))


def test_the_window_includes_its_ends() -> None:
    north = math.degrees(2 / EARTH_KM)
    assert groups(Row(0), Row(1, lat=north, day=1), km=2) == [0, 0]
    assert groups(Row(0), Row(1, lat=north * 1.001), km=2) == [0, 1]
    assert groups(Row(0), Row(1, day=2)) == [0, 1]


def test_distance_is_on_the_sphere_across_the_180th_meridian() -> None:
    west, east = Row(0, lon=-179.995, lat=60), Row(1, lon=179.995, lat=60)
    assert groups(west, east, km=0.557) == [0, 0]
    assert groups(west, east, km=0.555) == [0, 1]


def test_the_ends_are_included_on_any_day() -> None:
    for day in range(15_340, 15_360):
        for days in (1, 3, 15):
            rows = Row(0, day=day), Row(1, day=day + days)
            assert groups(*rows, days=days) == [0, 0], (day, days)


def test_a_window_of_nothing_takes_the_same_place_and_day() -> None:
    rows = Row(0, 36.5, 34.2), Row(1, 36.5, 34.2), Row(2, 36.5, 34.2, day=1)
    assert groups(*rows, km=0, days=0) == [0, 0, 2]


def test_a_window_wider_than_the_earth_takes_everything() -> None:
    assert groups(Row(0, 0, 90), Row(1, 0, -90), km=30_000) == [0, 0]


def test_the_finest_shared_level_decides() -> None:
    coarse, fine = ((7, 0), (0,)), ((0, 0), (0,))
    found = match(table(Row(0), Row(1, levels=coarse), Row(1, levels=fine)), km=1, days=1)
    assert found.group.tolist() == [0, 1, 0]
    assert found.pairs.fit.tolist() == [0]
    alone = match(table(Row(0), Row(1, levels=coarse)), km=1, days=1)
    assert alone.pairs.fit.tolist() == [0.5], "1 of 1 in the first taxonomy, 0 in the second"


@pytest.mark.parametrize("other", [((7, 7), (0,)), ((0, 0), (7,)), ((-1, -1), (0,))])
def test_nothing_shared_in_one_taxonomy_is_no_match(other: tuple[tuple[int, ...], ...]) -> None:
    assert groups(Row(0), Row(1, levels=other)) == [0, 1]


def test_an_unknown_category_is_not_like_another() -> None:
    unknown = ((-1, -1), (-1,))
    assert groups(Row(0, levels=unknown), Row(1, levels=unknown)) == [0, 1]


def test_an_unknown_place_is_near_nothing() -> None:
    nowhere = Row(0, math.nan, math.nan), Row(1, math.nan, math.nan), Row(2, 0.0, math.nan)
    assert groups(*nowhere, Row(3), km=30_000) == [0, 1, 2, 3]


def test_records_of_one_ledger_stay_apart_and_take_one_partner_each() -> None:
    assert groups(Row(0), Row(0), Row(1), Row(1), Row(1)) == [0, 1, 0, 1, 4]


def test_ties_go_to_the_nearer_then_to_fewer_days_then_to_the_table() -> None:
    assert groups(Row(0), Row(1, 0.002), Row(1, 0.001, day=1)) == [0, 1, 0]
    assert groups(Row(0), Row(1, day=1), Row(1)) == [0, 1, 0]
    assert groups(Row(0), Row(1), Row(1)) == [0, 0, 2]


def test_less_than_a_millimetre_and_the_last_digit_of_a_fit_break_no_tie() -> None:
    assert groups(Row(0), Row(1, 0.001, day=1), Row(1, 0.001 + 1e-10)) == [0, 1, 0]
    first = Row(0, levels=(tuple(range(11)), tuple(range(11))))
    near = Row(1, levels=(shared_from(1), shared_from(2)))
    far = Row(1, lon=0.001, levels=(shared_from(3), shared_from(0)))
    assert 0.1 + 0.2 != 0.3
    assert groups(first, near, far) == [0, 0, 2]


def shared_from(level: int) -> tuple[int, ...]:
    return (-1,) * level + tuple(range(level, 11))


def test_a_group_stands_as_its_first_record() -> None:
    chain = Row(0, 0.0), Row(1, 0.008), Row(2, 0.016)
    assert groups(*chain) == [0, 0, 2]
    turned = Row(1, 0.0), Row(0, 0.008), Row(2, 0.016)
    assert groups(*turned) == [1, 1, 1], "another order of the ledgers, other groups"


def test_events_and_episodes_are_flagged_and_not_matched() -> None:
    found = match(table(Row(0, lasts=2), Row(1), Row(1, lasts=1), Row(0)), km=1, days=1)
    assert found.group.tolist() == [0, 3, 0, 3]
    assert (found.flagged.first.tolist(), found.flagged.second.tolist()) == ([1, 3], [0, 2])
    same_ledger = match(table(Row(0, lasts=2), Row(0)), km=1, days=1)
    assert not same_ledger.flagged.fit.size


@pytest.mark.parametrize("rows", [(), (Row(),), (Row(5), Row(5))])
def test_one_ledger_or_none_is_left_alone(rows: tuple[Row, ...]) -> None:
    found = match(table(*rows), km=1, days=1)
    assert found.group.tolist() == list(range(len(rows)))
    assert not found.pairs.fit.size


@pytest.mark.parametrize(("km", "days"), [(-1, 1), (math.nan, 1), (math.inf, 1), (1, -1)])
def test_refuses_what_is_no_window(km: float, days: int) -> None:
    with pytest.raises(WindowUnusable, match="cannot be used"):
        match(table(Row()), km=km, days=days)


def test_refuses_to_match_without_a_taxonomy() -> None:
    known = table(Row())
    for nothing in ([], [np.empty((1, 0), np.int64)]):
        with pytest.raises(NothingToCompare):
            match(replace(known, levels=nothing), km=1, days=1)


rows = st.builds(
    Row,
    ledger=st.integers(0, 3),
    lon=st.sampled_from([0.0, 0.01, 0.02, math.nan]),
    lat=st.sampled_from([10.0, 10.01, 10.02]),
    day=st.integers(0, 4),
    lasts=st.integers(0, 1),
    levels=st.tuples(
        st.tuples(st.integers(-1, 2), st.integers(-1, 0)), st.tuples(st.integers(-1, 0))
    ),
)


@given(st.lists(rows, max_size=24), st.sampled_from([0, 1.2, 2.5]), st.integers(0, 2))
def test_agrees_with_the_obvious_loops(given: list[Row], km: float, days: int) -> None:
    fast = match(table(*given), km=km, days=days)
    group, pairs, flagged = slowly(given, km, days)
    assert fast.group.tolist() == group
    assert listed(fast)[0] == pairs
    assert listed(fast)[1] == flagged


def listed(found: Matched) -> list[list[tuple[int, int, float]]]:
    return [
        [(int(first), int(second), float(fit)) for first, second, fit in zip(*pairs, strict=True)]
        for pairs in (found.pairs, found.flagged)
    ]


Listed = list[tuple[int, int, float]]


def slowly(given: list[Row], km: float, days: int) -> tuple[list[int], Listed, Listed]:
    group, pairs = list(range(len(given))), []
    for ledger in sorted({row.ledger for row in given}):
        coming = [n for n, row in enumerate(given) if row.ledger == ledger]
        standing = [n for n, row in enumerate(given) if row.ledger < ledger and group[n] == n]
        ranked = sorted(
            (*rank, one, other)
            for one in standing
            for other in coming
            if bool(given[one].lasts) == bool(given[other].lasts)
            if (rank := compared(given[one], given[other], km, days))
        )
        free = {*standing, *coming}
        for fit, _, _, one, other in ranked:
            if one in free and other in free:
                free -= {one, other}
                group[other] = one
                pairs.append((one, other, fit))
    flagged = [
        (one, other, rank[0])
        for one, event in enumerate(given)
        for other, episode in enumerate(given)
        if not event.lasts and episode.lasts and event.ledger != episode.ledger
        if (rank := compared(event, episode, km, days))
    ]
    return group, sorted(pairs), flagged


def compared(one: Row, other: Row, km: float, days: int) -> tuple[float, float, int] | None:
    apart = abs(one.day - other.day)
    distance = round(distance_km(one, other), 6)
    finest = []
    for mine, theirs in zip(one.levels, other.levels, strict=True):
        shared = [k for k, a in enumerate(mine) if a == theirs[k] != -1]
        if not shared:
            return None
        finest.append(shared[0] / max(len(mine) - 1, 1))
    if not (distance <= km and apart <= days):
        return None
    return round(sum(finest) / len(finest), 12), distance, apart


def distance_km(one: Row, other: Row) -> float:
    """By the angle between the two directions, not by half chords."""
    a, b = (
        np.array([math.cos(y) * math.cos(x), math.cos(y) * math.sin(x), math.sin(y)])
        for x, y in ((math.radians(row.lon), math.radians(row.lat)) for row in (one, other))
    )
    return EARTH_KM * math.atan2(float(np.linalg.norm(np.cross(a, b))), float(a @ b))

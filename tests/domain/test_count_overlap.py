from collections.abc import Iterator
from itertools import combinations_with_replacement
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.domain.count_overlap import Lot, lots, most_shared, overlap
from truceline.domain.counts import Answer, PartyBulletin, PartyCount, UnitFigure

ANYWHERE = ("x", "y", "z")
"""More units than any list below names, so that "any unit" has room to differ."""


def count(total: int | None, *, party: str = "RU", **units: int | None) -> PartyBulletin:
    parts = tuple(
        UnitFigure(name=u, unit=u, count=None if n is None else PartyCount(n, party))
        for u, n in units.items()
    )
    return PartyBulletin(
        party=party,
        state="reported",
        total=None if total is None else PartyCount(total, party),
        by_unit=parts,
    )


def answered(figure: PartyBulletin, **answer: Any) -> PartyBulletin:
    return PartyBulletin(
        party=figure.party,
        state=figure.state,
        total=figure.total,
        by_unit=figure.by_unit,
        answer=Answer(by="TR", **answer),
    )


@pytest.mark.parametrize(
    ("one", "other", "most"),
    [
        pytest.param(count(9, l=9), count(9, l=1, h=8), 1, id="2019-06-18"),
        pytest.param(count(1, i=1), count(1, l=1), 0, id="2020-04-13"),
        pytest.param(count(12), count(7), 7, id="no-breakdown"),
        pytest.param(count(9, a=None, l=None), count(4, h=None, d=None), 0, id="other-units"),
        pytest.param(count(9, a=None, l=None), count(4, l=None, d=None), 4, id="one-unit-shared"),
        pytest.param(count(7, a=None), count(5, a=2, h=3), 2, id="names-against-numbers"),
        pytest.param(count(31, i=9, a=9, l=9, h=3), count(25, i=12, h=13), 13, id="rest-anywhere"),
        pytest.param(count(11, d=4, h=None), count(9, d=9), 4, id="rest-only-where-named"),
        pytest.param(count(6, l=4, a=21), count(3, l=3), 3, id="parts-exceed-total"),
        pytest.param(count(5, i=5), count(0), 0, id="reported-zero"),
        pytest.param(count(5, i=5), count(None), None, id="unknown-total"),
        pytest.param(count(None, i=5), count(0), None, id="unknown-total-and-zero"),
    ],
)
def test_the_most_two_lists_can_share(
    one: PartyBulletin, other: PartyBulletin, most: int | None
) -> None:
    assert overlap(one, other) == (0, most) == overlap(other, one)


def test_only_what_is_confirmed_is_surely_shared() -> None:
    assert overlap(answered(count(5), kind="mixed", confirmed=2), count(8)) == (2, 5)
    assert overlap(answered(count(5), kind="not-confirmed", not_confirmed=4), count(8)) == (0, 5)
    assert overlap(answered(count(5), kind="counter-finding", counter_finding=1), count(8))[0] == 0


def test_a_name_nobody_knows_may_be_any_unit() -> None:
    stranger = PartyBulletin(
        party="RU",
        state="reported",
        total=PartyCount(4, "RU"),
        by_unit=(UnitFigure(name="Nowhere", count=PartyCount(4, "RU")),),
    )
    assert overlap(stranger, count(3, l=3)) == (0, 3)


figures = st.builds(
    lambda units, rest: count(sum(n or 0 for n in units.values()) + rest, **units),
    st.dictionaries(st.sampled_from("xy"), st.none() | st.integers(0, 3), max_size=2),
    st.integers(0, 3),
)


def placements(figure: PartyBulletin) -> Iterator[list[int]]:
    """Every way in which a list's incidents can lie in units, as numbers by unit."""
    assert figure.total is not None
    fixed = {u.unit: u.count.number for u in figure.by_unit if u.count is not None}
    bare = [u.unit for u in figure.by_unit if u.count is None]
    rest = figure.total.number - sum(fixed.values())
    for places in combinations_with_replacement(bare or ANYWHERE, rest):
        yield [fixed.get(u, 0) + places.count(u) for u in ANYWHERE]


@settings(max_examples=60)
@given(figures, figures)
def test_agrees_with_trying_every_placement(one: PartyBulletin, other: PartyBulletin) -> None:
    best = max(
        sum(map(min, mine, theirs)) for mine in placements(one) for theirs in placements(other)
    )
    assert overlap(one, other) == (0, best)


units = st.none() | st.frozensets(st.sampled_from("wxyz"), min_size=1, max_size=3)
heaps = st.lists(st.builds(Lot, st.integers(0, 30), units), max_size=5)


@given(heaps, heaps)
def test_the_flow_equals_the_smallest_cut(one: list[Lot], other: list[Lot]) -> None:
    def cut(kept: int) -> int:
        inside = [lot for i, lot in enumerate(one) if kept >> i & 1]
        reached = [
            o.number
            for o in other
            if any(m.units is None or o.units is None or m.units & o.units for m in inside)
        ]
        return sum(lot.number for i, lot in enumerate(one) if not kept >> i & 1) + sum(reached)

    assert most_shared(one, other) == min(cut(kept) for kept in range(2 ** len(one)))


def test_nothing_is_left_of_a_total_that_its_parts_exceed() -> None:
    assert [lot.number for lot in lots(count(6, l=4, a=21))] == [4, 21, 0]


@given(figures)
def test_lots_hold_the_whole_total(figure: PartyBulletin) -> None:
    assert figure.total is not None
    assert sum(lot.number for lot in lots(figure)) == figure.total.number

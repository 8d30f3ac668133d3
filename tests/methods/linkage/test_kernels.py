"""Messages against enumeration, joining against the slow way."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.methods.linkage.kernels import propagate, unite
from truceline.methods.linkage.records import Floats


def _enumerated(member: Sequence[tuple[int, ...]], weight: list[float]) -> Floats:
    """Return probabilities by listing all choices of sets that share no node."""
    total, sums = 0.0, np.zeros(len(member))
    for size in range(len(member) + 1):
        for chosen in combinations(range(len(member)), size):
            nodes = [node for e in chosen for node in member[e]]
            if len(nodes) == len(set(nodes)):
                odds = float(np.prod([weight[e] for e in chosen]))
                total += odds
                sums[list(chosen)] += odds
    return np.asarray(sums / total)


def _propagated(
    member: Sequence[tuple[int, ...]], weight: list[float], several: tuple[int, ...] = ()
) -> Floats:
    size = max(map(len, member))
    table = np.array([[*m, *[-1] * (size - len(m))] for m in member], dtype=np.int32)
    nodes = 1 + int(table.max())
    return np.asarray(
        propagate(
            table,
            np.array(weight),
            np.ones(table.shape),
            np.isin(np.arange(nodes), several).astype(np.int8),
            500,
            1e-12,
        )
    )


weights = st.lists(st.floats(0.01, 50), min_size=5, max_size=5)


@given(weights)
def test_along_a_chain_the_probabilities_are_exact(weight: list[float]) -> None:
    chain = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)]
    assert _propagated(chain, weight) == pytest.approx(_enumerated(chain, weight), abs=1e-6)


@given(weights)
def test_sets_of_three_in_a_tree_are_exact(weight: list[float]) -> None:
    tree = [(0, 1, 2), (2, 3), (3, 4, 5), (1, 6), (6, 7, 8)]
    assert _propagated(tree, weight) == pytest.approx(_enumerated(tree, weight), abs=1e-6)


@given(st.lists(st.floats(0.01, 3), min_size=5, max_size=5))
def test_round_a_loop_they_are_near(weight: list[float]) -> None:
    loop = [(0, 1), (1, 2), (2, 3), (3, 0), (0, 2)]
    assert np.abs(_propagated(loop, weight) - _enumerated(loop, weight)).max() < 0.2


def test_two_rivals_as_likely_share_what_there_is() -> None:
    assert _propagated([(0, 1), (0, 2)], [1e9, 1e9]) == pytest.approx([0.5, 0.5], abs=1e-6)


def test_a_report_of_several_incidents_has_no_rivals() -> None:
    found = _propagated([(0, 1), (0, 2)], [3.0, 3.0], several=(0,))
    assert found == pytest.approx([0.75, 0.75])


def _united(
    pairs: list[tuple[int, int]],
    ledger: list[int],
    apart: list[tuple[int, int]] | None = None,
    several: tuple[int, ...] = (),
) -> list[int]:
    root = np.arange(len(ledger), dtype=np.int32)
    of = np.array(ledger, dtype=np.int64)
    unite(
        np.array(pairs, dtype=np.int32).reshape(-1, 2),
        of,
        np.isin(np.arange(4), several).astype(np.int8),
        np.array(apart or [], dtype=np.int32).reshape(-1, 2),
        root,
        np.left_shift(np.uint64(1), of.astype(np.uint64)),
    )
    return [int(r) for r in root]


def _slowly_united(pairs: list[tuple[int, int]], ledger: list[int]) -> list[int]:
    groups = [{n} for n in range(len(ledger))]
    for a, b in pairs:
        one = next(g for g in groups if a in g)
        other = next(g for g in groups if b in g)
        held = [ledger[n] for n in one | other]
        if one is not other and len(held) == len(set(held)):
            groups = [g for g in groups if g is not one and g is not other] + [one | other]
    return [min(next(g for g in groups if n in g)) for n in range(len(ledger))]


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=20))
def test_an_incident_holds_one_report_of_a_ledger(pairs: list[tuple[int, int]]) -> None:
    ledger = [0, 0, 0, 1, 1, 1, 2, 2, 2]
    between = [(a, b) for a, b in pairs if ledger[a] != ledger[b]]
    assert _united(between, ledger) == _slowly_united(between, ledger)


def test_records_that_are_apart_do_not_meet_by_a_third() -> None:
    assert _united([(0, 1), (1, 2)], [0, 1, 2], apart=[(2, 0)]) == [0, 0, 2]


def test_a_ledger_that_sums_up_may_hold_several_of_another() -> None:
    assert _united([(0, 1), (0, 2)], [0, 1, 1]) == [0, 0, 2]
    assert _united([(0, 1), (0, 2)], [0, 1, 1], several=(0,)) == [0, 0, 0]

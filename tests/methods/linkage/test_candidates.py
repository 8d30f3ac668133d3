"""Candidates against the slow, obvious way: every record with every other."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from tests.methods.linkage.made_up import records, some_records

from truceline.methods.linkage import candidates as module
from truceline.methods.linkage.candidates import Gate, TooManyCandidates, candidates, ledger_pairs
from truceline.methods.linkage.comparisons import DAYS, Z_EDGES, Comparison, levels_of
from truceline.methods.linkage.records import Records, Whole


def _one(number: int) -> Whole:
    return np.array([number], dtype=np.int32)


def _passes(made: Records, a: int, b: int, gate: Gate) -> bool:
    if made.ledger[a] == made.ledger[b] or np.isnan(made.lon[a] + made.lon[b]):
        return False
    allowed = np.hypot(made.radius_km[a], made.radius_km[b])
    near = made.distances_km(_one(a), _one(b))[0] <= gate.spread * allowed + gate.slack_km
    return bool(near and made.days_apart(_one(a), _one(b))[0] <= gate.days)


@given(some_records)
def test_the_pairs_are_those_of_the_slow_way(made: Records) -> None:
    gate = Gate(spread=1.7, slack_km=0.3, days=4)
    found = candidates(Comparison.of(made), gate)
    everyone = range(len(made.ledger))
    slow = {(a, b) for a, b in combinations(everyone, 2) if _passes(made, a, b, gate)}
    pairs = [(int(a), int(b)) for a, b in zip(found.a, found.b, strict=True)]
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == slow


@given(some_records)
def test_a_pattern_is_made_of_the_levels_of_its_parts(made: Records) -> None:
    comparison = Comparison.of(made)
    found = candidates(comparison, Gate())
    levels = levels_of(found.pattern.astype(np.int64), comparison.shape).T
    for a, b, level in zip(found.a, found.b, levels, strict=True):
        allowed = np.hypot(made.radius_km[a], made.radius_km[b])
        z = made.distances_km(_one(a), _one(b))[0] / allowed
        gap = made.days_apart(_one(a), _one(b))[0]
        vague = (made.last - made.first)[[a, b]].any()
        classes = comparison.place_class[[a, b]]
        assert level[0] == comparison.class_pair[classes[0], classes[1]]
        assert abs(z - np.append(Z_EDGES, np.inf)[level[1]]) < 1e-9 or (
            level[1] == np.searchsorted(Z_EDGES, z)
        )
        assert level[2] == (DAYS + 1 + (gap > 0) if vague else gap)
        for field, found_level in zip(comparison.fields, level[3:], strict=True):
            assert found_level == field.table[field.code[a], field.code[b]]


@given(some_records)
def test_shares_are_one_over_the_root_of_the_candidates_of_both(made: Records) -> None:
    found = candidates(Comparison.of(made), Gate())
    for n in range(len(found.a)):
        same = found.ledgers == found.ledgers[n]
        of_a, of_b = (same & (found.a == found.a[n])).sum(), (same & (found.b == found.b[n])).sum()
        assert found.share[n] == pytest.approx(1 / np.sqrt(of_a * of_b))


def test_far_north_a_degree_of_longitude_is_short() -> None:
    made = records([(0, 20, 78, 1, 0, 0, None, 0), (1, 20.2, 78, 1, 0, 0, None, 0)])
    assert len(candidates(Comparison.of(made), Gate()).a) == 1


def test_more_pairs_than_memory_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    made = records([(ledger, 36, 34, 1, 0, 0, None, 0) for ledger in (0, 0, 1, 1)])
    with pytest.raises(TooManyCandidates, match="More than 3 pairs"):
        candidates(Comparison.of(made), Gate())


def test_more_than_there_was_room_for_at_first() -> None:
    made = records([(n % 2, 36, 34, 1, 0, 0, None, 0) for n in range(600)])
    assert len(candidates(Comparison.of(made), Gate()).a) == 300 * 300


def test_pairs_of_ledgers_are_numbered_in_order() -> None:
    assert ledger_pairs(3) == [(0, 1), (0, 2), (1, 2)]

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from truceline.methods.linkage.candidates import Pairs
from truceline.methods.linkage.comparisons import Belief
from truceline.methods.linkage.mixture import Patterns, evidence, first_guess, rates

SHAPE = (1, 4, 2, 4)
SAME = [np.array([0.7, 0.2, 0.08, 0.02]), np.array([0.8, 0.2]), np.array([0.05, 0.05, 0.1, 0.8])]
APART = [np.array([0.02, 0.08, 0.3, 0.6]), np.array([0.3, 0.7]), np.array([0.5, 0.2, 0.1, 0.2])]


BELIEFS = tuple(Belief((1 / n,) * n, (1 / n,) * n) for n in SHAPE[1:])


def _pairs(pattern: NDArray[np.int64]) -> Pairs:
    zeros = np.zeros(len(pattern), dtype=np.int32)
    ones = np.ones(len(pattern))
    return Pairs(zeros, zeros, pattern.astype(np.int32), zeros.astype(np.int64), ones)


def _planted(matches: int, others: int) -> tuple[Patterns, NDArray[np.float64]]:
    """Return patterns of pairs drawn from known shares, and how many of each are matches."""
    rng = np.random.default_rng(5)

    def drawn(shares: list[NDArray[np.float64]], count: int) -> NDArray[np.int64]:
        levels = [rng.choice(len(share), count, p=share) for share in shares]
        return np.ravel_multi_index((np.zeros(count, dtype=int), *levels), SHAPE)

    same, apart = drawn(SAME, matches), drawn(APART, others)
    patterns = Patterns.of(_pairs(np.concatenate([same, apart])), SHAPE, BELIEFS)
    matched = np.bincount(patterns.index(same.astype(np.int32)), minlength=len(patterns.pattern))
    return patterns, matched.astype(float)


def test_evidence_is_the_log_ratio_of_the_planted_shares() -> None:
    patterns, matched = _planted(40_000, 200_000)
    found = evidence(patterns, matched)
    for field, (same, apart) in enumerate(zip(SAME, APART, strict=True)):
        level = patterns.levels[field + 1]
        assert found[field] == pytest.approx(np.log(same[level] / apart[level]), abs=0.06)


def test_shares_are_learnt_without_being_told_what_matches() -> None:
    patterns, matched = _planted(4_000, 40_000)
    believed = [Belief(tuple(s), tuple(a)) for s, a in zip(SAME, APART, strict=True)]
    guessed = first_guess(replace(patterns, beliefs=tuple(believed)))
    assert guessed.sum() == pytest.approx(4_000, rel=0.15)
    assert np.corrcoef(guessed, matched)[0, 1] > 0.99


def test_no_candidates_are_no_patterns() -> None:
    patterns = Patterns.of(_pairs(np.empty(0, dtype=np.int64)), SHAPE, BELIEFS)
    assert first_guess(patterns).shape == (0,)
    assert evidence(patterns, np.empty(0)).shape == (3, 0)


def test_rates_imply_the_matches_that_were_found() -> None:
    matched = np.array([[30.0, 2.0], [50.0, 8.0]])
    mass, free = np.array([[100.0, 90.0], [200.0, 260.0]]), np.array([0.5, 0.9])
    found = rates(matched, mass, free)
    for _ in range(50):
        found = rates(matched, mass, free, found)
    implied = found.of_class[:, None] * found.of_ledgers * mass * free
    assert implied.sum(axis=0) == pytest.approx(matched.sum(axis=0), rel=0.02)
    assert implied.sum(axis=1) == pytest.approx(matched.sum(axis=1), rel=0.02)

"""Which reports of several ledgers speak of the same incident, with what probability.

Candidates are compared field by field; a mixture learns from all of them what agreement is worth
(`mixture.py`); reports of one ledger compete for those of another (`matching.py`). The two are
learnt in turns: what is matched says what agreement is worth, and the other way round. Nothing is
drawn at random, and the order of ledgers and records changes nothing but their numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from truceline.methods.linkage.candidates import (
    Gate,
    Pairs,
    candidates,
    ledger_pairs,
)
from truceline.methods.linkage.comparisons import Comparison
from truceline.methods.linkage.matching import SURE, Exclusion, incidents, together
from truceline.methods.linkage.mixture import Patterns, evidence, first_guess, rates
from truceline.methods.linkage.records import Floats, Long, Records, Whole

_FIRST_TURNS = 2
_TURNS = 30
_SETTLED = 1e-3
"""Turns end when the expected number of pairs moves by less than this share."""
_SWEEPS_A_TURN = 8
_HOPELESS = 1e-3
"""Pairs less probable than this after the first turns are let go."""
_MAY_BE_LOST = 0.0001
"""Share of the expected matches that pairs too unlikely to be kept may have together."""
_LEAST_FREE = 0.05


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of reports, and incidents made of them."""

    pairs: Pairs
    probability: Floats
    """(p,) that the two speak of one incident."""
    evidence: Floats
    """(fields, p) log likelihood ratios of what was compared."""
    distance_km: Floats
    """(p,)"""
    days_apart: Long
    """(p,) days between the two intervals, 0 where they overlap."""
    alone: Floats
    """(n,) probability that no other ledger's report speaks of the same incident."""
    incident: Whole
    """(n,) the first record of the incident to which each record is put."""
    joined_from: float
    """Least probability of a pair that was joined."""
    candidates: Long
    """(ledger pairs,) pairs that were compared."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What people decided about pairs of records; it holds whatever the evidence says."""

    same: Whole = field(default_factory=lambda: np.empty((0, 2), dtype=np.int32))
    """(k, 2) one incident, also where both stand in one ledger."""
    apart: Whole = field(default_factory=lambda: np.empty((0, 2), dtype=np.int32))
    """(k, 2) two incidents."""

    def sure(self, pairs: Pairs) -> NDArray[np.bool_]:
        """Return (p,) whether a pair is decided to be one incident."""
        return _among(pairs, self.same)

    def possible(self, pairs: Pairs) -> NDArray[np.bool_]:
        """Return (p,) whether a pair is not decided to be two incidents."""
        return ~_among(pairs, self.apart)


def _among(pairs: Pairs, decided: Whole) -> NDArray[np.bool_]:
    low, high = decided.min(axis=1), decided.max(axis=1)
    key = low.astype(np.int64) << 32 | high
    return np.isin(pairs.a.astype(np.int64) << 32 | pairs.b, key)


def link(
    records: Records,
    gate: Gate | None = None,
    several: Sequence[int] = (),
    decided: Decided | None = None,
) -> Links:
    """Link the reports of several ledgers.

    Args:
        records: The reports.
        gate: How near two reports must be to be compared.
        several: Ledgers whose reports may each speak of several incidents of another ledger.
        decided: What people decided about pairs.

    Raises:
        TooManyCandidates: Too many pairs are near each other.
    """
    decided = decided or Decided()
    comparison = Comparison.of(records)
    pairs = candidates(comparison, gate or Gate())
    compared = np.bincount(pairs.ledgers, minlength=len(ledger_pairs(records.ledgers)))
    aggregating = np.isin(np.arange(max(records.ledgers, 1)), several).astype(np.int8)
    model = _Model(
        records, pairs, Patterns.of(pairs, comparison.shape, comparison.beliefs), aggregating
    )
    sure = decided.sure(pairs)
    pairs = pairs.of(decided.possible(pairs) & (model.worth_keeping(pairs) | sure)).sorted()
    learnt = model.learn(pairs, decided.sure(pairs), turns=_FIRST_TURNS)
    pairs = pairs.of(learnt.probability > _HOPELESS)
    learnt = model.learn(pairs, decided.sure(pairs), turns=_TURNS)
    marginals = together(
        pairs,
        learnt.log_odds - model.log_unseen(pairs),
        learnt.probability,
        records.ledger,
        aggregating,
    )
    incident, joined_from = incidents(
        pairs, marginals.pair, records.ledger, aggregating, (decided.same, decided.apart)
    )
    return Links(
        pairs=pairs,
        probability=marginals.pair,
        evidence=learnt.evidence,
        distance_km=records.distances_km(pairs.a, pairs.b),
        days_apart=records.days_apart(pairs.a, pairs.b),
        alone=marginals.alone,
        incident=incident,
        joined_from=joined_from,
        candidates=compared,
    )


def _with_candidates(pairs: Pairs, ledgers: int, records: int) -> Floats:
    """Return (2, ledger pairs) how many records of each ledger have a candidate in the other."""
    count = np.ones((2, ledgers))
    for side, member in enumerate((pairs.a, pairs.b)):
        held = np.flatnonzero(np.bincount(pairs.ledgers * records + member))
        count[side] = np.bincount(held // records, minlength=ledgers)
    return np.maximum(count, 1)


@dataclass(frozen=True, slots=True)
class _Learnt:
    """What came out for each pair when ledgers are matched two by two."""

    probability: Floats
    log_odds: Floats
    evidence: Floats
    """(fields, p) log likelihood ratios."""


class _Model:
    """What agreement is worth, and how many matches there are, as known so far."""

    def __init__(
        self, records: Records, pairs: Pairs, patterns: Patterns, aggregating: NDArray[np.int8]
    ) -> None:
        self._records = records
        self._patterns = patterns
        self._aggregating = aggregating
        self._ledgers = np.array(ledger_pairs(records.ledgers), dtype=np.int64).reshape(-1, 2)
        self._sizes = np.maximum(np.diff(records.bounds()), 1)
        self._compared = np.maximum(np.bincount(pairs.ledgers, minlength=len(self._ledgers)), 1)
        self._with_candidates = _with_candidates(pairs, len(self._ledgers), len(records.lon))
        self._matched = first_guess(patterns)
        self._mass = self._cells(patterns.classes_of(pairs.pattern), pairs.ledgers, pairs.share)
        spread = self._mass / np.maximum(self._mass.sum(axis=1, keepdims=True), 1e-12)
        self._found = patterns.by_class(self._matched)[:, None] * spread
        self._rates = rates(self._found, self._mass, self._free())

    def worth_keeping(self, pairs: Pairs) -> NDArray[np.bool_]:
        """Return (p,) whether a pair may be one incident, by a first guess at its pattern."""
        probability = self._matched / self._patterns.counts
        order = np.argsort(probability)
        lost = np.cumsum(self._matched[order]) / max(float(self._matched.sum()), 1e-12)
        kept = np.zeros(len(order), dtype=bool)
        kept[order] = lost > _MAY_BE_LOST
        return np.asarray(kept[self._patterns.index(pairs.pattern)])

    def learn(self, pairs: Pairs, sure: NDArray[np.bool_], *, turns: int) -> "_Learnt":
        """Learn from pairs what agreement is worth, and from that what they are."""
        place = self._patterns.index(pairs.pattern)
        classes = self._patterns.classes[place]
        exclusion = Exclusion(pairs, self._records.ledger, self._aggregating)
        expected = 0.0
        for _ in range(turns):
            ratios = evidence(self._patterns, self._matched)
            prior = self._rates.log_odds(classes, pairs.ledgers) + np.log(pairs.share)
            log_odds = np.where(sure, SURE, ratios.sum(axis=0)[place] + prior)
            probability = exclusion.probabilities(log_odds, _SWEEPS_A_TURN)
            self._take(place, classes, pairs.ledgers, probability)
            before, expected = expected, float(probability.sum())
            if abs(expected - before) < _SETTLED * expected:
                break
        return _Learnt(exclusion.probabilities(log_odds), log_odds, ratios[:, place])

    def _take(self, place: Long, classes: Long, ledgers: Long, probability: Floats) -> None:
        count = len(self._patterns.pattern)
        matched = np.bincount(place, probability, count)
        self._matched = np.minimum(matched, self._patterns.counts)
        self._found = self._cells(classes, ledgers, probability)
        self._rates = rates(self._found, self._mass, self._free(), self._rates)

    def _cells(self, classes: Long, ledgers: Long, amounts: Floats) -> Floats:
        """Return (class pairs, ledger pairs) sums of amounts given for pairs."""
        shape = self._patterns.shape[0], len(self._ledgers)
        cells = np.bincount(classes * shape[1] + ledgers, amounts, shape[0] * shape[1])
        return np.asarray(cells.reshape(shape), dtype=np.float64)

    def _free(self) -> Floats:
        """Return (ledger pairs,) the chance that both records of a pair have no other match.

        A record's other candidates, c - 1 of them, match with the mean probability w of a pair and
        not both; what is left is that of belief propagation where all have as many candidates.
        """
        mean = (self._found.sum(axis=0) / self._compared).clip(max=1 - _LEAST_FREE)
        others = self._compared / self._with_candidates - 1
        free = (1 - others * mean / (1 - mean)).clip(_LEAST_FREE)
        free[self._aggregating[self._ledgers.T] == 1] = 1
        return np.asarray((1 - mean) * free.prod(axis=0))

    def _matched_share(self) -> Floats:
        """Return (ledger pairs, 2) the share of each ledger's reports that the other has."""
        found = self._found.sum(axis=0)[:, None]
        share = (found / self._sizes[self._ledgers]).clip(max=1 - _LEAST_FREE)
        share[self._aggregating[self._ledgers] == 1] = 0
        return np.asarray(share)

    def log_unseen(self, pairs: Pairs) -> Floats:
        """Return (p,) log chance that no third ledger saw the incident of a pair.

        Odds from two ledgers are against both records' being alone of the two; among all ledgers
        they are larger by the chance that no other ledger has them.
        """
        shares = np.zeros((len(self._sizes), len(self._sizes)))
        first, second = self._ledgers.T
        shares[first, second], shares[second, first] = self._matched_share().T
        unseen = np.zeros(len(self._ledgers))
        for third in range(len(self._sizes)):
            other = (first != third) & (second != third)
            by_third = (shares[first, third] + shares[second, third]) / 2
            unseen += np.where(other, np.log((1 - by_third).clip(_LEAST_FREE)), 0)
        return np.asarray(unseen[pairs.ledgers])

"""What agreement is worth and how many matches there are, learnt from candidates.

The two are learnt in turns: what is matched says what agreement is worth (`mixture.py`), and what
it is worth says what is matched when reports compete for each other (`matching.py`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from truceline.methods.linkage.candidates import Pairs, Short, ledger_pairs
from truceline.methods.linkage.comparisons import Comparison
from truceline.methods.linkage.matching import SURE, Exclusion
from truceline.methods.linkage.mixture import Patterns, Rates, Ratios, first_guess, rates, ratios
from truceline.methods.linkage.records import Floats, Long, Records

ENOUGH = 250_000
"""From so many candidates all is learnt; more would only take longer."""
_BLOCK_DAYS = 28

_TURNS, _SWEEPS_A_TURN = 30, 3
_SETTLED = 1e-3
"""Turns end when the expected number of pairs moves by less than this share."""
_LEAST_FREE = 0.05


@dataclass(frozen=True, slots=True)
class Model:
    """What was learnt."""

    ratios: Ratios
    rates: Rates
    log_unseen: Floats
    """(ledger pairs,) log chance that no third ledger saw the incident of a pair.

    Odds from two ledgers are against both records' being alone of the two; among all ledgers they
    are larger by the chance that no other ledger has them."""

    def evidence(self, comparison: Comparison, pairs: Pairs) -> NDArray[np.float32]:
        """Return (fields, p) log likelihood ratios of what was compared."""
        patterns = _patterns(comparison, pairs)
        worth = self.ratios.of(patterns).astype(np.float32)
        return np.asarray(worth[:, patterns.index(pairs.pattern)])

    def log_odds(self, comparison: Comparison, pairs: Pairs) -> Floats:
        """Return (p,) log odds of each pair against both records' being alone of two ledgers."""
        patterns = _patterns(comparison, pairs)
        place = patterns.index(pairs.pattern)
        worth = self.ratios.of(patterns).sum(axis=0)
        prior = self.rates.log_odds(patterns.classes[place], pairs.ledgers)
        return np.asarray(worth[place] + prior + np.log(pairs.share))


def _patterns(comparison: Comparison, pairs: Pairs) -> Patterns:
    return Patterns.of(pairs.pattern, comparison.shape, comparison.beliefs)


def enough(records: Records, pairs: Pairs) -> Pairs:
    """Return the pairs to learn from: all, or those of some of the four-week blocks there are."""
    every = -(-len(pairs.a) // ENOUGH)
    if every <= 1:
        return pairs
    block = records.first[pairs.a] // _BLOCK_DAYS
    return pairs.of(np.isin(block, np.unique(block)[::every]))


def learn(
    comparison: Comparison, pairs: Pairs, sure: NDArray[np.bool_], aggregating: NDArray[np.int8]
) -> Model:
    """Learn from candidates.

    Args:
        comparison: What is compared.
        pairs: Candidates, with all rivals of each record.
        sure: (p,) whether a person decided that a pair is one incident.
        aggregating: (ledgers,) 1 where a report may speak of several incidents of another ledger.
    """
    learner = _Learner(comparison, pairs, aggregating)
    place = learner.patterns.index(pairs.pattern)
    classes = learner.patterns.classes[place]
    exclusion = Exclusion(pairs, comparison.records.ledger, aggregating)
    share = np.log(pairs.share)
    expected = 0.0
    for _ in range(_TURNS):
        worth = ratios(learner.patterns, learner.matched)
        prior = learner.rates.log_odds(classes, pairs.ledgers) + share
        log_odds = worth.of(learner.patterns).sum(axis=0)[place] + prior
        probability = exclusion.probabilities(np.where(sure, SURE, log_odds), _SWEEPS_A_TURN)
        learner.take(place, classes, pairs.ledgers, probability)
        before, expected = expected, float(probability.sum())
        if abs(expected - before) < _SETTLED * expected:
            break
    return Model(worth, learner.rates, learner.log_unseen())


class _Learner:
    """What is known so far."""

    def __init__(self, comparison: Comparison, pairs: Pairs, aggregating: NDArray[np.int8]) -> None:
        records = comparison.records
        self.patterns = _patterns(comparison, pairs)
        self._aggregating = aggregating
        self._ledgers = np.array(ledger_pairs(records.ledgers), dtype=np.int64).reshape(-1, 2)
        self._compared = np.maximum(np.bincount(pairs.ledgers, minlength=len(self._ledgers)), 1)
        self._with_candidates = _with_candidates(pairs, len(self._ledgers), len(records.lon))
        classes = self.patterns.classes[self.patterns.index(pairs.pattern)]
        self._mass = self._cells(classes, pairs.ledgers, pairs.share)
        self.matched = first_guess(self.patterns)
        spread = self._mass / np.maximum(self._mass.sum(axis=1, keepdims=True), 1e-12)
        self._found = self.patterns.by_class(self.matched)[:, None] * spread
        self.rates = rates(self._found, self._mass, self._free())

    def take(self, place: Long, classes: Long, ledgers: Short, probability: Floats) -> None:
        """Take in how probable each pair is."""
        matched = np.bincount(place, probability, len(self.patterns.pattern))
        self.matched = matched.astype(np.float64)
        self._found = self._cells(classes, ledgers, probability)
        self.rates = rates(self._found, self._mass, self._free(), self.rates)

    def log_unseen(self) -> Floats:
        """Return (ledger pairs,) the log chance that no third ledger saw the incident of a pair."""
        count = len(self._aggregating)
        shares = np.zeros((count, count))
        first, second = self._ledgers.T
        shares[first, second], shares[second, first] = self._matched_share()
        unseen = np.zeros(len(self._ledgers))
        for third in range(count):
            other = (first != third) & (second != third)
            by_third = (shares[first, third] + shares[second, third]) / 2
            unseen += np.where(other, np.log((1 - by_third).clip(_LEAST_FREE)), 0)
        return unseen

    def _cells(self, classes: Long, ledgers: Short, amounts: Floats) -> Floats:
        """Return (class pairs, ledger pairs) sums of amounts given for pairs."""
        shape = self.patterns.shape[0], len(self._ledgers)
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
        """Return (2, ledger pairs) the share of reports with a candidate that have a match."""
        share = self._found.sum(axis=0) / self._with_candidates
        share[self._aggregating[self._ledgers.T] == 1] = 0
        return np.asarray(share.clip(max=1 - _LEAST_FREE))


def _with_candidates(pairs: Pairs, ledgers: int, records: int) -> Floats:
    """Return (2, ledger pairs) how many records of each ledger have a candidate in the other."""
    count = np.ones((2, ledgers))
    for side, member in enumerate((pairs.a, pairs.b)):
        held = np.flatnonzero(np.bincount(pairs.ledgers.astype(np.int64) * records + member))
        count[side] = np.bincount(held // records, minlength=ledgers)
    return np.maximum(count, 1)

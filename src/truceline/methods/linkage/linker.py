"""Which reports of several ledgers speak of the same incident, with what probability.

Candidates (`candidates.py`) are compared field by field (`comparisons.py`). What agreement is worth
is learnt from them (`learning.py`), and reports of one ledger compete for those of another
(`matching.py`). Nothing is drawn at random, and the order of records changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from truceline.methods.linkage.candidates import Gate, Pairs, candidates, ledger_pairs
from truceline.methods.linkage.comparisons import Comparison
from truceline.methods.linkage.learning import enough, learn
from truceline.methods.linkage.matching import SURE, Exclusion, incidents, together
from truceline.methods.linkage.records import Floats, Long, Records, Whole

_HOPELESS = 0.01
"""Pairs whose odds are lower, before any rival is heard, are let go."""
_LAPSE = 0.04
"""Two incidents one after the other may agree in everything: so often a pair that the model is sure
of is two. Measured on made-up ledgers (`bench.linkage`); the fields are not quite independent."""
_SWEEPS = 2


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of reports, and incidents made of them."""

    pairs: Pairs
    probability: Floats
    """(p,) that the two speak of one incident."""
    evidence: NDArray[np.float32]
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
    aggregating = np.isin(np.arange(max(records.ledgers, 1)), several).astype(np.int8)
    comparison = Comparison.of(records)
    pairs = candidates(comparison, gate or Gate())
    compared = np.bincount(pairs.ledgers, minlength=len(ledger_pairs(records.ledgers)))
    taught = enough(records, pairs)
    model = learn(comparison, taught, decided.sure(taught), aggregating)
    likely = model.log_odds(comparison, pairs) > np.log(_HOPELESS)
    pairs = pairs.of(decided.possible(pairs) & (likely | decided.sure(pairs))).sorted()
    log_odds = np.where(decided.sure(pairs), SURE, model.log_odds(comparison, pairs))
    two_by_two = Exclusion(pairs, records.ledger, aggregating).probabilities(log_odds, _SWEEPS)
    marginals = together(
        pairs, log_odds - model.log_unseen[pairs.ledgers], two_by_two, records.ledger, aggregating
    )
    probability = np.where(decided.sure(pairs), 1.0, (1 - _LAPSE) * marginals.pair)
    incident, joined_from = incidents(
        pairs, probability, records.ledger, aggregating, (decided.same, decided.apart)
    )
    return Links(
        pairs=pairs,
        probability=probability,
        evidence=model.evidence(comparison, pairs),
        distance_km=records.distances_km(pairs.a, pairs.b),
        days_apart=records.days_apart(pairs.a, pairs.b),
        alone=marginals.alone + _LAPSE * (1 - marginals.alone),
        incident=incident,
        joined_from=joined_from,
        candidates=compared,
    )

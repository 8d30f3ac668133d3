"""Probabilities when one report of a ledger speaks of one incident, and incidents from them.

Two steps. First, ledgers are matched two by two: a record has one partner in another ledger or
none, and the chances of all its candidates compete. Belief propagation gives the marginals
(Williams and Lau 2014). Then records of several ledgers are looked at together: a set of k records,
one a ledger at most, is one incident or it is not, and each record is in one set or alone.

For independent ledgers of a Poisson process the odds of a triple are those of two of its pairs
multiplied. Which two is open, so we take all k (k - 1) / 2 pairs to the power 2 / k. For normal
errors of equal size that is exact but for a factor (2^(k - 1) / k) per coordinate; we allow two
coordinates, and `_SEEN_BY_ALL` for incidents that every ledger is more likely to see.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from truceline.methods.linkage.candidates import THREADS, Pairs
from truceline.methods.linkage.kernels import propagate, unite
from truceline.methods.linkage.records import Floats, Long, Whole

_SWEEPS, _SETTLED = 24, 1e-2
SURE = 30.0
"""Log odds of what is certain; none are higher."""
_LEAST_JOINED = 0.2
"""No pair less probable than this is put together, however few likelier ones there are."""
_SEEN_BY_ALL = 2.5
"""Ours, chosen on made-up ledgers (`bench.linkage`)."""
_WORTH = 0.02
"""Pairs less probable than this stay as they are when all ledgers are looked at together."""


class Exclusion:
    """One-to-one matching of ledgers two by two; remembers where it stood."""

    def __init__(self, pairs: Pairs, ledger: Long, several: NDArray[np.int8]) -> None:
        """Prepare for the question.

        Args:
            pairs: Candidates.
            ledger: (n,) ledger of each record.
            several: (ledgers,) 1 where a report may speak of several incidents of another ledger.
        """
        self._rows = [np.flatnonzero(pairs.ledgers == n) for n in np.unique(pairs.ledgers)]
        self._member = [np.column_stack([pairs.a[rows], pairs.b[rows]]) for rows in self._rows]
        self._message = [np.ones(member.shape) for member in self._member]
        self._several = several[ledger]

    def probabilities(self, log_odds: Floats, sweeps: int) -> Floats:
        """Return (p,) the probability of each pair, so many sweeps further."""
        weight = np.exp(np.minimum(log_odds, SURE))
        probability = np.zeros(len(log_odds))

        def two(n: int) -> None:
            rows, member, message = self._rows[n], self._member[n], self._message[n]
            probability[rows] = propagate(
                member, weight[rows], message, self._several, sweeps, _SETTLED
            )

        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(two, range(len(self._rows))))
        return probability


@dataclass(frozen=True, slots=True)
class Marginals:
    """What came out for pairs and for records."""

    pair: Floats
    """(p,) probability that the two speak of one incident."""
    alone: Floats
    """(n,) probability that no other ledger's report speaks of the same."""


def together(
    pairs: Pairs, log_odds: Floats, alone_of: Floats, ledger: Long, several: NDArray[np.int8]
) -> Marginals:
    """Return the probabilities when sets of up to all ledgers compete.

    Args:
        pairs: Candidates.
        log_odds: (p,) of each against both being alone, among all ledgers.
        alone_of: (p,) probability of each from matching two by two, to leave out the hopeless.
        ledger: (n,) ledger of each record.
        several: (ledgers,) 1 where a report may speak of several incidents of another ledger.
    """
    worth = np.flatnonzero(alone_of > _WORTH)
    larger = list(_larger_sets(pairs, worth, log_odds, len(ledger)))
    sets = [_Sets.pairs(pairs, worth), *(found for found, _ in larger)]
    weight = np.concatenate([log_odds[worth], *(odds for _, odds in larger)])
    size = sets[-1].member.shape[1]
    padded = [
        np.pad(s.member, ((0, 0), (0, size - s.member.shape[1])), constant_values=-1) for s in sets
    ]
    member = np.concatenate(padded)
    probability = _propagated(
        member, np.exp(np.minimum(weight, SURE)), several[ledger], len(ledger)
    )
    pair = np.where(alone_of > _WORTH, 0.0, alone_of)
    ends = np.cumsum([len(s.member) for s in sets])
    for found, share in zip(sets, np.split(probability, ends[:-1]), strict=True):
        for column in found.pair.T:
            pair += np.bincount(column, share, len(pair))
    taken = np.zeros(len(ledger))
    for column in member.T:
        held = column >= 0
        taken += np.bincount(column[held], probability[held], len(ledger))
    pair = _at_most_one(pairs, pair.clip(0, 1), ledger, several)
    return Marginals(pair, (1 - taken).clip(0, 1))


def _propagated(member: Whole, weight: Floats, several: NDArray[np.int8], records: int) -> Floats:
    """Return (e,) the probability of each set.

    Sets that share no record, not even by others between them, do not meet: they are put into as
    many shares as there are threads.
    """
    graph = coo_array((np.ones(len(member), dtype=np.int8), member[:, :2].T), (records, records))
    _, group = connected_components(graph, directed=False)
    held = np.cumsum(np.bincount(group[member[:, 0]], minlength=1))
    share = (held * THREADS // (len(member) + 1))[group[member[:, 0]]]
    probability = np.empty(len(member))

    def one(number: int) -> None:
        rows = np.flatnonzero(share == number)
        message = np.ones((len(rows), member.shape[1]))
        probability[rows] = propagate(
            member[rows], weight[rows], message, several, _SWEEPS, _SETTLED
        )

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(one, range(THREADS)))
    return probability


def _at_most_one(
    pairs: Pairs, probability: Floats, ledger: Long, several: NDArray[np.int8]
) -> Floats:
    """Return probabilities that add up to 1 at most for a record and another ledger.

    Propagation only nears that where very many reports are alike.
    """
    most = np.ones(len(probability))
    begin = pairs.ledgers.astype(np.int64) * len(ledger)
    for member in (pairs.a, pairs.b):
        total = np.bincount(begin + member, probability)[begin + member]
        most = np.maximum(most, np.where(several[ledger[member]] == 1, 1.0, total))
    return np.asarray(probability / most)


def _more_for(k: int) -> float:
    """Return the log factor by which k records are likelier than their pairs say."""
    return float(2 * np.log(2 ** (k - 1) / k) + np.log(_SEEN_BY_ALL))


@dataclass(frozen=True, slots=True)
class _Sets:
    """Sets of k records, all pairs of which are candidates."""

    member: Whole
    """(s, k) records, ascending."""
    pair: NDArray[np.int64]
    """(s, k (k - 1) / 2) the pairs among them."""

    @classmethod
    def pairs(cls, pairs: Pairs, chosen: Long) -> "_Sets":
        """Return sets of two."""
        return cls(np.column_stack([pairs.a[chosen], pairs.b[chosen]]), chosen.reshape(-1, 1))


def _larger_sets(
    pairs: Pairs, chosen: Long, log_odds: Floats, records: int
) -> Iterator[tuple[_Sets, Floats]]:
    """Yield sets of three, of four ... records whose pairs are all chosen, with their log odds.

    Sets that cannot be as probable as `_WORTH` are left out, and those that would hold them.
    """
    lookup = _Lookup(pairs, chosen, records)
    sets = lookup.longer(_Sets.pairs(pairs, chosen))
    while len(sets.member):
        k = sets.member.shape[1]
        weight = 2 / k * log_odds[sets.pair].sum(axis=1) + _more_for(k)
        likely = weight > np.log(_WORTH)
        sets = _Sets(sets.member[likely], sets.pair[likely])
        yield sets, weight[likely]
        sets = lookup.longer(sets)


class _Lookup:
    """Chosen pairs by their first record, and by both."""

    def __init__(self, pairs: Pairs, chosen: Long, records: int) -> None:
        self._number = chosen
        self._records = records
        self._last = pairs.b[chosen]
        self._key = pairs.a[chosen].astype(np.int64) * self._records + self._last
        self._begin = np.searchsorted(pairs.a[chosen], np.arange(records + 1))

    def longer(self, sets: _Sets) -> _Sets:
        """Return the sets with one more record, of a later ledger, that is near all others."""
        last = sets.member[:, -1]
        partners = self._begin[last + 1] - self._begin[last]
        row = np.repeat(np.arange(len(last)), partners)
        step = np.arange(len(row)) - np.repeat(np.cumsum(partners) - partners, partners)
        place = self._begin[last][row] + step
        added = self._last[place]
        columns = [place]
        fits = np.ones(len(row), dtype=bool)
        for member in sets.member[:, -2::-1].T:
            key = member[row].astype(np.int64) * self._records + added
            at = np.searchsorted(self._key, key).clip(max=max(len(self._key) - 1, 0))
            fits &= self._key[at] == key if len(self._key) else False
            columns.append(at)
        pair = np.column_stack([sets.pair[row], *(self._number[c] for c in columns)])
        member = np.column_stack([sets.member[row], added])
        return _Sets(member[fits].astype(np.int32), pair[fits])


def incidents(
    pairs: Pairs,
    probability: Floats,
    ledger: Long,
    several: NDArray[np.int8],
    decided: tuple[Whole, Whole],
) -> tuple[Whole, float]:
    """Put records together so that the expected F1 of the pairs is greatest.

    Args:
        pairs: Candidates.
        probability: (p,) of each.
        ledger: (n,) ledger of each record.
        several: (ledgers,) 1 where a report may speak of several incidents of another ledger.
        decided: (k, 2) records that are one incident whatever else, and that are not.

    Returns:
        (n,) for each record the first record of its incident, and the probability from which pairs
        were joined; 1 where none was.
    """
    same, apart = decided
    likely = np.flatnonzero(probability >= _LEAST_JOINED)
    # Pairs stand in order of their records, which settles ties.
    order = likely[np.argsort(-probability[likely], kind="stable")]
    expected = np.cumsum(probability[order])
    score = 2 * expected / (np.arange(1, len(order) + 1) + probability.sum())
    taken = order[: int(np.argmax(score)) + 1] if len(order) else order
    root = np.arange(len(ledger), dtype=np.int32)
    held = np.left_shift(np.uint64(1), ledger.astype(np.uint64))
    nothing = np.empty((0, 2), dtype=np.int32)
    unite(same, ledger, np.ones_like(several), nothing, root, held)
    unite(np.column_stack([pairs.a, pairs.b])[taken], ledger, several, apart, root, held)
    return root, float(probability[taken[-1]]) if len(taken) else 1.0

"""How much each pattern of agreement speaks for one incident rather than two.

The model of Fellegi and Sunter (1969, J. Am. Stat. Assoc. 64: 1183-1210): given whether two
records speak of one incident, the fields agree independently of each other. Its probabilities are
found by EM on counts of patterns, never on pairs (Enamorado, Fifield and Imai 2019, Am. Polit.
Sci. Rev. 113: 353-371). Each is estimated within the class of the pair, drawn towards all
classes together, so that a class with few matches does not make up its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from truceline.methods.linkage.candidates import Pairs
from truceline.methods.linkage.comparisons import Belief, levels_of
from truceline.methods.linkage.records import Floats, Long, Whole

_DRAWN_MATCHED, _DRAWN_OTHERS = 200.0, 10.0
"""So many pairs of all classes are added to each class before shares are taken."""
_BELIEVED = 20.0
"""So many pairs what is believed of a field weighs."""
_ROUNDS = 20
_FIRST_ODDS = 0.1
_FLOOR = 0.2
"""Matches added to a class and to what was expected of it, so that no rate is 0 or endless."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns that occur."""

    pattern: Long
    """(p,) ascending."""
    levels: NDArray[np.int64]
    """(parts, p) the class of the pair first."""
    shape: tuple[int, ...]
    beliefs: tuple[Belief, ...]
    counts: Floats
    """(p,) candidates that show each."""

    @classmethod
    def of(cls, pairs: Pairs, shape: tuple[int, ...], beliefs: tuple[Belief, ...]) -> "Patterns":
        """Return the patterns of these candidates, and what is expected of their parts."""
        counts = np.bincount(pairs.pattern)
        occurring = np.flatnonzero(counts)
        levels = levels_of(occurring, shape)
        return cls(occurring, levels, shape, beliefs, counts[occurring].astype(float))

    @property
    def classes(self) -> NDArray[np.int64]:
        """(p,) the class of the pair."""
        return np.asarray(self.levels[0])

    def index(self, pattern: Whole) -> Long:
        """Return where each pattern stands."""
        place = np.zeros(int(self.pattern[-1]) + 1 if len(self.pattern) else 0, dtype=np.int64)
        place[self.pattern] = np.arange(len(self.pattern))
        return place[pattern]

    def classes_of(self, pattern: Whole) -> Long:
        """Return the class of the pair that each pattern stands for."""
        return pattern.astype(np.int64) // int(np.prod(self.shape[1:]))

    def by_class(self, amounts: Floats) -> Floats:
        """Return (classes,) sums of amounts given for each pattern."""
        return np.asarray(np.bincount(self.classes, amounts, self.shape[0]), dtype=np.float64)


def evidence(patterns: Patterns, matched: Floats) -> Floats:
    """Return (fields, p) log likelihood ratios: one incident against two.

    Args:
        patterns: What occurs.
        matched: (p,) how many candidates of each pattern are thought to be one incident.
    """
    others = patterns.counts - matched
    ratios = []
    for levels, belief in zip(patterns.levels[1:], patterns.beliefs, strict=True):
        same = _shares(patterns, levels, matched, belief.same, _DRAWN_MATCHED)
        apart = _shares(patterns, levels, others, belief.apart, _DRAWN_OTHERS)
        ratios.append(np.log(same[patterns.classes, levels] / apart[patterns.classes, levels]))
    return np.array(ratios)


def _shares(
    patterns: Patterns,
    levels: NDArray[np.int64],
    amounts: Floats,
    believed: Sequence[float],
    drawn: float,
) -> Floats:
    """Return (classes, levels) the share of each level in each class."""
    size = len(believed)
    place = patterns.classes * size + levels
    table = np.bincount(place, amounts, patterns.shape[0] * size).astype(float).reshape(-1, size)
    overall = table.sum(axis=0) + _BELIEVED * np.array(believed)
    table += drawn * overall / overall.sum()
    return np.asarray(table / table.sum(axis=1, keepdims=True))


def first_guess(patterns: Patterns) -> Floats:
    """Return (p,) how many candidates of each pattern match, by EM without exclusion.

    It begins with what is believed of each field.
    """
    log_odds = np.full(len(patterns.pattern), np.log(_FIRST_ODDS))
    for levels, belief in zip(patterns.levels[1:], patterns.beliefs, strict=True):
        log_odds += np.log(np.array(belief.same) / np.array(belief.apart))[levels]
    matched = patterns.counts / (1 + np.exp(-log_odds))
    for _ in range(_ROUNDS):
        share = patterns.by_class(matched) + _FLOOR
        odds = share / (patterns.by_class(patterns.counts) - share + 2 * _FLOOR).clip(_FLOOR)
        log_odds = evidence(patterns, matched).sum(axis=0) + np.log(odds)[patterns.classes]
        matched = patterns.counts / (1 + np.exp(-log_odds))
    return np.asarray(matched)


@dataclass(frozen=True, slots=True)
class Rates:
    """How likely candidates are to match before they are compared.

    A record with c candidates spreads its chance over them, and both must be free: the odds of a
    pair are its class's rate times its ledgers' rate times 1 / sqrt(c_a c_b). Set against the
    matches found, this makes the probabilities sum to the matches that the rates imply.
    """

    of_class: Floats
    """(class pairs,)"""
    of_ledgers: Floats
    """(ledger pairs,)"""

    def log_odds(self, classes: Long, ledgers: Long) -> Floats:
        """Return log odds for candidates of these classes and ledgers, candidates apart."""
        return np.asarray(np.log(self.of_class)[classes] + np.log(self.of_ledgers)[ledgers])


def rates(matched: Floats, mass: Floats, free: Floats, before: Rates | None = None) -> Rates:
    """Return the rates that imply as many matches as were found.

    Args:
        matched: (class pairs, ledger pairs) matches found.
        mass: The same shape: sums of 1 / sqrt(candidates of both).
        free: (ledger pairs,) chance that both records of a pair have no other match.
        before: Rates to begin with.
    """
    room = mass * free
    of_ledgers = np.ones(mass.shape[1]) if before is None else before.of_ledgers
    of_class = (matched.sum(axis=1) + _FLOOR) / (room @ of_ledgers + _FLOOR)
    of_ledgers = (matched.sum(axis=0) + _FLOOR) / (of_class @ room + _FLOOR)
    return Rates(of_class, of_ledgers)

"""How well a probability did, now that the truth is known.

Whole numbers and single places cannot be cut: an interval or a region that must take in a whole
one holds more than 90 %. The shares here count such a one at the edge by the part that is needed,
so an answer that is right comes to 90 % and no more.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEVEL = 0.9
_TIE = 1e-12


class Held(NamedTuple):
    """Whether a 90 % interval holds the true number."""

    whole: bool
    """The central interval, widened to whole numbers."""
    exact: float
    """0 to 1, a number at the edge counted by the part of it that belongs inside."""


def in_region(places: Floats, hit: int | None, uniform: float, nearer: float) -> float:
    """Return how far the smallest region of 90 % holds the true place, 0 to 1.

    The region takes places that were learned, the weightiest first, then ground that is all alike,
    from the coded point outwards.

    Args:
        places: (k,) probability of each place that was learned.
        hit: Which of them is the true one; None if it is none.
        uniform: Probability of the rest, spread evenly; with `places` it adds up to 1.
        nearer: Share of the ground that is nearer the coded point than the true place.
    """
    if hit is None:
        return float(nearer * uniform <= LEVEL - places.sum())
    own = places[hit]
    above = places[places > own + _TIE].sum()
    alike = places[np.abs(places - own) <= _TIE].sum()
    return float(np.clip((LEVEL - above) / alike, 0, 1))


def number_of(probability: Floats) -> Floats:
    """Return the chance of each whole number of events, 0 to n (Poisson-binomial)."""
    chance = np.ones(1)
    for p in probability:
        chance = np.convolve(chance, [1 - p, p])
    return chance


def held(probability: Floats, true: int) -> Held:
    """Tell whether the central 90 % of the number of events hold the true number."""
    chance = number_of(probability)
    until = np.cumsum(chance)[true]
    below, tail = until - chance[true], (1 - LEVEL) / 2
    inside = min(until, 1 - tail) - max(below, tail)
    return Held(
        whole=bool(until >= tail and below <= 1 - tail),
        exact=float(np.clip(inside / max(chance[true], 1e-300), 0, 1)),
    )


def log_score(probability: Floats, true: Floats, floor: float) -> Floats:
    """Return the logarithm of the probability given to where each event lay.

    Args:
        probability: (n, a) of each area; what is left is outside all.
        true: (n, a) 1 where it lay, else 0.
        floor: Taken for anything less, which draws cannot tell from 0.
    """
    outside = 1 - probability.sum(axis=1)
    given = np.where(true.any(axis=1), (probability * true).sum(axis=1), outside)
    score: Floats = np.log(np.maximum(given, floor))
    return score

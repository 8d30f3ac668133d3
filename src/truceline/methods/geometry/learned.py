"""Where imprecise events probably were: where exact ones on the same ground were, about that time.

An exact event counts for 1 / (1 + t / 20), t days away; the uniform density counts for four events
of the same day. So the uniform rules where there is little to learn from, and no place that it
allows becomes impossible. With all weights 1 this is the prediction of a Dirichlet process around
the uniform density, with concentration 4. Only exact events of the same source are asked.

Assumed: exact and imprecise events of one source on one ground happen in the same places.
`bench/coverage` measures what becomes of that; the two constants were chosen there, on one year,
and judged on the others.

Sources: Croicu and Hegre (2018), "A Fast Spatial Multiple Imputation Procedure for Imprecise Armed
Conflict Events", Uppsala (imprecise events go where exact ones happened; the weights are ours);
Blackwell and MacQueen (1973), Ann. Statist. 1: 353-355 (the prediction).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import shapely
from scipy.sparse import csr_array

from truceline.methods.geometry.draws import Floats, Shape
from truceline.methods.geometry.points import Indices

UNIFORM = 4.0
"""Exact events of the same day that the uniform density counts for."""
HALF_DAYS = 20.0
"""Days after which an exact event counts for half."""


class Ground(NamedTuple):
    """Imprecise events of one source that may have been anywhere on one shape."""

    shape: Shape
    source: int
    events: Indices


class Learned(NamedTuple):
    """What exact events say of (n,) imprecise ones."""

    inside: csr_array
    """(n, a) weight of the exact events on the ground that lay in each area."""
    weight: Floats
    """(n,) weight of all exact events on the ground."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Exact:
    """Exact events to learn from; (m,) each."""

    lon: Floats
    lat: Floats
    day: Indices
    """Days since 1970."""
    source: Indices
    inside: csr_array
    """(m, a) share of each that lies in each area, at whatever time."""

    def on(self, ground: Ground) -> Indices:
        """Return those of the source on the shape, its edge included."""
        if ground.source not in self._trees:
            return np.empty(0, np.int64)
        some, tree = self._trees[ground.source]
        return np.sort(some[tree.query(ground.shape, predicate="intersects")])

    @cached_property
    def _trees(self) -> dict[int, tuple[Indices, shapely.STRtree]]:
        placed = np.isfinite(self.lon + self.lat)
        trees = {}
        for source in np.unique(self.source[placed]).tolist():
            some = np.flatnonzero(placed & (self.source == source))
            trees[source] = some, shapely.STRtree(shapely.points(self.lon[some], self.lat[some]))
        return trees


def weight(days_apart: Indices, half_days: float = HALF_DAYS) -> Floats:
    """Return for how much exact events count, so many days before or after."""
    return 1 / (1 + np.abs(days_apart) / half_days)


def learn(exact: Exact, grounds: Iterable[Ground], day: Indices) -> Learned:
    """Ask the exact events on each ground.

    Args:
        exact: The events to learn from.
        grounds: Imprecise events by the ground they were on; each event at most once.
        day: (n,) days since 1970 of the imprecise events.
    """
    areas = exact.inside.shape[1]
    total = np.zeros(len(day))
    rows, columns, sums = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0)]
    for ground in grounds:
        some = exact.on(ground)
        if not len(some):
            continue
        # Days, not events: a ground may hold very many of both.
        days, at, count = np.unique(exact.day[some], return_inverse=True, return_counts=True)
        by_day = csr_array((np.ones(len(some)), (at, np.arange(len(some)))))
        inside = (by_day @ exact.inside[some]).toarray()
        asked, of = np.unique(day[ground.events], return_inverse=True)
        weights = weight(asked[:, None] - days)
        total[ground.events] = (weights @ count)[of]
        found = (weights @ inside)[of]
        row, column = np.nonzero(found)
        rows.append(ground.events[row])
        columns.append(column)
        sums.append(found[row, column])
    place = np.concatenate(rows), np.concatenate(columns)
    return Learned(csr_array((np.concatenate(sums), place), shape=(len(day), areas)), total)


def blended(uniform: csr_array, learned: Learned) -> csr_array:
    """Return (n, a) shares: the uniform ones and what was learned, each by its weight."""
    share = 1 / (UNIFORM + learned.weight)
    mixed = uniform.multiply((UNIFORM * share)[:, None]) + learned.inside.multiply(share[:, None])
    mixed = csr_array(mixed)
    # What is certain either way stays certain, whatever the order of the sums.
    mixed.data = np.round(mixed.data, 12)
    return mixed

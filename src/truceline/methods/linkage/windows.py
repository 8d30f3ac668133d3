"""The field's baseline: records within a fixed window of place and time, by how alike they are.

Two records of different ledgers may be one incident if they lie within the window and share a
category in every taxonomy. Their fit is the mean, over the taxonomies, of the finest level they
share (0 is the finest) by the coarsest level there is; 0 is best. Ledgers are folded in one after
the other. A group stands in each fold as its first record, and the best fits are taken first, one
partner a record. Of equal fits the nearer pair is taken, then the one fewer days apart, then the
one that stands first in the table.

Events of one day and episodes of several are matched with their like only. An event and an
episode that would fit are put before a person.

What to know before trusting it: a place known to 300 m and one known to a district get the same
window, and another order of the ledgers can give other groups, since only first records are
compared. It is here to be compared with.

Source: Donnay, Dunford, McGrath, Backer & Cunningham (2019), "Integrating Conflict Event Data",
Journal of Conflict Resolution 63: 1337-1364. Written afresh from the definition; the rules on ties
are ours, and the windows count first days and include their ends, as the published figures do.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from truceline.errors import BadInput

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

EARTH_KM: Final = 6371.0
"""Mean radius of the Earth."""
_MILLIMETRE = 1e-6


class WindowUnusable(BadInput):
    """The width of a window is no usable number."""

    code = "windows.unusable"
    text = (
        "A window of {km} km and {days} days cannot be used. Give a finite number of kilometres "
        "and a whole number of days, each 0 or more."
    )


class NothingToCompare(BadInput):
    """Records can be compared by place and time only."""

    code = "windows.nothing-to-compare"
    text = "No taxonomy says which records are alike. Give at least one, with at least one level."


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Records:
    """Records of several ledgers, in any order; (n,) each."""

    ledger: Integers
    """Place of each record's ledger among those that are folded in; the least comes first."""
    lon: Floats
    """Degrees east; NaN where unknown, which is near nothing."""
    lat: Floats
    first_day: Integers
    last_day: Integers
    """Inclusive; a record is an episode if it comes after `first_day`."""
    levels: Sequence[Integers]
    """A taxonomy each: (n, depth) numbers of categories, finest level first; -1 is unknown, which
    is like nothing."""

    @property
    def is_episode(self) -> Flags:
        """Which records last for several days."""
        return self.last_day > self.first_day


class Pairs(NamedTuple):
    """Pairs of records and how well they fit, sorted by first, then second; (p,) each."""

    first: Integers
    second: Integers
    fit: Floats
    """0 is best, 1 is worst."""


class Matched(NamedTuple):
    """What the windows make of some records."""

    group: Integers
    """(n,) the first record of each record's group; a record alone is its own."""
    pairs: Pairs
    """A pair for every record folded into a group: the group's first record, then the other."""
    flagged: Pairs
    """An event, then an episode of another ledger, that would fit."""


def match(records: Records, *, km: float, days: int) -> Matched:
    """Match records of different ledgers that lie within a window.

    Args:
        records: The records.
        km: Greatest distance of a pair on the sphere, inclusive, compared to the millimetre.
        days: Greatest number of days between the first days of a pair, inclusive.

    Returns:
        Groups with at most one record of each ledger.

    Raises:
        WindowUnusable: A width is negative or not finite.
        NothingToCompare: There is no taxonomy, or one without levels.

    Cost: O(n log n + p log p) for p pairs within the window.
    """
    if not (0 <= km < math.inf and 0 <= days < math.inf):
        raise WindowUnusable(km=km, days=days)
    if not records.levels or not all(table.shape[1] for table in records.levels):
        raise NothingToCompare
    itself = np.arange(len(records.ledger))
    group = itself.copy()
    folded = []
    for ledger in np.unique(records.ledger)[1:]:
        standing = np.flatnonzero((records.ledger < ledger) & (group == itself))
        coming = np.flatnonzero(records.ledger == ledger)
        candidates = _Candidates.between(records, standing, coming, km, days)
        chosen = candidates.where(~candidates.mixed(records)).stable()
        group[chosen.second] = chosen.first
        folded.append(chosen)
    return Matched(group, _sorted(folded), _flagged(records, km, days))


class _Candidates(NamedTuple):
    """Pairs within the window that share a category in every taxonomy; (c,) each."""

    first: Integers
    second: Integers
    fit: Floats
    distance_km: Floats
    days_apart: Integers

    @classmethod
    def between(
        cls, records: Records, some: Integers, others: Integers, km: float, days: int
    ) -> Self:
        first, second = _in_box(records, some, others, km, days)
        found = cls(
            first,
            second,
            _fit(records.levels, first, second),
            _distance_km(records, first, second),
            np.abs(records.first_day[first] - records.first_day[second]),
        )
        # The box has corners that the window does not have.
        inside = (found.distance_km <= km) & (found.days_apart <= days)
        return found.where(inside & np.isfinite(found.fit))

    def where(self, kept: Flags) -> Self:
        return type(self)(
            self.first[kept],
            self.second[kept],
            self.fit[kept],
            self.distance_km[kept],
            self.days_apart[kept],
        )

    def mixed(self, records: Records) -> Flags:
        """Tell which are an event and an episode."""
        lasting = records.is_episode
        return np.not_equal(lasting[self.first], lasting[self.second])

    def stable(self) -> Pairs:
        """Return the pairs of a stable matching: no two records fit each other better."""
        order = np.lexsort(
            (self.second, self.first, self.days_apart, self.distance_km, self.fit)
        ).tolist()
        first, second = self.first.tolist(), self.second.tolist()
        taken: set[int] = set()
        chosen = []
        for place in order:
            if first[place] not in taken and second[place] not in taken:
                taken |= {first[place], second[place]}
                chosen.append(place)
        return Pairs(self.first[chosen], self.second[chosen], self.fit[chosen])


def _flagged(records: Records, km: float, days: int) -> Pairs:
    episodes, events = np.flatnonzero(records.is_episode), np.flatnonzero(~records.is_episode)
    candidates = _Candidates.between(records, events, episodes, km, days)
    found = candidates.where(records.ledger[candidates.first] != records.ledger[candidates.second])
    return _sorted([Pairs(found.first, found.second, found.fit)])


def _sorted(parts: Sequence[Pairs]) -> Pairs:
    first = np.concatenate([np.empty(0, np.int64), *(part.first for part in parts)])
    second = np.concatenate([np.empty(0, np.int64), *(part.second for part in parts)])
    fit = np.concatenate([np.empty(0), *(part.fit for part in parts)])
    order = np.lexsort((second, first))
    return Pairs(first[order], second[order], fit[order])


def _in_box(
    records: Records, some: Integers, others: Integers, km: float, days: int
) -> tuple[Integers, Integers]:
    """Return pairs that lie in one box of place and time: all within the window, and a few more."""
    placed = np.isfinite(records.lon + records.lat)
    some, others = some[placed[some]], others[placed[others]]
    if not (len(some) and len(others)):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    trees = [KDTree(_in_windows(records, rows, km, days)) for rows in (some, others)]
    near = trees[0].sparse_distance_matrix(trees[1], 1 + 1e-9, p=math.inf, output_type="ndarray")
    return some[near["i"]], others[near["j"]]


def _in_windows(records: Records, rows: Integers, km: float, days: int) -> Floats:
    """Return (r, 4) places on the sphere and days, in widths of the window."""
    lon, lat = np.radians(records.lon[rows]), np.radians(records.lat[rows])
    across = np.cos(lat)
    places = np.column_stack([across * np.cos(lon), across * np.sin(lon), np.sin(lat)])
    # Two places this far apart on the sphere are this far apart through it.
    chord = 2 * math.sin(min((km + _MILLIMETRE) / EARTH_KM, math.pi) / 2)
    return np.column_stack([places / chord, records.first_day[rows] / max(days, 1)])


def _distance_km(records: Records, first: Integers, second: Integers) -> Floats:
    """Return (p,) distances on the sphere by the haversine formula, to the millimetre."""
    lon, lat = np.radians(records.lon), np.radians(records.lat)
    north, east = (lat[first] - lat[second]) / 2, (lon[first] - lon[second]) / 2
    half_chord = np.sin(north) ** 2 + np.cos(lat[first]) * np.cos(lat[second]) * np.sin(east) ** 2
    distance: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(half_chord, 1)))
    return distance.round(6)


def _fit(levels: Sequence[Integers], first: Integers, second: Integers) -> Floats:
    """Return (p,) how well pairs fit; infinite where they share nothing in some taxonomy."""
    total = np.zeros(len(first))
    for table in levels:
        shared = (table[first] == table[second]) & (table[first] >= 0)
        finest = shared.argmax(axis=1) / max(table.shape[1] - 1, 1)
        total += np.where(shared.any(axis=1), finest, math.inf)
    # Sums that differ in their last digit only are equal fits.
    return np.round(total / len(levels), 12)

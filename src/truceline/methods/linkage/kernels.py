"""The loops of linkage, compiled.

A sweep finds all pairs of two groups of records that are near in place and time: records are
sorted by cell of a grid and by day, and two pointers walk along both groups once for each of nine
offsets between cells.

Messages of belief propagation are passed along sets of records that may be one incident
(Williams and Lau 2014, IEEE Trans. Aerosp. Electron. Syst. 50, for pairs).
"""

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from truceline.methods.linkage.records import KM_PER_DEGREE, Floats, Long, Whole

Bytes = NDArray[np.int8]
Bits = NDArray[np.uint64]

_compiled = numba.njit(cache=True, nogil=True)

_MOST = 1e30
_PATIENT = 12
"""Sweeps with full steps; what has not settled by then may swing for ever."""


LON, LAT, COS_LAT, RADIUS_KM, FIRST, LAST = range(6)
"""Columns of a table of places and dates: one row a record, so that a record is one look."""


class Group(NamedTuple):
    """Records of one ledger and class, sorted by cell and first day."""

    record: Whole
    cell: Long
    where: Floats
    """(n, 6) their places and dates."""
    days: float
    """Longest interval less one."""


class Reach(NamedTuple):
    """How near two records must be."""

    offsets: Long
    """Differences between neighbouring cells, ascending."""
    spread: float
    """Times sqrt(r_a^2 + r_b^2)."""
    slack_km: float
    days: float


class Levels(NamedTuple):
    """What gives two records their pattern."""

    z2_edges: Floats
    """Squares of the edges of distance over allowed distance."""
    place_class: Bytes
    """(n,) class of each record's place."""
    class_pair: Bytes
    """(classes, classes) number of each pair of classes; it leads the pattern."""
    shape: Long
    """Levels of place, date and each field."""
    code: Whole
    """(n, fields) codes of the records."""
    table: Bytes
    """Tables of levels end to end, row by row."""
    start: Long
    """(fields,) where each table begins."""
    width: Long
    """(fields,) its number of columns."""


@_compiled
def sweep(a: Group, b: Group, reach: Reach, out_a: Whole, out_b: Whole) -> int:
    """Write down all pairs within reach, as far as there is room; return how many there are."""
    found = 0
    for offset in reach.offsets:
        low = 0
        for i in range(len(a.cell)):
            cell = a.cell[i] + offset
            begin = a.where[i, FIRST] - reach.days - b.days
            while low < len(b.cell) and (
                b.cell[low] < cell or (b.cell[low] == cell and b.where[low, FIRST] < begin)
            ):
                low += 1
            end = a.where[i, LAST] + reach.days
            for j in range(low, len(b.cell)):
                if b.cell[j] != cell or b.where[j, FIRST] > end:
                    break
                if _near(a.where[i], b.where[j], reach):
                    if found < len(out_a):
                        out_a[found], out_b[found] = a.record[i], b.record[j]
                    found += 1
    return found


@_compiled
def _near(a: Floats, b: Floats, reach: Reach) -> bool:
    if _gap(a, b) > reach.days:
        return False
    limit = reach.spread * np.sqrt(a[RADIUS_KM] ** 2 + b[RADIUS_KM] ** 2) + reach.slack_km
    return bool(_distance2(a, b) <= limit * limit)


@_compiled
def _gap(a: Floats, b: Floats) -> float:
    """Return the days between two intervals; 0 or less where they meet."""
    return float(max(a[FIRST], b[FIRST]) - min(a[LAST], b[LAST]))


@_compiled
def _distance2(a: Floats, b: Floats) -> float:
    """Return the square of the distance in km, on the plane between the two latitudes."""
    east = (a[LON] - b[LON]) * KM_PER_DEGREE * 0.5 * (a[COS_LAT] + b[COS_LAT])
    north = (a[LAT] - b[LAT]) * KM_PER_DEGREE
    return float(east * east + north * north)


@_compiled
def patterns(where: Floats, levels: Levels, a: Whole, b: Whole, out: Whole) -> None:
    """Write down the pattern of each pair; `where` has a row for each record."""
    days = levels.shape[1] - 3
    for p in range(len(a)):
        one, other = where[a[p]], where[b[p]]
        z2 = _distance2(one, other) / (one[RADIUS_KM] ** 2 + other[RADIUS_KM] ** 2)
        place = 0
        while place < len(levels.z2_edges) and z2 > levels.z2_edges[place]:
            place += 1
        gap = _gap(one, other)
        date = int(max(gap, 0.0))
        if one[LAST] > one[FIRST] or other[LAST] > other[FIRST]:
            date = days + 1 + (gap > 0)
        pattern = levels.class_pair[levels.place_class[a[p]], levels.place_class[b[p]]]
        pattern = (pattern * levels.shape[0] + place) * levels.shape[1] + date
        for field in range(len(levels.start)):
            row = levels.start[field] + levels.code[a[p], field] * levels.width[field]
            level = levels.table[row + levels.code[b[p], field]]
            pattern = pattern * levels.shape[field + 2] + level
        out[p] = pattern


@_compiled
def propagate(
    member: Whole, weight: Floats, message: Floats, several: Bytes, sweeps: int, settled: float
) -> Floats:
    """Return (e,) the probability of each set, when a node is in one of its sets or in none.

    Sets are visited in order, again and again, as long as something has stirred one of their nodes.

    Args:
        member: (e, k) nodes of each set; -1 fills up smaller ones.
        weight: (e,) odds of each set against its members' being alone.
        message: (e, k) from nodes to sets, 1 to begin with; changed in place, so that the next
            question may begin where this one ended.
        several: (nodes,) 1 where a node may be in any number of sets.
        sweeps: At most so many.
        settled: A share of all odds of a node; a change by less than it stirs nothing.
    """
    told = _Told(
        np.zeros(member.shape), np.zeros(len(several)), np.zeros(len(several), dtype=np.int32)
    )
    probability = np.zeros(len(member))
    for e in range(len(member)):
        probability[e] = _tell(member, weight, message, told, e, 0, np.inf)
    for sweep in range(sweeps):
        still = True
        for e in range(len(member)):
            if _is_stirred(member, told.stirred, sweep, e):
                still = False
                _hear(member, message, several, told, e, sweep)
                probability[e] = _tell(member, weight, message, told, e, sweep + 1, settled)
        if still:
            break
    return probability


class _Told(NamedTuple):
    """What nodes know of their sets."""

    offered: Floats
    """(e, k) odds of each set as far as its other nodes go."""
    total: Floats
    """(nodes,) sum of what is offered to each."""
    stirred: Whole
    """(nodes,) the last sweep after which something had changed for each."""


@_compiled
def _is_stirred(member: Whole, stirred: Whole, sweep: int, e: int) -> bool:
    for k in range(member.shape[1]):  # noqa: SIM110  compiled code has no any()
        if member[e, k] >= 0 and stirred[member[e, k]] >= sweep:
            return True
    return False


@_compiled
def _hear(member: Whole, message: Floats, several: Bytes, told: _Told, e: int, sweep: int) -> None:
    """Let a set know how free its nodes are of other sets."""
    for k in range(member.shape[1]):
        node = member[e, k]
        if node >= 0 and not several[node]:
            others = max(told.total[node] - told.offered[e, k], 0.0)
            step = 1 / (1 + others)
            # Half a step is one on the log scale.
            message[e, k] = np.sqrt(message[e, k] * step) if sweep >= _PATIENT else step


@_compiled
def _tell(  # noqa: PLR0913, PLR0917  a loop's inner part
    member: Whole, weight: Floats, message: Floats, told: _Told, e: int, sweep: int, settled: float
) -> float:
    """Let the nodes of a set know how likely it is; return its probability."""
    odds = weight[e]
    for k in range(member.shape[1]):
        if member[e, k] >= 0:
            odds *= message[e, k]
    odds = min(odds, _MOST)
    for k in range(member.shape[1]):
        node = member[e, k]
        if node >= 0:
            now = odds / message[e, k]
            if abs(now - told.offered[e, k]) > settled * (1 + told.total[node]):
                told.stirred[node] = sweep
            told.total[node] += now - told.offered[e, k]
            told.offered[e, k] = now
    return float(odds / (1 + odds))


@_compiled
def unite(
    pairs: Whole, ledger: Long, several: Bytes, apart: Whole, root: Whole, held: Bits
) -> None:
    """Join records pair by pair unless an incident would hold two of one ledger.

    Args:
        pairs: (p, 2) records in the order in which they are taken.
        ledger: (n,) ledger of each record, below 64.
        several: (ledgers,) 1 where one report may speak of several incidents of others, so that an
            incident that holds it may hold several reports of each other ledger.
        apart: (q, 2) records that must not come together.
        root: (n,) a record that stands for the incident of each; changed in place.
        held: (n,) ledgers of each incident, as bits, by its root; changed in place.
    """
    for a, b in pairs:
        one, other = _root(root, a), _root(root, b)
        free = several[ledger[a]] or several[ledger[b]] or not held[one] & held[other]
        if one != other and free and not _must_not(root, apart, one, other):
            low, high = min(one, other), max(one, other)
            root[high] = low
            held[low] |= held[high]
    for n in range(len(root)):
        root[n] = _root(root, n)


@_compiled
def _must_not(root: Whole, apart: Whole, one: int, other: int) -> bool:
    for a, b in apart:
        first, second = _root(root, a), _root(root, b)
        if (first == one and second == other) or (first == other and second == one):
            return True
    return False


@_compiled
def _root(root: Whole, n: int) -> int:
    while root[n] != n:
        root[n] = root[root[n]]
        n = root[n]
    return n

"""Which pairs of records are worth a look.

Pairs of different ledgers are candidates if the places lie within `spread` times what the two
precisions allow, plus `slack_km`, and the days within `days`. Records are swept class by class, so
that exact places are only sought nearby however vague others are.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truceline.errors import Refused
from truceline.methods.linkage import kernels
from truceline.methods.linkage.comparisons import DAYS, Z_EDGES, Comparison
from truceline.methods.linkage.kernels import COS_LAT, FIRST, LAT, LON, Group, Levels, Reach
from truceline.methods.linkage.records import KM_PER_DEGREE, Floats, Whole

Short = NDArray[np.int16]

THREADS = 2
MOST = 100_000_000
"""More candidates than this are refused: they would take gigabytes."""


_NONE = np.empty(0, dtype=np.int32)


class TooManyCandidates(Refused):
    """Too many pairs are near each other."""

    code = "linkage.too-many-candidates"
    text = (
        "More than {most} pairs of reports are near each other in place and time. Look less far "
        "(spread and days in the file given with --config), or link a shorter period."
    )


@dataclass(frozen=True, slots=True)
class Gate:
    """How near two records must be to be compared."""

    spread: float = 3.5
    """Times sqrt(r_a^2 + r_b^2)."""
    slack_km: float = 0.5
    days: int = DAYS


class Pairs(NamedTuple):
    """Pairs of records; a is of the earlier ledger."""

    a: Whole
    b: Whole
    pattern: Whole
    ledgers: Short
    """Number of the pair of ledgers."""
    share: Floats
    """1 / sqrt(candidates of a in b's ledger times those of b in a's)."""

    def of(self, chosen: NDArray[np.bool_]) -> "Pairs":
        """Return the chosen ones."""
        return self._take(np.flatnonzero(chosen))

    def sorted(self) -> "Pairs":
        """Return them by record a, then b."""
        return self._take(np.argsort(self.a.astype(np.int64) << 32 | self.b))

    def _take(self, rows: NDArray[np.intp]) -> "Pairs":
        return Pairs(
            self.a[rows], self.b[rows], self.pattern[rows], self.ledgers[rows], self.share[rows]
        )


def ledger_pairs(ledgers: int) -> list[tuple[int, int]]:
    """Return the pairs of ledgers in the order of their numbers."""
    return [(a, b) for a in range(ledgers) for b in range(a + 1, ledgers)]


def candidates(comparison: Comparison, gate: Gate) -> Pairs:
    """Return all pairs that pass the gate, in no order that means anything.

    Raises:
        TooManyCandidates: There are more than `MOST`.
    """
    records = comparison.records
    columns = [records.lon, records.lat, np.cos(np.radians(records.lat)), records.radius_km]
    where = np.column_stack([*columns, records.first, records.last])
    parts = list(_parts(comparison))
    both = [_Both(a, b, gate) for a in parts for b in parts if a.ledger < b.ledger]
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(partial(_sweep, _groups(where, both, pool)), both))
        sizes = [len(one) for one, _ in found]
        if sum(sizes) > MOST:
            raise TooManyCandidates(most=f"{MOST:,}")
        a, b = (np.concatenate([_NONE, *(pair[side] for pair in found)]) for side in (0, 1))
        del found
        pattern = np.empty(len(a), dtype=np.int32)
        levels = _levels(comparison)
        cuts = np.linspace(0, len(a), 4 * THREADS + 1).astype(int)
        slices = [slice(*ends) for ends in pairwise(cuts)]
        list(pool.map(lambda s: kernels.patterns(where, levels, a[s], b[s], pattern[s]), slices))
    numbers = {pair: n for n, pair in enumerate(ledger_pairs(records.ledgers))}
    of_sweep = np.array([numbers[pair.a.ledger, pair.b.ledger] for pair in both], dtype=np.int16)
    ledgers = np.repeat(of_sweep, sizes)
    return Pairs(a, b, pattern, ledgers, _shares(a, b, ledgers, len(records.lon)))


def _shares(a: Whole, b: Whole, ledgers: Short, records: int) -> Floats:
    share = np.empty(len(a))
    for number in np.unique(ledgers):
        held = ledgers == number
        of_a, of_b = (np.bincount(member[held], minlength=records) for member in (a, b))
        share[held] = 1 / np.sqrt(of_a[a[held]] * of_b[b[held]].astype(float))
    return share


@dataclass(frozen=True, slots=True)
class _Part:
    """Records of one ledger, class of place and vagueness of date."""

    ledger: int
    record: Whole
    radius_km: float
    """The largest."""
    days: int
    """Longest interval less one."""


def _parts(comparison: Comparison) -> Iterator[_Part]:
    records = comparison.records
    length = records.last - records.first
    key = (records.ledger * 16 + comparison.place_class) * 2 + (length > 0)
    usable = np.flatnonzero(comparison.place_class >= 0)
    for group in np.unique(key[usable]):
        chosen = usable[key[usable] == group]
        yield _Part(
            ledger=int(records.ledger[chosen[0]]),
            record=chosen.astype(np.int32),
            radius_km=float(records.radius_km[chosen].max()),
            days=int(length[chosen].max()),
        )


@dataclass(frozen=True, slots=True)
class _Both:
    """Two parts that are compared."""

    a: _Part
    b: _Part
    gate: Gate

    @property
    def reach_km(self) -> float:
        """How far apart two of their records may be at most."""
        radius_km = float(np.hypot(self.a.radius_km, self.b.radius_km))
        return self.gate.spread * radius_km + self.gate.slack_km

    @property
    def cell_km(self) -> float:
        """The size of cells, one of few, so that a part is sorted only for each of them."""
        steps = np.ceil(np.log(self.reach_km / _CELL_KM) / np.log(_CELL_STEP))
        return float(_CELL_KM * _CELL_STEP ** max(steps, 0))


_CELL_KM, _CELL_STEP = 6.0, 4.0
_Groups = dict[tuple[int, float], tuple["_Grid", Group]]
"""By the number of the part's first record and the size of cells."""


def _groups(where: Floats, both: list[_Both], pool: ThreadPoolExecutor) -> _Groups:
    grids = {size: _Grid.over(where, size) for size in {pair.cell_km for pair in both}}
    asked = {
        (int(part.record[0]), pair.cell_km): part for pair in both for part in (pair.a, pair.b)
    }

    def made(key: tuple[int, float]) -> tuple["_Grid", Group]:
        return grids[key[1]], grids[key[1]].group(where, asked[key])

    return dict(zip(asked, pool.map(made, asked), strict=True))


def _sweep(groups: _Groups, pair: _Both) -> tuple[Whole, Whole]:
    gate = pair.gate
    grid, a = groups[int(pair.a.record[0]), pair.cell_km]
    _, b = groups[int(pair.b.record[0]), pair.cell_km]
    offsets = np.add.outer(np.array([-1, 0, 1]) * grid.columns, np.array([-1, 0, 1])).ravel()
    reach = Reach(offsets.astype(np.int64), gate.spread, gate.slack_km, float(gate.days))
    room = 3 * (len(a.record) + len(b.record))
    while True:
        out_a, out_b = np.empty(room, dtype=np.int32), np.empty(room, dtype=np.int32)
        found = kernels.sweep(a, b, reach, out_a, out_b)
        if found <= room:
            return out_a[:found].copy(), out_b[:found].copy()
        room = found


@dataclass(frozen=True, slots=True)
class _Grid:
    """Cells as wide and as high as the reach or more, with an empty one at each edge."""

    west: float
    south: float
    width: float
    height: float
    columns: int

    @classmethod
    def over(cls, where: Floats, cell_km: float) -> "_Grid":
        lon, lat = where[:, LON], where[:, LAT]
        height = cell_km / KM_PER_DEGREE
        width = height / max(float(np.nanmin(where[:, COS_LAT])), 1e-3)
        columns = int((np.nanmax(lon) - np.nanmin(lon)) / width) + 4
        return cls(float(np.nanmin(lon)), float(np.nanmin(lat)), width, height, columns)

    def group(self, where: Floats, part: _Part) -> Group:
        held = where[part.record]
        column = ((held[:, LON] - self.west) / self.width).astype(np.int64) + 1
        row = ((held[:, LAT] - self.south) / self.height).astype(np.int64) + 1
        cell = row * self.columns + column
        # One key, so that one fast sort does.
        day = held[:, FIRST].astype(np.int64)
        order = np.argsort(cell * (int(np.ptp(day)) + 1) + (day - day.min()))
        return Group(part.record[order], cell[order], held[order], float(part.days))


def _levels(comparison: Comparison) -> Levels:
    fields = comparison.fields
    sizes = [field.table.size for field in fields]
    return Levels(
        z2_edges=Z_EDGES**2,
        place_class=comparison.place_class,
        class_pair=comparison.class_pair,
        shape=np.array(comparison.shape[1:], dtype=np.int64),
        code=np.column_stack([field.code for field in fields]).astype(np.int32),
        table=np.concatenate([field.table.ravel() for field in fields]).astype(np.int8),
        start=np.cumsum([0, *sizes[:-1]]).astype(np.int64),
        width=np.array([len(field.table) for field in fields], dtype=np.int64),
    )

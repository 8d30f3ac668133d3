"""How alike two records are, field by field, as small levels; a pattern is one level a field.

A field's levels are looked up by the codes of the two records. Place and date are compared by the
sweep over candidates (`candidates.py`), all others by tables made here: every two distinct values
are compared once.

Place is measured against what the two precisions allow, z = d / sqrt(r_a^2 + r_b^2), within the
class of the pair: how exact both are. Agreement on a rare value says more than on a common one
(Winkler 2000, Census Bureau RR2000/06), so agreement has a level for each of three frequencies.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from truceline.methods.linkage.records import Coded, Floats, Long, Records, Whole

Bytes = NDArray[np.int8]

Z_EDGES = np.array([0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0])
"""Edges between the levels of distance over allowed distance."""

DAYS = 5
"""Reports more days apart than this are not compared. The levels of date are 0 to 5 days apart;
then, where either date is vague, at the same time or not."""

_EQUAL = 3
"""The first of three levels of equal texts; the one after them is for those not said."""
_COMMON, _RARE = 0.2, 0.05
"""Shares of records above and below which a value is common and rare."""
_ALIKE, _LIKE = 0.9, 0.8
"""Jaro-Winkler similarities (Winkler 1990) for names that are nearly and somewhat the same."""
_FEW = 5
"""So many killed by both accounts are seldom the same number by chance."""
_CASUALTY_STEPS = np.array([0.35, 0.8])
"""Edges between differences of log(1 + killed)."""


@dataclass(frozen=True, slots=True)
class Belief:
    """What we expect of a field before any report is seen; it weighs as much as a few pairs."""

    same: tuple[float, ...]
    """Share of each level among pairs that are one incident."""
    apart: tuple[float, ...]
    """The same among pairs that are two."""


PLACE = Belief(
    same=(0.06, 0.17, 0.21, 0.2, 0.15, 0.1, 0.06, 0.03, 0.015, 0.004, 0.001),
    apart=(0.005, 0.015, 0.026, 0.036, 0.046, 0.057, 0.067, 0.077, 0.184, 0.225, 0.262),
)
"""Rayleigh with scale 0.7 against what lies at random within the reach."""
DATE = Belief(
    same=(0.6, 0.17, 0.05, 0.02, 0.01, 0.01, 0.12, 0.02),
    apart=(0.08, 0.15, 0.15, 0.15, 0.15, 0.15, 0.1, 0.07),
)
KIND = Belief(
    same=(0.06, 0.1, 0.14, 0.25, 0.22, 0.18, 0.05),
    apart=(0.4, 0.15, 0.1, 0.18, 0.09, 0.03, 0.05),
)
CASUALTIES = Belief(
    same=(0.08, 0.1, 0.2, 0.2, 0.1, 0.27, 0.05),
    apart=(0.35, 0.15, 0.1, 0.08, 0.02, 0.25, 0.05),
)
NAME = Belief(
    same=(0.15, 0.05, 0.15, 0.2, 0.2, 0.2, 0.05),
    apart=(0.65, 0.05, 0.04, 0.12, 0.06, 0.03, 0.05),
)


@dataclass(frozen=True, slots=True)
class Field:
    """A field compared by a table: `table[a, b]` is the level of the codes a and b."""

    code: Whole
    """(n,) a code for each record."""
    table: Bytes
    """(codes, codes) levels; the last row and column are for records that do not say."""
    belief: Belief


@dataclass(frozen=True)
class Comparison:
    """Records and all that is needed to compare two of them."""

    records: Records
    fields: tuple[Field, ...]
    place_class: Bytes
    """(n,) how exact a place is, from 0; -1 for a record that is compared with nothing."""

    @classmethod
    def of(cls, records: Records) -> "Comparison":
        """Return the comparison of these records by kind, casualties and the names they bring."""
        fields = [kind_field(records.kind), casualty_field(records.casualties)]
        fields += [name_field(coded) for coded in records.names]
        return cls(records, tuple(fields), place_classes(records))

    @cached_property
    def class_pair(self) -> Bytes:
        """(classes, classes) the number of each unordered pair of classes."""
        count = int(self.place_class.max(initial=0)) + 1
        numbers = np.zeros((count, count), dtype=np.int8)
        rows, columns = np.triu_indices(count)
        numbers[rows, columns] = numbers[columns, rows] = np.arange(len(rows))
        return numbers

    @property
    def shape(self) -> tuple[int, ...]:
        """Levels of each part of a pattern: class pair, place, date, then the fields."""
        return (int(self.class_pair.max()) + 1, *(len(belief.same) for belief in self.beliefs))

    @property
    def beliefs(self) -> tuple[Belief, ...]:
        """What is expected of each part of a pattern but the class."""
        return (PLACE, DATE, *(field.belief for field in self.fields))


def place_classes(records: Records) -> Bytes:
    """Return a class for each record: radii within a factor of two are one class."""
    usable = np.isfinite(records.lon + records.lat + records.radius_km)
    steps = np.floor(np.log2(np.where(usable, records.radius_km, 1.0)) + 1e-9).clip(-3, 6)
    classes = np.full(len(usable), -1, dtype=np.int8)
    classes[usable] = np.unique(steps[usable], return_inverse=True)[1]
    return classes


def kind_field(kind: Coded) -> Field:
    """Compare paths by the depth of what they share, and equal ones by how common they are.

    Levels: nothing shared, one step, two or more, equal and common, equal, equal and rare, not
    said.
    """
    steps = [path.split("/") for path in kind.values]
    table = np.zeros((len(steps) + 1, len(steps) + 1), dtype=np.int8)
    for a, one in enumerate(steps):
        for b, other in enumerate(steps[:a]):
            table[a, b] = table[b, a] = min(_shared(one, other), 2)
    return _finished(kind, table, KIND)


def name_field(coded: Coded) -> Field:
    """Compare texts letter by letter.

    Levels: unlike, somewhat alike, alike, equal and common, equal, equal and rare, not said.
    """
    from rapidfuzz.distance import JaroWinkler  # noqa: PLC0415  only where names are asked for
    from rapidfuzz.process import cdist  # noqa: PLC0415

    alike = cdist(
        coded.values,
        coded.values,
        scorer=JaroWinkler.similarity,
        score_cutoff=_LIKE,
        dtype=np.float32,
        workers=-1,
    )
    table = np.zeros((len(alike) + 1, len(alike) + 1), dtype=np.int8)
    table[:-1, :-1] = (alike >= _LIKE).astype(np.int8) + (alike >= _ALIKE)
    return _finished(coded, table, NAME)


def casualty_field(casualties: Floats) -> Field:
    """Compare numbers of people killed on a log scale.

    Levels: far apart, apart, near, equal and few, equal and many, both none, not said.
    """
    known = np.isfinite(casualties)
    rounded = _two_figures(casualties[known])
    values, places = np.unique(rounded, return_inverse=True)
    code = np.full(len(casualties), len(values), dtype=np.int32)
    code[known] = places
    apart = np.abs(np.subtract.outer(np.log1p(values), np.log1p(values)))
    levels = 2 - np.searchsorted(_CASUALTY_STEPS, apart).astype(np.int8)
    np.fill_diagonal(levels, np.where(values == 0, 5, np.where(values < _FEW, 3, 4)))
    table = np.full((len(values) + 1, len(values) + 1), 6, dtype=np.int8)
    table[:-1, :-1] = levels
    return Field(code, table, CASUALTIES)


def _finished(coded: Coded, table: Bytes, belief: Belief) -> Field:
    """Set the levels of equal values by their frequency, and of values that are missing."""
    missing = len(coded.values)
    code = np.where(coded.code < 0, missing, coded.code).astype(np.int32)
    share = np.bincount(code, minlength=missing + 1)[:missing] / max(len(code), 1)
    np.fill_diagonal(
        table[:missing, :missing], _EQUAL + (share <= _COMMON).astype(int) + (share < _RARE)
    )
    table[missing, :] = table[:, missing] = _EQUAL + 3
    return Field(code, table, belief)


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    depth = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        depth += 1
    return depth


def _two_figures(values: Floats) -> Floats:
    """Round numbers above 100 to two figures, so that distinct ones stay few."""
    unit = 10.0 ** (np.floor(np.log10(np.maximum(values, 1))) - 1)
    return np.where(values > 100, np.round(values / unit) * unit, values)


def levels_of(pattern: Long, shape: Sequence[int]) -> NDArray[np.int64]:
    """Return (parts, n) the levels that patterns stand for, the class of the pair first."""
    return np.array(np.unravel_index(pattern, shape), dtype=np.int64)

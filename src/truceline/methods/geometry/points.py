"""What goes into an index of areas and what comes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]
Moments = NDArray[np.int64]
Indices = NDArray[np.int64]
Shapes = NDArray[np.object_]
Areas = Shapes | Sequence[BaseGeometry | None]

TOUCHES, WITHIN = 1, 2
"""Classes of a disc: it meets the boundary, or lies inside without meeting it."""


class Pairs(NamedTuple):
    """Which points lie in which areas, sorted by point, then area; (k,) each."""

    point: Indices
    area: Indices


class Discs(NamedTuple):
    """Which discs meet which areas, sorted by disc, then area; (k,) each."""

    disc: Indices
    area: Indices
    kind: Indices
    """TOUCHES or WITHIN; a disc that lies outside is not listed."""


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Places with the first and the last moment of each; (n,) each, a NaN place is nowhere."""

    x: Floats
    y: Floats
    first: Moments
    last: Moments

    @classmethod
    def during(cls, x: ArrayLike, y: ArrayLike, begins: ArrayLike, ends: ArrayLike | None) -> Self:
        """Make points that last over [begins, ends), or at an instant where the two are equal."""
        first = np.ascontiguousarray(begins, np.int64)
        last = first if ends is None else np.maximum(first, np.asarray(ends, np.int64) - 1)
        east, north = np.ascontiguousarray(x, np.float64), np.ascontiguousarray(y, np.float64)
        return cls(east, north, first, last)

    def __len__(self) -> int:
        return len(self.x)

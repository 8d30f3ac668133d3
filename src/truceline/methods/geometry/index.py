"""Which areas cover a point at its time: an index to build once and ask often."""

from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import ArrayLike

from truceline.methods.geometry.points import Areas, Discs, Floats, Pairs, Points
from truceline.methods.geometry.prepared import Prepared

if TYPE_CHECKING:
    from truceline.methods.geometry.grid import Grid

COMPILED_PAYS = 200_000_000
"""Points times areas that prepared shapes answer in the time it takes to load compiled loops."""


class AreaIndex:
    """Valid polygons in the plane, each with the time it is valid.

    It answers as `shapely.covers` does, boundary included, whichever way it takes: prepared
    shapes at first, compiled loops as soon as the questions put so far would have paid for
    loading them. One index may be asked from several threads.
    """

    def __init__(
        self,
        areas: Areas,
        valid_from: ArrayLike | None = None,
        valid_to: ArrayLike | None = None,
    ) -> None:
        """Take the areas in.

        Args:
            areas: (a,) valid polygons or multipolygons, holes allowed; None and empty hold nothing.
            valid_from: (a,) int64, first moment of each in any one unit; None for always.
            valid_to: (a,) int64, first moment after each; None for ever.

        Raises:
            NotAnArea: A shape is a point, a line or a collection.
        """
        self._prepared = Prepared(areas, valid_from, valid_to)
        self._asked = 0

    def __len__(self) -> int:
        return len(self._prepared)

    @property
    def bounds(self) -> Floats:
        """The box around each area that is not empty: (k, 4) west, south, east, north."""
        boxes = self._prepared.wide_bounds
        return boxes[np.isfinite(boxes).all(axis=1)]

    def build(self) -> Self:
        """Load the compiled loops and lay out the areas now, not at the first large question."""
        self._asked += COMPILED_PAYS + 1
        _ = self._grid
        return self

    def join(
        self,
        x: ArrayLike,
        y: ArrayLike,
        begins: ArrayLike,
        ends: ArrayLike | None = None,
        *,
        threads: int = 2,
    ) -> Pairs:
        """Find all pairs of a point and an area that covers it and is valid at its time.

        Args:
            x: (n,) float64 in the units of the areas (degrees east for lon/lat); NaN is nowhere.
            y: (n,) float64, the same (degrees north).
            begins: (n,) int64, first moment of each point.
            ends: (n,) int64, first moment after it; None, or equal to `begins`, for an instant.
                A point that lasts is paired with every area valid at any of its moments.
            threads: How many to use; the answer is the same for any number.

        Cost: O(n) and a few edges for points near a boundary; 20 to 40 MB beside the result.
        """
        points = Points.during(x, y, begins, ends)
        if self._compiled_pays(len(points)):
            return self._grid.join(points, threads)
        return self._prepared.join(points)

    def discs(
        self,
        x: ArrayLike,
        y: ArrayLike,
        radius: ArrayLike,
        begins: ArrayLike,
        ends: ArrayLike | None = None,
        *,
        threads: int = 2,
    ) -> Discs:
        """Find all discs that meet an area at their time, and whether they lie inside it.

        A disc TOUCHES if its centre is no farther from the boundary than its radius, as
        `shapely.dwithin` has it, and is WITHIN if not so and its centre is inside. The radius is
        in the units of the areas, so metres need areas in a projection. A radius that is not
        finite or negative touches nothing. Other arguments as for `join`.
        """
        points = Points.during(x, y, begins, ends)
        radii = np.asarray(radius, np.float64)
        radii = np.where(np.isfinite(radii) & (radii >= 0), radii, np.nan)
        if self._compiled_pays(len(points)):
            return self._grid.discs(points, radii, threads)
        return self._prepared.discs(points, radii)

    @cached_property
    def _grid(self) -> "Grid":
        # numba takes two thirds of a second to load, which small questions need not pay.
        from truceline.methods.geometry.grid import Grid  # noqa: PLC0415

        return Grid(self._prepared)

    def _compiled_pays(self, count: int) -> bool:
        self._asked += count * len(self)
        return self._asked > COMPILED_PAYS

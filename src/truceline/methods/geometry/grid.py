"""The fast index of areas: a raster over trees of boxes, in compiled loops.

Exact for valid polygons: what the loops cannot tell for sure they leave to `Prepared`.
docs/methods/attribution.md draws and explains it.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray

from truceline.methods.geometry import kernels
from truceline.methods.geometry.points import Discs, Floats, Indices, Pairs, Points, Shapes
from truceline.methods.geometry.prepared import Prepared

SIDE = 512
"""Columns and rows of the raster: a table of 1 MiB, which stays in a core's own cache."""
MOST_CELLS = 1 << 24
"""Cells of all windows together; large areas in great number get a coarser raster."""
BLOCK = 1 << 14
"""Points handled at once: what is noted of each, too, stays in a core's own cache."""
MOST_FOUND = 1 << 20
"""Room for what a block may find."""


Kind = TypeVar("Kind", np.float64, np.int64)


class Grid:
    """Areas laid out for the compiled loops; never changes once built."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self._rings = _rings(prepared.areas)
        self._raster = _raster(self._rings, prepared.bounds)
        self._validity = np.stack([prepared.valid_from, prepared.valid_to])
        self._deepest = _deepest(self._raster)

    def join(self, points: Points, threads: int) -> Pairs:
        """See `AreaIndex.join`."""

        def join(span: slice) -> Indices:
            block = _block(points, span)
            found = np.empty((2, len(block.x) * self._deepest), np.int64)
            kept = kernels.join(block, self._rings, self._raster, self._validity, found)
            return _moved(found[:, :kept], span)

        point, area = _by_blocks(join, len(points), self._deepest, threads)
        doubt = np.flatnonzero(area < 0)
        area[doubt] = ~area[doubt]
        wrong = doubt[~self._prepared.covers(area[doubt], points, point[doubt])]
        return Pairs(np.delete(point, wrong), np.delete(area, wrong))

    def discs(self, points: Points, radius: Floats, threads: int) -> Discs:
        """See `AreaIndex.discs`."""
        widest = np.nanmax(radius, initial=0.0) * np.array([-1, -1, 1, 1])
        around = _raster_of_boxes(self._prepared.wide_bounds + widest)
        deepest = _deepest(around)

        def classify(span: slice) -> Indices:
            block, own = _block(points, span), _view(radius, span)
            found = np.empty((3, len(block.x) * deepest), np.int64)
            kept = kernels.discs(block, own, self._rings, around, self._validity, found)
            return _moved(found[:, :kept], span)

        disc, area, kind = _by_blocks(classify, len(points), deepest, threads)
        doubt = np.flatnonzero(kind == kernels.ASK)
        kind[doubt] = self._prepared.classify(area[doubt], points, radius, disc[doubt])
        sure = kind > 0
        return Discs(disc[sure], area[sure], kind[sure])


def _block(points: Points, span: slice) -> kernels.Block:
    return kernels.Block(
        x=_view(points.x, span),
        y=_view(points.y, span),
        first=_view(points.first, span),
        last=_view(points.last, span),
    )


def _view(column: NDArray[Kind], span: slice) -> NDArray[Kind]:
    """Return a part that cannot be written to, the one kind the loops are compiled for."""
    part = column[span]
    part.setflags(write=False)
    return part


def _moved(found: Indices, span: slice) -> Indices:
    found = found.copy()
    found[0] += span.start
    return found


def _by_blocks(work: Callable[[slice], Indices], count: int, most: int, threads: int) -> Indices:
    """Do the work on spans of a count, in order, each of which may find `most` a point."""
    size = max(1, min(BLOCK, MOST_FOUND // max(1, most)))
    spans = [slice(begin, begin + size) for begin in range(0, max(1, count), size)]
    with ThreadPoolExecutor(threads) as pool:
        return np.concatenate(list(pool.map(work, spans)), axis=1)


def _rings(areas: Shapes) -> kernels.Rings:
    parts, area_of_part = shapely.get_parts(areas, return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    vertices, ring_of_vertex = shapely.get_coordinates(rings, return_index=True)
    sizes = np.bincount(ring_of_vertex, minlength=len(rings))
    ends = np.cumsum(sizes) - 1
    nodes_of_ring = 2 * -(-(sizes - 1) // kernels.LEAF) - 1
    roots = np.concatenate([[0], np.cumsum(nodes_of_ring)])
    ring_of_area = np.searchsorted(area_of_part[part_of_ring], np.arange(len(areas) + 1))
    first, last, skip = np.empty((3, roots[-1]), np.int32)
    kernels.plant(ends - sizes + 1, ends, first, last, skip)
    tree = kernels.Rings(
        x=vertices[:, 0].copy(),
        y=vertices[:, 1].copy(),
        box=np.empty((roots[-1], 4)),
        first=first,
        last=last,
        skip=skip,
        root=roots[ring_of_area].astype(np.int32),
    )
    kernels.wrap(tree)
    return tree


def _raster(rings: kernels.Rings, bounds: Floats) -> kernels.Raster:
    frame, side = _frame(bounds)
    windows = _windows(bounds, frame, side)
    kernels.survey(rings, frame, side, windows)
    return _listed(frame, side, windows)


def _raster_of_boxes(bounds: Floats) -> kernels.Raster:
    frame, side = _frame(bounds)
    windows = _windows(bounds, frame, side)
    windows.cells[:] = 1
    return _listed(frame, side, windows)


def _listed(frame: Floats, side: int, windows: kernels.Windows) -> kernels.Raster:
    start = np.zeros(side * side + 2, np.int32)
    kernels.count(windows, side, start[2:])
    np.cumsum(start, out=start)
    entry = np.empty(start[-1], np.int32)
    # Filling a cell moves its place on to where the next one begins.
    kernels.enter(windows, side, start[1:], entry)
    return kernels.Raster(frame, side, start, entry)


def _deepest(raster: kernels.Raster) -> int:
    """Return the greatest number of entries in a cell."""
    return int(np.diff(raster.start).max())


def _frame(bounds: Floats) -> tuple[Floats, int]:
    """Return the raster's frame and its number of columns and rows."""
    held = bounds[~np.isnan(bounds[:, 0])]
    if not len(held):
        return np.zeros(6), 1
    corners = np.concatenate([held[:, :2].min(axis=0), held[:, 2:].max(axis=0)])
    extent = np.maximum(corners[2:] - corners[:2], np.finfo(float).tiny)
    share = ((held[:, 2:] - held[:, :2]) / extent).prod(axis=1).sum()
    side = int(min(SIDE, max(1.0, np.sqrt(MOST_CELLS / max(share, 1.0)))))
    return np.concatenate([corners, side / extent]), side


def _windows(bounds: Floats, frame: Floats, side: int) -> kernels.Windows:
    # The same steps as in the loops, so that a vertex on the edge of its area is in its window.
    places = np.nan_to_num((bounds - frame[[0, 1, 0, 1]]) * frame[[4, 5, 4, 5]])
    cells = np.minimum(places.astype(np.int32), side - 1)
    counts = np.where(np.isnan(bounds[:, 2:]), 0, cells[:, 2:] - cells[:, :2] + 1)
    start = np.concatenate([[0], np.cumsum(counts.prod(axis=1, dtype=np.int64))])
    corner = np.hstack([cells[:, :2], counts]).astype(np.int32)
    return kernels.Windows(corner, start, np.zeros(start[-1], np.uint8))

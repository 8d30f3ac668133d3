"""The loops of the area index, compiled. The only module that loads numba.

Two structures answer "which areas cover this point?". A raster says, cell by cell, which areas
cover the whole cell and which have an edge near it; a tree of boxes over each ring decides the
second kind. The cells need no tolerance: vertices and points are put into cells by the same
monotone arithmetic, so an edge passes only through cells between those of its two ends.
What rounding leaves open is returned as a doubt, for GEOS to decide.
"""

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Long = NDArray[np.int64]
Whole = NDArray[np.int32]
Bytes = NDArray[np.uint8]

_compiled = numba.njit(cache=True, nogil=True)

LEAF = 8
"""Edges under the smallest box: fewer make the tree deeper, more make each look longer."""

_OUTSIDE, _INSIDE, _DOUBT = 0, 1, 2
_FAR, _NEAR = 0, 1
_ON, _UNSURE = 3, 4
TOUCHES, WITHIN, ASK = 1, 2, 3
"""A disc meets the boundary, lies inside, or only GEOS can tell."""

# In a cell of an area's window: an edge may be here; the outline is crossed on the way north.
_EDGE, _CROSSED = 2, 1

# Below 3.4e-16 of its two terms rounding may change the sign of an orientation (Shewchuk 1997,
# Discrete Comput. Geom. 18: 305-363); the second number stands guard where products underflow.
_ROUNDING, _UNDERFLOW = 4e-16, 1e-290
# A distance is trusted when it differs from the radius by more than this share of the lengths
# it was computed from: thousands of roundings, so GEOS is never contradicted.
_CLOSE = 1e-12


class Rings(NamedTuple):
    """The rings of all areas end to end, under a tree of boxes per ring, nodes in preorder."""

    x: Floats
    y: Floats
    box: Floats
    """(k, 4) west, south, east, north of the edges under each node."""
    first: Whole
    last: Whole
    """(k,) first and last vertex of the edges under each node."""
    skip: Whole
    """(k,) the node to go on with when one is passed over; for a leaf, the next."""
    root: Whole
    """(areas + 1,) first node of each area."""


class Raster(NamedTuple):
    """For each cell, the areas that cover it and those with an edge in it."""

    frame: Floats
    """(6,) west, south, east, north, columns and rows per unit."""
    side: int
    """Number of columns and of rows."""
    start: Whole
    """(side * side + 2,) first entry of each cell; the last cell stands for everywhere else."""
    entry: Whole
    """Twice the area, plus one where only its rings can tell."""


class Windows(NamedTuple):
    """The cells between the corners of each area, kept one after the other."""

    corner: Whole
    """(areas, 4) first column, first row, columns, rows."""
    start: Long
    """(areas + 1,) where each window begins in `cells`."""
    cells: Bytes


class Block(NamedTuple):
    """Some points and the first and last moment of each."""

    x: Floats
    y: Floats
    first: Long
    last: Long


@_compiled
def plant(begins: Long, ends: Long, first: Whole, last: Whole, skip: Whole) -> None:
    """Lay out the nodes of the rings that run from vertex `begins` to `ends`, in preorder."""
    stack = np.empty((64, 2), np.int64)
    node = 0
    for ring in range(len(begins)):
        stack[0, 0], stack[0, 1] = begins[ring], ends[ring]
        height = 1
        while height > 0:
            height -= 1
            begin, end = stack[height, 0], stack[height, 1]
            leaves = (end - begin + LEAF - 1) // LEAF
            first[node], last[node], skip[node] = begin, end, node + 2 * leaves - 1
            if leaves > 1:
                middle = begin + leaves // 2 * LEAF
                stack[height, 0], stack[height, 1] = middle, end
                stack[height + 1, 0], stack[height + 1, 1] = begin, middle
                height += 2
            node += 1


@_compiled
def wrap(rings: Rings) -> None:
    """Give every node the box of its edges, children before parents."""
    for node in range(len(rings.first) - 1, -1, -1):
        box = rings.box[node]
        if rings.skip[node] == node + 1:
            x = rings.x[rings.first[node] : rings.last[node] + 1]
            y = rings.y[rings.first[node] : rings.last[node] + 1]
            box[0], box[1], box[2], box[3] = x.min(), y.min(), x.max(), y.max()
        else:
            one, other = rings.box[node + 1], rings.box[rings.skip[node + 1]]
            box[0], box[1] = min(one[0], other[0]), min(one[1], other[1])
            box[2], box[3] = max(one[2], other[2]), max(one[3], other[3])


@_compiled
def _step(place: float, origin: float, scale: float, last: np.int32) -> np.int32:
    """Return the column or row of a place that does not lie before the origin."""
    return min(np.int32((place - origin) * scale), last)


@_compiled
def survey(rings: Rings, frame: Floats, side: int, windows: Windows) -> None:
    """Fill each area's window with 0 outside, 1 inside, 2 an edge."""
    for area in range(len(windows.corner)):
        corner = windows.corner[area]
        columns, rows = corner[2], corner[3]
        span = windows.cells[windows.start[area] : windows.start[area + 1]]
        window = span.reshape((rows, columns))
        for node in range(rings.root[area], rings.root[area + 1]):
            if rings.skip[node] == node + 1:
                for edge in range(rings.first[node], rings.last[node]):
                    _trace(rings, edge, frame, side, window, corner)
        for j in range(rows):
            inside = 0
            for i in range(columns):
                inside ^= window[j, i] & _CROSSED
                window[j, i] = _EDGE if window[j, i] & _EDGE else inside


@_compiled
def _trace(rings: Rings, edge: int, frame: Floats, side: int, window: Bytes, corner: Whole) -> None:
    """Mark the cells between the ends of an edge.

    Between marked cells nothing crosses a row, so a crossing may be noted in any column that
    the edge marks: cells east of them all see it, cells west of them do not.
    """
    end = np.int32(side - 1)
    here = _step(rings.x[edge], frame[0], frame[4], end) - corner[0]
    there = _step(rings.x[edge + 1], frame[0], frame[4], end) - corner[0]
    low = _step(rings.y[edge], frame[1], frame[5], end) - corner[1]
    high = _step(rings.y[edge + 1], frame[1], frame[5], end) - corner[1]
    first, last = min(here, there), max(here, there)
    bottom, top = min(low, high), max(low, high)
    for j in range(bottom, top + 1):
        for i in range(first, last + 1):
            window[j, i] |= _EDGE
        if j > bottom:
            window[j, first] ^= _CROSSED


@_compiled
def count(windows: Windows, side: int, counts: Whole) -> None:
    """Count the areas of each cell."""
    for area in range(len(windows.corner)):
        west, south, columns, rows = windows.corner[area]
        at = windows.start[area]
        for j in range(rows):
            for i in range(columns):
                counts[(south + j) * side + west + i] += windows.cells[at] > 0
                at += 1


@_compiled
def enter(windows: Windows, side: int, place: Whole, entry: Whole) -> None:
    """List the areas of each cell, from `place` of the cell on; `place` moves along."""
    for area in range(len(windows.corner)):
        west, south, columns, rows = windows.corner[area]
        at = windows.start[area]
        for j in range(rows):
            for i in range(columns):
                state = windows.cells[at]
                at += 1
                if state:
                    cell = (south + j) * side + west + i
                    entry[place[cell]] = 2 * area + (state == _EDGE)
                    place[cell] += 1


@_compiled
def join(block: Block, rings: Rings, raster: Raster, validity: Long, pairs: Long) -> int:
    """Write point and area of each pair, return how many; an area in doubt is written as ~area."""
    point, area = pairs
    found = _candidates(block, raster, validity, pairs)
    kept = 0
    for k in range(found):
        q, entry = point[k], area[k]
        side = _INSIDE
        if entry & 1:
            side = _side(block.x[q], block.y[q], rings, entry >> 1)
        point[kept] = q
        area[kept] = ~(entry >> 1) if side == _DOUBT else entry >> 1
        kept += side != _OUTSIDE
    return kept


@_compiled
def _candidates(block: Block, raster: Raster, validity: Long, pairs: Long) -> int:
    """Write the entries of each point's cell that are valid at its time.

    Loops without branches, each over the whole block: what a point will meet cannot be
    predicted, and a wrong guess costs more than the work it saves.
    """
    cell = _cells(block, raster)
    listed = np.empty(len(block.x), np.int32)
    hits = 0
    for q in range(len(block.x)):
        listed[hits] = q
        hits += raster.start[cell[q]] < raster.start[cell[q] + 1]
    found = 0
    for k in range(hits):
        q = listed[k]
        for e in range(raster.start[cell[q]], raster.start[cell[q] + 1]):
            entry = raster.entry[e]
            pairs[0, found], pairs[1, found] = q, entry
            found += _meets(block, q, validity, entry >> 1)
    return found


@_compiled
def _cells(block: Block, raster: Raster) -> Whole:
    """Return the cell of each point."""
    # Loaded before the loop, or it is not turned into vector instructions: four times slower.
    west, south, east, north, columns, rows = raster.frame
    side, end = np.int32(raster.side), np.int32(raster.side - 1)
    nowhere = side * side
    cell = np.empty(len(block.x), np.int32)
    for q in range(len(block.x)):
        x, y = block.x[q], block.y[q]
        here = _step(y, south, rows, end) * side + _step(x, west, columns, end)
        # NaN fails every comparison, so it is nowhere.
        cell[q] = here if (x >= west) & (x <= east) & (y >= south) & (y <= north) else nowhere
    return cell


@_compiled
def _meets(block: Block, q: int, validity: Long, area: int) -> bool:
    """Tell whether a point's time and an area's validity have a moment in common."""
    return bool((block.last[q] >= validity[0, area]) & (block.first[q] < validity[1, area]))


@_compiled
def _side(x: float, y: float, rings: Rings, area: int) -> int:
    """Count the edges on the way east, whole boxes of them at a time."""
    inside = 0
    node, stop = rings.root[area], rings.root[area + 1]
    while node < stop:
        box = rings.box[node]
        if y < box[1] or y > box[3] or x > box[2]:
            node = rings.skip[node]
        elif x < box[0]:
            # A line wholly to the east is crossed an odd number of times if its ends lie
            # on different sides of the way.
            north, then_north = rings.y[rings.first[node]] > y, rings.y[rings.last[node]] > y
            inside ^= int(north != then_north)
            node = rings.skip[node]
        else:
            if rings.skip[node] == node + 1:
                for edge in range(rings.first[node], rings.last[node]):
                    crossing = _crossing(x, y, rings, edge)
                    if crossing > 1:
                        return crossing - 2
                    inside ^= crossing
            node += 1
    return inside


@_compiled
def _crossing(x: float, y: float, rings: Rings, edge: int) -> int:
    """Return 1 if the way east crosses an edge, 0 if not, 3 on the edge, 4 where unsure."""
    ax, ay, bx, by = rings.x[edge], rings.y[edge], rings.x[edge + 1], rings.y[edge + 1]
    if (ax < x and bx < x) or (ay < y and by < y) or (ay > y and by > y):
        return 0
    across = (ay > y) != (by > y)
    if ax > x and bx > x:
        return int(across)
    left, right = (ax - x) * (by - y), (ay - y) * (bx - x)
    turn = left - right
    if abs(turn) <= _ROUNDING * (abs(left) + abs(right)) + _UNDERFLOW:
        at_end = (ax == x and ay == y) or (bx == x and by == y)
        return _ON if at_end or ay == by else _UNSURE
    return int(across and (turn > 0) == (by > ay))


@_compiled
def discs(
    block: Block, radius: Floats, rings: Rings, raster: Raster, validity: Long, found: Long
) -> int:
    """Write disc, area and class of the discs that are not outside; return how many.

    The raster is of boxes around the areas, wide enough for every radius.
    """
    near = _candidates(block, raster, validity, found)
    kept = 0
    for k in range(near):
        q, area = found[0, k], found[1, k] >> 1
        # NaN is no radius, and fails the comparison.
        kind = _disc(block.x[q], block.y[q], radius[q], rings, area) if radius[q] >= 0 else 0
        found[0, kept], found[1, kept], found[2, kept] = q, area, kind
        kept += kind > 0
    return kept


@_compiled
def _disc(x: float, y: float, radius: float, rings: Rings, area: int) -> int:
    near = _nearness(x, y, radius, rings, area)
    if near == _NEAR:
        return TOUCHES
    side = _side(x, y, rings, area)
    if _DOUBT in (near, side):
        return ASK
    return WITHIN if side == _INSIDE else 0


@_compiled
def _nearness(x: float, y: float, radius: float, rings: Rings, area: int) -> int:
    """Tell whether any edge of an area lies within the radius."""
    answer = _FAR
    node, stop = rings.root[area], rings.root[area + 1]
    while node < stop:
        box = rings.box[node]
        slack = _CLOSE * (radius + box[2] - box[0] + box[3] - box[1])
        dx, dy = max(box[0] - x, x - box[2], 0.0), max(box[1] - y, y - box[3], 0.0)
        if dx * dx + dy * dy > (radius + slack) ** 2:
            node = rings.skip[node]
            continue
        dx, dy = max(x - box[0], box[2] - x), max(y - box[1], box[3] - y)
        if slack < radius and dx * dx + dy * dy < (radius - slack) ** 2:
            return _NEAR
        if rings.skip[node] == node + 1:
            for edge in range(rings.first[node], rings.last[node]):
                gap = _gap(x, y, rings, edge)
                if slack < radius and gap < (radius - slack) ** 2:
                    return _NEAR
                if gap <= (radius + slack) ** 2:
                    answer = _DOUBT
        node += 1
    return answer


@_compiled
def _gap(x: float, y: float, rings: Rings, edge: int) -> float:
    """Return the squared distance of a point from an edge."""
    ax, ay = rings.x[edge] - x, rings.y[edge] - y
    dx, dy = rings.x[edge + 1] - rings.x[edge], rings.y[edge + 1] - rings.y[edge]
    length = dx * dx + dy * dy
    along = 0.0
    if length > 0:
        along = min(max(-(ax * dx + ay * dy) / length, 0.0), 1.0)
    return float((ax + along * dx) ** 2 + (ay + along * dy) ** 2)

"""How many incidents two lists may have in common, as bounds and never as a point.

At least: what one list explicitly confirms of the other. At most: the maximum flow between the
two breakdowns, where incidents flow only between places that could be one. An incident that is
not confirmed may still be on both lists, so not confirming bounds nothing.
"""

from collections import deque
from itertools import pairwise
from typing import NamedTuple

from truceline.domain.counts import PartyBulletin


class Lot(NamedTuple):
    """A number of incidents on one list that may lie in the same units."""

    number: int
    units: frozenset[str] | None
    """Ids of these units; None where it may be any."""


def overlap(*lists: PartyBulletin) -> tuple[int, int | None]:
    """Return the least and the most incidents that two parties' lists can share.

    The most is None, not 0, where a total is unknown or the lists held are not those of two.
    """
    least = max(map(_confirmed, lists), default=0)
    known = [figure for figure in lists if figure.total is not None]
    if len(lists) != 2 or len(known) != 2:
        return least, None
    one, other = map(lots, known)
    return least, most_shared(one, other)


def lots(figure: PartyBulletin) -> list[Lot]:
    """Break a party's count into lots by where its incidents may lie.

    A unit with a number is a lot of its own. What is left of the total lies in the units named
    without a number, or anywhere if every named unit has one. A name that we do not know may
    be any unit.
    """
    assert figure.total is not None, "a total is needed to say what is left of it"
    numbered = [(u.unit, u.count.number) for u in figure.by_unit if u.count is not None]
    bare = frozenset(u.unit for u in figure.by_unit if u.count is None)
    rest = figure.total.number - sum(number for _, number in numbered)
    left = Lot(max(rest, 0), None if not bare or "" in bare else bare)
    return [*(Lot(n, frozenset({unit}) if unit else None) for unit, n in numbered), left]


def most_shared(one: list[Lot], other: list[Lot]) -> int:
    """Return the largest number of pairs, one incident from each side in a place they share."""
    room: dict[str, dict[str, int]] = {"in": {}, "out": {}}
    for i, mine in enumerate(one):
        room["in"][f"a{i}"] = mine.number
        room[f"a{i}"] = {
            f"b{j}": min(mine.number, theirs.number)
            for j, theirs in enumerate(other)
            if _may_be_one_place(mine.units, theirs.units)
        }
    room |= {f"b{j}": {"out": theirs.number} for j, theirs in enumerate(other)}
    return _flow(room)


def _confirmed(figure: PartyBulletin) -> int:
    return (figure.answer.confirmed if figure.answer else None) or 0


def _may_be_one_place(one: frozenset[str] | None, other: frozenset[str] | None) -> bool:
    return one is None or other is None or not one.isdisjoint(other)


def _flow(room: dict[str, dict[str, int]]) -> int:
    """Return the maximum flow from "in" to "out" (Edmonds and Karp 1972); uses up `room`."""
    moved = 0
    while path := _shortest_path(room):
        step = min(room[a][b] for a, b in pairwise(path))
        for a, b in pairwise(path):
            room[a][b] -= step
            room[b][a] = room[b].get(a, 0) + step
        moved += step
    return moved


def _shortest_path(room: dict[str, dict[str, int]]) -> list[str]:
    came_from = {"in": ""}
    queue = deque(["in"])
    while queue and "out" not in came_from:
        node = queue.popleft()
        for target, free in room[node].items():
            if free > 0 and target not in came_from:
                came_from[target] = node
                queue.append(target)
    path = ["out"] if "out" in came_from else []
    while path and came_from[path[-1]]:
        path.append(came_from[path[-1]])
    return path[::-1]

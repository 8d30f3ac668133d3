"""The bulletins of a drill: what two parties publish each day that they counted.

A bulletin covers the day before it and holds what was known by then; what becomes known later is
never counted. The publisher confirms few of the other's incidents, and only some that stand on
both lists, on one day and in one unit.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl

from truceline.domain.workspaces import MARK
from truceline.intake.exercise.ground import Ground
from truceline.intake.exercise.scenario import Bulletin, Scenario
from truceline.intake.exercise.seeing import Seen

_Row = dict[str, Any]
_Counted = Mapping[int, Mapping[int, set[int]]]
"""Incidents by day and unit."""


def bulletins(
    rng: np.random.Generator, ground: Ground, scenario: Scenario, seen: Mapping[str, Seen]
) -> pl.DataFrame:
    """Return a counts table, with the columns that the bulletins fill."""
    rules = {ledger.code: ledger.rule for ledger in scenario.ledger}
    counted = {party: _counted(ground, seen[party]) for party in scenario.bulletin.parties}
    rows = [
        {
            "date": (scenario.first + timedelta(days=day + 1)).isoformat(),
            "source": f"{MARK}: bulletin of {scenario.first + timedelta(days=day + 1)}",
            "series": f"{MARK}: bulletins",
            "party": party,
            "published_by": scenario.bulletin.publisher,
            "counting_rule": rules[party],
            **row,
        }
        for day in range(scenario.days)
        for party in scenario.bulletin.parties
        for row in _party(rng, ground, scenario.bulletin, counted, (party, day))
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _counted(ground: Ground, seen: Seen) -> _Counted:
    counted: dict[int, dict[int, set[int]]] = {}
    in_time = seen.known_day <= seen.first_day + 1
    unit = ground.unit_of(seen.points)
    for at in np.flatnonzero(in_time).tolist():
        day = counted.setdefault(int(seen.first_day[at]), {})
        day.setdefault(int(unit[at]), set()).add(int(seen.incident[at]))
    return counted


def _party(
    rng: np.random.Generator,
    ground: Ground,
    bulletin: Bulletin,
    counted: Mapping[str, _Counted],
    asked: tuple[str, int],
) -> Iterator[_Row]:
    """Yield the rows of one party in the bulletin about one day."""
    party, day = asked
    chance = rng.uniform(size=3)
    if chance[0] < bulletin.not_received:
        yield {"state": "not-received"}
        return
    mine = counted[party].get(day, {})
    total = sum(map(len, mine.values())) + int(bool(mine) and chance[1] < bulletin.misprinted)
    whole: _Row = {"total": total, "state": "reported" if total else "zero-reported"}
    if party != bulletin.publisher and total:
        theirs = counted[bulletin.publisher].get(day, {})
        shared = sum(len(mine[unit] & theirs.get(unit, set())) for unit in mine)
        whole |= _answer(bulletin, int(rng.binomial(shared, bulletin.confirmed)), total)
    bare = chance[2] < bulletin.without_numbers
    for unit in sorted(mine):
        yield {"unit": ground.units[unit], "count": None if bare else len(mine[unit]), **whole}
    if not mine:
        yield whole


def _answer(bulletin: Bulletin, confirmed: int, total: int) -> _Row:
    kind = "mixed" if confirmed else "not-confirmed"
    return {
        "answer": "confirmed" if confirmed == total else kind,
        "answer_by": bulletin.publisher,
        "confirmed": confirmed,
        "not_confirmed": total - confirmed,
    }

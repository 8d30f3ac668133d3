"""A whole drill: everything that happened, was seen, counted and notified, for one seed.

The same seed, scenario and arrangement give the same drill. Each part draws from a stream of its
own, so that changing one ledger changes nothing of another.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from truceline.domain.arrangement import Arrangement
from truceline.intake.exercise.counts import bulletins
from truceline.intake.exercise.effort import Effort, effort
from truceline.intake.exercise.ground import Ground
from truceline.intake.exercise.incidents import Incidents, happen
from truceline.intake.exercise.notices import Notices, notices
from truceline.intake.exercise.scenario import Scenario
from truceline.intake.exercise.seeing import Seen, see


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Drill:
    """One drill; by ledger where a part belongs to one."""

    seed: int
    scenario: Scenario
    ground: Ground
    incidents: Incidents
    effort: Mapping[str, Effort]
    seen: Mapping[str, Seen]
    counts: pl.DataFrame
    notices: Notices


def make(arrangement: Arrangement, scenario: Scenario, seed: int) -> Drill:
    """Make the drill of a seed.

    Args:
        arrangement: Over whose ground it is played.
        scenario: What it is made of; its areas, units and parties are those of the arrangement.
        seed: A whole number, 0 or more.
    """
    for_ground, for_incidents, for_counts, for_notices, *for_ledgers = np.random.default_rng(
        seed
    ).spawn(4 + 2 * len(scenario.ledger))
    ground = Ground.of(arrangement, scenario, for_ground)
    incidents = happen(for_incidents, ground, scenario)
    looked = {
        ledger.code: effort(rng, ground, scenario, ledger)
        for ledger, rng in zip(scenario.ledger, for_ledgers[::2], strict=True)
    }
    seen = {
        ledger.code: see(rng, ground, scenario, ledger, (incidents, looked[ledger.code]))
        for ledger, rng in zip(scenario.ledger, for_ledgers[1::2], strict=True)
    }
    return Drill(
        seed=seed,
        scenario=scenario,
        ground=ground,
        incidents=incidents,
        effort=looked,
        seen=seen,
        counts=bulletins(for_counts, ground, scenario, seen),
        notices=notices(for_notices, ground, scenario),
    )

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from truceline.domain.arrangement import Arrangement
from truceline.intake.exercise.drill import Drill, make
from truceline.intake.exercise.scenario import Scenario

EXERCISE = (Path(__file__).parents[3] / "docs/exercise.md").read_text(encoding="utf-8")


def test_another_seed_is_another_drill(drills: list[Drill]) -> None:
    lengths = [(len(d.incidents), *(len(seen) for seen in d.seen.values())) for d in drills]
    assert len(set(lengths)) == len(drills)


def test_changing_one_ledger_changes_nothing_of_another(
    drill: Drill, astana: Arrangement, scenario: Scenario
) -> None:
    first, *others = scenario.ledger
    changed = replace(scenario, ledger=(replace(first, base=0.1), *others))
    again = make(astana, changed, drill.seed)
    assert np.array_equal(again.incidents.day, drill.incidents.day)
    assert len(again.seen["RU"]) < len(drill.seen["RU"])
    assert np.array_equal(again.seen["TR"].points.lon, drill.seen["TR"].points.lon)
    assert np.array_equal(again.effort["RU"].watched, drill.effort["RU"].watched)


def test_the_shares_that_the_page_tells_are_those_of_drills(drills: list[Drill]) -> None:
    (row,) = re.findall(r"^\| has, of all incidents \|(.*)\|$", EXERCISE, flags=re.MULTILINE)
    told = [int(share) / 100 for share in re.findall(r"(\d+) in 100", row)]
    for share, code in zip(told, ("RU", "TR", "XM"), strict=True):
        shares = [len(drill.seen[code]) / len(drill.incidents) for drill in drills]
        assert np.mean(shares) == pytest.approx(share, abs=0.05)
    (nowhere,) = re.findall(r"some (\d+) in 100 incidents are in no ledger", EXERCISE)
    missed = [
        1 - len(set(np.concatenate([s.incident for s in d.seen.values()]))) / len(d.incidents)
        for d in drills
    ]
    assert np.mean(missed) == pytest.approx(int(nowhere) / 100, abs=0.04)

"""The scenario that ships says only what the example and the manual know."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError
from tests.intake.exercise.conftest import SCENARIO

from truceline.domain.arrangement import Arrangement
from truceline.intake.exercise.scenario import Scenario, load

KINDS = Path(__file__).parents[3] / "docs/formats/kinds.md"


def test_its_ids_are_those_of_the_example(scenario: Scenario, astana: Arrangement) -> None:
    areas = {area.id: area for area in astana.area}
    assert scenario.areas.keys() <= areas.keys()
    assert {party.id for party in astana.party} >= set(scenario.accused)
    units = {unit.id for unit in astana.reporting_unit}
    assert units == scenario.towns.keys()
    for ledger in scenario.ledger:
        assert ledger.posts.keys() | ledger.areas.keys() <= scenario.areas.keys()
        assert ledger.accuses.keys() <= set(scenario.accused)


def test_its_kinds_are_those_of_the_manual(scenario: Scenario) -> None:
    known = set(re.findall(r"`([a-z/-]+)`", KINDS.read_text(encoding="utf-8")))
    assert scenario.kinds.keys() <= known
    general = {kind.partition("/")[0] for kind in known}
    for ledger in scenario.ledger:
        assert ledger.kinds.keys() <= known | general


def test_its_shares_are_shares(scenario: Scenario) -> None:
    for shares in (scenario.areas.values(), scenario.kinds.values()):
        assert sum(shares) == pytest.approx(1)
    for ledger in scenario.ledger:
        assert sum(ledger.precision) == pytest.approx(1)
        assert sum(ledger.accuses.values()) <= 1
        assert ledger.coarser + ledger.sibling <= 1
        assert ledger.delay_days >= 1


def test_no_two_ledgers_see_alike(scenario: Scenario) -> None:
    precisions = [ledger.precision for ledger in scenario.ledger]
    assert len(set(precisions)) == len(scenario.ledger) == 3


def test_a_misspelt_key_is_no_silence(tmp_path: Path) -> None:
    file = tmp_path / "scenario.toml"
    file.write_text("sead = 1\n" + SCENARIO.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(ValidationError, match="sead"):
        load(file)

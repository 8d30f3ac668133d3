from pathlib import Path

import pytest
from tests.incidents import Centre

from truceline.actions import datasets, incidents
from truceline.domain.incidents import (
    DecisionsContradict,
    DecisionTakenBack,
    ReasonMissing,
    ReportUnknown,
)

NORTH, SOUTH, ALSO = ("north", "n-1"), ("south", "s-1"), ("south", "s-2")


@pytest.fixture
def centre(tmp_path: Path) -> Centre:
    held = Centre.made(tmp_path)
    held.take_in("north", "n-1,2021-04-01,36.60,35.20", "n-2,2021-04-02,36.61,35.21")
    held.take_in("south", "s-1,2021-04-01,36.60,35.20", "s-2,2021-04-02,36.61,35.21")
    return held


def test_a_decision_is_recorded_with_its_reason_and_taken_back_by_another_entry(
    centre: Centre,
) -> None:
    desk = centre.desk
    made = incidents.confirm(desk, [NORTH, SOUTH, NORTH], reason=" Both name\nthe mill. ")
    assert made.decision == "decision-1"
    assert made.reports == (NORTH, SOUTH)
    assert made.reason == "Both name the mill."
    split = incidents.split(desk, [ALSO], [NORTH, SOUTH], reason="Another day.")
    merged = incidents.merge(desk, [NORTH, SOUTH], [ALSO], reason="The day was wrong.")
    assert merged.decision == "decision-3"
    taken = incidents.take_back(desk, "decision-3", reason="It was right.")
    assert taken == DecisionTakenBack(decision="decision-3", reason="It was right.")
    assert incidents.facts(desk) == [made, split, merged, taken]


def test_reports_that_are_not_held_are_refused(centre: Centre) -> None:
    with pytest.raises(ReportUnknown, match="No report south/s-9 is held"):
        incidents.confirm(centre.desk, [NORTH, ("south", "s-9")], reason="Same.")
    datasets.withdraw(centre.desk, "reports-2")
    with pytest.raises(ReportUnknown, match="No report south/s-1 is held"):
        incidents.split(centre.desk, [NORTH], [SOUTH], reason="Two.")
    assert incidents.facts(centre.desk) == []


def test_nothing_is_decided_without_a_reason_or_against_what_stands(centre: Centre) -> None:
    desk = centre.desk
    with pytest.raises(ReasonMissing):
        incidents.confirm(desk, [NORTH, SOUTH], reason="  ")
    incidents.confirm(desk, [NORTH, SOUTH], reason="Same.")
    incidents.confirm(desk, [ALSO, SOUTH], reason="Same.")
    with pytest.raises(DecisionsContradict, match="decision-1, decision-2"):
        incidents.split(desk, [NORTH], [ALSO], reason="Two.")
    assert len(incidents.facts(desk)) == 2

from datetime import date
from pathlib import Path

import pytest
from tests.incidents import COPY, NORTH, SOUTH, Centre, row

from truceline.actions import datasets, incidents
from truceline.domain.incidents import ReportUnknown
from truceline.domain.linkage import LinkageSettings
from truceline.projections.incidents import (
    PAIRS,
    Known,
    contested,
    known,
    linked,
    views,
    why,
)
from truceline.projections.linkage import Linked
from truceline.projections.linkage_records import LedgersTooFew

SETTINGS = LinkageSettings()
N1, S1, S2 = ("north", "n-1"), ("south", "s-1"), ("south", "s-2")


@pytest.fixture
def centre(tmp_path: Path) -> Centre:
    held = Centre.made(tmp_path)
    held.take_in("north", *NORTH, "n-no,2021-04-03,,,,unknown")
    held.take_in("south", *SOUTH)
    return held


def now(centre: Centre) -> Known:
    return known(centre.desk.journal, centre.desk.blobs)


def incident_of(found: Linked, *report: str) -> str:
    ledger, report_id = report
    row = found.incidents.filter(ledger=ledger, report_id=report_id)
    return str(row["incident_id"].item())


def test_links_all_ledgers_of_the_imports(centre: Centre) -> None:
    found = linked(now(centre), SETTINGS)
    assert found.incidents.height == 25 + 19
    assert incident_of(found, *S1) == "north/n-1"
    assert found.pairs["decision"].null_count() == found.pairs.height
    assert found.summary["as_known_on"] == "2021-06-01"
    assert found.summary["decisions"] == {"standing": 0, "passed_over": 0}


def test_decisions_hold_whatever_the_evidence_says(centre: Centre) -> None:
    incidents.split(centre.desk, [N1], [S1], reason="Two shells.")
    incidents.confirm(centre.desk, [N1, S2], reason="The day was wrong.")
    incidents.confirm(centre.desk, [("north", "n-no"), ("north", "n-3")], reason="Said so.")
    found = linked(now(centre), SETTINGS)
    assert incident_of(found, *S1) == "south/s-1"
    assert incident_of(found, *S2) == "north/n-1"
    assert incident_of(found, "north", "n-no") == "north/n-3" == incident_of(found, "south", "s-3")
    rows = {
        (each["report_a"], each["report_b"]): each for each in found.pairs.iter_rows(named=True)
    }
    assert list(found.pairs.columns) == list(PAIRS)
    split, joined = rows["n-1", "s-1"], rows["n-1", "s-2"]
    assert (split["probability"], split["same_incident"], split["decision"]) == (
        0.0,
        False,
        "decision-1",
    )
    assert (joined["probability"], joined["same_incident"]) == (1.0, True)
    assert rows["n-3", "n-no"]["evidence_place"] is None, "never compared"
    told = found.incidents.filter(incident_id="north/n-1")
    assert told["probability"].to_list() == [1.0, 1.0]


def test_a_decision_survives_imports_and_withdrawals(centre: Centre) -> None:
    incidents.split(centre.desk, [N1], [S1], reason="Two shells.")
    centre.take_in("east", row("e-1", 1))
    found = linked(now(centre), SETTINGS)
    assert incident_of(found, *S1) != incident_of(found, *N1)
    datasets.withdraw(centre.desk, "reports-2")
    found = linked(now(centre), SETTINGS)
    assert found.summary["decisions"] == {"standing": 1, "passed_over": 1}
    centre.take_in("south", *SOUTH)
    found = linked(now(centre), SETTINGS)
    assert incident_of(found, *S1) != incident_of(found, *N1)
    incidents.take_back(centre.desk, "decision-1", reason="One shell.")
    found = linked(now(centre), SETTINGS)
    assert incident_of(found, *S1) == incident_of(found, *N1)


def test_what_was_not_known_or_decided_yet_is_left_out(centre: Centre) -> None:
    centre.take_in("east", row("e-1", 1), known_from="2021-07-01")
    incidents.split(centre.desk, [N1], [S1], reason="Two shells.")
    journal, blobs = centre.desk.journal, centre.desk.blobs
    then = known(journal, blobs, as_known_on=date(2021, 6, 15))
    assert then.ledgers == ["north", "south"]
    assert then.on == date(2021, 6, 15)
    assert incident_of(linked(then, SETTINGS), *S1) == "north/n-1"
    assert now(centre).on == centre.desk.today()
    before = known(journal, blobs, as_known_on=date(2021, 5, 31))
    with pytest.raises(LedgersTooFew, match="no ledger"):
        linked(before, SETTINGS)


def test_reports_are_named_by_ledger_and_id(centre: Centre) -> None:
    held = now(centre)
    assert held.report("north/n-1") == N1
    with pytest.raises(ReportUnknown, match=r"held. Did you mean 'south/s-1'\? Write"):
        held.report("south/s_1")


def test_says_why_a_pair_is_one_incident(centre: Centre) -> None:
    told = why(now(centre), SETTINGS, S1, N1)
    assert told.incident == "north/n-1"
    assert told.reports[0]["report_id"] == "s-1"
    assert told.compared is not None
    assert told.compared["probability"] > 0.8
    assert told.reach.unplaced == ()
    assert told.decision is None
    assert told.taken == ()


def test_says_what_the_evidence_is_where_a_person_decided_otherwise(centre: Centre) -> None:
    incidents.confirm(centre.desk, [N1, S1], reason="Seen.")
    incidents.split(centre.desk, [N1], [S1], reason="Two shells.")
    incidents.take_back(centre.desk, "decision-1", reason="Hearsay.")
    told = why(now(centre), SETTINGS, N1, S1)
    assert told.incident is None
    assert told.decision is not None
    assert told.decision.decision == "decision-2"
    assert [taken.fact.reason for taken in told.taken] == ["Seen.", "Two shells.", "Hearsay."]
    assert told.taken[0].day == centre.desk.today()
    assert told.compared is not None
    assert told.compared["probability"] > 0.8


def test_says_why_a_pair_was_never_compared(centre: Centre) -> None:
    centre.take_in("east", "e-1,2021-04-20,38.0,35.0,,near")
    held = now(centre)
    far = why(held, SETTINGS, N1, ("east", "e-1"))
    assert far.compared is None
    assert far.reach.distance_km > far.reach.most_km
    assert far.reach.days_apart == 12
    placeless = why(held, SETTINGS, ("north", "n-no"), ("south", "s-3"))
    assert placeless.reach.unplaced == (("north", "n-no"),)
    assert placeless.incident is None


def test_names_the_reports_that_compete(centre: Centre) -> None:
    centre.take_in("south", COPY)
    told = why(now(centre), SETTINGS, N1, S1)
    (rival,) = told.rivals
    assert (rival.of, rival.report) == (N1, ("south", "s-1b"))
    assert told.compared is not None
    assert rival.probability + told.compared["probability"] <= 1.01


def test_contested_pairs_are_those_that_nobody_decided(centre: Centre) -> None:
    centre.take_in("south", COPY)
    found = linked(now(centre), SETTINGS)
    doubtful = contested(found).select("report_a", "report_b").rows()
    assert ("n-1", "s-1") in doubtful
    assert ("n-1", "s-1b") in doubtful
    incidents.split(centre.desk, [N1], [("south", "s-1b")], reason="A copy.")
    assert "n-1" not in contested(linked(now(centre), SETTINGS))["report_a"].to_list()


def test_views_have_places_and_are_left_out_where_there_is_one_ledger(
    centre: Centre, tmp_path: Path
) -> None:
    incident, pair = views(centre.desk.journal, centre.desk.blobs, SETTINGS)
    assert (incident.name, pair.name) == ("incident", "pair")
    assert {"incident_id", "ledger", "report_id", "lon", "lat"} <= set(incident.frame.columns)
    assert incident.frame.height == 44
    again = views(centre.desk.journal, centre.desk.blobs, SETTINGS)
    assert [list(view.rows()) for view in again] == [list(v.rows()) for v in (incident, pair)]
    (tmp_path / "alone").mkdir()
    alone = Centre.made(tmp_path / "alone")
    assert views(alone.desk.journal, alone.desk.blobs, SETTINGS) == ()
    alone.take_in("north", *NORTH)
    assert views(alone.desk.journal, alone.desk.blobs, SETTINGS) == ()

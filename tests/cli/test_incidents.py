"""The journey of someone who looks at two ledgers, decides, and goes on receiving reports."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Run
from tests.incidents import COPY, NORTH, SOUTH, Centre, row

from truceline.cli.incidents import IncidentsAreOne
from truceline.domain.incidents import DecisionsContradict, DecisionUnknown, ReportUnknown
from truceline.errors import BadInput
from truceline.projections.linkage_records import LedgersTooFew


@pytest.fixture
def centre(tmp_path: Path) -> Centre:
    held = Centre.made(tmp_path)
    held.take_in("north", *NORTH)
    held.take_in("south", *SOUTH)
    return held


def put_together(run: Run, centre: Centre, out: Path) -> dict[str, str]:
    """Link, and return the incident of each report."""
    assert run("-w", centre.folder, "link", "--out", out).exit_code == 0
    with (out / "incidents.csv").open(encoding="utf-8") as file:
        rows = csv.DictReader(file)
        return {f"{r['ledger']}/{r['report_id']}": r["incident_id"] for r in rows}


def test_what_a_person_decided_survives_linking_anew(
    run: Run, centre: Centre, tmp_path: Path
) -> None:
    at = ("-w", centre.folder, "incident")
    before = put_together(run, centre, tmp_path / "out")
    assert before["south/s-2"] == "north/n-2"
    assert (
        "Put together in the incident north/n-2."
        in run(*at, "why", "north/n-2", "south/s-2").output
    )
    split = run(*at, "split", "north/n-2", "--from", "south/s-2", "--reason", "Two craters.")
    assert "undo decision-1 --reason TEXT" in split.output
    assert put_together(run, centre, tmp_path / "out")["south/s-2"] == "south/s-2"

    centre.take_in("east", *[row(f"e-{n}", n, lat=35.001) for n in range(1, 20)])
    after = put_together(run, centre, tmp_path / "out")
    assert after["south/s-2"] != after["north/n-2"]
    run("-w", centre.folder, "import", "undo", "reports-2")
    told = run("-w", centre.folder, "link").output
    assert "1 of them names reports that are not held" in told
    centre.take_in("south", *SOUTH)
    after = put_together(run, centre, tmp_path / "out")
    assert after["south/s-2"] != after["north/n-2"]

    undone = run(*at, "undo", "decision-1", "--reason", "One crater.")
    assert "Both entries stay." in undone.output
    after = put_together(run, centre, tmp_path / "out")
    assert after["south/s-2"] == after["north/n-2"]
    record = run("-w", centre.folder, "journal", "show").output
    assert "decision-1: north/n-2 on one side and south/s-2 on the other" in record
    assert "decision-1 is taken back. “One crater.”" in record
    assert run("-w", centre.folder, "journal", "verify").exit_code == 0


def test_links_a_workspace_and_says_as_known_on_which_day(run: Run, centre: Centre) -> None:
    told = run("-w", centre.folder, "link").output
    assert told.startswith("As known on 1 Jun 2021.\nnorth: 24 reports.\nsouth: 19 reports.\n")
    centre.take_in("east", row("e-1", 1), known_from="2021-07-01")
    summary = json.loads(run("-w", centre.folder, "link", "--json").output)
    assert len(summary["ledgers"]) == 3
    words = ("link", "--json", "--as-known-on", "2021-06-30")
    then = json.loads(run("-w", centre.folder, *words).output)
    assert [ledger["ledger"] for ledger in then["ledgers"]] == ["north", "south"]
    nothing = run("-w", centre.folder, "link", "--as-known-on", "2021-01-01")
    assert isinstance(nothing.exception, LedgersTooFew)


def test_links_as_the_file_in_the_workspace_says(run: Run, centre: Centre, tmp_path: Path) -> None:
    (centre.folder / "linkage.toml").write_text("days = 1\n", encoding="utf-8")
    assert json.loads(run("-w", centre.folder, "link", "--json").output)["settings"]["days"] == 1
    other = tmp_path / "other.toml"
    other.write_text("days = 2\n", encoding="utf-8")
    words = ("-w", centre.folder, "link", "--json", "--config", other)
    assert json.loads(run(*words).output)["settings"]["days"] == 2
    (centre.folder / "linkage.toml").write_text("days = 9\n", encoding="utf-8")
    assert isinstance(run("-w", centre.folder, "incident", "list").exception, BadInput)


def test_options_for_files_are_wrong_use_in_a_workspace_and_the_other_way_round(
    run: Run, centre: Centre, tmp_path: Path
) -> None:
    assert run("-w", centre.folder, "link", "--method", "meltt").exit_code == 2
    file = centre.write("west", row("w-1", 1))
    assert run("link", file).exit_code == 2
    words = ("link", file, "--out", tmp_path / "o", "--as-known-on", "2021-06-01")
    assert run(*words).exit_code == 2


def test_lists_shows_and_asks_why_in_words_and_for_programs(run: Run, centre: Centre) -> None:
    centre.take_in("south", COPY)
    at = ("-w", centre.folder, "incident")
    assert "- north/n-2, 15 Apr 2021: " in run(*at, "list").output
    assert "- north/n-1 and south/s-1: " in run(*at, "list", "--contested").output
    listed: dict[str, Any] = json.loads(run(*at, "list", "--contested", "--json").output)
    assert {one["incident"] for one in listed["incidents"]} >= {"north/n-1"}
    assert run(*at, "show", "south/s-2").output == run(*at, "show", "north/n-2").output
    shown = json.loads(run(*at, "show", "south/s-2", "--json").output)
    assert [report["report_id"] for report in shown["reports"]] == ["n-2", "s-2"]
    why = json.loads(run(*at, "why", "south/s-2", "north/n-2", "--json").output)
    assert set(why["evidence_bits"]) == {"place", "date", "kind", "casualties"}
    early = run(*at, "why", "south/s-2", "north/n-2", "--as-known-on", "2020-01-01")
    assert isinstance(early.exception, ReportUnknown)


def test_merges_incidents_with_all_their_reports(run: Run, centre: Centre) -> None:
    at = ("-w", centre.folder, "incident")
    words = ("north/n-3", "south/s-4", "--reason", "One fight.", "--json")
    merged = json.loads(run(*at, "merge", *words).output)
    assert merged["reports"] == [["north", "n-3"], ["south", "s-3"]]
    assert merged["others"] == [["north", "n-4"], ["south", "s-4"]]
    shown = json.loads(run(*at, "show", "north/n-4", "--json").output)
    assert len(shown["reports"]) == 4
    again = run(*at, "merge", "north/n-3", "south/s-4", "--reason", "One fight.")
    assert isinstance(again.exception, IncidentsAreOne)


def test_says_which_decisions_another_overrides_and_refuses_what_cannot_be(
    run: Run, centre: Centre
) -> None:
    at = ("-w", centre.folder, "incident")
    run(*at, "confirm", "north/n-1", "south/s-1", "--reason", "One.")
    told = run(*at, "split", "north/n-1", "--from", "south/s-1", "--reason", "Two.", "--json")
    assert json.loads(told.output)["overrides"] == ["decision-1"]
    told = run(*at, "confirm", "north/n-1", "south/s-1", "--reason", "One after all.")
    assert "It overrides decision-2 where they differ." in told.output
    run(*at, "confirm", "south/s-1", "south/s-3", "--reason", "One.")
    refused = run(*at, "split", "north/n-1", "--from", "south/s-3", "--reason", "Two.")
    assert isinstance(refused.exception, DecisionsContradict)
    unknown = run(*at, "undo", "decision-9", "--reason", "No.")
    assert isinstance(unknown.exception, DecisionUnknown)
    assert run(*at, "confirm", "north/n-1", "south/s-1").exit_code == 2, "no reason"
    misspelt = run(*at, "confirm", "north/n1", "south/s-1", "--reason", "One.")
    assert "Did you mean 'north/n-1'?" in str(misspelt.exception)


def test_rebuild_has_incidents_where_two_ledgers_have_reports(run: Run, centre: Centre) -> None:
    first, again = (
        json.loads(run("-w", centre.folder, "rebuild", "--json").output) for _ in range(2)
    )
    assert first == again
    assert first["rows"]["incident"] == first["rows"]["report"] == 43
    run(
        "-w",
        centre.folder,
        "incident",
        "split",
        "north/n-2",
        "--from",
        "south/s-2",
        "--reason",
        "x",
    )
    decided = json.loads(run("-w", centre.folder, "rebuild", "--json").output)
    assert decided["state_hash"] == first["state_hash"]
    assert decided["incidents_hash"] != first["incidents_hash"]
    run("-w", centre.folder, "import", "undo", "reports-2")
    told = run("-w", centre.folder, "rebuild").output
    assert told.startswith("No incidents: fewer than two ledgers have reports.\n")
    assert (
        "incident" not in json.loads(run("-w", centre.folder, "rebuild", "--json").output)["rows"]
    )


def test_files_of_a_drill_say_so(run: Run, tmp_path: Path) -> None:
    drill = Centre.made(tmp_path, exercise=True)
    drill.take_in("north", *NORTH)
    drill.take_in("south", *SOUTH)
    told = run("-w", drill.folder, "link", "--out", tmp_path / "out").output
    assert told.startswith("EXERCISE: nothing that follows happened.\n")
    names = sorted(file.name for file in (tmp_path / "out").iterdir())
    assert names == ["EXERCISE-incidents.csv", "EXERCISE-pairs.csv", "EXERCISE-summary.json"]

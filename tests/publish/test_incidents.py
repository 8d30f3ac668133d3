from pathlib import Path

import polars as pl
import pytest
from tests.incidents import COPY, NORTH, SOUTH, Centre

from truceline.actions import incidents
from truceline.domain.linkage import LinkageSettings
from truceline.projections.incidents import Known, known, linked
from truceline.projections.linkage import Linked
from truceline.publish import incidents as publish

N1, S1, S1B, N2 = ("north", "n-1"), ("south", "s-1"), ("south", "s-1b"), ("north", "n-2")


@pytest.fixture
def centre(tmp_path: Path) -> Centre:
    held = Centre.made(tmp_path)
    held.take_in("north", *NORTH)
    held.take_in("south", *SOUTH, COPY)
    return held


def found(centre: Centre) -> tuple[Known, Linked]:
    held = known(centre.desk.journal, centre.desk.blobs)
    return held, linked(held, LinkageSettings())


def test_lists_incidents_and_counts_reports_that_stand_alone(centre: Centre) -> None:
    told = publish.listing(*found(centre))
    assert "\n- north/n-2, 15 Apr 2021: north/n-2 (" in told
    assert "\n- north/n-24" not in told
    assert "6 reports stand alone; no other ledger" in told


def test_lists_contested_pairs_until_a_person_decides(centre: Centre) -> None:
    told = publish.contested_listing(*found(centre))
    assert "- north/n-1 and south/s-1: 0." in told
    assert "- north/n-1 and south/s-1b: 0." in told
    assert "334 m apart, days overlap." in told
    incidents.confirm(centre.desk, [N1, S1, S1B], reason="One shell.")
    assert "None that nobody decided." in publish.contested_listing(*found(centre))


def test_shows_an_incident_with_what_was_decided_and_what_of_it_holds(centre: Centre) -> None:
    incidents.confirm(centre.desk, [N1, S1, S1B], reason="One shell.")
    incidents.split(centre.desk, [N1], [S1, S1B], reason="Two shells.")
    incidents.confirm(centre.desk, [N2, S1], reason="Hearsay.")
    incidents.take_back(centre.desk, "decision-3", reason="Only hearsay.")
    held, links = found(centre)
    told = publish.show(held, links, S1)
    assert told.startswith("Incident south/s-1\n")
    assert "- south/s-1b (1.00): 8 Apr 2021; fire, direct; killed: 1." in told
    assert "- south/s-1 and south/s-1b: 1.00, put together. Decided: decision-1." in told
    assert "- north/n-1 and south/s-1: 0.00, kept apart. Decided: decision-2." in told
    flat = " ".join(told.split())
    assert "“Hearsay.” Taken back since." in flat
    assert "decision-3 is taken back. “Only hearsay.”" in flat
    assert "“One shell.” Overridden" not in flat, "it still holds for s-1 and s-1b"


def test_marks_what_was_overridden(centre: Centre) -> None:
    incidents.confirm(centre.desk, [N1, S1], reason="One shell.")
    incidents.split(centre.desk, [N1], [S1], reason="Two shells.")
    held, links = found(centre)
    assert "“One shell.” Overridden since." in " ".join(publish.show(held, links, N1).split())


def test_gives_programs_all_incidents_or_the_contested_ones(centre: Centre) -> None:
    held, links = found(centre)
    every = publish.as_data(held, links)["incidents"]
    assert isinstance(every, list)
    assert sum(len(one["reports"]) for one in every) == held.reports.height
    doubtful = publish.as_data(held, links, only_contested=True)["incidents"]
    assert isinstance(doubtful, list)
    held_by = {(r["ledger"], r["report_id"]): i["incident"] for i in every for r in i["reports"]}
    pairs = links.pairs.filter(pl.col("probability").is_between(0.2, 0.8, closed="none"))
    sides = [pairs.select(f"ledger_{side}", f"report_{side}").rows() for side in "ab"]
    contested = {held_by[report] for reports in sides for report in reports}
    assert {one["incident"] for one in doubtful} == contested
    assert len(contested) == 2
    shown = publish.one_as_data(held, links, S1)
    assert shown["incident"] == held_by[S1]


@pytest.mark.parametrize(
    ("probability", "words"),
    [(0.0, "0.00"), (0.001, "under 0.01"), (0.5, "0.50"), (0.999, "over 0.99"), (1.0, "1.00")],
)
def test_only_what_is_decided_is_certain(probability: float, words: str) -> None:
    assert publish.chance(probability) == words


@pytest.mark.parametrize(
    ("killed", "words"),
    [
        ((None, None, None), ""),
        ((None, 0, None), "killed: 0"),
        ((2, 3, 4), "killed: 3 (2-4)"),
        ((3, 3, 3), "killed: 3"),
        ((2, None, 4), "killed: 2-4"),
        ((None, None, 4), "killed: at most 4"),
        ((2, None, None), "killed: at least 2"),
        ((None, 3, 4), "killed: 3 (at most 4)"),
    ],
)
def test_what_is_not_given_is_not_none(
    killed: tuple[int | None, int | None, int | None], words: str
) -> None:
    row = dict(zip(("killed_low", "killed_best", "killed_high"), killed, strict=True))
    assert publish.killed_said(row) == words

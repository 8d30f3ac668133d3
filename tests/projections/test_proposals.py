from datetime import date

import polars as pl
import pytest
import shapely
from tests.drills import Drill
from tests.motions import Room

from truceline.actions import decisions
from truceline.domain.arrangement import Arrangement
from truceline.domain.motion_errors import ProposalUnknown
from truceline.projections import proposals
from truceline.projections.proposals import Drawn

FIRST = Drawn("first", shapely.box(36.6, 34.8, 36.8, 34.9))
NORTH = Drawn("north", shapely.box(36.6, 34.85, 36.8, 34.95))
SQUARE = ((((36.6, 34.8), (36.7, 34.8), (36.7, 34.9), (36.6, 34.8)),),)


def reports(*rows: tuple[str, str, float, str, float | None]) -> pl.DataFrame:
    columns = ["ledger", "occurred_from", "lat", "precision", "radius_m"]
    table = pl.DataFrame(rows, schema=columns, orient="row")
    return table.with_columns(lon=36.7, report_id=pl.int_range(pl.len()).cast(pl.String))


def compare(known: Arrangement, table: pl.DataFrame, other: Drawn = NORTH) -> proposals.Comparison:
    return proposals.compare(known, FIRST, other, table, until=date(2018, 3, 1))


def test_says_what_ground_settlements_posts_and_roads_would_change_hands(
    two_clocks: Arrangement,
) -> None:
    compared = compare(two_clocks, pl.DataFrame())
    gained, lost = compared.comes_in, compared.goes_out
    assert gained.km2 == pytest.approx(lost.km2, rel=2e-3)
    # The line itself stands on Talbiseh's radius; Rastan lies clear of both lines.
    assert [(n.place.name, n.certain) for n in gained.settlements] == [("Rastan", True)]
    assert gained.settlements[0].place.population == 40000
    named = {n.place.name: n.certain for n in lost.settlements}
    assert named == {"Talbiseh": True, "Border hamlet": False}
    assert [(n.place.name, n.certain) for n in lost.posts] == [("Hilltop", True)]
    assert gained.posts == ()
    assert [(name, round(km, 1)) for name, km in gained.roads] == [("Road to Homs", 5.5)]


def test_what_is_near_an_uncertain_line_is_not_said_to_be_inside(two_clocks: Arrangement) -> None:
    blurred = Drawn("north", NORTH.shape, uncertainty_m=5000.0)
    compared = compare(two_clocks, pl.DataFrame(), blurred)
    assert {n.certain for n in compared.comes_in.settlements} == {False}


def test_counts_each_ledgers_events_of_90_days_apart(two_clocks: Arrangement) -> None:
    table = reports(
        ("a", "2018-02-01", 34.92, "exact", None),
        ("a", "2018-02-01T10:00", 34.92, "near", 500.0),
        ("a", "2018-02-01", 34.92, "near", 9000.0),
        ("a", "2018-02-01", 34.92, "near", None),
        ("a", "2018-02-01", 34.92, "unit", None),
        ("a", "2017-11-30", 34.92, "exact", None),
        ("a", "2018-03-01", 34.92, "exact", None),
        ("b", "2017-12-01", 34.82, "exact", None),
    )
    compared = compare(two_clocks, table)
    assert compared.comes_in.events == (
        proposals.Events("a", certain=2, possible=4, unplaced=1),
        proposals.Events("b", certain=0, possible=0, unplaced=0),
    )
    assert compared.goes_out.events[1] == proposals.Events("b", certain=1, possible=1, unplaced=0)


def test_no_reports_is_not_no_events(two_clocks: Arrangement) -> None:
    assert compare(two_clocks, pl.DataFrame()).comes_in.events == ()


def test_outlines_are_those_of_proposals_and_of_boundaries_with_a_line(
    drill: Drill, island: Arrangement
) -> None:
    decisions.propose(drill.desk, drill.delegate("iran"), "northern-homs", SQUARE)
    docket = decisions.docket(drill.desk)
    known, blobs = docket.held, drill.desk.blobs
    proposed = proposals.outline_of(known, docket, blobs, "proposal-1")
    assert proposed.shape.equals(shapely.Polygon(SQUARE[0][0]))
    drawn = proposals.outline_of(known, docket, blobs, "first-line")
    assert drawn.shape.equals(FIRST.shape)
    strip = proposals.outline_of(known, docket, blobs, "road-strip")
    assert not strip.shape.is_empty
    with pytest.raises(ProposalUnknown, match="proposal-1, first-line"):
        proposals.outline_of(known, docket, blobs, "nowhere")
    line = "line-of-1-march-agreed"
    with pytest.raises(proposals.OutlineMissing, match="line-of-contact"):
        proposals.outline_of(island, Room(island, keys=()).docket, blobs, line)

import json
from datetime import date

import polars as pl
import shapely

from truceline.domain.arrangement import Arrangement
from truceline.projections.proposals import Comparison, Drawn, compare
from truceline.publish.proposals import as_geojson, show

FIRST = Drawn("first-line", shapely.box(36.6, 34.8, 36.8, 34.9))
NORTH = Drawn("proposal-1", shapely.box(36.6, 34.85, 36.8, 34.95), 200.0)


def compared(known: Arrangement, *, reports: int = 0) -> Comparison:
    table = pl.DataFrame()
    if reports:
        row = {
            "ledger": "ucdp",
            "occurred_from": "2018-02-01",
            "lon": 36.7,
            "lat": 34.92,
            "precision": "exact",
            "radius_m": None,
        }
        table = pl.DataFrame([row] * reports + [{**row, "precision": "unit"}])
    return compare(known, FIRST, NORTH, table, until=date(2018, 3, 1))


def test_says_what_would_change_hands(two_clocks: Arrangement) -> None:
    page = show(compared(two_clocks), open_to_all=True)
    came, went = page.split("What would go out")
    assert page.startswith("proposal-1 instead of first-line\n")
    assert "imply no position of anyone" in came
    assert "A line may be 200 m off." in came
    assert "- Ground: 101.4 km²." in came
    assert "Rastan (40,000 people)" in came
    assert "Talbiseh." in went
    assert "cannot be said: Border hamlet." in went
    assert "Posts as announced: Hilltop." in went
    assert "“Road to Homs” in the texts: 5.5 km." in came
    assert "No reports are held, so nothing is said of events." in came
    assert page.endswith("open to all parties.\n")


def test_says_of_events_what_is_certain_and_what_may_be(two_clocks: Arrangement) -> None:
    page = " ".join(show(compared(two_clocks, reports=3), open_to_all=False).split())
    assert (
        "Reports of ucdp in the 90 days before 1 Mar 2018: 3 certainly, 3 at most. 1 more is known "
        "too coarsely to say."
    ) in page
    assert "open to none of the parties" in page


def test_a_map_can_be_drawn_from_the_geojson(two_clocks: Arrangement) -> None:
    data = json.loads(json.dumps(as_geojson(compared(two_clocks, reports=2), open_to_all=False)))
    assert data["open_to"] == "none"
    assert [f["id"] for f in data["features"]] == ["comes-in", "goes-out"]
    grounds = [shapely.geometry.shape(f["geometry"]) for f in data["features"]]
    assert grounds[0].equals(shapely.box(36.6, 34.9, 36.8, 34.95))
    assert not shapely.overlaps(*grounds)
    gained = data["features"][0]["properties"]
    assert gained["settlements"] == [{"name": "Rastan", "population": 40000, "certain": True}]
    assert gained["events"]["ledgers"] == [
        {"ledger": "ucdp", "certain": 2, "possible": 2, "unplaced": 1}
    ]

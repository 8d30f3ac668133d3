from datetime import date
from xml.etree import ElementTree as ET

import polars as pl
import shapely

from truceline.domain.arrangement import Arrangement
from truceline.domain.workspaces import in_exercise
from truceline.projections.proposals import Drawn, compare
from truceline.publish.proposal_map import svg

FIRST = Drawn("first-line", shapely.box(36.6, 34.8, 36.8, 34.9))
NORTH = Drawn("proposal-1", shapely.box(36.6, 34.85, 36.8, 34.95))


def drawn(known: Arrangement, other: Drawn = NORTH) -> str:
    compared = compare(known, FIRST, other, pl.DataFrame(), until=date(2018, 3, 1))
    return svg(known, FIRST, other, compared)


def test_tells_apart_what_stays_comes_and_goes(two_clocks: Arrangement) -> None:
    root = ET.fromstring(drawn(two_clocks))
    paths = {e.get("class"): e.get("d") for e in root.iter("{http://www.w3.org/2000/svg}path")}
    assert paths.keys() >= {"stays", "in", "out", "one", "other"}
    assert len({paths["stays"], paths["in"], paths["out"]}) == 3
    words = " ".join(root.itertext())
    assert "proposal-1 instead of first-line" in words
    assert "101.4 km² would come in" in words
    assert "imply no position of anyone" in words
    assert "Rastan" in words
    assert "Hilltop" not in words, "a post is on no map"


def test_the_same_outlines_are_the_same_bytes(two_clocks: Arrangement) -> None:
    assert drawn(two_clocks) == drawn(two_clocks)


def test_names_cannot_run_anything(two_clocks: Arrangement) -> None:
    hostile = Drawn("<script>", shapely.box(36.6, 34.85, 36.8, 34.95))
    assert "<script>" not in drawn(two_clocks, hostile)


def test_the_map_of_a_drill_says_so_in_its_title_and_on_its_ground(two_clocks: Arrangement) -> None:
    assert "EXERCISE" not in drawn(two_clocks)
    words = [*ET.fromstring(drawn(in_exercise(two_clocks))).itertext()]
    assert "EXERCISE" in words
    assert "EXERCISE: proposal-1 instead of first-line" in words

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from truceline.projections.tallies import Week
from truceline.publish.report.happened import Happened, happened
from truceline.publish.report.happened_map import BANDS, on_map
from truceline.publish.report.happened_weeks import week_picture
from truceline.publish.report.inputs import Asked, ReportInput, ask


@pytest.fixture(scope="module")
def found(astana_asked: Asked) -> Happened:
    told = happened(astana_asked)
    assert told is not None
    return told


def test_counts_from_the_day_an_area_had_a_line(found: Happened, astana_asked: Asked) -> None:
    assert (found.begins, found.ends) == (date(2017, 5, 5), date(2018, 3, 20))
    assert astana_asked.placed is not None
    events = astana_asked.placed.events.filter(pl.col("occurred_from") >= "2017-05-05")
    assert found.events == len(events) == sum(count for _, count, _ in found.by_precision)


def test_bounds_hold_what_is_expected(found: Happened) -> None:
    assert {row.area for row in found.by_area} == {"Northern Homs", "Eastern Ghouta"}
    for row in found.by_area:
        assert row.certain <= row.expected <= row.possible
        assert row.contested <= row.possible


def test_areas_without_a_line_get_no_event(found: Happened) -> None:
    assert "South-west" in found.without_line
    assert "Idlib and parts of Latakia, Hama and Aleppo" in found.without_line


def test_no_mark_is_a_place(found: Happened) -> None:
    assert found.map is not None
    exact, near = found.map.exact, found.map.near
    assert {round(square.side, 6) for square in exact} == {round(10 * found.map.frame.per_km, 6)}
    assert {round(square.side, 6) for square in near} == {round(40 * found.map.frame.per_km, 6)}
    for square in (*exact, *near):
        assert square.x / square.side == pytest.approx(round(square.x / square.side))
        assert square.y / square.side == pytest.approx(round(square.y / square.side))
        assert square.band == sum(square.count >= least for least in BANDS) - 1


def test_every_event_with_a_point_on_the_map_is_in_one_square(
    found: Happened, astana_asked: Asked
) -> None:
    assert found.map is not None
    assert astana_asked.placed is not None
    events = astana_asked.placed.events.filter(pl.col("occurred_from") >= "2017-05-05")
    drawn = sum(square.count for square in (*found.map.exact, *found.map.near))
    assert drawn == on_map(events, found.map.frame) > 100
    assert all(on == 0 for words, _, on in found.by_precision if "known to" in words)


def test_a_week_of_which_nothing_is_known_is_hatched_and_bears_no_bar() -> None:
    weeks = [
        Week(starts=date(2018, 1, 1), expected=1.5, variance=0.2, certain=1, possible=2),
        Week(starts=date(2018, 1, 8), expected=None, variance=None, certain=None, possible=None),
        Week(starts=date(2018, 1, 15), expected=0.0, variance=0.0, certain=0, possible=0),
    ]
    drawn = week_picture("w", ("Here", "Someone"), weeks)
    assert len(drawn.bars) == 2
    (blank,) = drawn.blanks
    assert drawn.bars[0].x < blank.start < blank.end == drawn.bars[1].x
    assert drawn.bars[0].possible < drawn.bars[0].expected < drawn.bars[0].certain < drawn.base
    assert "2 weeks of which something is known" in drawn.text


def test_weeks_bear_phases_and_new_versions_of_the_line(found: Happened) -> None:
    ghouta = [w for w in found.weeks if w.ground == "Eastern Ghouta"]
    assert [phase.kind for phase in ghouta[0].phases] == [
        "announced",
        "in-force",
        "in-force",
        "eroding",
    ]
    joined = next(w for w in ghouta if "joined" in w.line)
    assert len(joined.marks) == 2
    assert joined.blanks


def test_without_events_there_is_nothing_to_show(bare: ReportInput, full: ReportInput) -> None:
    assert happened(ask(bare)) is None
    assert happened(ask(replace(full, as_known_on=date(2018, 3, 20)))) is None


def test_weeks_of_an_area_without_phases_have_no_ribbon(beside: ReportInput) -> None:
    told = happened(ask(beside))
    assert told is not None
    road = [picture for picture in told.weeks if picture.ground == "Ridge road"]
    assert [picture.phases for picture in road] == [()] * len(road) != []

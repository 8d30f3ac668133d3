import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from truceline.domain.counts import Bulletin, CountState, PartyBulletin, PartyCount
from truceline.projections.counts import CountDay
from truceline.publish.report.charts import RIGHT, Days
from truceline.publish.report.counted import counted, differing, held_days, least_and_most
from truceline.publish.report.counted_pictures import Picture, pictures
from truceline.publish.report.inputs import Asked, ReportInput, ask

FIRST = date(2021, 3, 1)
Figure = int | CountState


def bulletin(day: int, north: Figure, south: Figure, series: str = "a") -> CountDay:
    figures = {p: figure(p, f, series) for p, f in (("N", north), ("S", south))}
    held = Bulletin(day=FIRST + timedelta(days=day), source="s", parties=figures, series=series)
    return CountDay(bulletin=held, overlap_min=0, overlap_max=1, checks=())


def figure(party: str, told: Figure, series: str) -> PartyBulletin:
    if isinstance(told, str):
        return PartyBulletin(party=party, state=told)
    state: CountState = "reported" if told else "zero-reported"
    return PartyBulletin(party=party, state=state, total=PartyCount(told, party, series))


def asked_of(bare: ReportInput, *counts: CountDay) -> Asked:
    day = date(2021, 12, 31)
    return ask(replace(bare, counts=counts, about=day, as_known_on=day))


def picture(bare: ReportInput, *counts: CountDay) -> Picture:
    (one,) = pictures(asked_of(bare, *counts), FIRST, FIRST + timedelta(days=20))
    return one


def test_neighbouring_days_are_joined(bare: ReportInput) -> None:
    drawn = picture(bare, *(bulletin(day, 3, 4) for day in range(3)))
    assert [len(lane.lines) for lane in drawn.lanes] == [1, 1, 0]
    assert drawn.lanes[0].lines[0].count("L") == 2


@pytest.mark.parametrize(
    "counts",
    [
        [bulletin(0, 3, 4), bulletin(2, 3, 4)],
        [bulletin(0, 3, 4), bulletin(1, 3, 4, "b")],
        [bulletin(0, 3, 4), bulletin(1, "not-received", "not-held"), bulletin(2, 3, 4)],
        [bulletin(0, 3, 4), bulletin(1, "partial", "partial")],
    ],
    ids=["a day without a copy", "another series", "no report", "in part"],
)
def test_no_line_crosses_a_gap_or_a_break(bare: ReportInput, counts: list[CountDay]) -> None:
    assert [lane.lines for lane in picture(bare, *counts).lanes] == [(), (), ()]


def test_a_missing_figure_is_no_zero(bare: ReportInput) -> None:
    drawn = picture(bare, bulletin(0, 0, "not-held"), bulletin(3, "not-received", 0))
    north, south, _ = drawn.lanes
    assert [mark.kind for mark in north.marks] == ["zero-reported", "not-received"]
    assert [mark.kind for mark in south.marks] == ["zero-reported"]
    assert len(north.held) == 2
    assert len(south.held) == 1


@pytest.mark.parametrize("state", ["reported", "partial"])
def test_a_count_without_a_total_is_not_drawn_at_zero(bare: ReportInput, state: CountState) -> None:
    north, _, _ = picture(bare, bulletin(0, 3, 4), bulletin(1, state, 4)).lanes
    assert len(north.marks) == 1
    assert len(north.held) == 2


def test_one_partys_list_is_shown_alone(bare: ReportInput) -> None:
    held = Bulletin(day=FIRST, source="s", parties={"N": figure("N", 3, "a")}, series="a")
    alone = CountDay(bulletin=held, overlap_min=0, overlap_max=None, checks=())
    found = counted(asked_of(bare, alone))
    assert found is not None
    assert found.rows[0].cells == ("3",)
    assert found.rows[0].bounds == "0 or more"


def test_a_new_series_is_marked_where_it_begins(bare: ReportInput) -> None:
    drawn = picture(bare, bulletin(0, 3, 4), bulletin(9, 3, 4, "b"))
    assert [tick.label for tick in drawn.breaks] == ["b"]
    assert drawn.lanes[0].marks[0].x < drawn.breaks[0].at < drawn.lanes[0].marks[1].x


def test_a_figure_far_above_the_others_bears_its_number(bare: ReportInput) -> None:
    usual = [bulletin(2 * day, 10, 10) for day in range(40)]
    asked = asked_of(bare, *usual, bulletin(1, 108, 15))
    lanes = [p.lanes for p in pictures(asked, FIRST, FIRST + timedelta(days=90))]
    marks = [mark for north, south, _ in lanes for lane in (north, south) for mark in lane.marks]
    assert [mark.beyond for mark in marks if mark.beyond] == ["108"]


def test_nothing_is_said_of_days_after_the_one_asked_about(astana_asked: Asked) -> None:
    before, last = pictures(astana_asked, *held_days(astana_asked))
    assert before.lanes[0].strip_end == RIGHT
    shown = Days(date(2018, 1, 1), date(2018, 12, 31))
    assert last.lanes[0].strip_end == shown(date(2018, 3, 21))


def test_both_parties_stand_side_by_side(astana_asked: Asked) -> None:
    found = counted(astana_asked)
    assert found is not None
    assert found.parties == ("Russia", "Turkey")
    assert all(len(row.cells) == 2 for row in found.rows)
    assert len(found.rows) == len(astana_asked.counts)
    assert found.publishers == ("Figures of Turkey that reach us through Russia: 20 bulletins.",)


def test_says_by_how_much_the_two_differ(astana_asked: Asked) -> None:
    both, differ, widest = differing(astana_asked)
    by_hand = [
        abs(one.total.number - other.total.number)
        for one, other in (c.parties.values() for c in astana_asked.counts)
        if one.total and other.total
    ]
    assert (both, differ) == (len(by_hand), sum(apart > 0 for apart in by_hand))
    assert widest is not None
    assert max(by_hand) == 9
    assert widest.bulletin.day == date(2018, 1, 1)
    assert least_and_most(astana_asked, "RU") == (4, 18)


def test_nowhere_is_a_sum_of_two_parties(full: ReportInput) -> None:
    asked = ask(replace(full, about=date(2021, 12, 31), as_known_on=date(2024, 1, 1)))
    found = counted(asked)
    assert found is not None
    for held, row in zip(asked.counts, found.rows, strict=True):
        totals = [f.total.number for f in held.parties.values() if f.total]
        printed = {held.bulletin.headline, *totals}
        printed |= {u.count.number for f in held.parties.values() for u in f.by_unit if u.count}
        if len(totals) == 2 and totals[0] + totals[1] not in printed and sum(totals) > 2:
            told = " ".join((*row.cells, row.bounds))
            assert str(sum(totals)) not in re.findall(r"\d+", told), row.day


def test_without_a_bulletin_there_is_nothing_to_show(bare: ReportInput) -> None:
    assert counted(ask(bare)) is None

from dataclasses import replace
from datetime import date, datetime

import shapely

from truceline.publish.report.inputs import ReportInput, ask


def test_later_bulletins_and_events_are_left_out(full: ReportInput) -> None:
    asked = ask(full)
    assert asked.counts
    assert all(c.bulletin.day and c.bulletin.day <= full.about for c in asked.counts)
    assert asked.placed is not None
    assert max(asked.placed.events["occurred_from"].to_list()) == "2018-03-19"


def test_what_was_not_known_by_then_is_left_out(full: ReportInput) -> None:
    asked = ask(replace(full, as_known_on=date(2018, 3, 20)))
    assert asked.placed is not None
    assert asked.placed.events.is_empty()
    assert all(
        c.bulletin.known_from is None or c.bulletin.known_from <= asked.as_known_on
        for c in asked.undated
    )
    assert not asked.hindsight


def test_only_open_ledgers_are_shown(full: ReportInput) -> None:
    asked = ask(full)
    assert asked.placed is not None
    assert asked.placed.events["ledger"].unique().to_list() == ["ucdp"]
    assert full.placed is not None
    assert "ours" in full.placed.events["ledger"].to_list()


def test_an_end_that_lies_ahead_is_not_told(bare: ReportInput) -> None:
    text = replace(bare.arrangement.instrument[0], ended=datetime(2021, 9, 1, 12))  # noqa: DTZ001  local
    ended = replace(bare, arrangement=replace(bare.arrangement, instrument=(text,)))
    assert ask(ended).known.instrument[0].ended is None
    later = replace(ended, as_known_on=date(2021, 9, 1))
    assert ask(later).known.instrument[0].ended is not None


def test_names_are_those_of_the_day(full: ReportInput) -> None:
    asked = ask(full)
    assert (asked.name("TR"), asked.name("turkey")) == ("Turkey", "Turkey")
    late = ask(replace(full, about=date(2023, 1, 1), as_known_on=date(2024, 12, 31)))
    assert late.name("TR") == "Türkiye"
    assert asked.area("northern-homs") == "Northern Homs"


def test_every_line_that_can_be_drawn_is_ground(bare: ReportInput) -> None:
    ground = ask(bare).ground
    assert "belt-2021" in ground
    assert isinstance(ground["line-of-1-march-agreed"], shapely.LineString)


def test_hindsight_is_having_everything_on_record(full: ReportInput) -> None:
    everything = replace(full, as_known_on=full.arrangement.last_day())
    assert ask(everything).hindsight
    assert not ask(full).hindsight

from datetime import date
from typing import Any

import polars as pl
import pytest

from truceline.domain.counts import CountsNotAddable, PartyCount, SeriesNotAddable
from truceline.domain.units import ReportingUnit
from truceline.intake.counts import translate
from truceline.projections.counts import CountDay, counting, days, undated

UNITS = (
    ReportingUnit(id="hama", name="Hama", aliases={"ru": ("Хама",)}),
    ReportingUnit(id="idlib", name="Idlib"),
)
ROW = {
    "date": "2019-05-09",
    "party": "N",
    "source": "a",
    "unit": "Hama",
    "count": "2",
    "total": "5",
}


def table(*rows: dict[str, str]) -> pl.DataFrame:
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {name: [row.get(name) for row in rows] for name in names}
    texts = pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String)).with_row_index("row")
    accepted, quarantined = translate(texts, parties=("N", "S", "X"))
    assert quarantined.is_empty(), quarantined.to_dicts()
    return accepted


def only(*rows: dict[str, str], **more: Any) -> CountDay:
    (day,) = days(table(*rows), UNITS, ("N", "S"), **more)
    return day


def test_a_bulletin_is_put_together() -> None:
    more = {"headline": "8", "counter_towns": "12", "also_in": "b; c", "tags": "x", "note": "n"}
    day = only(
        ROW | more | {"hearsay": "3", "hearsay_by": "the town", "published_by": "S"},
        ROW | more | {"unit": "Idlib", "count": "3", "tags": "x y", "note": "m"},
        {"date": "2019-05-09", "party": "S", "source": "a", "total": "3", "answer": "silent"},
    )
    north, south = day.parties["N"], day.parties["S"]
    assert day.bulletin.day == day.bulletin.known_from == date(2019, 5, 9)
    assert day.sources == ("a", "b", "c")
    assert day.bulletin.counters == {"towns": 12}
    assert (north.total, south.total) == (PartyCount(5, "N"), PartyCount(3, "S"))
    assert [(u.unit, u.count) for u in north.by_unit] == [
        ("hama", PartyCount(2, "N")),
        ("idlib", PartyCount(3, "N")),
    ]
    assert north.hearsay is not None
    assert (north.hearsay.number, north.hearsay.of, north.hearsay.by) == (3, 5, "the town")
    assert (north.published_by, north.tags, north.note) == ("S", ("x", "y"), "n m")
    assert south.answer is not None
    assert south.answer.kind == "silent"
    assert (day.overlap_min, day.overlap_max) == (0, 3)
    assert [check.code for check in day.checks] == ["headline-adds-parties"]


def test_a_party_that_a_copy_leaves_out_is_not_held() -> None:
    day = only(ROW | {"total": "0", "count": "0"})
    assert day.parties["S"].state == "not-held"
    assert day.parties["S"].total is None
    assert day.overlap_max is None


def test_only_a_row_that_says_so_makes_it_not_received() -> None:
    silent = {"date": "2019-05-09", "party": "S", "source": "a", "state": "not-received"}
    assert only(ROW, silent).parties["S"].state == "not-received"


def test_two_spellings_of_a_unit_are_one_unit() -> None:
    in_russian = ROW | {"unit": "Хама", "count": "3"}
    (unit,) = only(ROW, in_russian).parties["N"].by_unit
    assert (unit.name, unit.count) == ("Hama", PartyCount(5, "N"))
    (unit,) = only(ROW, in_russian | {"count": ""}).parties["N"].by_unit
    assert unit.count is None


def test_a_unit_that_nobody_knows_keeps_its_printed_name() -> None:
    day = only(ROW | {"unit": "Nowhere", "count": "5"})
    assert [(u.name, u.unit) for u in day.parties["N"].by_unit] == [("Nowhere", "")]
    assert [check.code for check in day.checks] == ["unknown-unit"]


def test_without_units_each_name_is_a_unit() -> None:
    rows = table(ROW | {"count": "5"}, ROW | {"party": "S", "unit": "HAMA", "count": "5"})
    (day,) = days(rows, (), ("N", "S"))
    assert (day.overlap_max, day.checks) == (5, ())


def test_copies_of_one_day_stay_apart() -> None:
    held = days(table(ROW | {"source": "b", "total": "6"}, ROW), UNITS, ("N", "S"))
    assert [day.bulletin.source for day in held] == ["a", "b"]
    assert all("sources-disagree" in {c.code for c in day.checks} for day in held)


def test_what_was_not_yet_published_is_left_out() -> None:
    rows = table(ROW, ROW | {"date": "2019-05-08", "known_from": "2019-06-01"})
    held = days(rows, UNITS, ("N", "S"), as_known_on=date(2019, 5, 9))
    assert [day.bulletin.day for day in held] == [date(2019, 5, 9)]
    assert days(rows, UNITS, ("N", "S"), as_known_on=date(2019, 5, 8)) == []


def test_bulletins_without_a_day_stand_apart() -> None:
    rows = table(ROW, ROW | {"date": "", "month": "2018-01", "weekday": "Friday"})
    (apart,) = undated(rows, UNITS, ("N", "S"))
    assert (apart.bulletin.day, apart.bulletin.month) == (None, "2018-01")
    assert len(days(rows, UNITS, ("N", "S"))) == 1


def test_one_without_a_day_is_left_out_before_its_text_was_published() -> None:
    rows = table(ROW | {"date": "", "month": "2019-05", "known_from": "2019-06-01"})

    def held(on: date) -> int:
        return len(undated(rows, UNITS, ("N", "S"), as_known_on=on))

    assert [held(date(2019, 5, 31)), held(date(2019, 6, 1))] == [0, 1]


@pytest.mark.parametrize("parties", [("N",), ("N", "S", "X")])
def test_lists_that_are_not_two_bound_nothing_from_above(parties: tuple[str, ...]) -> None:
    rows = table(*(ROW | {"party": party} for party in parties))
    (day,) = days(rows, UNITS, counting(rows, ("S", "N", "X")))
    assert set(day.parties) == set(parties)
    assert (day.overlap_min, day.overlap_max) == (0, None)


def test_a_third_party_is_left_to_another_comparison() -> None:
    assert set(only(ROW, ROW | {"party": "X"}).parties) == {"N", "S"}


def test_the_order_of_rows_does_not_matter() -> None:
    rows = [ROW | {"date": f"2019-05-{d:02}", "source": s} for d in (3, 1, 2) for s in "ba"]
    forth, back = (days(table(*r), UNITS, ("N", "S")) for r in (rows, rows[::-1]))
    assert forth == back


def test_what_a_day_gives_cannot_be_added() -> None:
    day = only(ROW | {"series": "x"}, ROW | {"party": "S", "series": "x"})
    north, south = day.parties["N"], day.parties["S"]
    assert north.total is not None
    assert south.total is not None
    with pytest.raises(CountsNotAddable):
        north.total + south.total
    with pytest.raises(CountsNotAddable):
        sum(u.count for f in (north, south) for u in f.by_unit if u.count is not None)
    with pytest.raises(SeriesNotAddable):
        north.total + PartyCount(1, "N", "y")

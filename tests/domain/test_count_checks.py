from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.domain.count_checks import WEEKDAYS, Check, bounds_cross, find
from truceline.domain.counts import (
    Answer,
    Bulletin,
    CountState,
    Hearsay,
    PartyBulletin,
    PartyCount,
    UnitFigure,
)
from truceline.domain.units import ReportingUnit

DAY = date(2019, 5, 9)


def figure(total: int | None = 5, state: CountState = "reported", **more: Any) -> PartyBulletin:
    counted = None if total is None else PartyCount(total, "RU")
    return PartyBulletin(party="RU", state=state, total=counted, **more)


def units(**numbers: int | None) -> tuple[UnitFigure, ...]:
    return tuple(
        UnitFigure(name=name, unit=name, count=None if n is None else PartyCount(n, "RU"))
        for name, n in numbers.items()
    )


def bulletin(ru: PartyBulletin | None = None, tr: int | None = 3, **more: Any) -> Bulletin:
    counted = None if tr is None else PartyCount(tr, "TR")
    other = PartyBulletin(party="TR", state="reported", total=counted)
    settled: dict[str, Any] = {"day": DAY, "source": "a copy", "series": "cases"} | more
    return Bulletin(parties={"RU": ru or figure(), "TR": other}, **settled)


def codes(*bulletins: Bulletin, known: Iterable[ReportingUnit] = ()) -> list[str]:
    """The codes that the last of some bulletins is given."""
    return [check.code for check in find(bulletins, known)[-1]]


def test_a_bulletin_in_order_passes() -> None:
    assert codes(bulletin(figure(by_unit=units(hama=2, idlib=3)), headline=5)) == []


@pytest.mark.parametrize(
    ("faulty", "code"),
    [
        (bulletin(figure(by_unit=units(hama=2, idlib=2))), "sum-mismatch"),
        (bulletin(figure(by_unit=units(hama=6, idlib=None))), "sum-mismatch"),
        (bulletin(figure(by_unit=units(hama=6), state="partial")), "sum-mismatch"),
        (bulletin(headline=4), "headline-mismatch"),
        (bulletin(figure(lead=4)), "headline-mismatch"),
        (bulletin(headline=8), "headline-adds-parties"),
        (bulletin(headline_adds_parties=True), "headline-adds-parties"),
        (bulletin(weekday="Friday"), "weekday-mismatch"),
        (bulletin(figure(by_unit=(UnitFigure(name="Nowhere"),))), "unknown-unit"),
        (bulletin(figure(hearsay=Hearsay(number=6, of=5, by="SY"))), "part-exceeds-total"),
        (
            bulletin(figure(answer=Answer(by="TR", kind="mixed", confirmed=3, not_confirmed=3))),
            "part-exceeds-total",
        ),
        (bulletin(figure(elsewhere="6")), "sources-disagree"),
        (bulletin(figure(elsewhere="zero-reported")), "sources-disagree"),
        (bulletin(figure(None, "not-received", elsewhere="0")), "zero-vs-missing"),
        (bulletin(figure(0, "zero-reported", elsewhere="not-received")), "zero-vs-missing"),
    ],
)
def test_a_fault_within_a_bulletin_is_found(faulty: Bulletin, code: str) -> None:
    assert codes(faulty) == [code]


@pytest.mark.parametrize(
    "sound",
    [
        bulletin(figure(by_unit=units(hama=2, idlib=None))),
        bulletin(figure(by_unit=units(hama=2), state="partial")),
        bulletin(figure(None, by_unit=units(hama=2))),
        bulletin(headline=3),
        bulletin(tr=0, headline=5),
        bulletin(weekday="Thursday"),
        bulletin(figure(lead=5, elsewhere="5")),
        bulletin(figure(None, "not-held", elsewhere="zero-reported")),
        bulletin(day=None, weekday="Friday"),
    ],
)
def test_what_may_be_in_order_is_left_alone(sound: Bulletin) -> None:
    assert codes(sound) == []


def test_a_headline_with_one_count_unknown_adds_nothing() -> None:
    assert codes(bulletin(tr=None, headline=8)) == ["headline-mismatch"]
    assert codes(bulletin(figure(None, "not-held"), tr=None, headline=0)) == []


def test_a_unit_out_of_its_period_is_found() -> None:
    counted = bulletin(figure(by_unit=units(hama=5)))
    unit = ReportingUnit(id="hama", name="Hama", valid_to=DAY)
    assert codes(counted, known=[unit]) == ["unknown-unit"]
    assert codes(counted, known=[replace(unit, valid_to=None)]) == []


def test_a_running_total_may_not_fall_below_any_before_it() -> None:
    days = [
        bulletin(day=DAY + timedelta(days=2 * i), counters={"settlements": n})
        for i, n in enumerate([2513, 2518, 2514, 2515, 2518])
    ]
    fallen = [[check.code for check in checks] for checks in find(days)]
    assert fallen == [[], [], ["counter-fell"], ["counter-fell"], []]


def test_two_counters_are_told_apart_by_name() -> None:
    first = bulletin(counters={"formations": 153})
    later = bulletin(day=DAY + timedelta(days=2), counters={"formations-opposition": 65})
    assert codes(first, later) == []


def test_yesterdays_figures_again_are_found() -> None:
    today = bulletin(day=DAY + timedelta(days=1))
    assert codes(bulletin(), today) == ["repeats-yesterday"]
    assert codes(bulletin(), replace(today, day=DAY + timedelta(days=2))) == []
    assert codes(bulletin(tr=4), today) == []


def test_two_days_of_nothing_are_no_repeat() -> None:
    nothing = bulletin(figure(0, "zero-reported"), tr=0)
    assert codes(nothing, replace(nothing, day=DAY + timedelta(days=1))) == []


def test_a_break_in_the_series_is_told_once() -> None:
    days = [
        bulletin(day=DAY + timedelta(days=2 * i), series=s) for i, s in enumerate(["a", "b", "b"])
    ]
    assert [[c.code for c in checks] for checks in find(days)] == [[], ["series-break"], []]


def test_copies_of_one_day_are_held_against_each_other() -> None:
    other: dict[str, Any] = {"source": "another copy"}
    zero, missing = figure(0, "zero-reported"), figure(None, "not-received")
    assert codes(bulletin(), bulletin(figure(6), **other)) == ["sources-disagree"]
    assert codes(bulletin(zero), bulletin(missing, **other)) == ["zero-vs-missing"]
    assert codes(bulletin(), bulletin(figure(None, "not-held"), **other)) == []
    one, same, two = (units(hama=5), units(hama=5, idlib=None), units(hama=4, idlib=1))
    assert codes(bulletin(figure(by_unit=one)), bulletin(figure(by_unit=same), **other)) == []
    assert codes(bulletin(figure(by_unit=one)), bulletin(figure(by_unit=two), **other)) == [
        "sources-disagree"
    ]


def test_more_confirmed_than_can_be_shared_is_found() -> None:
    assert [check.code for check in bounds_cross(2, 1)] == ["bounds-cross"]
    assert [*bounds_cross(1, 1), *bounds_cross(9, None)] == []


@given(st.dates(), st.sampled_from(WEEKDAYS))
def test_weekdays_agree_with_the_calendar(day: date, stated: str) -> None:
    found = find([bulletin(day=day, weekday=stated)])[0]
    assert [c.code for c in found] == ["weekday-mismatch"] * (f"{day:%A}" != stated)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 60))
def test_a_headline_is_one_of_three_things(ru: int, tr: int, headline: int) -> None:
    found: tuple[Check, ...] = find([bulletin(figure(ru), tr=tr, headline=headline)])[0]
    if headline in {ru, tr}:
        assert found == ()
    else:
        adds = headline == ru + tr
        code = "headline-adds-parties" if adds else "headline-mismatch"
        assert [check.code for check in found] == [code]

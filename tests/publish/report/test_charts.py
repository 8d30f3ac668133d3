from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from truceline.publish.report.charts import Days, Scale, month_ticks, path, short, spans, steps

days = st.dates(date(1990, 1, 1), date(2060, 1, 1))


@given(st.floats(0.5, 1e7), st.integers(1, 8))
def test_steps_are_even_few_and_within(high: float, at_most: int) -> None:
    found = steps(high, at_most=at_most)
    assert found[0] == 0
    assert found[-1] <= high
    assert len(found) <= at_most + 1
    assert len({b - a for a, b in pairwise(found)}) <= 1
    if len(found) > 1:
        assert str(found[1])[0] in "125"


@given(days, st.integers(0, 4000), st.integers(0, 4000))
def test_a_later_day_lies_further_right(first: date, length: int, offset: int) -> None:
    shown = Days(first, first + timedelta(days=length), 0, 100)
    day = first + timedelta(days=min(offset, length))
    assert 0 <= shown(day) < shown.middle(day) < shown(day + timedelta(days=1)) <= 100 + 1e-9


def test_a_scale_turns_values_upside_down() -> None:
    scale = Scale(0, 10, 100, 20)
    assert (scale(0), scale(5), scale(10)) == (100, 60, 20)


def test_what_is_not_shown_is_cut_off() -> None:
    shown = Days(date(2020, 1, 1), date(2020, 1, 10), 0, 10)
    assert shown.clipped(date(2019, 1, 1), date(2020, 1, 3)) == (0, 2)
    assert shown.clipped(date(2020, 1, 9), date(2021, 1, 1)) == (8, 10)
    assert shown.clipped(date(2020, 1, 11), date(2021, 1, 1)) is None


@given(days, st.integers(0, 3000))
def test_spans_cover_every_day_once(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    found = spans(first, last)
    assert found[0][0] <= first
    assert found[-1][1] >= last
    for before, after in pairwise(found):
        assert after[0] - before[1] == timedelta(days=1)


def test_a_short_time_is_cut_into_quarters_and_a_long_one_into_years() -> None:
    assert spans(date(2021, 2, 3), date(2021, 5, 1)) == [
        (date(2021, 1, 1), date(2021, 3, 31)),
        (date(2021, 4, 1), date(2021, 6, 30)),
    ]
    assert len(spans(date(2017, 5, 1), date(2021, 5, 1))) == 5


@given(days, st.integers(20, 20_000))
def test_ticks_are_few_and_in_order(first: date, length: int) -> None:
    shown = Days(first, first + timedelta(days=length))
    ticks = [tick.at for tick in month_ticks(shown)]
    assert len(ticks) <= 7
    assert ticks == sorted(ticks)


def test_coordinates_are_short() -> None:
    assert [short(value) for value in (1.0, 0.26, -0.04, 10.0)] == ["1", "0.3", "0", "10"]
    assert path([(0, 1), (2.5, 3)]) == "M0 1L2.5 3"

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.truces import ONSET, Reports, question

from truceline.domain.comparisons import Comparison
from truceline.projections.refusals import Refusal
from truceline.projections.tallies import (
    ColumnNotHeld,
    DatasetNotHeld,
    DistancesMissing,
    Placed,
    Selection,
    Tallied,
    select,
)

ZONE = "Asia/Damascus"


def selected(
    reports: Reports, asked: Comparison | None = None, about: date | None = None
) -> Selection:
    return select(asked or question(), reports.placed("x", "y"), ZONE, about=about)


def tallied(reports: Reports, *lines: str, asked: Comparison | None = None) -> Tallied:
    selection = selected(reports, asked)
    return selection.tallied(selection.probability(lines or ("x",)))


def test_a_report_that_may_lie_inside_counts_with_its_probability() -> None:
    reports = Reports()
    for probability in (1.0, 0.25, 0.25):
        reports.add(0, {"x": probability})
    reports.add(0)
    first = tallied(reports).weeks[10]
    assert (first.starts, first.expected, first.variance) == (ONSET, 1.5, 0.375)
    assert (first.certain, first.possible) == (1, 3)


def test_parts_of_several_areas_add_up_to_one_at_most() -> None:
    reports = Reports()
    reports.add(0, {"x": 0.5, "y": 0.25})
    reports.add(0, {"x": 0.75, "y": 0.5})
    assert tallied(reports, "x", "y").during.expected == 1.75
    assert tallied(reports, "y").during.expected == 0.75


def test_a_week_that_the_data_do_not_cover_is_not_zero() -> None:
    reports = Reports()
    placed = reports.placed("x")
    days = (ONSET - timedelta(days=65), ONSET + timedelta(days=13))
    short = replace(
        placed, events=placed.events.with_columns(occurred_from=pl.Series(days).cast(pl.String))
    )
    found = select(question(), short, ZONE)
    series = found.tallied(found.probability(["x"]))
    expected = [week.expected for week in series.weeks]
    # The first day covered is a Wednesday of the first week; the last day ends the second.
    assert expected == [None, *[0.0] * 11, *[None] * 8]
    assert (series.before.weeks, series.during.weeks) == (9, 2)
    assert np.isnan(series.counts).tolist() == [week is None for week in expected]


def test_weeks_after_the_day_that_is_asked_about_are_unobserved() -> None:
    found = selected(Reports(), about=ONSET + timedelta(days=20))
    assert found.observed.sum() == 12 + 1
    assert selected(Reports(), about=ONSET + timedelta(days=19)).observed.sum() == 12


def test_filters_keep_leave_out_and_bound_the_span() -> None:
    reports = Reports()
    reports.add(1, side="A", precision="near")
    reports.add(1, side="A", precision="unit")
    reports.add(1, side="IS")
    reports.add(1, side="A", days=7)
    reports.add(1, days=6)
    asked = question(
        keep={"precision": ("exact", "near")}, leave_out={"side": ("IS",)}, most_days=6
    )
    passed = selected(reports, asked)
    assert passed.held == 7
    # The two at the ends of the data, the first and the last of those above: no side is not IS.
    assert passed.events["report_id"].to_list() == ["r0000", "r0001", "r0002", "r0006"]


def test_a_filter_reads_numbers_as_text() -> None:
    reports = Reports()
    reports.add(1, code=1)
    reports.add(1, code=3)
    assert selected(reports, question(keep={"code": ("1", "2")})).events.height == 1


def test_a_report_of_no_known_place_is_nowhere() -> None:
    reports = Reports()
    for precision in ("exact", "near", "line", "unit", "country", "unknown"):
        reports.add(0, precision=precision)
    reports.add(0, {"x": 0.01})
    reports.add(0, lon=None)
    reports.add(0, lon=float("nan"))
    selection = selected(reports)
    away = selection.tallied(selection.elsewhere(["x"], 0.0))
    assert away.weeks[10].certain == 3


def test_a_buffer_needs_distances_and_unknown_ones_are_not_far() -> None:
    reports = Reports()
    with pytest.raises(DistancesMissing):
        selected(reports).elsewhere(["x"], 10.0)
    for metres in (9.0, 10.0, None, float("nan")):
        reports.add(0, area_distance_m=metres)
    selection = selected(reports)
    assert selection.elsewhere(["x"], 10.0).sum() == 1


def test_the_day_is_that_of_the_arrangement() -> None:
    reports = Reports()
    reports.add(-1, {"x": 1.0}, occurred_from="2017-05-05T23:30:00+00:00")
    reports.add(-1, {"x": 1.0}, occurred_from="2017-05-05T23:30:00")
    series = tallied(reports)
    assert [week.certain for week in series.weeks[9:11]] == [1, 1]


def test_the_plain_ratio_counts_only_weeks_that_are_covered() -> None:
    reports = Reports()
    reports.weekly([2] * 10 + [1] * 10, {"x": 1.0})
    series = tallied(reports)
    assert not isinstance(series.ratio, Refusal)
    assert series.ratio.estimate == pytest.approx(0.5)
    assert series.whole
    selection = selected(reports, about=ONSET)
    early = selection.tallied(selection.probability(["x"]))
    assert isinstance(early.ratio, Refusal)
    assert early.ratio.code == "tallies.side-unobserved"
    assert early.during.rate is None


def test_a_fractional_count_takes_the_same_formula_and_says_so() -> None:
    reports = Reports()
    reports.weekly([2] * 10 + [1] * 10, {"x": 0.5})
    series = tallied(reports)
    assert not isinstance(series.ratio, Refusal)
    assert series.ratio.estimate == pytest.approx(0.5)
    assert not series.whole


def test_draws_are_the_same_each_time_and_for_any_order_of_rows() -> None:
    reports = Reports()
    reports.weekly([3] * 20, {"x": 0.4})
    placed = reports.placed("x")
    shuffled = replace(placed, events=placed.events.reverse(), inside=placed.inside.reverse())
    first, second = (select(question(), p, ZONE) for p in (placed, shuffled))
    draws = first.drawn(first.probability(["x"]), 200)
    np.testing.assert_array_equal(draws, second.drawn(second.probability(["x"]), 200))
    assert draws.shape == (200, 20)
    assert draws.mean() == pytest.approx(1.2, abs=0.05)
    assert draws.var(axis=0).mean() == pytest.approx(3 * 0.4 * 0.6, abs=0.1)


def test_without_doubt_there_is_nothing_to_draw() -> None:
    reports = Reports()
    reports.weekly([3] * 20, {"x": 1.0})
    selection = selected(reports)
    assert len(selection.drawn(selection.probability(["x"]), 20)) == 0


def test_draws_leave_out_weeks_that_the_data_do_not_cover() -> None:
    reports = Reports()
    reports.weekly([3] * 20, {"x": 0.4})
    selection = selected(reports, about=ONSET + timedelta(days=6))
    draws = selection.drawn(selection.probability(["x"]), 3)
    assert np.isnan(draws[:, 11:]).all()
    assert not np.isnan(draws[:, :11]).any()


def test_no_reports_is_not_none_reported() -> None:
    with pytest.raises(DatasetNotHeld, match="not the same as none"):
        selected(Reports(), question(dataset="acled"))
    nothing = replace(Reports().placed(), events=pl.DataFrame(schema={"ledger": pl.String}))
    with pytest.raises(DatasetNotHeld):
        select(question(), nothing, ZONE)


def test_a_filter_by_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(ColumnNotHeld, match=r"no column ucdp\.side_a"):
        selected(Reports(), question(leave_out={"ucdp.side_a": ("IS",)}))


def test_ids_of_two_ledgers_may_be_the_same() -> None:
    reports = Reports()
    reports.add(0, {"x": 1.0})
    placed = reports.placed("x")
    theirs = placed.inside.with_columns(ledger=pl.lit("theirs"))
    ours = placed.inside.with_columns(ledger=pl.lit("ours"))
    for inside, count in ((theirs, 0), (pl.concat([theirs, ours]), 1)):
        selection = select(
            question(), Placed(events=placed.events, inside=inside, shaped=["x"]), ZONE
        )
        assert selection.tallied(selection.probability(["x"])).during.certain == count


rows = st.tuples(st.integers(-80, 80), st.none() | st.sampled_from([0.25, 0.5, 1.0]))


@given(st.lists(rows, max_size=30))
def test_agrees_with_the_obvious_loop(made: list[tuple[int, float | None]]) -> None:
    reports = Reports()
    for day, probability in made:
        reports.add(day, {"x": probability} if probability else None)
    series = tallied(reports)
    for at, week in enumerate(series.weeks):
        lying = [p for day, p in made if p and 7 * (at - 10) <= day < 7 * (at - 9)]
        assert week.expected == sum(lying)
        assert (week.certain, week.possible) == (lying.count(1.0), len(lying))
    assert series.before.expected == sum(week.expected or 0 for week in series.weeks[:10])

from collections.abc import Callable
from datetime import UTC, date, datetime

import polars as pl
import pytest

from truceline.intake.cells import (
    Cell,
    Notice,
    Recipe,
    Rule,
    choice,
    day,
    moment,
    number,
    out_of_order,
    text,
    whole,
)
from truceline.intake.records import Batch

Made = Callable[[str, pl.DataType], pl.Expr]


def made(make: Made, content: pl.Series) -> list[object]:
    frame = content.alias("c").to_frame()
    return frame.select(make("c", content.dtype)).to_series().to_list()


def of_text(make: Made, *content: str | None) -> list[object]:
    return made(make, pl.Series(content, dtype=pl.String))


def test_whole_numbers_are_read_and_nothing_else() -> None:
    plain = of_text(whole, "0", "12", None)
    assert plain == [0, 12, None]
    read = of_text(whole, " 7 ", "4.0", "-3", "several", "1e3", "1.5", "0x1", "1,000", "٣", "")
    assert read == [7, 4, *[None] * 8]


def test_whole_numbers_may_have_limits() -> None:
    def code(column: str, dtype: pl.DataType) -> pl.Expr:
        return whole(column, dtype, least=1, most=3)

    assert of_text(code, "0", "1", "3", "4") == [None, 1, 3, None]
    assert made(code, pl.Series([0, 1, 3, 4])) == [None, 1, 3, None]


def test_whole_numbers_are_read_from_numbers() -> None:
    assert made(whole, pl.Series([3.0, 3.5, -1.0, None])) == [3, None, None, None]
    assert made(whole, pl.Series([3, -1], dtype=pl.Int8)) == [3, None]
    assert made(whole, pl.Series([2**64 - 1], dtype=pl.UInt64)) == [None]


def test_numbers_are_finite_and_within_their_limits() -> None:
    def latitude(column: str, dtype: pl.DataType) -> pl.Expr:
        return number(column, dtype, (-90, 90))

    def metres(column: str, dtype: pl.DataType) -> pl.Expr:
        return number(column, dtype, (0, float("inf")))

    read = of_text(latitude, "34.802462", " -90 ", "90.1", "nan", "34,8", "34°")
    assert read == [34.802462, -90.0, None, None, None, None]
    assert of_text(metres, "1e3", "inf", "-0.1") == [1000.0, None, None]
    assert made(latitude, pl.Series([34, 95])) == [34.0, None]


def test_only_the_words_listed_are_taken() -> None:
    def direction(column: str, dtype: pl.DataType) -> pl.Expr:
        return choice(column, dtype, ("incoming", "outgoing"))

    assert of_text(direction, "incoming", "Incoming", "in", None) == ["incoming", *[None] * 3]


def test_days_must_be_in_the_calendar() -> None:
    read = of_text(
        day, "2017-06-30", "2017-06-31", "2016-02-29", "2017-02-29", "30/06/2017", "2017"
    )
    assert read == [date(2017, 6, 30), None, date(2016, 2, 29), None, None, None]


def test_a_day_may_be_padded_with_midnight_but_with_no_other_time() -> None:
    padded = ["", " 00:00:00.000", " 00:00:00", "T00:00:00", " 00:00", "T00:00:00.000"]
    assert of_text(day, *(f"2017-06-30{pad}" for pad in padded)) == [date(2017, 6, 30)] * 6
    assert of_text(day, "2017-06-30 01:00:00", "2017-06-30T00:00:01") == [None, None]
    midnight, later = (datetime.fromisoformat(f"2017-06-30T{hour}:00") for hour in ("00", "01"))
    assert made(day, pl.Series([midnight, later])) == [midnight.date(), None]
    assert made(day, pl.Series([midnight.date()])) == [midnight.date()]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2017-09-15", "2017-09-15"),
        (" 2017-9-5 ", None),
        ("2017-09-31", None),
        ("2017-09-15T10:00", "2017-09-15T10:00:00"),
        ("2017-09-15 10:00:05", "2017-09-15T10:00:05"),
        ("2017-09-15T10:00:05.25Z", "2017-09-15T10:00:05.25+00:00"),
        ("2017-09-15T10:00+03:00", "2017-09-15T10:00:00+03:00"),
        ("2017-09-15T24:00", None),
        ("2017-09-15T10:61", None),
        ("2017-09-15T10", None),
        ("2017-09-15T10:00+03", None),
        ("2017-09-15T10:00+15:00", None),
        ("2017-09-15 10:00 pm", None),
        ("15 Sept 2017", None),
    ],
)
def test_moments_are_days_or_instants_in_one_form(written: str, read: str | None) -> None:
    assert of_text(moment, written) == [read]


def test_moments_are_read_from_days_and_times_too() -> None:
    assert made(moment, pl.Series([date(2017, 9, 15)])) == ["2017-09-15"]
    at = datetime.fromisoformat("2017-09-15T10:00:05")
    assert made(moment, pl.Series([at])) == ["2017-09-15T10:00:05"]
    assert made(moment, pl.Series([at.replace(tzinfo=UTC)])) == ["2017-09-15T10:00:05+00:00"]
    assert made(moment, pl.Series([at.replace(microsecond=500)])) == ["2017-09-15T10:00:05.000500"]


@pytest.mark.parametrize(
    ("first", "last", "is_wrong"),
    [
        ("2017-09-15", "2017-09-15", False),
        ("2017-09-15", "2017-09-14", True),
        ("2017-09-15T10:00:00", "2017-09-15T10:00:00", False),
        ("2017-09-15T10:00:00", "2017-09-15T09:59:59", True),
        ("2017-09-15T10:00:00+03:00", "2017-09-15T08:00:00+00:00", False),
        ("2017-09-15T10:00:00+03:00", "2017-09-15T06:59:59+00:00", True),
        ("2017-09-15T10:00:00", "2017-09-15", False),
        ("2017-09-15T10:00:00", "2017-09-14T20:00:00+00:00", False),
        ("2017-09-15T10:00:00", "2017-09-13", True),
        ("2017-09-15", None, False),
    ],
)
def test_the_end_must_not_come_first(first: str, last: str | None, is_wrong: bool) -> None:  # noqa: FBT001
    frame = pl.DataFrame({"a": [first], "b": [last]}, {"a": pl.String, "b": pl.String})
    assert bool(frame.select(out_of_order("a", "b")).item()) is is_wrong


RECIPE = Recipe(
    cells=(
        Cell(name="id", column="Nr", value=pl.col("Nr"), reason="?", required=True),
        Cell(name="n", column="N", value=whole("N", pl.String()), reason="is no number"),
        Cell(name="m", column="M", value=whole("M", pl.String()), reason="is no number"),
    ),
    columns=(pl.col("id"), pl.col("n"), pl.col("m"), pl.lit(None, pl.String).alias("note")),
    rules=(Rule(columns=("n", "m"), broken=pl.col("n") > pl.col("m"), reason="too many"),),
    notices=(Notice(text="{rows} are 5", applies=pl.col("n") == 5),),
)


def batch(*rows: tuple[str | None, ...]) -> Batch:
    frame = pl.DataFrame(rows, {"Nr": pl.String, "N": pl.String, "M": pl.String}, orient="row")
    return Batch(pl.int_range(10, 10 + len(rows), eager=True), frame)


def test_rows_that_can_be_read_become_rows_of_the_table() -> None:
    done, faults = RECIPE.apply(batch(("a", "5", "6"), ("b", None, "2")))
    assert done.frame.rows() == [("a", 5, 6, None), ("b", None, 2, None)]
    assert done.rows.to_list() == [10, 11]
    assert faults == []
    assert RECIPE.notice(done.frame) == {"{rows} are 5": 1}


def test_every_fault_of_a_row_is_named_once_and_the_row_is_kept_as_it_was() -> None:
    done, faults = RECIPE.apply(
        batch(("a", "x", "-1"), (None, "1", "2"), ("c", "3", "2"), ("d", "2", "3"), ("e", "y", "0"))
    )
    assert done.frame.rows() == [("d", 2, 3, None)]
    assert done.rows.to_list() == [13]
    assert [(fault.row, fault.field, fault.reason) for fault in faults] == [
        (10, "N, M", "'x' is no number; '-1' is no number"),
        (11, "Nr", "is empty"),
        (12, "N, M", "too many"),
        (14, "N", "'y' is no number"),
    ]
    assert faults[0].record == '{"Nr": "a", "N": "x", "M": "-1"}'


def test_text_is_kept_as_it_stands_and_anything_else_is_written_out() -> None:
    assert of_text(text, " a ", "") == [" a ", ""]
    assert made(text, pl.Series([214797])) == ["214797"]
    assert made(text, pl.Series([34.802462])) == ["34.802462"]
    assert made(text, pl.Series([True])) == ["true"]

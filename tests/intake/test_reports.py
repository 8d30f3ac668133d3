from datetime import date
from pathlib import Path

import polars as pl
import pytest

from truceline.domain.reports import COLUMNS, NAMES, REQUIRED
from truceline.intake.records import Batch, Fault
from truceline.intake.reports import (
    TYPES,
    ColumnsMissing,
    ColumnsUnmapped,
    inside,
    recipe,
    table,
)

FILE = Path("reports.csv")
GOOD = {"report_id": "a", "ledger": "north", "occurred_from": "2017-09-15"}


def read(**cells: str | None) -> tuple[pl.DataFrame, list[Fault]]:
    row = pl.DataFrame({**GOOD, **cells}, dict.fromkeys([*GOOD, *cells], pl.String))
    done, faults = recipe(FILE, row.schema, None).apply(Batch(pl.Series([1]), row))
    return done.frame, faults


def test_a_row_with_nothing_but_the_required_columns_is_a_report() -> None:
    frame, faults = read()
    assert faults == []
    assert frame.columns == list(NAMES)
    assert frame.schema == {name: kind() for name, kind in TYPES.items()}
    assert {name: value for name, value in frame.row(0, named=True).items() if value} == GOOD


def test_what_is_missing_is_empty_and_never_0() -> None:
    frame, _ = read(killed_best=None, lon=None, lat=None, rounds=None)
    assert frame.select("killed_best", "lon", "lat", "rounds").row(0) == (None,) * 4


def test_every_column_is_taken() -> None:
    full = {
        "occurred_to": "2017-09-15T12:00",
        "lon": "36.5",
        "lat": "34",
        "precision": "near",
        "kind": "fire/indirect/artillery",
        "how_known": "heard",
        "direction": "incoming",
    }
    others = {"metres": "250", "degrees": "360", "count": "3", "text": "x", "moment": "2017-09-16"}
    for column in COLUMNS:
        full.setdefault(column.name, GOOD.get(column.name) or others.get(column.holds, ""))
    frame, faults = read(**full)
    assert faults == []
    assert frame.null_count().row(0) == (0,) * len(NAMES)
    assert frame.select("occurred_to", "bearing_deg", "rounds").row(0) == (
        "2017-09-15T12:00:00",
        360.0,
        3,
    )


@pytest.mark.parametrize(
    ("column", "content"),
    [
        ("occurred_from", "2017-06-31"),
        ("known_from", "yesterday"),
        ("lon", "181"),
        ("lat", "-90.5"),
        ("radius_m", "-1"),
        ("bearing_deg", "361"),
        ("killed_best", "-3"),
        ("killed_best", "several"),
        ("injured", "2.5"),
        ("precision", "roughly"),
        ("how_known", "Seen"),
        ("direction", "in"),
        ("kind", "Fire/Indirect"),
    ],
)
def test_what_a_cell_cannot_hold_is_named_with_its_column(column: str, content: str) -> None:
    frame, faults = read(**{"lon": "36", "lat": "34", column: content})
    assert frame.is_empty()
    assert [(fault.row, fault.field) for fault in faults] == [(1, column)]
    assert faults[0].reason.startswith(f"'{content}' is not ")


@pytest.mark.parametrize("column", REQUIRED)
def test_a_required_cell_must_not_be_empty(column: str) -> None:
    _, faults = read(**{column: None})
    assert [(fault.field, fault.reason) for fault in faults] == [(column, "is empty")]


@pytest.mark.parametrize(
    ("cells", "fields"),
    [
        ({"occurred_to": "2017-09-14"}, "occurred_from, occurred_to"),
        ({"lon": "36"}, "lon, lat"),
        ({"lat": "36"}, "lon, lat"),
        ({"precision": "exact"}, "precision"),
        ({"precision": "line"}, "precision"),
    ],
)
def test_cells_must_agree_with_each_other(cells: dict[str, str], fields: str) -> None:
    _, faults = read(**cells)
    assert [fault.field for fault in faults] == [fields]


@pytest.mark.parametrize("precision", ["unit", "country", "unknown"])
def test_a_place_may_be_known_without_a_point(precision: str) -> None:
    _, faults = read(precision=precision, place_code="SY07")
    assert faults == []


def test_low_and_high_need_not_enclose_best() -> None:
    _, faults = read(killed_low="5", killed_best="3", killed_high="4")
    assert faults == []


def test_columns_that_are_not_in_the_table_are_refused_by_name() -> None:
    with pytest.raises(ColumnsUnmapped) as caught:
        read(reporter="x", phone="y")
    assert "does not: reporter, phone." in str(caught.value)
    assert 'drop = ["reporter", "phone"]' in str(caught.value)


def test_a_file_without_a_required_column_is_refused_and_told_what_it_has() -> None:
    with pytest.raises(ColumnsMissing, match=r"no column ledger, occurred_from.*it has report_id"):
        recipe(FILE, pl.Schema({"report_id": pl.String()}), None)


def test_the_day_of_publication_is_taken_where_a_row_has_none() -> None:
    made = pl.DataFrame({"known": ["2018-01-01", None]}).select(
        table({"known_from": pl.col("known"), "report_id": pl.col("known")}, date(2020, 2, 1))
    )
    assert made["known_from"].to_list() == ["2018-01-01", "2020-02-01"]


@pytest.mark.parametrize(
    ("lon", "lat", "is_exchanged"),
    [(36.3, 33.5, False), (33.5, 36.3, True), (2.3, 48.9, False), (36.0, 36.0, False)],
)
def test_exchanged_coordinates_show_against_an_extent(
    lon: float,
    lat: float,
    is_exchanged: bool,  # noqa: FBT001
) -> None:
    rule = inside((35.5, 32.0, 42.5, 37.5))
    found = pl.DataFrame({"lon": [lon], "lat": [lat]}).select(rule.broken).item()
    assert found is is_exchanged

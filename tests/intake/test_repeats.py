from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from truceline.intake.repeats import find_repeats, without

KEY = ("ledger", "report_id")
SCHEMA = {"ledger": pl.String, "report_id": pl.String, "killed": pl.Int64, "note": pl.String}
Row = tuple[str, str, int | None, str | None]
rows = st.lists(
    st.tuples(
        st.sampled_from("AB"),
        st.sampled_from("xyz"),
        st.sampled_from([None, 0, 1]),
        st.sampled_from([None, "n"]),
    ),
    max_size=8,
)


def slowly(table: Sequence[Row]) -> tuple[list[Row], int, list[int]]:
    """Return what is kept, how many say it again, and the places of those that contradict."""
    kept, again, contrary = [], 0, []
    for place, row in enumerate(table):
        same_id = [other for other in table if other[:2] == row[:2]]
        if any(other != row for other in same_id):
            contrary.append(place)
        elif row in table[:place]:
            again += 1
        else:
            kept.append(row)
    return kept, again, contrary


@given(rows)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_agrees_with_the_obvious_loop(tmp_path: Path, table: Sequence[Row]) -> None:
    path = tmp_path / "whole.parquet"
    pl.DataFrame(table, SCHEMA, orient="row").write_parquet(path)
    numbers = pl.int_range(100, 100 + len(table), eager=True)
    found = find_repeats(path, KEY, numbers)
    kept, again, contrary = slowly(table)
    left = [row for frame in without(path, found.places) for row in frame.rows()]
    assert left == kept
    assert found.places.len() == len(table) - len(kept)
    assert found.again == again
    assert [fault.row for fault in found.faults] == [100 + place for place in contrary]


def test_says_which_rows_contradict_each_other_and_in_what(tmp_path: Path) -> None:
    path = tmp_path / "whole.parquet"
    table = [("A", "x", 1, None), ("A", "y", 1, None), ("A", "x", 2, "n")]
    pl.DataFrame(table, SCHEMA, orient="row").write_parquet(path)
    found = find_repeats(path, KEY, pl.Series([4, 7, 9]))
    assert [(fault.row, fault.field, fault.reason) for fault in found.faults] == [
        (4, "report_id", "rows 4, 9 have the same id and differ in killed, note"),
        (9, "report_id", "rows 4, 9 have the same id and differ in killed, note"),
    ]
    assert found.faults[1].record == ('{"ledger": "A", "report_id": "x", "killed": 2, "note": "n"}')


@pytest.mark.parametrize("ledgers", ["AB", "AA"])
def test_two_ledgers_may_use_the_same_id(tmp_path: Path, ledgers: str) -> None:
    path = tmp_path / "whole.parquet"
    table = [(ledgers[0], "1", 1, None), (ledgers[1], "1", 2, None)]
    pl.DataFrame(table, SCHEMA, orient="row").write_parquet(path)
    found = find_repeats(path, KEY, pl.Series([1, 2]))
    assert len(found.faults) == (0 if ledgers == "AB" else 2)

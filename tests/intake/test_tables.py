import gzip
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from truceline.intake.csv_text import CsvTable
from truceline.intake.records import ColumnsRepeated, TableUnreadable
from truceline.intake.streams import HashedFile
from truceline.intake.tables import ParquetTable, open_table

FRAME = pl.DataFrame(
    {
        " n ": [1, None, 3],
        "x": [0.5, float("nan"), None],
        "text": ["دوما", "", None],
        "day": [date(2017, 9, 15)] * 3,
        "at": [datetime(2017, 9, 15, 10, tzinfo=UTC)] * 3,
        "yes": [True, False, None],
    }
)


def parquet(folder: Path, frame: pl.DataFrame) -> Path:
    path = folder / "named_like_a.csv"
    frame.write_parquet(path)
    return path


def test_goes_by_the_content_and_not_by_the_name(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "b.csv").write_bytes(gzip.compress(b"a,b\n1,2\n"))
    for name in ("a.parquet", "b.csv"):
        with closing(HashedFile(tmp_path / name)) as source:
            table = open_table(source)
            assert isinstance(table, CsvTable)
            assert [batch.frame.rows() for batch in table.batches()] == [[("1", "2")]]
    with closing(HashedFile(parquet(tmp_path, FRAME))) as source:
        assert isinstance(open_table(source), ParquetTable)


def test_parquet_keeps_its_types_and_numbers_its_rows(tmp_path: Path) -> None:
    with closing(HashedFile(parquet(tmp_path, FRAME))) as source:
        table = open_table(source)
        assert table.schema == FRAME.rename({" n ": "n"}).schema
        (batch,) = table.batches()
    assert batch.rows.to_list() == [1, 2, 3]
    assert batch.frame["x"].to_list() == [0.5, None, None]
    assert batch.frame.drop("x").rows() == FRAME.drop("x").rows()


def test_parquet_is_read_some_rows_at_a_time(tmp_path: Path) -> None:
    many = pl.DataFrame({"n": range(150_000)})
    with closing(HashedFile(parquet(tmp_path, many))) as source:
        batches = list(open_table(source).batches())
    assert len(batches) > 1
    assert pl.concat([batch.rows for batch in batches]).to_list() == list(range(1, 150_001))
    assert pl.concat([batch.frame for batch in batches]).equals(many)


def test_what_is_no_plain_value_is_refused(tmp_path: Path) -> None:
    path = parquet(tmp_path, pl.DataFrame({"a": [[1, 2]]}))
    with closing(HashedFile(path)) as source, pytest.raises(TableUnreadable, match="column a"):
        open_table(source)


def test_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    path = parquet(tmp_path, pl.DataFrame({"a": [1], " a": [2]}))
    with closing(HashedFile(path)) as source, pytest.raises(ColumnsRepeated):
        open_table(source)


def test_damaged_parquet_is_refused(tmp_path: Path) -> None:
    path = parquet(tmp_path, pl.DataFrame({"n": range(50_000)}))
    whole = path.read_bytes()
    path.write_bytes(whole[:2_000])
    with closing(HashedFile(path)) as source, pytest.raises(TableUnreadable):
        open_table(source)
    path.write_bytes(whole[:50] + bytes(5_000) + whole[5_050:])
    with closing(HashedFile(path)) as source:
        table = open_table(source)
        with pytest.raises(TableUnreadable):
            list(table.batches())

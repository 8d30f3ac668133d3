from pathlib import Path

import polars as pl
import pytest

from truceline.publish.tables import TableNameUnknown, write

SCHEMA = {"a": pl.String, "b": pl.Float64}
PIECES = [pl.DataFrame({"a": ["x"], "b": [1.5]}), pl.DataFrame({"a": ["y"], "b": [None]}, SCHEMA)]


@pytest.mark.parametrize("name", ["t.csv", "t.parquet"])
def test_pieces_become_one_table(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    assert write(file, PIECES, SCHEMA) == 2
    read = pl.read_csv(file) if name.endswith("csv") else pl.read_parquet(file)
    assert read.equals(pl.concat(PIECES))
    assert [p.name for p in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["t.csv", "t.parquet"])
def test_an_empty_table_has_its_columns(tmp_path: Path, name: str) -> None:
    assert write(tmp_path / name, [], SCHEMA) == 0
    read = pl.read_csv if name.endswith("csv") else pl.read_parquet
    assert read(tmp_path / name).columns == ["a", "b"]


def test_nothing_half_written_is_left(tmp_path: Path) -> None:
    def fail() -> object:
        yield PIECES[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "t.csv", fail(), SCHEMA)  # type: ignore[arg-type]  # a generator
    assert list(tmp_path.iterdir()) == []


def test_another_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableNameUnknown, match=r"\.csv or \.parquet"):
        write(tmp_path / "t.xlsx", PIECES, SCHEMA)

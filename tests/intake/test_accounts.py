from pathlib import Path

import polars as pl
import pytest

from truceline.intake.accounts import Account, account_for
from truceline.intake.drafts import write
from truceline.intake.records import Fault
from truceline.intake.streams import HashedFile

ROWS = pl.DataFrame({"id": ["a", "b", "a", "c", "c"], "n": [1, 2, 1, 3, 4]})
KEY = ("id",)


def read(source: HashedFile, whole: Path) -> Account:
    """Read a file of seven rows, of which the second and the fifth cannot be read."""
    assert source.head == b"whatever"
    write(whole, [ROWS[:2], ROWS[2:]], ROWS.schema)
    return Account(
        key=KEY,
        read=7,
        rows=[pl.Series([1, 3]), pl.Series([4, 6, 7])],
        faults=[Fault(5, "n", "is no number", "x"), Fault(2, "", "has no end", "y")],
        notes=["One thing."],
    )


def test_rows_are_accepted_repeated_or_quarantined(tmp_path: Path) -> None:
    path, into = tmp_path / "file", tmp_path / "out.parquet"
    path.write_bytes(b"whatever")
    done = account_for(path, into, read, progress=None)
    assert (done.read, done.accepted, done.repeated) == (7, 2, 1)
    assert done.quarantined["row"].to_list() == [2, 5, 6, 7]
    assert done.quarantined["reason"].to_list()[:2] == ["has no end", "is no number"]
    assert done.notes == ("One thing.",)
    assert done.parquet == into
    assert pl.read_parquet(into).rows() == [("a", 1), ("b", 2)]
    assert sorted(tmp_path.iterdir()) == [path, into]


def test_a_file_that_cannot_be_read_leaves_the_result_before_it_alone(tmp_path: Path) -> None:
    path, into = tmp_path / "file", tmp_path / "out.parquet"
    path.write_bytes(b"whatever")
    into.write_bytes(b"the one before")

    def fail(source: HashedFile, whole: Path) -> Account:
        read(source, whole)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        account_for(path, into, fail, progress=None)
    assert into.read_bytes() == b"the one before"
    assert sorted(tmp_path.iterdir()) == [path, into]

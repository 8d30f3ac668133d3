import errno
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from truceline.intake.drafts import DiskFull, NotWritable, draft, publish, write

FRAME = pl.DataFrame({"id": ["a", "b", "دوما"], "n": [1, None, 3]})


def test_writes_all_frames_as_one_table_of_plain_types(tmp_path: Path) -> None:
    path = tmp_path / "out.parquet"
    write(path, [FRAME, FRAME.clear(), FRAME[1:]], FRAME.schema)
    assert pl.read_parquet(path).equals(pl.concat([FRAME, FRAME[1:]]))
    assert [str(kind) for kind in pq.read_schema(path).types] == ["string", "int64"]


def test_no_frames_make_a_table_without_rows(tmp_path: Path) -> None:
    path = tmp_path / "out.parquet"
    write(path, [], FRAME.schema)
    assert pl.read_parquet(path).equals(FRAME.clear())


def test_the_file_appears_only_when_it_is_published(tmp_path: Path) -> None:
    final = tmp_path / "out.parquet"
    with draft(final) as folder:
        write(folder / "whole.parquet", [FRAME], FRAME.schema)
        assert not final.exists()
        publish(folder / "whole.parquet", final)
    assert list(tmp_path.iterdir()) == [final]


@pytest.mark.parametrize("problem", [KeyboardInterrupt, ValueError])
def test_whatever_happens_nothing_half_written_is_left(
    tmp_path: Path, problem: type[BaseException]
) -> None:
    final = tmp_path / "out.parquet"
    final.write_text("the one before", encoding="utf-8")

    def frames() -> Iterator[pl.DataFrame]:
        yield FRAME
        raise problem

    with pytest.raises(problem), draft(final) as folder:
        write(folder / "whole.parquet", frames(), FRAME.schema)
    assert list(tmp_path.iterdir()) == [final]
    assert final.read_text(encoding="utf-8") == "the one before"


@pytest.mark.parametrize(
    ("number", "error"), [(errno.ENOSPC, DiskFull), (errno.EDQUOT, DiskFull), (5, NotWritable)]
)
def test_a_full_disk_is_said_so_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, error: type[Exception]
) -> None:
    def fail(*_: object) -> None:
        raise OSError(number, "told so")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", fail)
    with pytest.raises(error, match="nothing was"), draft(tmp_path / "out.parquet") as folder:
        write(folder / "whole.parquet", [FRAME] * 3, FRAME.schema)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_when_the_file_is_closed_is_full(tmp_path: Path) -> None:
    def fill() -> None:
        try:
            raise OSError(errno.ENOSPC, "full")
        finally:
            raise OSError(errno.EIO, "and the end cannot be written either")

    with pytest.raises(DiskFull), draft(tmp_path / "out.parquet"):
        fill()


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(NotWritable, match="No such file"), draft(tmp_path / "no" / "out.parquet"):
        pass

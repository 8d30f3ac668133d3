"""Tables as files: CSV or Parquet by the name, written piece by piece, there when complete."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from truceline.errors import Refused


class TableNameUnknown(Refused):
    """The name of a file does not say how to write it."""

    code = "table.name-unknown"
    text = "{file} names no kind of table that is written here. Name it .csv or .parquet."


def write(
    file: Path,
    pieces: Iterable[pl.DataFrame],
    schema: Mapping[str, pl.DataType | type[pl.DataType]],
) -> int:
    """Write pieces of one table to a file and return how many rows it holds.

    Args:
        file: Ends in .csv or .parquet; replaced when the whole table is written.
        pieces: Frames with the columns of `schema`.
        schema: Columns and types.

    Raises:
        TableNameUnknown: The file is named otherwise.
    """
    writers = {".csv": _write_csv, ".parquet": _write_parquet}
    if file.suffix not in writers:
        raise TableNameUnknown(file=file)
    with draft(file) as unfinished:
        return writers[file.suffix](unfinished, pieces, pl.DataFrame(schema=schema))


@contextmanager
def draft(file: Path) -> Iterator[Path]:
    """Give a file to write to that takes the place of `file` when all went well."""
    unfinished = file.with_name(f".{file.name}.draft")
    try:
        yield unfinished
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def _write_csv(file: Path, pieces: Iterable[pl.DataFrame], empty: pl.DataFrame) -> int:
    rows = 0
    with file.open("wb") as out:
        empty.write_csv(out)
        for piece in pieces:
            piece.select(empty.columns).write_csv(out, include_header=False)
            rows += piece.height
    return rows


def _write_parquet(file: Path, pieces: Iterable[pl.DataFrame], empty: pl.DataFrame) -> int:
    rows = 0
    with pq.ParquetWriter(file, empty.to_arrow().schema, compression="zstd") as out:
        for piece in pieces:
            out.write_table(piece.select(empty.columns).to_arrow())
            rows += piece.height
    return rows

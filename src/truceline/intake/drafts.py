"""A Parquet file that appears under its name only once it is whole and on disk."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from errno import EDQUOT, ENOSPC
from pathlib import Path
from typing import Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from truceline.errors import Unsafe

_FULL: Final = (ENOSPC, EDQUOT)
_SAMPLE = 2_000


class DiskFull(Unsafe):
    """There is no room left for the rows that were read."""

    code = "disk.full"
    text = (
        "There is no room left on the disk for {file}. What was begun has been removed and nothing "
        "was imported. Make room and import again."
    )


class NotWritable(Unsafe):
    """The rows that were read cannot be written."""

    code = "disk.not-writable"
    text = (
        "{file} cannot be written: {problem}. What was begun has been removed and nothing was "
        "imported. Check the folder and its rights."
    )


@contextmanager
def draft(final: Path) -> Iterator[Path]:
    """Give a folder to work in beside a file that is to be made; it goes away with its content.

    Raises:
        DiskFull: Writing failed for want of room.
        NotWritable: Writing failed for another reason.
    """
    try:
        # On the same disk, so that the finished file can be moved in one step.
        with tempfile.TemporaryDirectory(dir=final.parent, prefix=f".{final.name}-") as folder:
            yield Path(folder)
    except OSError as error:
        if _is_full(error):
            raise DiskFull(file=final) from error
        raise NotWritable(file=final, problem=error.strerror or error) from error


def write(path: Path, frames: Iterable[pl.DataFrame], schema: pl.Schema) -> None:
    """Write frames of one schema to a Parquet file, each while the next one is being made."""
    coming = iter(frames)
    first = next(coming, pl.DataFrame(schema=schema))
    with _writer(path, first) as writer, ThreadPoolExecutor(1) as worker:
        waiting = worker.submit(writer.write_table, _arrow(first))
        for frame in coming:
            waiting.result()
            waiting = worker.submit(writer.write_table, _arrow(frame))
        waiting.result()


def publish(path: Path, final: Path) -> None:
    """Move a finished file to its name, once it is on disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    path.replace(final)


def _writer(path: Path, first: pl.DataFrame) -> pq.ParquetWriter:
    sample = first.head(_SAMPLE)
    # A dictionary of values pays only where they recur.
    recurring = [column.name for column in sample if column.n_unique() <= sample.height / 2]
    return pq.ParquetWriter(
        path,
        _arrow(first).schema,
        compression="zstd",
        compression_level=1,
        use_dictionary=recurring,
        # The least and the greatest of many texts help nobody to skip any.
        write_statistics=[name for name, kind in first.schema.items() if kind != pl.String],
        # Readers get the plain types of Parquet, not the views of text that we hand over.
        store_schema=False,
    )


def _arrow(frame: pl.DataFrame) -> pa.Table:
    # Text as views is handed over without copying, in a tenth of the time.
    return frame.to_arrow(compat_level=pl.CompatLevel.newest())


def _is_full(error: BaseException | None) -> bool:
    """Tell whether the disk was full at the root of an error; closing after it fails as well."""
    while error:
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        error = error.__context__
    return False

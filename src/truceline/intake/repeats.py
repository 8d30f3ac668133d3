"""Rows of one file that bear the same id: the same row again, or two that contradict each other.

The same content again is counted and kept once. Other content under the same id means that the
file does not say which is right, so all rows of that id are set aside.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from truceline.intake.records import Fault, as_record


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """What is to be left out of a file of rows."""

    places: pl.Series
    """Places of the rows that are not kept; 0 is the first."""
    again: int
    """How many of them repeat a row that is kept."""
    faults: list[Fault]
    """The others."""


def find_repeats(path: Path, key: Sequence[str], rows: pl.Series) -> Repeats:
    """Find what is said twice in a Parquet file.

    Args:
        path: The rows, each at its place.
        key: The columns that make up the id.
        rows: (n,) Number of each row in the file it came from.

    Cost: one column at a time in memory, and only if an id is repeated.
    """
    keys = pl.read_parquet(path, columns=list(key)).with_row_index("place")
    shared = keys.filter(keys.select(key).is_duplicated())
    shared = shared.with_columns(first=pl.col("place").first().over(key))
    differs = _differences(path, shared)
    if not differs:
        again = shared["place"].filter(shared["place"] != shared["first"])
        return Repeats(places=again, again=again.len(), faults=[])
    contrary = pl.col("first").is_in(list(differs))
    again = shared.filter(~contrary & (pl.col("place") != pl.col("first")))["place"]
    aside = shared.filter(contrary).with_columns(row=rows.gather(shared.filter(contrary)["place"]))
    return Repeats(
        places=pl.concat([again, aside["place"]]),
        again=again.len(),
        faults=_faults(path, aside, differs, key[-1]),
    )


def without(path: Path, places: pl.Series) -> Iterator[pl.DataFrame]:
    """Yield the rows of a Parquet file, less those at some places."""
    start = 0
    for piece in pq.ParquetFile(path).iter_batches(1 << 16):
        frame = pl.from_arrow(pa.Table.from_batches([piece]))
        assert isinstance(frame, pl.DataFrame)
        end = start + frame.height
        here = places.filter(places.is_between(start, end, closed="left"))
        yield frame.filter(~pl.int_range(start, end, eager=True).is_in(here.implode()))
        start = end


def _differences(path: Path, shared: pl.DataFrame) -> dict[int, list[str]]:
    """Return the columns in which rows of one id differ, by the place of the first of them."""
    differs: defaultdict[int, list[str]] = defaultdict(list)
    table = pl.scan_parquet(path)
    for name in table.collect_schema() if shared.height else ():
        column = table.select(name).collect().to_series()
        same = column.gather(shared["place"]).eq_missing(column.gather(shared["first"]))
        for first in shared["first"].filter(~same).unique():
            differs[first].append(name)
    return differs


def _faults(
    path: Path, aside: pl.DataFrame, differs: Mapping[int, list[str]], field: str
) -> list[Fault]:
    said_in: defaultdict[int, list[str]] = defaultdict(list)
    for first, row in aside.select("first", "row").iter_rows():
        said_in[first].append(str(row))
    table = pl.scan_parquet(path).with_row_index("place")
    contents = table.filter(pl.col("place").is_in(aside["place"].implode())).drop("place")
    return [
        Fault(
            row,
            field,
            f"rows {', '.join(said_in[first][:9])} have the same id and differ in "
            f"{', '.join(differs[first])}",
            as_record(content),
        )
        for (first, row), content in zip(
            aside.select("first", "row").iter_rows(),
            contents.collect().iter_rows(named=True),
            strict=True,
        )
    ]

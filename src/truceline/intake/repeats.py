"""Rows of one file that bear the same id: the same row again, or two that contradict each other.

The same content again is counted and kept once. Other content under the same id means that the
file does not say which is right, so all rows of that id are set aside.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from truceline.intake.records import Fault, as_record


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """What is to be left out of a file of rows."""

    places: frozenset[int]
    """Places of the rows that are not kept; 0 is the first."""
    again: int
    """How many of them repeat a row that is kept."""
    faults: list[Fault]
    """The others."""


NO_REPEATS: Final = Repeats(places=frozenset(), again=0, faults=[])


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
    if shared.is_empty():
        return NO_REPEATS
    shared = shared.with_columns(first=pl.col("place").first().over(key))
    shared = shared.with_columns(differs=_differences(path, shared["place"], shared["first"]))
    contrary = shared.filter((pl.col("differs").list.len() > 0).any().over("first"))
    again = shared.join(contrary, on="place", how="anti").filter(pl.col("place") != pl.col("first"))
    return Repeats(
        places=frozenset([*contrary["place"], *again["place"]]),
        again=again.height,
        faults=_faults(path, rows, contrary.select("place", "first", "differs"), key[-1]),
    )


def without(path: Path, places: frozenset[int]) -> Iterator[pl.DataFrame]:
    """Yield the rows of a Parquet file, less those at some places."""
    start = 0
    left_out = sorted(places)
    for piece in pq.ParquetFile(path).iter_batches(1 << 16):
        frame = pl.from_arrow(pa.Table.from_batches([piece]))
        assert isinstance(frame, pl.DataFrame)
        here = pl.int_range(start, start + frame.height, eager=True)
        yield frame.filter(~here.is_in(left_out))
        start += frame.height


def _differences(path: Path, places: pl.Series, firsts: pl.Series) -> pl.Series:
    """Return, for each row, the columns in which it differs from the first of its id."""
    table = pl.scan_parquet(path)
    differs = {}
    for name in table.collect_schema():
        column = table.select(name).collect().to_series()
        differs[name] = column.gather(places).ne_missing(column.gather(firsts))
    return (
        pl.DataFrame(differs)
        .select(
            pl.concat_list(pl.when(pl.col(name)).then(pl.lit(name)) for name in differs)
            .list.drop_nulls()
            .alias("differs")
        )
        .to_series()
    )


def _faults(path: Path, rows: pl.Series, contrary: pl.DataFrame, field: str) -> list[Fault]:
    said_in, differing = defaultdict(list), defaultdict(set)
    for place, first, differs in contrary.iter_rows():
        said_in[first].append(str(rows[place]))
        differing[first].update(differs)
    table = pl.scan_parquet(path).with_row_index("place")
    contents = table.filter(pl.col("place").is_in(contrary["place"].implode())).collect()
    return [
        Fault(
            rows[place],
            field,
            f"rows {', '.join(said_in[first][:9])} have the same id and differ in "
            f"{', '.join(sorted(differing[first]))}",
            as_record(content),
        )
        for (place, first), content in zip(
            contrary.select("place", "first").iter_rows(),
            contents.drop("place").iter_rows(named=True),
            strict=True,
        )
    ]

"""The tables of a workspace: the last row of each key over the imports that stand.

Input: dataset.imported, dataset.withdrawn and the blobs they name.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from truceline.domain import count_table
from truceline.domain import reports as report_table
from truceline.domain.datasets import (
    REPORT_KINDS,
    DatasetFact,
    DatasetImported,
    DatasetKind,
    DatasetWithdrawn,
    held,
)
from truceline.journal.blobs import Blobs
from truceline.journal.facts import facts_of
from truceline.journal.protocol import Journal

_DAY = len("2017-09-15")


def standing(journal: Journal) -> tuple[DatasetImported, ...]:
    """Return the imports that stand, in the order in which they were made."""
    kinds: list[type[DatasetFact]] = [DatasetImported, DatasetWithdrawn]
    return held(facts_of(journal, "datasets", kinds))


def counts(journal: Journal, blobs: Blobs) -> pl.DataFrame:
    """Return the parties' counts, with the columns of `domain.count_table`."""
    return _latest(_files(journal, blobs, "counts"), count_table.KEY)


def units(journal: Journal, blobs: Blobs) -> pl.DataFrame:
    """Return the administrative units: pcode, name, local_name, level, parent, geometry (WKB)."""
    return _latest(_files(journal, blobs, "units"), ("pcode",))


def reports(journal: Journal, blobs: Blobs, *, as_known_on: date | None = None) -> pl.DataFrame:
    """Return the reports, with the columns of `domain.reports` first, as known on a day.

    A row without a day of its own is known from the day of its import.
    """
    dated = [
        rows.with_columns(pl.col("known_from").fill_null(dataset.known_from.isoformat()))
        for dataset, rows in _files(journal, blobs, *REPORT_KINDS)
    ]
    if as_known_on is not None:
        by_then = pl.col("known_from").str.head(_DAY) <= as_known_on.isoformat()
        dated = [rows.filter(by_then) for rows in dated]
    return _stacked(dated, report_table.KEY)


_Held = list[tuple[DatasetImported, pl.LazyFrame]]


def _files(journal: Journal, blobs: Blobs, *kinds: DatasetKind) -> _Held:
    return [
        (dataset, pl.scan_parquet(blobs.open(dataset.rows_sha256)))
        for dataset in standing(journal)
        if dataset.kind in kinds
    ]


def _latest(files: _Held, key: Sequence[str]) -> pl.DataFrame:
    return _stacked([rows for _, rows in files], key)


def _stacked(rows: Sequence[pl.LazyFrame], key: Sequence[str]) -> pl.DataFrame:
    if not rows:
        return pl.DataFrame()
    stacked = pl.concat(rows, how="diagonal_relaxed")
    return stacked.unique(list(key), keep="last", maintain_order=True).collect()

"""Posts, watches, restrictions and notices, as CSV or Parquet; `domain/effort.py` is their form."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl

from truceline.domain.effort import TABLES, EffortKind, key
from truceline.intake.cells import Recipe, Rule, out_of_order
from truceline.intake.reports import cells

_IN_ORDER = (("begins", "ends"), ("sent", "answered"))


def recipe(
    kind: EffortKind, file: Path, schema: Mapping[str, pl.DataType], _: date | None
) -> Recipe:
    """Return how the rows of a file with these columns are read.

    Raises:
        ColumnsMissing: It lacks a column that is required.
        ColumnsUnmapped: It has a column that the table does not have.
    """
    held = cells(file, kind, TABLES[kind], schema)
    given = {cell.name for cell in held}
    names = [column.name for column in TABLES[kind]]
    return Recipe(
        cells=held,
        columns=tuple(
            (pl.col(name) if name in given else pl.lit(None)).cast(pl.String).alias(name)
            for name in names
        ),
        key=key(kind),
        rules=tuple(
            Rule(columns=pair, broken=out_of_order(*pair), reason="ends before it begins")
            for pair in _IN_ORDER
            if set(pair) <= set(names)
        ),
    )

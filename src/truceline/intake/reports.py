"""Our own reports table, as CSV or Parquet; `domain/reports.py` says what its columns hold.

A column that is not in the table is refused unless a mapping names it or drops it: an extra
column is how the name of a reporter leaks.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from truceline.domain.reports import (
    COLUMNS,
    KIND_PATH,
    LIMITS,
    NEEDS_POINT,
    TOGETHER,
    Column,
)
from truceline.errors import BadInput
from truceline.intake.cells import (
    MOMENT,
    WHOLE,
    Cell,
    Recipe,
    Rule,
    choice,
    moment,
    number,
    out_of_order,
    text,
    whole,
)

Extent = tuple[float, float, float, float]
"""Least longitude, least latitude, greatest longitude, greatest latitude; degrees."""

TYPES: Final[dict[str, type[pl.DataType]]] = {
    column.name: {
        "count": pl.Int64,
        "longitude": pl.Float64,
        "latitude": pl.Float64,
        "metres": pl.Float64,
        "degrees": pl.Float64,
    }.get(column.holds, pl.String)
    for column in COLUMNS
}


class ColumnsMissing(BadInput):
    """A column without which the file makes no sense is not there."""

    code = "table.columns-missing"
    text = (
        "{file} has no column {columns}, which a {kind} file must have; it has {found}. "
        "Nothing was imported. If a column goes by another name, say so in a mapping file: "
        'under [columns], "its name" = "{first}".'
    )


class ColumnsUnmapped(BadInput):
    """The file has columns that the table it is said to be does not."""

    code = "reports.columns-unmapped"
    text = (
        "{file} has columns that a {kind} table does not: {columns}. Nothing was imported, since "
        "an extra column may hold names. In a mapping file, either give each its name here under "
        "[columns], or leave it out with drop = [{dropped}]."
    )


def recipe(file: Path, schema: Mapping[str, pl.DataType], known_from: date | None) -> Recipe:
    """Return how the rows of a file with these columns are read.

    Raises:
        ColumnsMissing: It lacks a column that is required.
        ColumnsUnmapped: It has a column that the table does not have.
    """
    held = cells(file, "reports", COLUMNS, schema)
    made = {cell.name: pl.col(cell.name) for cell in held}
    return Recipe(cells=held, columns=table(made, known_from), rules=RULES)


def cells(
    file: Path, kind: str, columns: Sequence[Column], schema: Mapping[str, pl.DataType]
) -> tuple[Cell, ...]:
    """Return how the cells of a file are read that has a table's own columns, or some of them.

    Raises:
        ColumnsMissing: It lacks a column that is required.
        ColumnsUnmapped: It has a column that the table does not have.
    """
    require(file, kind, schema, [column.name for column in columns if column.required])
    names = [column.name for column in columns]
    extra = [name for name in schema if name not in names]
    if extra:
        raise ColumnsUnmapped(
            file=file,
            kind=kind,
            columns=", ".join(extra),
            dropped=", ".join(f'"{name}"' for name in extra),
        )
    return tuple(_cell(column, schema[column.name]) for column in columns if column.name in schema)


def table(made: Mapping[str, pl.Expr], known_from: date | None) -> tuple[pl.Expr, ...]:
    """Return all columns of the reports table, in order, empty where nothing is given.

    Args:
        made: What is known, by column.
        known_from: The day of publication of the file, for rows that have none of their own.
    """
    columns = {name: made.get(name, pl.lit(None)).cast(dtype) for name, dtype in TYPES.items()}
    if known_from:
        columns["known_from"] = columns["known_from"].fill_null(known_from.isoformat())
    return tuple(value.alias(name) for name, value in columns.items())


def require(file: Path, kind: str, schema: Mapping[str, object], names: Iterable[str]) -> None:
    """Refuse a file that lacks one of these columns.

    Raises:
        ColumnsMissing: It lacks one, or several; all are named.
    """
    missing = [name for name in names if name not in schema]
    if missing:
        raise ColumnsMissing(
            file=file,
            kind=kind,
            columns=", ".join(missing),
            first=missing[0],
            found=", ".join(schema),
        )


def inside(extent: Extent) -> Rule:
    """Return the rule against exchanged coordinates, for reports from within this extent."""
    west, south, east, north = extent
    lon, lat = pl.col("lon"), pl.col("lat")
    is_outside = ~(lon.is_between(west, east) & lat.is_between(south, north))
    exchanged_is_inside = lat.is_between(west, east) & lon.is_between(south, north)
    return Rule(
        columns=("lon", "lat"),
        broken=is_outside & exchanged_is_inside,
        reason=f"outside {west} to {east} east and {south} to {north} north, but inside if "
        "longitude and latitude are exchanged",
    )


def _cell(column: Column, dtype: pl.DataType) -> Cell:
    name = column.name
    match column.holds:
        case "text":
            value, reason = text(name, dtype), "is not text"
        case "moment":
            value, reason = moment(name, dtype), MOMENT
        case "count":
            value, reason = whole(name, dtype), WHOLE
        case "choice":
            value = choice(name, dtype, column.choices)
            reason = f"is not one of {', '.join(column.choices)}"
        case "path":
            content = text(name, dtype)
            value = pl.when(content.str.contains(f"^(?:{KIND_PATH})$")).then(content)
            reason = "is not a kind, written like fire/indirect/artillery"
        case "longitude" | "latitude" | "metres" | "degrees" as holds:
            least, most = LIMITS[holds]
            value = number(name, dtype, (least, most))
            reason = f"is not a number from {least:g} to {most:g}"
    return Cell(name=name, column=name, value=value, reason=reason, required=column.required)


RULES: Final = (
    Rule(
        columns=("occurred_from", "occurred_to"),
        broken=out_of_order("occurred_from", "occurred_to"),
        reason="ends before it begins",
    ),
    Rule(
        columns=TOGETHER,
        broken=pl.col("lon").is_null() != pl.col("lat").is_null(),
        reason="one is given without the other",
    ),
    Rule(
        columns=("precision",),
        broken=pl.col("precision").is_in(list(NEEDS_POINT)) & pl.col("lon").is_null(),
        reason="says how far off a point is, but there is no point",
    ),
)
"""What must not be true of any report."""

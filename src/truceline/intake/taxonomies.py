"""Taxonomies and event files as MELTT has them: what one data set's categories are in another's.

A taxonomy says of each category of each data set to which broader categories it belongs, from the
finest to the coarsest:

data.source,base.categories,level1,level2
north,mortar,shelling,indirect fire
south,82mm,shelling,indirect fire

It bears the name of the column that it is about; the names of its levels do not matter. Files of
events have the columns dataset, event, date, enddate (may be left out), latitude, longitude, and
one for each taxonomy. They become reports (`domain/reports.py`), with the levels beside them.

Source of the format: Donnay & Dunford, R package meltt 0.4.3, its manual.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

import polars as pl

from truceline.errors import BadInput
from truceline.intake.accounts import Options, Translated
from truceline.intake.cells import MOMENT, Cell, Recipe, moment, number, text
from truceline.intake.datasets import translate_by
from truceline.intake.records import Fault, Table
from truceline.intake.reports import RULES, require, table
from truceline.intake.streams import HashedFile, Progress
from truceline.intake.tables import open_table

SOURCE: Final = "data.source"
CATEGORY: Final = "base.categories"
COLUMNS: Final = ("dataset", "event", "date", "latitude", "longitude")
"""Columns that a file of events must have; `enddate` may be there too."""
_BETWEEN = "\x1f"


class TaxonomyUnreadable(BadInput):
    """A taxonomy does not say which category is which."""

    code = "taxonomy.unreadable"
    text = (
        "{file}, row {row}, {field}: {problem}. Nothing was matched. Correct the row; row 1 is "
        "the first after the header."
    )


class TaxonomyIncomplete(BadInput):
    """A taxonomy does not say what belongs to what."""

    code = "taxonomy.incomplete"
    text = (
        "{file} has the columns {found}. Nothing was matched. A taxonomy needs data.source, "
        "base.categories and one column for each level, from the finest to the coarsest."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """What the categories in one column of several data sets belong to."""

    name: str
    """The column."""
    file: Path
    categories: pl.DataFrame
    """`data.source`, `base.categories` and the levels, named as in `levels`; all text."""

    @property
    def levels(self) -> tuple[str, ...]:
        """Columns that hold the levels beside the reports, the finest first: `model.1`, ..."""
        return tuple(self.categories.columns[2:])


def read(name: str, file: Path, *, encoding: str | None = None) -> Taxonomy:
    """Read the taxonomy of a column.

    Args:
        name: The column of the files of events.
        file: CSV, gzipped CSV or Parquet.
        encoding: Of a CSV file; UTF-8 if none is named.

    Raises:
        BadInput: It cannot be read as a table.
        TaxonomyIncomplete: It lacks a column.
        TaxonomyUnreadable: A cell is empty, or a category belongs to two things.
    """
    with closing(HashedFile(file)) as source:
        content = open_table(source, encoding=encoding)
        columns = _columns(name, file, content)
        cells = [
            text(its, content.schema[its]).str.strip_chars().replace("", None).alias(ours)
            for ours, its in columns.items()
        ]
        parts = [b.frame.select(cells).with_columns(row=b.rows) for b in content.batches()]
    nothing = pl.DataFrame(schema={**dict.fromkeys(columns, pl.String), "row": pl.Int64})
    frame = pl.concat([nothing, *parts])
    faults = [*content.faults, *_empty(frame, columns), *_contrary(frame)]
    if faults:
        first = min(faults, key=lambda fault: fault.row)
        field = first.field or "all of it"
        raise TaxonomyUnreadable(file=file, row=first.row, field=field, problem=first.reason)
    return Taxonomy(name=name, file=file, categories=frame.drop("row").unique(maintain_order=True))


def _columns(name: str, file: Path, content: Table) -> dict[str, str]:
    """Return the columns of the file by our names: data set, category, then the levels."""
    given = [column for column in content.schema if column not in {SOURCE, CATEGORY}]
    if not given or len(given) != len(content.schema) - 2:
        raise TaxonomyIncomplete(file=file, found=", ".join(content.schema))
    levels = {f"{name}.{level}": column for level, column in enumerate(given, 1)}
    return {SOURCE: SOURCE, CATEGORY: CATEGORY, **levels}


def _empty(frame: pl.DataFrame, columns: Mapping[str, str]) -> Iterator[Fault]:
    for ours, its in columns.items():
        for row in frame.filter(pl.col(ours).is_null())["row"]:
            yield Fault(row, its, "is empty", "")


def _contrary(frame: pl.DataFrame) -> Iterator[Fault]:
    """Yield the rows that give a category other levels than a row before them."""
    said = frame.unique(frame.drop("row").columns, keep="first", maintain_order=True)
    said = said.with_columns(before=pl.col("row").first().over(SOURCE, CATEGORY))
    for one in said.filter(pl.col("row") != pl.col("before")).to_dicts():
        reason = f"row {one['before']} has other levels for '{one[CATEGORY]}' of {one[SOURCE]}"
        yield Fault(one["row"], CATEGORY, reason, "")


def translate(
    path: Path,
    *,
    taxonomies: Sequence[Taxonomy],
    into: Path,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Translated:
    """Translate a file of events into a Parquet file of reports with the levels of each.

    A row with a category that its data set does not have is set aside, since leaving the category
    out would make the row match nothing. An empty cell is not known, and matches nothing.

    Args:
        path: CSV, gzipped CSV or Parquet.
        taxonomies: Each with a column in the file.
        into: The Parquet file to make: the reports table, then the `levels` of each taxonomy.
        options: What is known about the file.
        progress: Called with the bytes read so far and the size of the file.

    Raises:
        BadInput: The file as a whole cannot be read; nothing was made.
    """
    return translate_by(
        partial(recipe, taxonomies), path, into=into, options=options, progress=progress
    )


def recipe(
    taxonomies: Sequence[Taxonomy],
    file: Path,
    schema: Mapping[str, pl.DataType],
    known_from: date | None,
) -> Recipe:
    """Return how the rows of a file of events are read.

    Raises:
        ColumnsMissing: It lacks a column of `COLUMNS` or that of a taxonomy.
    """
    require(file, "meltt", schema, (*COLUMNS, *(taxonomy.name for taxonomy in taxonomies)))
    cells = (*_made(schema), *(cell for one in taxonomies for cell in _levels(one, schema)))
    made = {cell.name: pl.col(cell.name) for cell in cells}
    levels = [pl.col(level) for taxonomy in taxonomies for level in taxonomy.levels]
    return Recipe(cells=cells, columns=(*table(made, known_from), *levels), rules=RULES)


def _made(schema: Mapping[str, pl.DataType]) -> Iterator[Cell]:
    """Yield the columns of the reports table that a file of events has."""
    for name, column in (("ledger", "dataset"), ("report_id", "event")):
        value = text(column, schema[column]).str.strip_chars()
        yield Cell(name=name, column=column, value=value, reason="is not text", required=True)
    for name, column in (("occurred_from", "date"), ("occurred_to", "enddate")):
        if column in schema:
            value, needed = moment(column, schema[column]), column == "date"
            yield Cell(name=name, column=column, value=value, reason=MOMENT, required=needed)
    for name, column, most in (("lon", "longitude", 180), ("lat", "latitude", 90)):
        value = number(column, schema[column], (-most, most))
        reason = f"is not a number from -{most} to {most}"
        yield Cell(name=name, column=column, value=value, reason=reason)


def _levels(taxonomy: Taxonomy, schema: Mapping[str, pl.DataType]) -> Iterator[Cell]:
    """Yield the levels of a taxonomy, looked up by data set and category."""
    categories = taxonomy.categories
    known = pl.concat_str(SOURCE, CATEGORY, separator=_BETWEEN)
    names = ("dataset", taxonomy.name)
    asked = pl.concat_str(
        [text(name, schema[name]).str.strip_chars() for name in names], separator=_BETWEEN
    )
    for level in taxonomy.levels:
        found = asked.replace_strict(
            categories.select(known).to_series(),
            categories[level],
            default=None,
            return_dtype=pl.String,
        )
        reason = f"is no category of its data set in {taxonomy.file.name}"
        yield Cell(name=level, column=taxonomy.name, value=found, reason=reason)

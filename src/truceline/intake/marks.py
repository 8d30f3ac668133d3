"""Keeping what belongs to a drill out of a record that is none.

Every text of every row is looked at as it stands in the file, before a mapping renames or drops
a column: each row of a drill bears the mark at least twice.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl
from polars import selectors

from truceline.domain.workspaces import MARKS, ExerciseKeptOut
from truceline.intake.records import Batch, Table

_TEXTS = selectors.string(include_categorical=True).cast(pl.String)
_IS_MARKED = _TEXTS.str.starts_with(MARKS[0]) | _TEXTS.str.starts_with(MARKS[1])
_IN_JSON = re.compile(rf'"(?:{"|".join(MARKS)})')


def admitted(file: Path, table: Table, *, exercise: bool) -> Iterator[Batch]:
    """Yield the records of a table, which may belong to a drill only if it is for one.

    Raises:
        ExerciseKeptOut: A record belongs to a drill; nothing of the file may be taken.
    """
    for batch in table.batches():
        if not exercise:
            _refuse_marked(file, batch)
        yield batch


def refuse_marked_json(file: Path, text: str) -> None:
    """Refuse JSON with a text that belongs to a drill.

    Raises:
        ExerciseKeptOut: There is one.
    """
    if found := _IN_JSON.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise ExerciseKeptOut(what=file, where=f"a text in line {line}")


def _refuse_marked(file: Path, batch: Batch) -> None:
    found = batch.frame.select(_IS_MARKED.any())
    for column in found.columns:
        if found[column].item():
            marked = batch.frame.select(_IS_MARKED)[column]
            row = batch.rows[marked.arg_true()[0]]
            raise ExerciseKeptOut(what=file, where=f"row {row}, {column}")

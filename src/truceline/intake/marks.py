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

# A space, one without width or another case before or in the mark is no way around it.
_UNSEEN = " \t\u00a0\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_TEXTS = selectors.string(include_categorical=True).cast(pl.String)
_BEGIN = _TEXTS.str.strip_chars_start(_UNSEEN).str.head(len(MARKS[0])).str.to_uppercase()
_IS_MARKED = _BEGIN.is_in(MARKS)
_IN_JSON = re.compile(rf'"[{_UNSEEN}]*(?:{"|".join(MARKS)})', re.IGNORECASE)


def admitted(file: Path, table: Table, *, exercise: bool) -> Table:
    """Return a table whose records may belong to a drill only if it is for one."""
    return table if exercise else _Unmarked(file, table)


class _Unmarked:
    """A table that refuses a record of a drill when it comes to it.

    Raises, while batches are read:
        ExerciseKeptOut: There is one; nothing of the file may be taken.
    """

    def __init__(self, file: Path, table: Table) -> None:
        self.schema, self.faults, self.notes = table.schema, table.faults, table.notes
        self._file, self._table = file, table

    def batches(self) -> Iterator[Batch]:
        """Yield the records that can be read."""
        for batch in self._table.batches():
            _refuse_marked(self._file, batch)
            yield batch


def holds_marked(frame: pl.DataFrame) -> bool:
    """Tell whether any text belongs to a drill."""
    return any(column.any() for column in frame.select(_IS_MARKED))


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

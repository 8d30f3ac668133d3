"""Records as a table hands them on, and what is set aside."""

import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

import polars as pl

from truceline.errors import BadInput

_T = TypeVar("_T")


class TableUnreadable(BadInput):
    """The file is no table that can be read."""

    code = "table.unreadable"
    text = (
        "{file} cannot be read as a table: {problem}. Nothing was imported. Open it in another "
        "program, save it as CSV and import that."
    )


class ColumnsRepeated(BadInput):
    """Two columns have the same name."""

    code = "table.columns-repeated"
    text = "{file} has more than one column named {columns}. Give each column its own name."


@dataclass(frozen=True, slots=True)
class Fault:
    """A record that was set aside."""

    row: int
    """Number of the record; 1 is the first after the header."""
    field: str
    """The column at fault; empty if it is the record as a whole."""
    reason: str
    record: str
    """What the record holds: its text, or its filled columns as JSON."""


class Batch(NamedTuple):
    """Some records in the order of the file."""

    rows: pl.Series
    """Their numbers, increasing."""
    frame: pl.DataFrame


class Table(Protocol):
    """A file whose records are read once, in order."""

    schema: dict[str, pl.DataType]
    faults: list[Fault]
    """Records set aside so far; complete once `batches` is."""
    notes: list[str]

    def batches(self) -> Iterator[Batch]:
        """Yield the records that can be read."""
        ...


def as_record(row: Mapping[str, object]) -> str:
    """Write the filled columns of a record as one line of JSON."""
    filled = {name: value for name, value in row.items() if value is not None}
    return json.dumps(filled, ensure_ascii=False, default=str)


def column_names(file: Path, header: Iterable[str]) -> list[str]:
    """Return the names in a header without the space around them; `column_3` if one has none.

    Raises:
        ColumnsRepeated: Two are the same.
    """
    names = [name.strip() or f"column_{place}" for place, name in enumerate(header, 1)]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ColumnsRepeated(file=file, columns=", ".join(repeated))
    return names


def ahead(items: Iterator[_T]) -> Iterator[_T]:
    """Yield items, each made while the one before it is being used."""
    with ThreadPoolExecutor(1) as worker:
        coming = worker.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = worker.submit(next, items, None)
            yield item

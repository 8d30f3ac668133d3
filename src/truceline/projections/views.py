"""What we conclude, as tables: a pure fold of the record and the blobs it names.

The state hash covers these rows and nothing else: two copies of one record give the same hash, on
any machine and in any storage. Analyses (attribution, assessments) are no part of the state.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
import shapely

from truceline.domain import count_table
from truceline.domain import reports as report_table
from truceline.domain.arrangement import Arrangement
from truceline.domain.facts import to_plain
from truceline.domain.terms import clock
from truceline.journal.blobs import Blobs
from truceline.journal.protocol import Journal
from truceline.projections import arrangement, datasets
from truceline.projections.areas import outlines

_ITEMS = (
    "instrument",
    "act",
    "term",
    "post",
    "proposal",
    "local_agreement",
    "statement",
    "meeting",
)


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One table; `geometry`, where it has one, is WKB in degrees."""

    name: str
    frame: pl.DataFrame

    def rows(self) -> Iterator[bytes]:
        """Yield each row as one line of JSON, in the order of the table."""
        frame = self.frame
        if "geometry" in frame.columns:
            frame = frame.with_columns(pl.col("geometry").bin.encode("hex"))
        yield from frame.write_ndjson().encode().splitlines(keepends=True)


def views(journal: Journal, blobs: Blobs) -> tuple[View, ...]:
    """Return all tables, each in one order whatever the order of imports."""
    held = arrangement.current(journal, blobs)
    return (
        View("item", pl.DataFrame(_items(held), _schema("table", "item", "made", "content"))),
        View("clock", pl.DataFrame(_clocks(held), _schema("term", "state", "runs_to"))),
        View("boundary", _boundaries(held)),
        View("dataset", _datasets(journal)),
        View("count", _sorted(datasets.counts(journal, blobs), count_table.KEY)),
        View("report", _reports(journal, blobs)),
        View("unit", _sorted(datasets.units(journal, blobs), ("pcode",))),
    )


def state_hash(tables: tuple[View, ...]) -> str:
    """Return the SHA-256, in hex, over the names and rows of the tables."""
    digest = hashlib.sha256()
    for view in tables:
        digest.update(f"{view.name}\n".encode())
        for row in view.rows():
            digest.update(row)
    return digest.hexdigest()


def _schema(*names: str) -> Mapping[str, type[pl.DataType]]:
    return dict.fromkeys(names, pl.String)


def _items(held: Arrangement) -> Iterator[dict[str, Any]]:
    for table in _ITEMS:
        for item in getattr(held, table):
            made = getattr(item, "made", None)
            yield {
                "table": table,
                "item": item.id,
                "made": made.isoformat() if made else None,
                "content": json.dumps(to_plain(item), sort_keys=True, ensure_ascii=False),
            }


def _clocks(held: Arrangement) -> Iterator[dict[str, str]]:
    for term in held.term:
        stands = clock(term, held.act, about=held.last_day())
        yield {"term": term.id, "state": stands.state, "runs_to": stands.runs_to.isoformat()}


def _boundaries(held: Arrangement) -> pl.DataFrame:
    shapes = {o.boundary.id: shapely.to_wkb(o.shape, byte_order=1) for o in outlines(held)}
    rows = [
        {
            "area": area.id,
            "boundary": boundary.id,
            "author": boundary.author,
            "status": boundary.status,
            "kind": boundary.shape.kind,
            "valid_from": boundary.valid_from.isoformat(),
            "valid_to": boundary.valid_to.isoformat() if boundary.valid_to else None,
            "uncertainty_m": boundary.uncertainty_m,
            "geometry": shapes.get(boundary.id),
        }
        for area in held.area
        for boundary in area.boundary
    ]
    kinds = _schema("area", "boundary", "author", "status", "kind", "valid_from", "valid_to")
    return pl.DataFrame(rows, {**kinds, "uncertainty_m": pl.Float64, "geometry": pl.Binary})


def _datasets(journal: Journal) -> pl.DataFrame:
    rows = [to_plain(dataset) for dataset in datasets.standing(journal)]
    names = ("dataset", "kind", "file", "file_sha256", "rows_sha256", "known_from")
    return pl.DataFrame([{n: row[n] for n in names} for row in rows], _schema(*names))


def _reports(journal: Journal, blobs: Blobs) -> pl.DataFrame:
    table = datasets.reports(journal, blobs)
    return _sorted(table.select(n for n in report_table.NAMES if n in table), report_table.KEY)


def _sorted(table: pl.DataFrame, key: tuple[str, ...]) -> pl.DataFrame:
    return table.sort(key) if table.height else table

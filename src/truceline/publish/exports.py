"""A report's tables as files: JSON, CSV, Parquet, GeoPackage. The same input, the same bytes."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import polars as pl
import shapely

from truceline.domain.workspaces import MARK
from truceline.publish.exports_geopackage import geopackage
from truceline.publish.exports_tables import Table, tables
from truceline.publish.report.inputs import ReportInput
from truceline.publish.tables import draft

Format = Literal["json", "csv", "parquet", "gpkg"]

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The first time that a zip can hold: files in it bear no time of their own."""


def write(given: ReportInput, kind: Format, file: Path) -> None:
    """Write a report's tables to a file, which is there when it is complete."""
    save(file, content(given, kind))


def save(file: Path, content: bytes) -> None:
    """Write a file, which is there when it is complete."""
    with draft(file) as unfinished:
        unfinished.write_bytes(content)


def content(given: ReportInput, kind: Format) -> bytes:
    """Return a report's tables in a format.

    `csv` and `parquet` are zips with a file a table, of a drill named EXERCISE-... each. Every
    format holds the table `dictionary`, which says what each column means.
    """
    held = tables(given)
    mark = MARK if given.exercise else ""
    match kind:
        case "json":
            return _json(given, held)
        case "csv":
            return _zip(held, "csv", _csv, mark)
        case "parquet":
            return _zip(held, "parquet", _parquet, mark)
        case "gpkg":
            return geopackage(held, changed=given.as_known_on, description=mark)


def _json(given: ReportInput, held: list[Table]) -> bytes:
    whole = {
        "arrangement": given.arrangement.id,
        "about": given.about.isoformat(),
        "as_known_on": given.as_known_on.isoformat(),
        "exercise": given.exercise,
        "truceline": given.version,
        "command": given.command,
        "files": [
            {
                "name": file.name,
                "sha256": file.sha256,
                "known_from": file.known_from.isoformat() if file.known_from else None,
            }
            for file in given.files
        ],
        "tables": {table.name: [_object(table, row) for row in table.rows] for table in held},
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _object(table: Table, row: tuple[Any, ...]) -> dict[str, Any]:
    values = dict(zip((column.name for column in table.columns), row, strict=True))
    if (shape := values.get("geometry")) is not None:
        values["geometry"] = json.loads(shapely.to_geojson(shape))
    return values


def _zip(
    held: list[Table], suffix: str, write: Callable[[pl.DataFrame], bytes], mark: str
) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as zipped:
        for table in held:
            form: Any = shapely.to_wkt if suffix == "csv" else shapely.to_wkb
            name = "-".join(filter(None, (mark, f"{table.name}.{suffix}")))
            entry = zipfile.ZipInfo(name, date_time=_LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            zipped.writestr(entry, write(table.frame(form)))
    return whole.getvalue()


def _csv(frame: pl.DataFrame) -> bytes:
    return frame.write_csv().encode()


def _parquet(frame: pl.DataFrame) -> bytes:
    whole = io.BytesIO()
    frame.write_parquet(whole)
    return whole.getvalue()

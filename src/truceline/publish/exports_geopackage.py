"""A GeoPackage, version 1.3, written by SQLite itself: what QGIS and ogrinfo open.

The index of each layer is filled before its triggers are made: the triggers call ST_ functions,
which plain SQLite does not have.

Source: OGC 12-128r17, GeoPackage Encoding Standard, clauses 1.1.1, 2.1 and extension F.3.
"""

import struct
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import apsw
import shapely

from truceline.publish.exports_tables import Column, Table

_APPLICATION = 0x47504B47
"""The letters GPKG."""
_VERSION = 10300
_SRS = 4326
_SQL_TYPES = {"text": "TEXT", "number": "REAL", "whole": "INTEGER", "geometry": "GEOMETRY"}

_FRAME = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL,
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
  srs_id INTEGER REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL UNIQUE REFERENCES gpkg_contents(table_name),
  column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL REFERENCES gpkg_spatial_ref_sys(srs_id),
  z TINYINT NOT NULL, m TINYINT NOT NULL, PRIMARY KEY (table_name, column_name));
CREATE TABLE gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
  scope TEXT NOT NULL, UNIQUE (table_name, column_name, extension_name));
"""

_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]'
)
_SYSTEMS = (
    ("Undefined cartesian", -1, "NONE", -1, "undefined", None),
    ("Undefined geographic", 0, "NONE", 0, "undefined", None),
    ("WGS 84", _SRS, "EPSG", _SRS, _WGS84, "Degrees, longitude first"),
)


def geopackage(tables: Sequence[Table], *, changed: date, description: str = "") -> bytes:
    """Return tables as a GeoPackage.

    Args:
        tables: Those with a geometry become layers, the others tables of attributes.
        changed: The day that stands in it as that of the last change.
        description: What is said of every table.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.gpkg"
        db = apsw.Connection(str(file))
        try:
            _fill(db, tables, (description, f"{changed.isoformat()}T00:00:00.000Z"))
        finally:
            db.close()
        return file.read_bytes()


Said = tuple[str, str]
"""What stands with each table: a description, and when it last changed."""


def _fill(db: apsw.Connection, tables: Sequence[Table], said: Said) -> None:
    db.execute(f"PRAGMA application_id = {_APPLICATION}; PRAGMA user_version = {_VERSION}")
    with db:
        db.execute(_FRAME)
        db.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", _SYSTEMS)
        for table in tables:
            _create(db, table)
            _register(db, table, said)
            if table.has_geometry:
                _index(db, table)


def _create(db: apsw.Connection, table: Table) -> None:
    columns = ", ".join(f'"{c.name}" {_SQL_TYPES[c.kind]}' for c in table.columns)
    db.execute(f'CREATE TABLE "{table.name}" (fid INTEGER PRIMARY KEY AUTOINCREMENT, {columns})')
    blanks = ", ".join("?" for _ in table.columns)
    named = ", ".join(f'"{c.name}"' for c in table.columns)
    db.executemany(
        f'INSERT INTO "{table.name}" ({named}) VALUES ({blanks})',  # noqa: S608  names are ours
        (
            [_cell(c, value) for c, value in zip(table.columns, row, strict=True)]
            for row in table.rows
        ),
    )


def _cell(column: Column, value: Any) -> Any:  # noqa: ANN401  a cell of any column
    return _blob(value) if column.kind == "geometry" and value is not None else value


def _blob(shape: shapely.Geometry) -> bytes:
    """Return a geometry as clause 2.1.3 has it: a header with its bounds, then WKB."""
    is_point = isinstance(shape, shapely.Point)
    little_endian, with_bounds = 0b1, 0b10
    flags = little_endian if is_point else little_endian | with_bounds
    header = struct.pack("<2sBBi", b"GP", 0, flags, _SRS)
    west, south, east, north = shape.bounds
    bounds = b"" if is_point else struct.pack("<4d", west, east, south, north)
    wkb: bytes = shapely.to_wkb(shape, byte_order=1)
    return header + bounds + wkb


def _register(db: apsw.Connection, table: Table, said: Said) -> None:
    shapes = [row[-1] for row in table.rows if row[-1] is not None] if table.has_geometry else []
    bounds = shapely.total_bounds(shapes).tolist() if shapes else [None] * 4
    kind = "features" if table.has_geometry else "attributes"
    system = _SRS if table.has_geometry else None
    db.execute(
        "INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (table.name, kind, table.name, *said, *bounds, system),
    )
    if table.has_geometry:
        geometry = "POINT" if {type(s) for s in shapes} <= {shapely.Point} else "GEOMETRY"
        db.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geometry', ?, ?, 0, 0)",
            (table.name, geometry, _SRS),
        )


def _index(db: apsw.Connection, table: Table) -> None:
    index = f"rtree_{table.name}_geometry"
    db.execute(f'CREATE VIRTUAL TABLE "{index}" USING rtree(id, minx, maxx, miny, maxy)')
    for fid, row in enumerate(table.rows, 1):
        if row[-1] is not None:
            west, south, east, north = row[-1].bounds
            db.execute(
                f'INSERT INTO "{index}" VALUES (?, ?, ?, ?, ?)',  # noqa: S608  names are ours
                (fid, west, east, south, north),
            )
    db.execute(
        "INSERT INTO gpkg_extensions VALUES (?, 'geometry', 'gpkg_rtree_index', ?, 'write-only')",
        (table.name, "http://www.geopackage.org/spec120/#extension_rtree"),
    )
    for statement in _triggers(table.name, index):
        db.execute(statement)


def _triggers(table: str, index: str) -> list[str]:
    """Return the triggers that keep the index true when others edit the layer."""
    old, new = (
        f'({which}."geometry" NOTNULL AND NOT ST_IsEmpty({which}."geometry"))'
        for which in ("OLD", "NEW")
    )
    box = ", ".join(f'ST_{end}(NEW."geometry")' for end in ("MinX", "MaxX", "MinY", "MaxY"))
    put = f'INSERT OR REPLACE INTO "{index}" VALUES (NEW.fid, {box})'  # noqa: S608  names are ours
    drop = f'DELETE FROM "{index}" WHERE id = OLD.fid'  # noqa: S608  names are ours
    both = f'DELETE FROM "{index}" WHERE id IN (OLD.fid, NEW.fid)'  # noqa: S608  names are ours
    on_geometry = "AFTER UPDATE OF geometry"
    told = (
        ("insert", "AFTER INSERT", new, put),
        ("update2", on_geometry, f"OLD.fid = NEW.fid AND NOT {new}", drop),
        ("update4", "AFTER UPDATE", f"OLD.fid != NEW.fid AND NOT {new}", both),
        ("update5", "AFTER UPDATE", f"OLD.fid != NEW.fid AND {new}", f"{drop}; {put}"),
        ("update6", on_geometry, f"OLD.fid = NEW.fid AND {new} AND {old}", put),
        ("update7", on_geometry, f"OLD.fid = NEW.fid AND {new} AND NOT {old}", put),
        ("delete", "AFTER DELETE", 'OLD."geometry" NOTNULL', drop),
    )
    return [
        f'CREATE TRIGGER "{index}_{name}" {when} ON "{table}" WHEN {only} BEGIN {act}; END'
        for name, when, only, act in told
    ]

"""The views of a workspace as a GeoPackage, which QGIS opens."""

from datetime import date

import polars as pl
import shapely

from truceline.domain.workspaces import MARK
from truceline.projections.views import View
from truceline.publish.exports_geopackage import geopackage
from truceline.publish.exports_tables import Column, Kind, Table


def as_geopackage(views: tuple[View, ...], *, changed: date, exercise: bool = False) -> bytes:
    """Return the views as a GeoPackage; reports with a point become a layer."""
    held = [_table(view) for view in views if view.frame.width]
    return geopackage(held, changed=changed, description=MARK if exercise else "")


def _table(view: View) -> Table:
    frame = view.frame
    plain = frame.drop("geometry", strict=False)
    columns = [Column(name, _kind(kind), "") for name, kind in plain.schema.items()]
    cells = plain.with_columns(pl.col(pl.Date, pl.Boolean).cast(pl.String)).rows()
    shapes = _shapes(frame)
    if shapes is None:
        return Table(view.name, tuple(columns), tuple(cells))
    columns.append(Column("geometry", "geometry", "Where it is, WGS 84"))
    rows = tuple((*row, shape) for row, shape in zip(cells, shapes, strict=True))
    return Table(view.name, tuple(columns), rows)


def _shapes(frame: pl.DataFrame) -> list[shapely.Geometry | None] | None:
    if "geometry" in frame.columns:
        return list(shapely.from_wkb(frame["geometry"].to_numpy()))
    if {"lon", "lat"} <= set(frame.columns):
        return [
            None if lon is None or lat is None else shapely.Point(lon, lat)
            for lon, lat in frame.select("lon", "lat").iter_rows()
        ]
    return None


def _kind(dtype: pl.DataType) -> Kind:
    if dtype.is_float():
        return "number"
    return "whole" if dtype.is_integer() else "text"

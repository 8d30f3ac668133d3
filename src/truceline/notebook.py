"""A workspace's tables in Python: what `truceline.open` returns."""

from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import shapely

from truceline.assembly import Workspace, open_workspace
from truceline.domain.arrangement import Arrangement
from truceline.errors import Refused
from truceline.intake import linkage
from truceline.projections import arrangement, datasets, incidents
from truceline.projections.areas import outlines
from truceline.projections.attribution import Attributor


class NoPlaces(Refused):
    """A table without places was asked for as a map layer."""

    code = "notebook.no-places"
    text = "This table has neither a geometry nor lon and lat. Take `.frame` or `.arrow()`."


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One table, as polars, Arrow or GeoPandas."""

    frame: pl.DataFrame

    def arrow(self) -> pa.Table:
        """Return the table as Arrow."""
        return self.frame.to_arrow()

    def to_geopandas(self) -> Any:  # noqa: ANN401  GeoPandas ships no types
        """Return the table with its places as geometries, WGS 84.

        Raises:
            NoPlaces: It has none.
            ImportError: GeoPandas is not installed.
        """
        geopandas = import_module("geopandas")
        columns = self.frame.columns
        if "geometry" in columns:
            shapes = shapely.from_wkb(self.frame["geometry"].to_numpy())
        elif {"lon", "lat"} <= set(columns):
            shapes = shapely.points(self.frame["lon"].to_numpy(), self.frame["lat"].to_numpy())
        else:
            raise NoPlaces
        others = self.frame.drop("geometry", strict=False).to_pandas()
        return geopandas.GeoDataFrame(others, geometry=shapes, crs="OGC:CRS84")

    def _repr_html_(self) -> str:
        return self.frame._repr_html_()


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """The tables of one workspace."""

    workspace: Workspace

    def arrangement(self, *, as_known_on: date | None = None) -> Arrangement:
        """Return the arrangement, as it was known on a day."""
        desk = self.workspace.desk
        held = arrangement.current(desk.journal, desk.blobs)
        return held.as_known(held.last_day() if as_known_on is None else as_known_on)

    def reports(self, *, as_known_on: date | None = None) -> Table:
        """Return the reports, with the columns of docs/formats/reports.md first."""
        desk = self.workspace.desk
        return Table(datasets.reports(desk.journal, desk.blobs, as_known_on=as_known_on))

    def incidents(self, *, as_known_on: date | None = None) -> Table:
        """Return every report once, with the incident to which it is put, and how probably.

        Raises:
            LedgersTooFew: Fewer than two ledgers have reports.
        """
        desk = self.workspace.desk
        held = incidents.known(desk.journal, desk.blobs, as_known_on=as_known_on)
        return Table(incidents.linked(held, linkage.read_in(self.workspace.folder)).incidents)

    def counts(self) -> Table:
        """Return each party's own counts, one figure a row; never add two parties' rows."""
        return Table(datasets.counts(self.workspace.desk.journal, self.workspace.desk.blobs))

    def units(self) -> Table:
        """Return the administrative units that were imported."""
        return Table(datasets.units(self.workspace.desk.journal, self.workspace.desk.blobs))

    def areas(self, *, about: date | None = None, as_known_on: date | None = None) -> Table:
        """Return the boundaries that have ground, those of one day if it is given."""
        known = self.arrangement(as_known_on=as_known_on)
        names = {area.id: area.name for area in known.area}
        asked = {
            b.id for a in known.area for b in (a.boundaries_on(about) if about else a.boundary)
        }
        rows = [
            {
                "area": outline.area,
                "name": names[outline.area],
                "boundary": outline.boundary.id,
                "author": outline.boundary.author,
                "status": outline.boundary.status,
                "valid_from": str(outline.boundary.valid_from),
                "valid_to": str(outline.boundary.valid_to or ""),
                "uncertainty_m": outline.uncertainty_m,
                "geometry": shapely.to_wkb(outline.shape),
            }
            for outline in outlines(known)
            if outline.boundary.id in asked
        ]
        return Table(pl.DataFrame(rows))

    def attribution(self, *, as_known_on: date | None = None) -> Table:
        """Return which area each report lies in, with what probability."""
        known = self.arrangement(as_known_on=as_known_on)
        reports = self.reports(as_known_on=as_known_on).frame
        attributor = Attributor(known, self.units().frame, learn_from=reports)
        return Table(attributor.of(reports))


def open_tables(folder: str | Path) -> Tables:
    """Open the workspace in a folder.

    Raises:
        NoWorkspace: The folder is none.
    """
    return Tables(open_workspace(Path(folder)))

"""Reports, and where they lay at whatever time: what an assessment and a report start from.

Input: the arrangement, reports, administrative units. Output: `Placed`. Where and when are
independent, so the share of a report that lay inside *and* in the time of a line is a product
(`in_force`).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pyproj
import shapely

from truceline.domain.areas import Area
from truceline.domain.arrangement import Arrangement
from truceline.methods.geometry.attribution import time_share
from truceline.projections.areas import Ground, grounds
from truceline.projections.attribution import SCHEMA, Attributor, interval
from truceline.projections.tallies import Placed

_LONG_AGO = date(1900, 1, 1)


def placed(known: Arrangement, reports: pl.DataFrame, units: pl.DataFrame | None = None) -> Placed:
    """Return reports with the grounds that they may have lain on, at whatever time.

    Args:
        known: Whose boundaries are asked about, as they were known.
        reports: The columns of `domain.reports`.
        units: Administrative units, for reports that are known to a unit or to the country only.
    """
    held = grounds(known)
    if not held or reports.is_empty():
        nothing = pl.DataFrame(schema={**SCHEMA, "ledger": pl.String})
        return Placed(events=reports, inside=nothing, shaped=[g.boundary.id for g in held])
    attributor = Attributor(_timeless(known), units)
    inside = [
        attributor.of(rows).with_columns(ledger=pl.lit(ledger))
        for (ledger,), rows in reports.group_by("ledger", maintain_order=True)
    ]
    return Placed(
        events=reports.with_columns(area_distance_m=_metres_to(held, reports)),
        inside=pl.concat(inside),
        shaped=[ground.boundary.id for ground in held],
    )


def in_force(known: Arrangement, given: Placed) -> pl.DataFrame:
    """Return the probability of lying inside during the time of a line, by its author.

    Returns:
        `area, author, ledger, report_id, day, probability` above 0, in this order; `day` is the
        first of the report. Lines of one author that follow one another add to at most 1.
    """
    keys = ["ledger", "report_id"]
    rows = given.inside.join(_lines(known), on="boundary").join(_times(known, given), on=keys)
    share = time_share(*(rows[c].to_numpy() for c in ("begins", "ends", "valid_from", "valid_to")))
    by = ["area", "author", *keys, "day"]
    return (
        rows.with_columns(probability=pl.col("probability") * pl.Series(share, dtype=pl.Float64))
        .group_by(by)
        .agg(pl.col("probability").sum().clip(0, 1))
        .filter(pl.col("probability") > 0)
        .sort(by)
    )


def day_in(column: str) -> pl.Expr:
    """Return the day of a column that holds days and instants as ISO 8601 text."""
    return pl.col(column).str.head(10).str.to_date("%Y-%m-%d")


def _timeless(known: Arrangement) -> Arrangement:
    return replace(known, area=tuple(_always(area) for area in known.area))


def _always(area: Area) -> Area:
    lines = (replace(line, valid_from=_LONG_AGO, valid_to=None) for line in area.boundary)
    return replace(area, boundary=tuple(lines))


def _metres_to(held: Sequence[Ground], reports: pl.DataFrame) -> pl.Series:
    """Return how far each place is from the nearest ground; null where it has no coordinates."""
    every = shapely.union_all([ground.shape for ground in held])
    middle = every.centroid
    plane = pyproj.Proj(proj="aeqd", lon_0=middle.x, lat_0=middle.y, datum="WGS84")
    flat = shapely.transform(every, lambda places: np.column_stack(plane(*places.T)))
    lon, lat = (reports[c].cast(pl.Float64).to_numpy() for c in ("lon", "lat"))
    far = np.full(len(reports), np.nan)
    known = np.isfinite(lon) & np.isfinite(lat)
    far[known] = shapely.distance(flat, shapely.points(*plane(lon[known], lat[known])))
    return pl.Series(far).fill_nan(None)


def _lines(known: Arrangement) -> pl.DataFrame:
    held = grounds(known)
    return pl.DataFrame(
        {
            "boundary": [ground.boundary.id for ground in held],
            "author": [ground.boundary.author for ground in held],
            "valid_from": [ground.valid_from for ground in held],
            "valid_to": [ground.valid_to for ground in held],
        },
        schema={
            "boundary": pl.String,
            "author": pl.String,
            "valid_from": pl.Int64,
            "valid_to": pl.Int64,
        },
    )


def _times(known: Arrangement, given: Placed) -> pl.DataFrame:
    begins, ends = interval(given.events, ZoneInfo(known.zone))
    return given.events.select("ledger", "report_id", day=day_in("occurred_from")).with_columns(
        begins=pl.Series(begins, dtype=pl.Int64), ends=pl.Series(ends, dtype=pl.Int64)
    )

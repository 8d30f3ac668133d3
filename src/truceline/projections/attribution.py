"""Which area a report lies in, with what probability.

Input: reports, the arrangement, administrative units. Output: one row for each report and boundary
with a probability above 0. A boundary without a line gives "near" or "not near", no probability.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from truceline.domain.areas import Undefined
from truceline.domain.arrangement import Arrangement
from truceline.domain.reports import KEY
from truceline.methods.geometry.attribution import Attribution, Events, Spread
from truceline.methods.geometry.buffers import buffer_m, distances_m
from truceline.projections.areas import NEVER_BEGAN, NEVER_ENDS, outlines, second
from truceline.projections.tallies import Placed

SCHEMA = {
    "report_id": pl.String,
    "area": pl.String,
    "boundary": pl.String,
    "probability": pl.Float64,
}
NEAR_SCHEMA = {"report_id": pl.String, "area": pl.String, "boundary": pl.String}

CONTESTED_BELOW = 0.9
"""A report that lies in an area with less probability than this is contested."""


def placed(
    arrangement: Arrangement, reports: pl.DataFrame, units: pl.DataFrame | None = None
) -> Placed:
    """Return reports and where they lay, as assessments ask for them.

    The events also get `has_place`: whether their place could be asked about.
    """
    if reports.is_empty():
        empty = pl.DataFrame(schema={"ledger": pl.String})
        return Placed(events=empty, inside=pl.DataFrame(schema=SCHEMA), shaped=())
    attributor = Attributor(arrangement, units, learn_from=reports, whenever=True)
    return Placed(
        events=reports.with_columns(attributor.distance_m(reports), attributor.has_place(reports)),
        inside=attributor.of(reports, keys=KEY),
        shaped=attributor.boundaries,
    )


class Attributor:
    """An arrangement's boundaries, ready to be asked about batch after batch of reports."""

    def __init__(
        self,
        arrangement: Arrangement,
        units: pl.DataFrame | None = None,
        *,
        learn_from: pl.DataFrame | None = None,
        whenever: bool = False,
    ) -> None:
        """Take the boundaries in.

        Args:
            arrangement: Whose areas are asked about.
            units: Administrative units (pcode, level, geometry as WKB), for reports that are
                known to a unit or to the country only; without them such reports are unplaced.
            learn_from: Reports whose exact ones say where imprecise ones of the same ledger
                probably were; without them an imprecise place may be anywhere alike.
            whenever: Ask where reports lay, whether or not a boundary held at the time.
        """
        self._zone = ZoneInfo(arrangement.zone)
        self._arrangement = arrangement
        self._outlines = outlines(arrangement)
        self._units = _Units(units)
        exact = learn_from.filter(precision="exact") if learn_from is not None else None
        ledgers = [] if exact is None else exact["ledger"].drop_nulls().unique().sort().to_list()
        self._ledgers = {ledger: number for number, ledger in enumerate(ledgers)}
        self._attribution = Attribution(
            np.array([outline.shape for outline in self._outlines], dtype=object),
            [NEVER_BEGAN if whenever else outline.valid_from for outline in self._outlines],
            [NEVER_ENDS if whenever else outline.valid_to for outline in self._outlines],
            [outline.uncertainty_m for outline in self._outlines],
            exact=None if exact is None else self._events(exact),
        )

    def of(self, reports: pl.DataFrame, *, keys: Sequence[str] = ("report_id",)) -> pl.DataFrame:
        """Return `report_id, area, boundary, probability` for each probability above 0.

        Args:
            reports: The columns of `domain.reports`; one row a report.
            keys: The columns that tell one report from another; they come first.
        """
        found = self._attribution.of(self._events(reports))
        areas = pl.Series([outline.area for outline in self._outlines], dtype=pl.String)
        boundaries = pl.Series([outline.boundary.id for outline in self._outlines], dtype=pl.String)
        return pl.DataFrame(
            {
                **{key: reports[key].gather(found.event) for key in keys},
                "area": areas.gather(found.area),
                "boundary": boundaries.gather(found.area),
                "probability": found.probability,
            },
            schema={**dict.fromkeys(keys, pl.String), **SCHEMA},
        )

    def near(self, reports: pl.DataFrame) -> pl.DataFrame:
        """Return `report_id, area, boundary` for exact places near a settlement that is named.

        Only boundaries without a line are asked, and only while they hold.
        """
        rows, boundaries = self._around.join(reports, self._zone)
        return pl.DataFrame(
            {
                "report_id": reports["report_id"].gather(rows),
                "area": pl.Series(self._around.areas, dtype=pl.String).gather(boundaries),
                "boundary": pl.Series(self._around.ids, dtype=pl.String).gather(boundaries),
            },
            schema=NEAR_SCHEMA,
        )

    def distance_m(self, reports: pl.DataFrame) -> pl.Series:
        """Return metres from each report's point to the nearest ground; null without a point."""
        shapes = shapely.union_all([outline.shape for outline in self._outlines])
        lon, lat = _numbers(reports["lon"]), _numbers(reports["lat"])
        metres = pl.Series("area_distance_m", distances_m(lon, lat, shapes), dtype=pl.Float64)
        return metres.fill_nan(None)

    @property
    def boundaries(self) -> tuple[str, ...]:
        """Ids of the boundaries that have ground."""
        return tuple(outline.boundary.id for outline in self._outlines)

    def has_place(self, reports: pl.DataFrame) -> pl.Series:
        """Return whether each report has a place that could be asked about."""
        events = self._events(reports)
        somewhere = np.isfinite(events.lon + events.lat) | (events.spread == Spread.SHAPE)
        return pl.Series("has_place", somewhere)

    def unplaced(self, reports: pl.DataFrame) -> int:
        """Return how many reports have no place that could be asked about."""
        return int((~self.has_place(reports)).sum())

    def _events(self, reports: pl.DataFrame) -> Events:
        begins, ends = interval(reports, self._zone)
        lon, lat, radius = (_numbers(reports[name]) for name in ("lon", "lat", "radius_m"))
        spread = np.full(len(reports), int(Spread.EXACT))
        spread[_is(reports, "near", "line")] = Spread.DISC
        shape = self._units.of(reports, lon, lat)
        spread[shape >= 0] = Spread.SHAPE
        # Known to less than that, or by a radius that nobody gave: nowhere, rather than inside.
        vague = ~_is(reports, "exact", "near", "line")
        vague |= (spread == Spread.DISC) & np.isnan(radius)
        lon[vague], lat[vague] = np.nan, np.nan
        return Events(
            lon=lon,
            lat=lat,
            spread=spread,
            scale_m=np.where(vague, 0.0, radius),
            shape=shape,
            shapes=self._units.shapes,
            begins=begins,
            ends=ends,
            source=self._source(reports),
        )

    def _source(self, reports: pl.DataFrame) -> NDArray[np.int64]:
        """Return the number of each report's ledger; -1 where there is none to learn from."""
        if not self._ledgers:
            return np.full(len(reports), -1)
        known = reports["ledger"].replace_strict(self._ledgers, default=-1, return_dtype=pl.Int64)
        return known.to_numpy()

    @cached_property
    def _around(self) -> "_Around":
        return _Around.of(self._arrangement, self._zone)


def _is(reports: pl.DataFrame, *precisions: str) -> NDArray[np.bool_]:
    return reports["precision"].is_in(precisions).fill_null(value=False).to_numpy()


def _numbers(column: pl.Series) -> NDArray[np.float64]:
    return column.cast(pl.Float64).fill_null(np.nan).to_numpy().copy()


def interval(reports: pl.DataFrame, zone: ZoneInfo) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (n,) the first second of each report and (n,) the first after it, since 1970."""
    first = reports["occurred_from"]
    last = reports["occurred_to"].fill_null(first)
    begins = _seconds(first, zone, after=False)
    return begins, np.maximum(_seconds(last, zone, after=True), begins)


def _seconds(moments: pl.Series, zone: ZoneInfo, *, after: bool) -> NDArray[np.int64]:
    distinct = moments.unique(maintain_order=True)
    told = [_second(text, zone, after=after) for text in distinct]
    table = pl.DataFrame({"at": distinct, "second": pl.Series(told, dtype=pl.Int64)})
    joined = moments.to_frame("at").join(table, on="at", how="left", maintain_order="left")
    return joined["second"].to_numpy()


def _second(text: str, zone: ZoneInfo, *, after: bool) -> int:
    if len(text) > 10:
        return second(datetime.fromisoformat(text), zone)
    # The last day is inclusive: what follows it is the next midnight.
    day = date.fromisoformat(text)
    return second(date.fromordinal(day.toordinal() + 1) if after else day, zone)


class _Units:
    """Administrative units by code, and by the place they hold."""

    def __init__(self, units: pl.DataFrame | None) -> None:
        held = pl.DataFrame() if units is None else units
        shapes = shapely.from_wkb(held["geometry"].to_numpy()) if held.height else []
        self.shapes = np.array([*shapes, None], dtype=object)
        """One shape a unit; the last is the whole country, where the first level is held."""
        self._codes = held["pcode"].to_list() if held.height else []
        self._levels = held["level"].to_numpy() if held.height else np.empty(0)
        self._country = -1
        if (self._levels == 1).any():
            self.shapes[-1] = shapely.union_all(self.shapes[:-1][self._levels == 1])
            self._country = len(self.shapes) - 1

    def of(
        self, reports: pl.DataFrame, lon: NDArray[np.float64], lat: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """Return the shape of each report that is known to a unit or the country; -1 for none."""
        codes = reports["place_code"].cast(pl.String).fill_null("")
        found = np.full(len(reports), -1)
        known = codes.is_in(self._codes).to_numpy()
        index = {code: number for number, code in enumerate(self._codes)}
        found[known] = [index[code] for code in codes.filter(pl.Series(known))]
        for level in range(1, 6):
            asked = np.flatnonzero((codes == f"ADM{level}").to_numpy())
            found[asked] = self._holding(level, lon[asked], lat[asked])
        found[~_is(reports, "unit")] = -1
        found[_is(reports, "country")] = self._country
        return found

    def _holding(
        self, level: int, lon: NDArray[np.float64], lat: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        of_level = np.flatnonzero(self._levels == level)
        found = np.full(len(lon), -1, dtype=np.int64)
        if len(of_level) and len(lon):
            tree = shapely.STRtree(self.shapes[of_level])
            point, unit = tree.query(shapely.points(lon, lat), predicate="intersects")
            # On a shared border the first unit is taken; reversed, so that it is written last.
            found[point[::-1]] = of_level[unit[::-1]]
        return found


class _Around(NamedTuple):
    """The ground near the settlements that boundaries without a line name."""

    ids: list[str]
    areas: list[str]
    shapes: NDArray[np.object_]
    valid: NDArray[np.int64]
    """(n, 2) first second and first second after."""

    @classmethod
    def of(cls, arrangement: Arrangement, zone: ZoneInfo) -> "_Around":
        ids, areas, shapes, valid = [], [], [], []
        for area in arrangement.area:
            for boundary in area.boundary:
                shape = boundary.shape
                if not isinstance(shape, Undefined) or not shape.near:
                    continue
                places = [p for p in shape.near if p.lon is not None and p.lat is not None]
                discs = [buffer_m(shapely.Point(p.lon, p.lat), shape.near_m) for p in places]
                ids.append(boundary.id)
                areas.append(area.id)
                shapes.append(shapely.union_all(discs))
                end = boundary.valid_to
                until = NEVER_ENDS if end is None else second(end, zone)
                valid.append((second(boundary.valid_from, zone), until))
        held = np.array(valid, dtype=np.int64).reshape(-1, 2)
        return cls(ids, areas, np.array(shapes, dtype=object), held)

    def join(
        self, reports: pl.DataFrame, zone: ZoneInfo
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        begins, ends = interval(reports, zone)
        exact = _is(reports, "exact")
        lon, lat = _numbers(reports["lon"]), _numbers(reports["lat"])
        rows, boundaries = [], []
        for number, shape in enumerate(self.shapes):
            start, stop = self.valid[number]
            during = exact & (begins < stop) & (np.maximum(ends, begins + 1) > start)
            candidates = np.flatnonzero(during)
            shapely.prepare(shape)
            inside = candidates[shapely.intersects_xy(shape, lon[candidates], lat[candidates])]
            rows.append(inside)
            boundaries.append(np.full(len(inside), number))
        if not rows:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        row, boundary = np.concatenate(rows), np.concatenate(boundaries)
        order = np.lexsort((boundary, row))
        return row[order], boundary[order]

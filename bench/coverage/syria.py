"""UCDP events of class 1 in Syria, the rough areas, the units, and the masks made of them."""

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from bench.coverage.masks import NEAR_KM, RULES, Known, Rule, known_place, point_for, unit_of
from truceline.domain.areas import Area, Boundary, Polygon
from truceline.domain.arrangement import Arrangement
from truceline.intake import ucdp
from truceline.intake import units as unit_files
from truceline.intake.accounts import Options
from truceline.intake.imports import translator
from truceline.methods.geometry.buffers import buffer_m
from truceline.methods.geometry.draws import Shape
from truceline.projections.attribution import Attributor

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Bools = NDArray[np.bool_]

DATA: Final = Path(__file__).parents[3] / "shared/data"


class Coded(NamedTuple):
    """A ground that an event may have been on, and the point that is coded for it."""

    shape: Shape
    lon: float
    lat: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Masked:
    """Events as they would have been written down; (n,) each."""

    code: Indices
    """UCDP's class."""
    ground: Indices
    """Index into `grounds`; -1 where an event cannot be masked so."""
    grounds: Sequence[Coded]
    exact: pl.DataFrame

    @property
    def possible(self) -> Bools:
        """Tell which events have a ground."""
        return self.ground >= 0

    @property
    def reports(self) -> pl.DataFrame:
        """The reports, their places as coded."""
        point = np.array([(ground.lon, ground.lat) for ground in self.grounds])[self.ground]
        code = pl.Series(self.code)
        return self.exact.with_columns(
            lon=point[:, 0],
            lat=point[:, 1],
            precision=code.replace_strict(ucdp.PRECISION, return_dtype=pl.String),
            radius_m=code.replace_strict(ucdp.RADIUS_M, default=None, return_dtype=pl.Float64),
            place_code=code.replace_strict(ucdp.LEVEL, default=None, return_dtype=pl.String),
        )


@dataclass(frozen=True, kw_only=True)
class Syria:
    """The events, (n,) each, and where they may have been."""

    exact: pl.DataFrame
    known: Known
    mix: Mapping[int, int]
    """Events of each coarser class that the file holds."""
    units: pl.DataFrame
    arrangement: Arrangement

    @property
    def areas(self) -> list[str]:
        """Ids of the areas."""
        return [area.id for area in self.arrangement.area]

    @cached_property
    def place(self) -> Indices:
        """Number of the distinct coordinates of each event."""
        return np.unique(np.column_stack([self.lon, self.lat]), axis=0, return_inverse=True)[1]

    @cached_property
    def lon(self) -> Floats:
        """Degrees."""
        return self.exact["lon"].to_numpy()

    @cached_property
    def lat(self) -> Floats:
        """Degrees."""
        return self.exact["lat"].to_numpy()

    @cached_property
    def day(self) -> Indices:
        """Days since 1970."""
        days = self.exact["occurred_from"].str.to_date().to_physical()
        return days.cast(pl.Int64).to_numpy()

    @cached_property
    def month(self) -> Indices:
        """Months since 1970."""
        months = self.day.astype("datetime64[D]").astype("datetime64[M]")
        return months.astype(np.int64)

    @cached_property
    def year(self) -> Indices:
        """Calendar years."""
        return 1970 + self.month // 12

    @cached_property
    def true(self) -> Floats:
        """(n, areas) 1 where an event lay."""
        attributor = Attributor(self.arrangement, whenever=True)
        return self.by_area(attributor.of(self.exact), np.ones(len(self.exact), bool))

    def by_area(self, inside: pl.DataFrame, asked: Bools) -> Floats:
        """Return (asked, areas) probabilities from the product's rows."""
        ids = {name: row for row, name in enumerate(self.exact.filter(asked)["report_id"])}
        columns = {name: column for column, name in enumerate(self.areas)}
        found = np.zeros((len(ids), len(columns)))
        row = inside["report_id"].replace_strict(ids, return_dtype=pl.Int64)
        column = inside["area"].replace_strict(columns, return_dtype=pl.Int64)
        found[row, column] = inside["probability"]
        return found

    def near(self, rng: np.random.Generator, rule: Rule = RULES["used and near"]) -> Masked:
        """Mask to class 2."""
        chosen = known_place(rng, self.lon, self.lat, self.known, rule)
        return self._masked(2, chosen, self._discs)

    def unit(self, code: int) -> Masked:
        """Mask to class 3, a district, or 4, a province."""
        level = {3: 2, 4: 1}[code]
        shapes = self._shapes(level)
        grounds = [Coded(shape, *point_for(shape)) for shape in shapes]
        return self._masked(code, unit_of(self.lon, self.lat, shapes), grounds)

    @property
    def country(self) -> Masked:
        """Mask to class 6."""
        whole = shapely.union_all(self._shapes(1))
        inside = unit_of(self.lon, self.lat, np.array([whole]))
        return self._masked(6, inside, [Coded(whole, *point_for(whole))])

    def mixed(self, rng: np.random.Generator) -> Masked:
        """Mask to classes as often as the file holds them."""
        parts = {2: self.near(rng), 3: self.unit(3), 4: self.unit(4), 6: self.country}
        weight = np.array([self.mix[code] for code in parts], float)
        drawn = rng.choice(len(parts), len(self.exact), p=weight / weight.sum())
        grounds: list[Coded] = []
        chosen = np.full(len(drawn), -1)
        for number, part in enumerate(parts.values()):
            mine = (drawn == number) & part.possible
            chosen[mine] = len(grounds) + part.ground[mine]
            grounds += part.grounds
        return Masked(
            code=np.array(list(parts))[drawn], ground=chosen, grounds=grounds, exact=self.exact
        )

    def _masked(self, code: int, ground: Indices, grounds: Sequence[Coded]) -> Masked:
        codes = np.full(len(ground), code)
        return Masked(code=codes, ground=ground, grounds=grounds, exact=self.exact)

    @cached_property
    def _discs(self) -> list[Coded]:
        places = zip(self.known.lon.tolist(), self.known.lat.tolist(), strict=True)
        return [Coded(buffer_m(shapely.Point(p), 1000 * NEAR_KM), *p) for p in places]

    def _shapes(self, level: int) -> NDArray[np.object_]:
        of_level = self.units.filter(level=level)["geometry"]
        return np.array(shapely.from_wkb(of_level.to_numpy()), dtype=object)


CLASSES: Final[Mapping[str, Callable[[Syria, np.random.Generator], Masked]]] = {
    "2": lambda syria, rng: syria.near(rng),
    "3": lambda syria, _: syria.unit(3),
    "4": lambda syria, _: syria.unit(4),
    "6": lambda syria, _: syria.country,
    "as published": lambda syria, rng: syria.mixed(rng),
}


def load(data: Path = DATA) -> Syria:
    """Read the files with the product's own readers."""
    with tempfile.TemporaryDirectory() as held:
        scratch = Path(held)
        file = data / "events/ucdp_ged_syria_2016_2019.csv.gz"
        told = translator("ucdp", parties=())(
            file, into=scratch / "reports.parquet", options=Options(), progress=None
        )
        reports = pl.read_parquet(told.parquet)
        levels = [
            pl.read_parquet(
                unit_files.translate(
                    data / f"geo/ocha_codab_2018_syr_admin{level}.geojson.gz",
                    into=scratch / f"units-{level}.parquet",
                ).parquet
            )
            for level in (1, 2)
        ]
    code = pl.col("ucdp.where_prec")
    known = reports.filter(code == 2).group_by("lon", "lat").len().sort("lon", "lat")
    counts = reports.group_by(code).len()
    columns = (known[name].to_numpy().astype(float) for name in ("lon", "lat", "len"))
    return Syria(
        exact=reports.filter(code == 1).sort("report_id"),
        known=Known(*columns),
        mix=dict(counts.rows()),
        units=pl.concat(levels),
        arrangement=_rough(data / "geo/reference_areas_syria_2017.geojson"),
    )


def _rough(file: Path) -> Arrangement:
    """Make an arrangement of areas drawn by hand."""
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    shapes = {f["properties"]["area"]: shapely.geometry.shape(f["geometry"]) for f in features}
    began = date(2017, 5, 6)
    return Arrangement(
        format=1,
        id="rough",
        name="Rough areas",
        zone="Asia/Damascus",
        extent=(30, 30, 45, 40),
        area=tuple(
            Area(
                id=name,
                name=name,
                instruments=(),
                boundary=(
                    Boundary(
                        id=name,
                        author="drawn by hand",
                        status="drawn",
                        valid_from=began,
                        known_from=began,
                        shape=Polygon(kind="polygon", polygons=((tuple(shape.exterior.coords),),)),
                    ),
                ),
                known_from=began,
            )
            for name, shape in shapes.items()
        ),
    )

"""Truces for tests: the reference case of 2017 from real data, and small ones made up."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pyproj
import shapely

from truceline.domain.areas import Area, Boundary, Polygon
from truceline.domain.arrangement import Arrangement
from truceline.domain.comparisons import Comparison
from truceline.projections.tallies import Placed

ONSET = date(2017, 5, 6)
WITHOUT_IS: dict[str, tuple[str, ...]] = {"ucdp.side_a": ("IS",), "ucdp.side_b": ("IS",)}
REFERENCE = Comparison(
    id="reference",
    name="The reference case",
    dataset="ucdp",
    onset=ONSET,
    weeks_before=26,
    weeks_during=26,
    keep={"precision": ("exact", "near"), "ucdp.date_prec": ("1", "2")},
    leave_out=WITHOUT_IS,
    declared=date(2026, 11, 22),
)
_PRECISION = {1: "exact", 2: "near", 3: "unit", 4: "unit", 5: "line", 6: "country"}


def line(name: str, author: str = "drawn by hand", begins: date = ONSET) -> Boundary:
    return Boundary(
        id=name,
        author=author,
        status="drawn",
        valid_from=begins,
        shape=Polygon(kind="polygon"),
        known_from=begins,
    )


def arrangement(areas: Mapping[str, Iterable[Boundary]]) -> Arrangement:
    return Arrangement(
        format=1,
        id="truce",
        name="A truce",
        zone="Asia/Damascus",
        extent=(30, 30, 45, 40),
        area=tuple(
            Area(id=area, name=area, instruments=(), boundary=tuple(lines), known_from=ONSET)
            for area, lines in areas.items()
        ),
    )


def syria(shared: Path) -> tuple[Arrangement, Placed]:
    """UCDP events as reports, and the rough areas of the reference run."""
    events = _ucdp(shared / "data/events/ucdp_ged_syria_2016_2019.csv.gz")
    text = (shared / "data/geo/reference_areas_syria_2017.geojson").read_text(encoding="utf-8")
    shapes = {
        feature["properties"]["area"]: shapely.geometry.shape(feature["geometry"])
        for feature in json.loads(text)["features"]
    }
    lon, lat = events["lon"].to_numpy(), events["lat"].to_numpy()
    inside = pl.concat(
        events.filter(pl.Series(shapely.contains_xy(shape, lon, lat))).select(
            "report_id", area=pl.lit(area), boundary=pl.lit(area), probability=pl.lit(1.0)
        )
        for area, shape in shapes.items()
    )
    distance = _metres_to(shapely.union_all(list(shapes.values())), lon, lat)
    placed = Placed(
        events=events.with_columns(area_distance_m=distance), inside=inside, shaped=set(shapes)
    )
    return arrangement({area: [line(area)] for area in shapes}), placed


def _ucdp(file: Path) -> pl.DataFrame:
    ucdp = pl.read_csv(file)
    return ucdp.select(
        report_id=pl.format("ucdp:{}", "id"),
        ledger=pl.lit("ucdp"),
        occurred_from=pl.col("date_start").str.head(10),
        occurred_to=pl.col("date_end").str.head(10),
        lon="longitude",
        lat="latitude",
        precision=pl.col("where_prec").replace_strict(_PRECISION),
    ).hstack(ucdp.select(pl.col("date_prec", "side_a", "side_b").name.prefix("ucdp.")))


def _metres_to(areas: shapely.Geometry, lon: np.ndarray, lat: np.ndarray) -> pl.Series:
    zone = pyproj.Transformer.from_crs(4326, 32637, always_xy=True)
    flat = shapely.transform(areas, lambda c: np.column_stack(zone.transform(*c.T)))
    return pl.Series(shapely.distance(flat, shapely.points(*zone.transform(lon, lat))))


def question(**declared: object) -> Comparison:
    """Ten weeks before and ten during, of the ledger `ours`."""
    asked = replace(REFERENCE, dataset="ours", weeks_before=10, weeks_during=10)
    return replace(asked, **{"keep": {}, "leave_out": {}} | declared)  # type: ignore[arg-type]


class Reports:
    """Reports of a made-up truce, one at a time."""

    def __init__(self) -> None:
        self._rows: list[dict[str, object]] = []
        self._inside: list[dict[str, object]] = []
        # The data cover a month more on each side than ten weeks need.
        for day in (-100, 100):
            self.add(day)

    def add(
        self,
        day: int,
        lines: Mapping[str, float] | None = None,
        *,
        precision: str = "exact",
        days: int = 1,
        **more: object,
    ) -> None:
        """Add a report so many days after the onset, with probabilities by boundary."""
        began = ONSET + timedelta(days=day)
        name = f"r{len(self._rows):04}"
        self._rows.append(
            {
                "report_id": name,
                "ledger": "ours",
                "occurred_from": began.isoformat(),
                "occurred_to": (began + timedelta(days=days - 1)).isoformat(),
                "lon": 36.0,
                "lat": 34.0,
                "precision": precision,
                **more,
            }
        )
        self._inside += [
            {"report_id": name, "area": "a", "boundary": boundary, "probability": p}
            for boundary, p in (lines or {}).items()
        ]

    def weekly(self, counts: Iterable[int], lines: Mapping[str, float] | None = None) -> None:
        """Add so many reports in each of twenty weeks around the onset."""
        for week, count in enumerate(counts):
            for _ in range(count):
                self.add(7 * (week - 10) + 3, lines)

    def placed(self, *shaped: str) -> Placed:
        schema = {
            "report_id": pl.String,
            "area": pl.String,
            "boundary": pl.String,
            "probability": pl.Float64,
        }
        return Placed(
            events=pl.DataFrame(self._rows, infer_schema_length=None),
            inside=pl.DataFrame(self._inside, schema=schema),
            shaped=shaped,
        )

"""The reference run: did the 2017 areas see fewer fatal events, and fewer than elsewhere?

Half a year before and after 6 May 2017, UCDP events without those of IS, areas drawn roughly and
for this test only. The figures are those of `docs/methods/assessment.md`.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
import pytest
import shapely
from numpy.typing import NDArray

from truceline.domain.verdicts import Interval, Verdict, assess
from truceline.methods.blocks import Window, tally
from truceline.methods.ratios import Ratio
from truceline.methods.regression import CAUTIOUS, CONTROLLED, SINGLE, Series, controlled, segmented

WINDOW = Window(np.datetime64("2017-05-06"), before=26, during=26)


class Events(NamedTuple):
    days: NDArray[np.datetime64]
    inside: dict[str, NDArray[np.bool_]]

    def series(self, where: NDArray[np.bool_]) -> Series:
        counts = tally(self.days, where.astype(float), WINDOW).expected
        return Series(counts=counts, onset=WINDOW.before)

    @property
    def areas(self) -> Series:
        return self.series(np.any(list(self.inside.values()), axis=0))

    @property
    def elsewhere(self) -> Series:
        return self.series(~np.any(list(self.inside.values()), axis=0))


@pytest.fixture(scope="module")
def events(shared: Path) -> Events:
    wanted = ["where_prec", "date_prec", "side_a", "side_b", "date_start", "longitude", "latitude"]
    table = pl.read_csv(shared / "data/events/ucdp_ged_syria_2016_2019.csv.gz", columns=wanted)
    table = table.filter(
        (pl.col("where_prec") <= 2)
        & (pl.col("date_prec") <= 2)
        & (pl.col("side_a") != "IS")
        & (pl.col("side_b") != "IS")
    )
    days = table["date_start"].str.slice(0, 10).str.to_date().to_numpy().astype("datetime64[D]")
    places = table["longitude"].to_numpy(), table["latitude"].to_numpy()
    areas = json.loads((shared / "data/geo/reference_areas_syria_2017.geojson").read_text())
    inside = {
        area["properties"]["area"]: shapely.contains_xy(
            shapely.geometry.shape(area["geometry"]), *places
        )
        for area in areas["features"]
    }
    return Events(days, inside)


def rounded(ratio: Ratio, digits: int = 3) -> tuple[float, ...]:
    return tuple(round(value, digits) for value in (ratio.estimate, ratio.low, ratio.high))


def interval(ratio: Ratio) -> Interval:
    return Interval(ratio.low, ratio.high)


def test_fell_in_the_areas_and_elsewhere(events: Events) -> None:
    assert rounded(segmented(events.areas, SINGLE).step.ratio) == (0.524, 0.349, 0.786)
    assert rounded(segmented(events.elsewhere, SINGLE).step.ratio) == (0.549, 0.358, 0.844)


def test_whether_more_than_elsewhere_cannot_be_told(events: Events) -> None:
    change = segmented(events.areas, SINGLE).step.ratio
    against = controlled(events.areas, events.elsewhere, CONTROLLED).step.ratio
    assert rounded(against) == (0.953, 0.531, 1.711)
    assessment = assess(interval(change), interval(against), alarm=False)
    assert assessment.verdict is Verdict.FELL_COMPARISON_UNCLEAR


@pytest.mark.parametrize(
    ("area", "step"),
    [
        ("idlib-and-neighbours", (0.29, 0.17, 0.50)),
        ("northern-homs", (0.56, 0.24, 1.34)),
        ("eastern-ghouta", (0.60, 0.31, 1.15)),
        ("south-west", (0.59, 0.26, 1.35)),
    ],
)
def test_each_area(events: Events, area: str, step: tuple[float, ...]) -> None:
    series = events.series(events.inside[area])
    assert rounded(segmented(series, SINGLE).step.ratio, 2) == step


def test_the_cautious_interval_allows_for_the_likeness_of_weeks(events: Events) -> None:
    reference, cautious = (segmented(events.areas, model) for model in (SINGLE, CAUTIOUS))
    assert cautious.step.log == reference.step.log
    assert cautious.step.variance > reference.step.variance
    assert cautious.autocorrelation == pytest.approx(0.51, abs=0.01)
    # The change of level alone, without a slope, is still shown.
    level = segmented(events.areas, replace(CAUTIOUS, shape="step")).step.ratio
    assert rounded(level, 2) == (0.67, 0.45, 0.99)

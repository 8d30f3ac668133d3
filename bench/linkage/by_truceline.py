"""Truceline: `python -m bench.linkage.by_truceline LEDGER...`; prints one JSON object."""

import json
import sys
import time
from pathlib import Path

import polars as pl

from bench.linkage.ledgers import RADIUS_KM, truth
from bench.linkage.triples import score
from truceline.domain.linkage import LinkageSettings
from truceline.projections.linkage import Linked, link

SETTINGS = LinkageSettings(spread=1.42, slack_km=0.1, days=4, names=("alleged_party", "place_name"))
"""No place is further off than its radius, so two are no further apart than 1.42 times the root of
the sum of squares. The second actor stands in a column that can be compared as a name."""
FIRST_DAY = pl.date(2010, 1, 1)


def read(file: Path) -> pl.DataFrame:
    """Return a ledger as a table of reports."""
    return pl.read_parquet(file).select(
        report_id=pl.col("unique_id").cast(pl.String),
        ledger="ledger",
        occurred_from=(FIRST_DAY + pl.duration(days="day")).cast(pl.String),
        occurred_to=pl.lit(None, dtype=pl.String),
        lon="lon",
        lat="lat",
        precision=pl.lit("near"),
        radius_m=pl.col("prec").replace_strict(RADIUS_KM, return_dtype=pl.Float64) * 1000,
        kind=pl.col("etype").str.replace_all(" ", "-"),
        killed_low=pl.lit(None, dtype=pl.Int64),
        killed_best=pl.col("fatalities").cast(pl.Int64),
        killed_high=pl.lit(None, dtype=pl.Int64),
        alleged_party="actor1",
        place_name="actor2",
    )


def main() -> None:
    files = [Path(file) for file in sys.argv[1:]]
    reports = pl.concat(map(read, files))
    first, _ = timed(reports)
    del _
    again, linked = timed(reports)
    key = truth(files).select(report_id=pl.col("unique_id").cast(pl.String), incident="truth")
    told = score(linked.incidents, reports.select("ledger", "report_id").join(key, "report_id"))
    expected = sum(pair["expected"] for pair in linked.summary["pairs"])
    answer = {"first": first, "link": again, "f1": told.f1, "precision": told.precision}
    print(json.dumps(answer | {"recall": told.recall, "expected": expected / told.true}))


def timed(reports: pl.DataFrame) -> tuple[float, Linked]:
    """Return the seconds it takes, and what came out."""
    began = time.perf_counter()
    linked = link(reports, SETTINGS)
    return time.perf_counter() - began, linked


main()

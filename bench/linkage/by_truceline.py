"""Truceline: `python -m bench.linkage.by_truceline LEDGER...`; prints one JSON object."""

import json
import sys
import time
from pathlib import Path

import polars as pl

from bench.linkage.ledgers import RADIUS_KM
from truceline.domain.linkage import LinkageSettings
from truceline.projections.linkage import link

SETTINGS = LinkageSettings(spread=1.42, slack_km=0.1, days=4, names=("alleged_party", "place_name"))
"""Places are never further off than their radius: two of them no further apart than 1.42 roots. The
second actor stands in a column that we can compare as a name."""
FIRST_DAY = pl.date(2010, 1, 1)


def read(file: str) -> pl.DataFrame:
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
    reports = pl.concat(map(read, sys.argv[1:]))
    began = time.perf_counter()
    linked = link(reports, SETTINGS)
    seconds = time.perf_counter() - began
    truth = pl.concat(
        pl.read_parquet(file, columns=["unique_id", "truth"]) for file in map(Path, sys.argv[1:])
    )
    from bench.linkage.triples import score  # noqa: PLC0415  after the clock has stopped

    key = truth.select(report_id=pl.col("unique_id").cast(pl.String), incident="truth")
    told = score(linked.incidents, reports.select("ledger", "report_id").join(key, "report_id"))
    expected = sum(pair["expected"] for pair in linked.summary["pairs"])
    answer = {"link": seconds, "f1": told.f1, "precision": told.precision, "recall": told.recall}
    print(json.dumps(answer | {"expected": expected / told.true}))


main()

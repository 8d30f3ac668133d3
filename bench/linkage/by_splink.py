"""Splink 5 on DuckDB: `python -m bench.linkage.by_splink LEDGER...`; prints one JSON object.

One sensible set-up, with the fields that Truceline is given: distance in the light of both radii,
days, kind, two names and the number killed. Its scores are read one-to-one, greedily, down to the
threshold that the truth likes best.
"""

import json
import logging
import sys
import time
from pathlib import Path

import duckdb
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

from bench.linkage.ledgers import RADIUS_KM, best_one_to_one, truth

THREADS = 2
KM = "(111.195 * sqrt(pow(lat_l - lat_r, 2) + pow(0.819 * (lon_l - lon_r), 2)))"
REACH = "(radius_l + radius_r)"
RADII = " ".join(f"when {code} then {km}" for code, km in RADIUS_KM.items())
LEDGER = """
    create table {name} as select *, case prec {radii} end as radius,
        floor(lon / 0.22)::int gxa, floor(lon / 0.22 + .5)::int gxb,
        floor(lat / 0.18)::int gya, floor(lat / 0.18 + .5)::int gyb,
        floor(day / 8)::int da, floor((day + 4) / 8)::int db
    from read_parquet('{file}')
"""
LEAST = 0.01


def custom(name: str, *conditions: str, null: str = "") -> comparisons.CustomComparison:
    conditional = (levels.CustomLevel(condition) for condition in conditions)
    nulls = [levels.NullLevel(null)] if null else []
    return comparisons.CustomComparison(
        output_column_name=name, comparison_levels=[*nulls, *conditional, levels.ElseLevel()]
    )


COMPARISONS = [
    custom("place", *(f"{KM} <= {share} * {REACH}" for share in (0.2, 0.4, 0.6, 0.8, 1.0))),
    custom("days", *(f"abs(day_l - day_r) <= {days}" for days in range(4))),
    comparisons.ExactMatch("etype"),
    comparisons.JaroWinklerAtThresholds("actor1", [0.9, 0.8]),
    comparisons.JaroWinklerAtThresholds("actor2", [0.9, 0.8]),
    custom(
        "killed",
        "fatalities_l = fatalities_r and fatalities_l >= 5",
        "fatalities_l = fatalities_r and fatalities_l > 0",
        "fatalities_l = fatalities_r",
        "abs(fatalities_l - fatalities_r) <= 1 + 0.3 * greatest(fatalities_l, fatalities_r)",
        null="fatalities",
    ),
]


def linker(engine: DuckDBAPI, names: list[str]) -> Linker:
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="unique_id",
        blocking_rules_to_generate_predictions=[
            block_on("gx" + x, "gy" + y, day) for x in "ab" for y in "ab" for day in ("da", "db")
        ],
        comparisons=[*COMPARISONS],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )
    return Linker([engine.register(name) for name in names], settings, log_level=logging.ERROR)


def train(made: Linker) -> None:
    made.training.estimate_u_using_random_sampling(max_pairs=1e6)
    made.training.estimate_probability_two_random_records_match(
        [block_on("gxa", "gya", "day", "etype", "fatalities", "actor1")], recall=0.12
    )
    made.training.estimate_parameters_using_expectation_maximisation(block_on("gxa", "gya", "da"))


def main() -> None:
    logging.getLogger("splink").setLevel(logging.ERROR)
    files = sys.argv[1:]
    names = [f"ledger_{number}" for number in range(len(files))]
    connection = duckdb.connect()
    connection.execute(f"set threads = {THREADS}")
    for name, file in zip(names, files, strict=True):
        connection.execute(LEDGER.format(name=name, file=file, radii=RADII))
    made = linker(DuckDBAPI(connection=connection), names)
    began = time.perf_counter()
    train(made)
    predicted = made.inference.predict(threshold_match_probability=LEAST)
    linked = time.perf_counter()
    query = f"select unique_id_l, unique_id_r, match_weight from {predicted.physical_name}"
    left, right, weight = connection.execute(query).fetchnumpy().values()
    told = best_one_to_one(left, right, weight, truth([Path(file) for file in files]))
    answer = {"link": linked - began, "f1": told.f1}
    print(json.dumps(answer | {"precision": told.precision, "recall": told.recall}))


main()

"""Reports to look at: the island without data, the Astana example with made-up events."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from tests.conftest import ASTANA

from truceline.domain.arrangement import Arrangement
from truceline.domain.comparisons import Comparison
from truceline.domain.linkage import LinkageSettings
from truceline.domain.units import ReportingUnit
from truceline.intake.arrangement import read
from truceline.projections import counts
from truceline.projections.assessment import assess
from truceline.projections.attribution import placed
from truceline.projections.linkage_records import comparable
from truceline.projections.tallies import Placed
from truceline.projections.two_ledgers import compare
from truceline.publish.report.inputs import Asked, InputFile, ReportInput, ask
from truceline.publish.report.page import render

ABOUT = date(2018, 3, 20)
KNOWN = date(2020, 12, 1)
CENTRES = ((36.40, 33.55), (36.73, 34.90), (37.9, 35.4))
"""In Eastern Ghouta, in northern Homs, in neither."""
ONE_LINE = "Truceline example: named places"


def made_up_events() -> pl.DataFrame:
    """Events every few days from December 2016 on: fewer from the memorandum on, more in 2018."""
    chance = np.random.default_rng(20170506)
    rows: list[dict[str, object]] = []
    for day in range(470):
        on = date(2016, 12, 5) + timedelta(days=day)
        for place, (lon, lat) in enumerate(CENTRES):
            for _ in range(chance.poisson(0.9 if on < date(2017, 5, 6) else 0.4)):
                rows.append(_event(len(rows), on, lon, lat, place, chance))
    return pl.DataFrame(rows, infer_schema_length=None)


def _event(
    number: int, on: date, lon: float, lat: float, place: int, chance: np.random.Generator
) -> dict[str, object]:
    precision = ("exact", "exact", "near", "unit")[number % 4]
    east, north = chance.normal(0, 0.02, 2)
    return {
        "report_id": f"ucdp:{number}",
        "ledger": "ucdp",
        "occurred_from": on.isoformat(),
        "occurred_to": on.isoformat(),
        "lon": lon + east,
        "lat": lat + north,
        "precision": precision,
        "radius_m": {"near": 25_000.0}.get(precision),
        "place_code": "ADM1" if precision == "unit" else None,
        "observer_unit": f"post {place} keeps watch",
        "killed_best": 1,
        "note": "a name that must not leave",
        "known_from": "2019-06-01",
    }


OURS = {
    "report_id": "ours-1",
    "ledger": "ours",
    "occurred_from": "2017-06-01",
    "occurred_to": "2017-06-01",
    "lon": 36.4123,
    "lat": 33.5678,
    "precision": "exact",
    "known_from": "2017-06-01",
    "note": "filed by our own post",
}


@pytest.fixture(scope="session")
def astana() -> Arrangement:
    """The shipped example."""
    return read(ASTANA)


@pytest.fixture(scope="session")
def bare(island: Arrangement) -> ReportInput:
    """The island: an arrangement and nothing else."""
    day = date(2021, 8, 1)
    return ReportInput(arrangement=island, about=day, as_known_on=day, version="0.0")


@pytest.fixture(scope="session")
def full(
    astana: Arrangement, astana_counts: pl.DataFrame, astana_units: tuple[ReportingUnit, ...]
) -> ReportInput:
    """The Astana example: counts, made-up events, one comparison."""
    known = astana.as_known(KNOWN)
    events = pl.concat([made_up_events(), pl.DataFrame([OURS])], how="diagonal_relaxed")
    where = placed(known, events)
    asked = replace(_asked(known.comparison), keep={}, leave_out={}, authors=(ONE_LINE,))
    return ReportInput(
        arrangement=astana,
        about=ABOUT,
        as_known_on=KNOWN,
        counts=tuple(counts.days(astana_counts, astana_units, ("RU", "TR"))),
        undated=tuple(counts.undated(astana_counts, astana_units, ("RU", "TR"))),
        placed=where,
        assessed=(
            assess(asked, known, where, about=ABOUT, draws=0),
            assess(replace(asked, id="own", dataset="ours"), known, where, about=ABOUT, draws=0),
        ),
        files=(InputFile(name="events.csv", sha256="ab" * 32, known_from=date(2019, 6, 1)),),
        version="0.0",
        command="truceline report --about 2018-03-20",
    )


def _asked(declared: tuple[Comparison, ...]) -> Comparison:
    return next(c for c in declared if c.id == "memorandum-26-weeks")


LEDGERS = ("north", "south", "ucdp")
SIDE_BY_SIDE = (
    ("north", "n1", "2021-04-05", "exact", -124.7, 2),
    ("north", "n2", "2021-04-06", "near", -124.9, None),
    ("north", "n3", "2021-04-14", "exact", -124.1, 0),
    ("north", "n4", "2021-05-05", "country", None, 1),
    ("north", "n5", "2021-05-06", "exact", -123.2, 3),
    ("south", "s1", "2021-04-05", "exact", -124.7, 2),
    ("south", "s2", "2021-04-07", "near", -124.9, 1),
    ("south", "s3", "2021-04-28", "exact", -124.2, None),
    ("ucdp", "u1", "2021-04-05", "exact", -124.71, 2),
    ("ucdp", "u2", "2021-05-05", "near", -123.2, 4),
)
"""Ledger, report, day, precision, degrees east, people killed."""
PAIRS_BY_HAND = (
    ("north", "n1", "south", "s1", 0.95),
    ("north", "n1", "ucdp", "u1", 0.9),
    ("south", "s1", "ucdp", "u1", 0.85),
    ("north", "n2", "south", "s2", 0.55),
    ("north", "n5", "ucdp", "u2", 0.3),
    ("north", "n1", "south", "s2", 0.04),
)


def reports_side_by_side() -> pl.DataFrame:
    """Ten reports of three ledgers about the Belt."""
    rows = [
        {
            "report_id": report,
            "ledger": ledger,
            "occurred_from": on,
            "occurred_to": on,
            "lon": lon,
            "lat": None if lon is None else -19.5 + 0.03 * (lon == -124.7),
            "precision": precision,
            "radius_m": 15_000.0 if precision == "near" else None,
            "place_code": None,
            "place_name": "a house that must not leave",
            "observer_unit": "post 3 keeps watch",
            "kind": "fire/indirect",
            "killed_low": None,
            "killed_best": killed,
            "killed_high": None,
            "known_from": "2021-06-01",
        }
        for ledger, report, on, precision, lon, killed in SIDE_BY_SIDE
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def pairs_by_hand() -> pl.DataFrame:
    """Pairs with probabilities of our own, so that no tuning of the method changes a page."""
    names = ("ledger_a", "report_a", "ledger_b", "report_b", "probability")
    return pl.DataFrame(PAIRS_BY_HAND, schema=list(names), orient="row").with_columns(
        same_incident=pl.col("probability") > 0.5,
        distance_km=2.4,
        days_apart=1,
        evidence_place=3.04,
        evidence_date=-1.0,
        evidence_kind=0.0,
        evidence_casualties=0.4,
    )


def laid(arrangement: Arrangement, reports: pl.DataFrame) -> Placed:
    """Where reports lay, and whether they can be compared."""
    where = placed(arrangement, reports)
    events = where.events.with_columns(comparable(where.events, LinkageSettings()))
    return replace(where, events=events)


@pytest.fixture(scope="session")
def beside(island: Arrangement) -> ReportInput:
    """The island with three ledgers that the readers may see."""
    where = laid(island, reports_side_by_side())
    return ReportInput(
        arrangement=island,
        about=date(2021, 6, 30),
        as_known_on=date(2022, 6, 1),
        placed=where,
        ledgers=LEDGERS[:2],
        side_by_side=compare(island, where, pairs_by_hand(), LinkageSettings()),
        version="0.0",
    )


@pytest.fixture(scope="session")
def astana_asked(full: ReportInput) -> Asked:
    return ask(full)


@pytest.fixture(scope="session")
def pages(full: ReportInput, bare: ReportInput, beside: ReportInput) -> dict[str, str]:
    """Each report as HTML, by a short name."""
    return {"astana": render(full), "island": render(bare), "ledgers": render(beside)}

"""Which reports speak of the same incident: reports in, pairs and incidents out.

Input: reports of several ledgers. Output: pairs with their probability and the evidence for it,
incidents in which every report stands once, and a summary. The model: `methods/linkage`. The order
of ledgers and of rows changes nothing.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from truceline.domain.linkage import LEAST_RADIUS_M, LinkageSettings
from truceline.errors import Refused
from truceline.methods.linkage import linker
from truceline.methods.linkage.candidates import Gate, ledger_pairs
from truceline.methods.linkage.linker import Decided, Links
from truceline.methods.linkage.records import Coded, Records

PAIRS: Final = {
    "ledger_a": pl.String,
    "report_a": pl.String,
    "ledger_b": pl.String,
    "report_b": pl.String,
    "probability": pl.Float64,
    "same_incident": pl.Boolean,
    "distance_km": pl.Float64,
    "days_apart": pl.Int64,
    "evidence_place": pl.Float64,
    "evidence_date": pl.Float64,
    "evidence_kind": pl.Float64,
    "evidence_casualties": pl.Float64,
}
"""Evidence is in bits: 3 makes one incident 2^3 times likelier, -1 half as likely. Days apart are
those between two intervals, 0 where they overlap. A column for each text compared follows."""
INCIDENTS: Final = {
    "incident_id": pl.String,
    "ledger": pl.String,
    "report_id": pl.String,
    "probability": pl.Float64,
}
"""An incident is named after its first report, by ledger and then report. The probability is that
the report belongs with the others: the mean of its pairs with them. For a report that stands alone
it is that no other ledger has its incident."""

_MOST_LEDGERS = 63


class LedgersTooFew(Refused):
    """There is nothing to link."""

    code = "linkage.ledgers-too-few"
    text = (
        "Reports of {ledgers} cannot be linked: two ledgers or more are needed. The column ledger "
        "says whose record a report stands in; give each file its own."
    )


class LedgersTooMany(Refused):
    """More ledgers than can be told apart."""

    code = "linkage.ledgers-too-many"
    text = "{count} ledgers cannot be linked at once; {most} can. Is the column ledger right?"


class LedgerUnknown(Refused):
    """The settings name a ledger that is not there."""

    code = "linkage.ledger-unknown"
    text = "{ledger} is not among the ledgers, which are {ledgers}. Correct `several`."


class ReportRepeated(Refused):
    """Two rows have the same ledger and id."""

    code = "linkage.report-repeated"
    text = (
        "Report {report} of ledger {ledger} stands in {rows} rows. A report is linked once: leave "
        "out all but one, or give them ids of their own."
    )


@dataclass(frozen=True, slots=True, eq=False)
class Linked:
    """Which reports are one incident."""

    pairs: pl.DataFrame
    """`PAIRS`, the most probable first."""
    incidents: pl.DataFrame
    """`INCIDENTS`, every report once, by incident."""
    summary: dict[str, Any]


Key = tuple[str, str]
"""Ledger and report."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """Pairs of reports on which a person has decided."""

    same: Sequence[tuple[Key, Key]] = ()
    apart: Sequence[tuple[Key, Key]] = ()


def link(
    reports: pl.DataFrame,
    settings: LinkageSettings | None = None,
    decisions: Decisions | None = None,
) -> Linked:
    """Link reports of different ledgers.

    Args:
        reports: The columns of `domain.reports`; one row a report. The day of an instant is the
            one that is written.
        settings: How.
        decisions: What people decided; it holds whatever the evidence says. Reports that are not
            there are passed over.

    Raises:
        LedgersTooFew, LedgersTooMany: There are less than two ledgers, or more than 63.
        LedgerUnknown: The settings name a ledger that is not there.
        ReportRepeated: Two rows have the same ledger and id.
        TooManyCandidates: Too many reports are near each other.
    """
    settings = settings or LinkageSettings()
    ledgers = _ledgers(reports, settings)
    rows = _sorted(reports)
    links = linker.link(
        _records(rows, ledgers, settings),
        Gate(settings.spread, settings.slack_km, settings.days),
        [ledgers.index(ledger) for ledger in settings.several],
        _decided(rows, decisions or Decisions()),
    )
    incidents = _incidents(rows, links)
    pairs = _pairs(rows, links, settings)
    return Linked(pairs, incidents, _summary(rows, links, incidents, ledgers, settings))


def comparable(reports: pl.DataFrame, settings: LinkageSettings) -> pl.Series:
    """Return whether each report has a place and a date that can be compared."""
    return _placed(_dated(reports), settings)


def _ledgers(reports: pl.DataFrame, settings: LinkageSettings) -> list[str]:
    ledgers: list[str] = reports["ledger"].unique().sort().to_list()
    if len(ledgers) < 2:
        raise LedgersTooFew(ledgers=", ".join(ledgers) or "no ledger")
    if len(ledgers) > _MOST_LEDGERS:
        raise LedgersTooMany(count=len(ledgers), most=_MOST_LEDGERS)
    for ledger in settings.several:
        if ledger not in ledgers:
            raise LedgerUnknown(ledger=ledger, ledgers=", ".join(ledgers))
    return ledgers


def _sorted(reports: pl.DataFrame) -> pl.DataFrame:
    """Return reports with days as numbers, ledger by ledger, those near in time together.

    Neighbours in time are neighbours in memory, which halves the time to link.
    """
    rows = _dated(reports.with_columns(pl.col("lat").cast(pl.Float64)))
    rows = rows.sort("ledger", "first", "lat", "report_id")
    repeated = rows.group_by("ledger", "report_id").len().filter(pl.col("len") > 1)
    if repeated.height:
        ledger, report, count = repeated.sort("ledger", "report_id").row(0)
        raise ReportRepeated(ledger=ledger, report=report, rows=count)
    return rows


def _dated(reports: pl.DataFrame) -> pl.DataFrame:
    first = _day("occurred_from")
    return reports.with_columns(first=first, last=_day("occurred_to").fill_null(first))


def _day(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).str.head(10).str.to_date().to_physical().cast(pl.Int64)


def _records(rows: pl.DataFrame, ledgers: list[str], settings: LinkageSettings) -> Records:
    placed = _placed(rows, settings).to_numpy()
    lon, lat = (
        np.where(placed, rows[name].cast(pl.Float64).fill_null(np.nan).to_numpy(), np.nan)
        for name in ("lon", "lat")
    )
    return Records(
        ledger=_positions(rows["ledger"], ledgers),
        lon=lon,
        lat=lat,
        radius_km=_radius_km(rows, settings),
        first=rows["first"].to_numpy(),
        last=rows["last"].to_numpy(),
        kind=_coded(rows["kind"]),
        casualties=_killed(rows),
        names=[_coded(rows[name]) for name in settings.names],
    )


def _placed(rows: pl.DataFrame, settings: LinkageSettings) -> pl.Series:
    """Tell which reports have a place and a date that can be compared."""
    has_place = pl.col("precision").fill_null("unknown") != "country"
    has_place &= pl.col("lon").is_not_null() & pl.col("lat").is_not_null()
    brief = pl.col("last") - pl.col("first") < settings.longest_days
    return rows.select(comparable=has_place & brief).to_series()


def _radius_km(rows: pl.DataFrame, settings: LinkageSettings) -> NDArray[np.float64]:
    precision = rows["precision"].cast(pl.String).fill_null("unknown")
    default = precision.replace_strict(
        dict(settings.radii_m()), default=1.0, return_dtype=pl.Float64
    )
    told = rows["radius_m"].cast(pl.Float64)
    metres = told.set(told == 0, None).fill_null(default).clip(LEAST_RADIUS_M)
    return np.asarray(metres.to_numpy() / 1_000)


def _killed(rows: pl.DataFrame) -> NDArray[np.float64]:
    """Return the best number of people killed, else the middle of what is given."""
    middle = pl.mean_horizontal("killed_low", "killed_high")
    killed = rows.select(pl.col("killed_best").cast(pl.Float64).fill_null(middle)).to_series()
    return killed.fill_null(np.nan).to_numpy()


def _coded(texts: pl.Series) -> Coded:
    values = texts.cast(pl.String).drop_nulls().unique().sort()
    return Coded(code=_positions(texts.cast(pl.String), values.to_list()), values=values.to_list())


def _positions(texts: pl.Series, values: Sequence[str]) -> NDArray[np.int64]:
    """Return where each text stands among the values; -1 where there is none."""
    table = pl.DataFrame(
        {"text": pl.Series(values, dtype=pl.String), "at": range(len(values))},
        schema_overrides={"at": pl.Int64},
    )
    joined = (
        texts.alias("text").to_frame().join(table, on="text", how="left", maintain_order="left")
    )
    return joined["at"].fill_null(-1).to_numpy()


def _decided(rows: pl.DataFrame, decisions: Decisions) -> Decided:
    if not (decisions.same or decisions.apart):
        return Decided()
    keys = zip(rows["ledger"], rows["report_id"], strict=True)
    at = {key: row for row, key in enumerate(keys)}

    def found(pairs: Sequence[tuple[Key, Key]]) -> NDArray[np.int32]:
        held = [(at[a], at[b]) for a, b in pairs if a in at and b in at]
        return np.array(held, dtype=np.int32).reshape(-1, 2)

    return Decided(found(decisions.same), found(decisions.apart))


def _incidents(rows: pl.DataFrame, links: Links) -> pl.DataFrame:
    count = rows.height
    a, b = links.pairs.a, links.pairs.b
    within = links.incident[a] == links.incident[b]
    total = np.zeros(count)
    for side in (a, b):
        total += np.bincount(side[within], links.probability[within], count)
    members = np.bincount(links.incident, minlength=count)[links.incident]
    together = (total / np.maximum(members - 1, 1)).clip(0, 1)
    listed = rows.select("ledger", "report_id").with_columns(
        incident=pl.Series(links.incident),
        probability=pl.Series(np.where(members > 1, together, links.alone)),
    )
    listed = listed.sort("ledger", "report_id")
    first = pl.col("ledger").first() + "/" + pl.col("report_id").first()
    return (
        listed.with_columns(
            incident_id=first.over("incident"),
            place=pl.int_range(pl.len()).first().over("incident"),
        )
        .sort("place", "ledger", "report_id")
        .select(*INCIDENTS)
    )


def _pairs(rows: pl.DataFrame, links: Links, settings: LinkageSettings) -> pl.DataFrame:
    within = links.incident[links.pairs.a] == links.incident[links.pairs.b]
    shown = np.flatnonzero((links.probability >= settings.least_probability) | within)
    a, b = links.pairs.a[shown], links.pairs.b[shown]
    names = [f"evidence_{name}" for name in ("place", "date", "kind", "casualties")]
    names += [f"evidence_{name}" for name in settings.names]
    bits = links.evidence[:, shown] / np.log(2)
    table = pl.DataFrame(
        {
            "ledger_a": rows["ledger"].gather(a),
            "report_a": rows["report_id"].gather(a),
            "ledger_b": rows["ledger"].gather(b),
            "report_b": rows["report_id"].gather(b),
            "probability": links.probability[shown],
            "same_incident": within[shown],
            "distance_km": links.distance_km[shown].round(3),
            "days_apart": links.days_apart[shown],
            **dict(zip(names, bits, strict=True)),
        }
    )
    order = ["ledger_a", "report_a", "ledger_b", "report_b"]
    return table.sort("probability", *order, descending=[True, *[False] * 4])


def _summary(
    rows: pl.DataFrame,
    links: Links,
    incidents: pl.DataFrame,
    ledgers: list[str],
    settings: LinkageSettings,
) -> dict[str, Any]:
    reports = (
        rows.with_columns(_placed(rows, settings))
        .group_by("ledger")
        .agg(reports=pl.len(), not_compared=(~pl.col("comparable")).sum())
        .sort("ledger")
    )
    return {
        "reports": rows.height,
        "ledgers": reports.to_dicts(),
        "incidents": incidents["incident_id"].n_unique(),
        "overlaps": _overlaps(incidents),
        "pairs": _pair_counts(links, ledgers),
        "joined_from": round(links.joined_from, 4),
        "settings": asdict(settings),
    }


def _overlaps(incidents: pl.DataFrame) -> list[dict[str, Any]]:
    """Return how many incidents are in all of some ledgers and in no other."""
    held = incidents.group_by("incident_id").agg(ledgers=pl.col("ledger").unique().sort())
    counted = held.group_by("ledgers").agg(incidents=pl.len())
    return counted.sort(pl.col("ledgers").list.len(), pl.col("ledgers").list.join("/")).to_dicts()


def _pair_counts(links: Links, ledgers: list[str]) -> list[dict[str, Any]]:
    pairs = ledger_pairs(len(ledgers))
    joined = links.incident[links.pairs.a] == links.incident[links.pairs.b]
    of_pair = links.pairs.ledgers
    expected = np.bincount(of_pair, links.probability, len(pairs))
    same = np.bincount(of_pair, joined, len(pairs))
    return [
        {
            "ledgers": [ledgers[a], ledgers[b]],
            "compared": int(links.candidates[n]),
            "expected": round(float(expected[n]), 1),
            "joined": int(same[n]),
        }
        for n, (a, b) in enumerate(pairs)
    ]

"""Reports made ready to be linked: what is compared, as numbers, in parallel arrays.

Input: the reports table. Output: `methods.linkage.records`. Here it is settled what stands for what
a report does not say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from truceline.domain.linkage import LEAST_RADIUS_M, LinkageSettings
from truceline.errors import Refused
from truceline.methods.linkage.records import Coded, Records

Key = tuple[str, str]
"""Ledger and report."""

_MOST_LEDGERS: Final = 63


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
    text = (
        "{count} ledgers cannot be linked at once; {most} can. See that the column ledger names "
        "whose record it is, not the source of each report."
    )


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


def ledgers_of(reports: pl.DataFrame, settings: LinkageSettings) -> list[str]:
    """Return the ledgers, in order.

    Raises:
        LedgersTooFew, LedgersTooMany: There are less than two ledgers, or more than 63.
        LedgerUnknown: The settings name a ledger that is not there.
    """
    ledgers: list[str] = reports["ledger"].unique().sort().to_list()
    if len(ledgers) < 2:
        raise LedgersTooFew(ledgers=", ".join(ledgers) or "no ledger")
    if len(ledgers) > _MOST_LEDGERS:
        raise LedgersTooMany(count=len(ledgers), most=_MOST_LEDGERS)
    for ledger in settings.several:
        if ledger not in ledgers:
            raise LedgerUnknown(ledger=ledger, ledgers=", ".join(ledgers))
    return ledgers


def key_order(reports: pl.DataFrame) -> NDArray[np.int64]:
    """Return the order of reports by ledger and id.

    Raises:
        ReportRepeated: Two rows have the same ledger and id.
    """
    keys = reports.select("ledger", "report_id")
    order = keys.select(pl.arg_sort_by("ledger", "report_id")).to_series().to_numpy()
    held = keys[order]
    same = pl.all_horizontal(pl.all() == pl.all().shift())
    again = held.select(same.alias("again")).to_series()
    if again.any():
        ledger, report = held.filter(again).row(0)
        rows = keys.filter(pl.col("ledger") == ledger, pl.col("report_id") == report).height
        raise ReportRepeated(ledger=ledger, report=report, rows=rows)
    return order.astype(np.int64)


def prepared(reports: pl.DataFrame, settings: LinkageSettings) -> pl.DataFrame:
    """Return what is compared, row by row, with days as numbers."""
    first = _day("occurred_from")
    return reports.select(
        "ledger",
        "report_id",
        pl.col("lon", "lat", "radius_m").cast(pl.Float64),
        pl.col("precision", "kind", *settings.names).cast(pl.String),
        _killed().alias("killed"),
        first=first,
        last=_day("occurred_to").fill_null(first),
    )


def _day(column: str) -> pl.Expr:
    return (
        pl.col(column)
        .cast(pl.String)
        .str.head(10)
        .str.to_date("%Y-%m-%d")
        .to_physical()
        .cast(pl.Int64)
    )


def records_of(rows: pl.DataFrame, ledgers: Sequence[str], settings: LinkageSettings) -> Records:
    """Return the records of a table made by `prepared`, row by row."""
    placed = _placed(rows, settings)
    lon, lat = (
        np.where(placed, rows[name].fill_null(np.nan).to_numpy(), np.nan) for name in ("lon", "lat")
    )
    return Records(
        ledger=_positions(rows["ledger"], ledgers),
        lon=_unrolled(lon),
        lat=lat,
        radius_km=_radius_km(rows, settings),
        first=rows["first"].to_numpy(),
        last=rows["last"].to_numpy(),
        kind=_coded(rows["kind"]),
        casualties=rows["killed"].fill_null(np.nan).to_numpy(),
        names=[_coded(rows[name]) for name in settings.names],
    )


def comparable(reports: pl.DataFrame, settings: LinkageSettings) -> pl.Series:
    """Return whether each report has a place and a date that can be compared."""
    first = _day("occurred_from")
    dated = reports.with_columns(first=first, last=_day("occurred_to").fill_null(first))
    return pl.Series("comparable", _placed(dated, settings))


def _placed(rows: pl.DataFrame, settings: LinkageSettings) -> NDArray[np.bool_]:
    has_place = pl.col("precision").fill_null("unknown") != "country"
    has_place &= pl.col("lon").is_not_null() & pl.col("lat").is_not_null()
    brief = pl.col("last") - pl.col("first") < settings.longest_days
    return rows.select(has_place & brief).to_series().to_numpy()


def _unrolled(lon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return longitudes cut where no report is near, so that the 180th meridian parts none."""
    known = np.unique(lon[~np.isnan(lon)])
    if len(known) < 2 or known[-1] - known[0] <= 180:
        return lon
    gaps = np.diff(known, append=known[0] + 360)
    west = known[(int(np.argmax(gaps)) + 1) % len(known)]
    return np.where(lon < west, lon + 360, lon)


def _radius_km(rows: pl.DataFrame, settings: LinkageSettings) -> NDArray[np.float64]:
    precision = rows["precision"].fill_null("unknown")
    default = precision.replace_strict(
        dict(settings.radii_m()), default=1.0, return_dtype=pl.Float64
    )
    told = rows["radius_m"]
    metres = told.set(told == 0, None).fill_null(default).clip(LEAST_RADIUS_M)
    return np.asarray(metres.to_numpy() / 1_000)


def _killed() -> pl.Expr:
    """Return the best number of people killed, else the middle of what is given."""
    middle = pl.mean_horizontal("killed_low", "killed_high")
    return pl.col("killed_best").cast(pl.Float64).fill_null(middle)


def _coded(texts: pl.Series) -> Coded:
    values = texts.drop_nulls().unique().sort().to_list()
    return Coded(code=_positions(texts, values), values=values)


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


@dataclass(frozen=True, slots=True)
class Reach:
    """How far two reports are from each other, and how far they may be to be compared."""

    unplaced: tuple[Key, ...]
    """Those without a place or without a date that can be compared."""
    distance_km: float
    """NaN where either is unplaced."""
    most_km: float
    days_apart: int


def reach_of(reports: pl.DataFrame, settings: LinkageSettings) -> Reach:
    """Return how far two reports are from each other.

    Args:
        reports: The two rows.
        settings: How reports are linked.
    """
    rows = prepared(reports, settings).sort("ledger", "report_id")
    records = records_of(rows, rows["ledger"].unique().sort().to_list(), settings)
    one, other = np.array([0], dtype=np.int32), np.array([1], dtype=np.int32)
    placed = _placed(rows, settings)
    keys = zip(rows["ledger"], rows["report_id"], placed, strict=True)
    return Reach(
        unplaced=tuple((ledger, report) for ledger, report, is_placed in keys if not is_placed),
        distance_km=float(records.distances_km(one, other)[0]),
        most_km=settings.spread * float(np.hypot(*records.radius_km)) + settings.slack_km,
        days_apart=int(records.days_apart(one, other)[0]),
    )

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

from truceline.domain.linkage import LinkageSettings
from truceline.methods.linkage import linker
from truceline.methods.linkage.candidates import Gate, ledger_pairs
from truceline.methods.linkage.linker import Decided, Links
from truceline.methods.linkage.records import Records
from truceline.projections.linkage_records import (
    Key,
    key_order,
    ledgers_of,
    prepared,
    records_of,
)

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


@dataclass(frozen=True, slots=True, eq=False)
class Linked:
    """Which reports are one incident."""

    pairs: pl.DataFrame
    """`PAIRS`, the most probable first."""
    incidents: pl.DataFrame
    """`INCIDENTS`, every report once, by incident."""
    summary: dict[str, Any]


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
    ledgers = ledgers_of(reports, settings)
    by_key = key_order(reports)
    keys = reports.select("ledger", "report_id")[by_key]
    records = records_of(prepared(reports, settings), ledgers, settings).of(by_key)
    order = _by_time(records)
    held = _Held.of(records)
    # What is not needed any more is let go: memory is what large ledgers lack first.
    records = records.of(order)
    links = linker.link(
        records,
        Gate(settings.spread, settings.slack_km, settings.days),
        [ledgers.index(ledger) for ledger in settings.several],
        _decided(keys, order, decisions or Decisions()),
    )
    found = _Found(keys, order, links)
    return Linked(
        pairs=_pairs(found, settings),
        incidents=_incidents(found),
        summary=_summary(found, held, ledgers, settings),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """How many reports the ledgers have."""

    ledger: NDArray[np.int64]
    """(n,) of each report, by its key."""
    reports: NDArray[np.int64]
    """(ledgers,)"""
    unplaced: NDArray[np.int64]
    """(ledgers,) those that are compared with nothing."""

    @classmethod
    def of(cls, records: Records) -> "_Held":
        reports = np.diff(records.bounds())
        unplaced = records.ledger[np.isnan(records.lon)]
        return cls(records.ledger, reports, np.bincount(unplaced, minlength=len(reports)))


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """What was found, and whose reports the records are."""

    keys: pl.DataFrame
    """`ledger, report_id` in their order."""
    row: NDArray[np.int64]
    """(n,) where the key of each record stands."""
    links: Links


def _by_time(records: Records) -> NDArray[np.int64]:
    """Return an order of records: ledger by ledger, and within it by day and latitude.

    Neighbours in time and place are then neighbours in memory, which halves the time to link.
    """
    day = records.first - records.first.min(initial=0)
    block = records.ledger * (int(day.max(initial=0)) + 1) + day
    # One number sorts faster than two; a band of latitude is some 300 m.
    band = np.nan_to_num((records.lat + 90) / 180 * 0xFFFF).astype(np.int64)
    return np.argsort(block << 16 | band, kind="stable")


def _decided(keys: pl.DataFrame, order: NDArray[np.int64], decisions: Decisions) -> Decided:
    if not (decisions.same or decisions.apart):
        return Decided()
    rows = keys[order]
    at = {key: record for record, key in enumerate(rows.iter_rows())}

    def found(pairs: Sequence[tuple[Key, Key]]) -> NDArray[np.int32]:
        held = [(at[a], at[b]) for a, b in pairs if a in at and b in at]
        return np.array(held, dtype=np.int32).reshape(-1, 2)

    return Decided(found(decisions.same), found(decisions.apart))


def _incidents(found: _Found) -> pl.DataFrame:
    links, count = found.links, len(found.row)
    first = np.full(count, count)
    np.minimum.at(first, links.incident, found.row)
    incident = first[links.incident]
    order = np.argsort(incident * count + found.row)
    names = found.keys.select(pl.concat_str("ledger", "report_id", separator="/")).to_series()
    table = found.keys[found.row[order]]
    return table.select(
        names.gather(incident[order]).alias("incident_id"),
        "ledger",
        "report_id",
        probability=_belonging(links)[order],
    )


def _belonging(links: Links) -> NDArray[np.float64]:
    """Return (n,) the probability that each record is where it was put."""
    count = len(links.incident)
    a, b = links.pairs.a, links.pairs.b
    within = links.incident[a] == links.incident[b]
    total = sum(np.bincount(side[within], links.probability[within], count) for side in (a, b))
    members = np.bincount(links.incident, minlength=count)[links.incident]
    mean = (total / np.maximum(members - 1, 1)).clip(0, 1)
    return np.where(members > 1, mean, links.alone)


def _pairs(found: _Found, settings: LinkageSettings) -> pl.DataFrame:
    links = found.links
    within = links.incident[links.pairs.a] == links.incident[links.pairs.b]
    shown = np.flatnonzero((links.probability >= settings.least_probability) | within)
    shown = shown[np.argsort(-links.probability[shown], kind="stable")]
    a, b = found.row[links.pairs.a[shown]], found.row[links.pairs.b[shown]]
    fields = ("place", "date", "kind", "casualties", *settings.names)
    bits = {
        f"evidence_{field}": ratios[shown].astype(np.float64) / np.log(2)
        for field, ratios in zip(fields, links.evidence, strict=True)
    }
    return pl.DataFrame(
        {
            "ledger_a": found.keys["ledger"].gather(a),
            "report_a": found.keys["report_id"].gather(a),
            "ledger_b": found.keys["ledger"].gather(b),
            "report_b": found.keys["report_id"].gather(b),
            "probability": links.probability[shown],
            "same_incident": within[shown],
            "distance_km": links.distance_km[shown].round(3),
            "days_apart": links.days_apart[shown],
            **bits,
        }
    )


def _summary(
    found: _Found, held: _Held, ledgers: list[str], settings: LinkageSettings
) -> dict[str, Any]:
    return {
        "ledgers": [
            {"ledger": ledger, "reports": int(size), "not_compared": int(left_out)}
            for ledger, size, left_out in zip(ledgers, held.reports, held.unplaced, strict=True)
        ],
        "incidents": int((found.links.incident == np.arange(len(found.row))).sum()),
        "overlaps": _overlaps(found, held, ledgers),
        "pairs": _pair_counts(found.links, ledgers),
        "joined_from": round(found.links.joined_from, 4),
        "settings": asdict(settings),
    }


def _overlaps(found: _Found, held_by: _Held, ledgers: list[str]) -> list[dict[str, Any]]:
    """Return how many incidents are in all of some ledgers and in no other."""
    held = np.zeros(len(found.row), dtype=np.int64)
    np.bitwise_or.at(held, found.links.incident, 1 << held_by.ledger[found.row])
    counted = zip(*np.unique(held[held > 0], return_counts=True), strict=True)
    overlaps = [
        {
            "ledgers": [ledger for n, ledger in enumerate(ledgers) if bits >> n & 1],
            "incidents": int(incidents),
        }
        for bits, incidents in counted
    ]
    return sorted(overlaps, key=lambda overlap: (len(overlap["ledgers"]), overlap["ledgers"]))


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

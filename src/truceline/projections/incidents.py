"""Which reports of all ledgers are one incident, with what people decided about it.

Input: the imports that stand and the blobs they name; what was decided about reports and taken
back. A decision holds whatever the evidence says; as far as it names reports that are not held, it
is passed over.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

import polars as pl

from truceline.domain import incidents
from truceline.domain.arrangement_rules import did_you_mean
from truceline.domain.incidents import (
    Decision,
    IncidentFact,
    Pair,
    ReportName,
    ReportUnknown,
    joins,
    named,
    pair_of,
    reports_of,
)
from truceline.domain.linkage import LinkageSettings
from truceline.domain.periods import instant
from truceline.domain.reports import KEY
from truceline.errors import Refused
from truceline.journal import arrangements
from truceline.journal.blobs import Blobs
from truceline.journal.facts import received_at
from truceline.journal.incidents import recorded
from truceline.journal.protocol import Journal
from truceline.projections import datasets, linkage
from truceline.projections.linkage import Decisions, Linked
from truceline.projections.linkage_records import LedgersTooFew, Reach, reach_of
from truceline.projections.views import View

PAIRS: Final = {**linkage.PAIRS, "decision": pl.String}
"""Those of `linkage.PAIRS`, last the decision by which the two are one incident or two. Where a
person decided about what was never compared, there is no evidence."""
LEAST_CONTESTED, MOST_CONTESTED = 0.2, 0.8
"""Pairs with a probability between these are contested, unless a person decided."""
_BOTH = ("ledger_a", "report_a", "ledger_b", "report_b")


class SameReport(Refused):
    """A report is compared with itself."""

    code = "incident.same-report"
    text = "{report} is one report. Name two, as LEDGER/ID each."


@dataclass(frozen=True, slots=True)
class Taken:
    """Something decided or taken back, by whom, and when."""

    fact: IncidentFact
    author: str
    day: date


@dataclass(frozen=True, eq=False)
class Known:
    """What was known on a day: reports, and what people decided about them."""

    reports: pl.DataFrame
    taken: tuple[Taken, ...]
    on: date

    @cached_property
    def holding(self) -> dict[Pair, Decision]:
        """The decision that holds for each pair of reports."""
        return incidents.holding(taken.fact for taken in self.taken)

    @cached_property
    def names(self) -> frozenset[ReportName]:
        """The reports that are held."""
        return frozenset(self.reports.select(KEY).iter_rows()) if self.ledgers else frozenset()

    @property
    def ledgers(self) -> list[str]:
        """The ledgers that have reports."""
        listed = self.reports["ledger"].unique().sort() if self.reports.width else pl.Series()
        return list(listed)

    def report(self, text: str) -> ReportName:
        """Return the report that a person writes as LEDGER/ID.

        Raises:
            ReportUnknown: None of that name is held.
        """
        written = {named(report): report for report in self.names}
        if text not in written:
            hint = did_you_mean(text, sorted(written))
            raise ReportUnknown(report=text, hint=f" {hint}" if hint else "")
        return written[text]

    def row(self, report: ReportName) -> dict[str, Any]:
        """Return what a report says, by the columns of `domain.reports`."""
        ledger, report_id = report
        at = (pl.col("ledger") == ledger) & (pl.col("report_id") == report_id)
        return self.reports.filter(at).row(0, named=True)

    def about(self, one: ReportName, other: ReportName) -> Iterator[Taken]:
        """Yield what was decided about two reports, and what of it was taken back."""
        asked = pair_of(one, other)
        names: set[str] = set()
        for taken in self.taken:
            fact = taken.fact
            if fact.decision in names:
                yield taken
            elif isinstance(fact, Decision) and asked in incidents.pairs_of(fact):
                names.add(fact.decision)
                yield taken


def known(journal: Journal, blobs: Blobs, *, as_known_on: date | None = None) -> Known:
    """Return what was known when a day ended, or of all that is on record."""
    zone = ZoneInfo(arrangements.current(journal, blobs).zone)
    taken = [
        Taken(fact, entry.author, received_at(entry).astimezone(zone).date())
        for entry, fact in recorded(journal)
        if as_known_on is None
        or received_at(entry) < instant(as_known_on + timedelta(days=1), zone)
    ]
    reports = datasets.reports(journal, blobs, as_known_on=as_known_on)
    days = [one.day for one in taken]
    if reports.height:
        days.append(date.fromisoformat(str(reports["known_from"].str.head(10).max())))
    return Known(reports, tuple(taken), as_known_on or max(days, default=date.min))


def linked(held: Known, settings: LinkageSettings) -> Linked:
    """Link the reports of all ledgers as people decided, and by evidence where nobody did.

    Raises:
        LedgersTooFew: Fewer than two ledgers have reports.
        TrucelineError: They cannot be linked for another reason; see `projections.linkage.link`.
    """
    return _linked(held, settings, held.holding)


def _linked(held: Known, settings: LinkageSettings, holding: Mapping[Pair, Decision]) -> Linked:
    if len(held.ledgers) < 2:
        raise LedgersTooFew(ledgers=", ".join(held.ledgers) or "no ledger")
    holding = {pair: d for pair, d in holding.items() if held.names.issuperset(pair)}
    decisions = Decisions(
        same=[pair for pair, decision in holding.items() if joins(decision)],
        apart=[pair for pair, decision in holding.items() if not joins(decision)],
    )
    by_evidence = linkage.link(held.reports, settings, decisions)
    pairs = _decided_pairs(by_evidence, holding)
    standing = incidents.standing(taken.fact for taken in held.taken).values()
    summary = {
        **by_evidence.summary,
        "as_known_on": held.on.isoformat(),
        "decisions": {
            "standing": len(standing),
            "passed_over": sum(not held.names.issuperset(reports_of(d)) for d in standing),
        },
    }
    return Linked(pairs, _decided_incidents(by_evidence.incidents, pairs), summary)


def _decided_pairs(by_evidence: Linked, holding: Mapping[Pair, Decision]) -> pl.DataFrame:
    """Return the pairs with those on which a person decided, which are certain."""
    incident = by_evidence.incidents.select(*KEY, "incident_id").rows_by_key(KEY, unique=True)
    rows = [
        (*one, *other, float(joins(d)), incident[one] == incident[other], d.decision)
        for (one, other), d in holding.items()
    ]
    names = (*_BOTH, "probability", "same_incident", "decision")
    decided = pl.DataFrame(rows, {name: PAIRS[name] for name in names}, orient="row")
    compared = by_evidence.pairs.drop("probability", "same_incident")
    others = by_evidence.pairs.join(decided, on=_BOTH, how="anti")
    table = pl.concat([others, decided.join(compared, on=_BOTH, how="left")], how="diagonal")
    order = ["probability", *_BOTH]
    return table.sort(order, descending=[True, *[False] * 4])


def _decided_incidents(table: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the incidents, those about which a person decided with their mean probabilities."""
    within = pairs.filter("same_incident")
    sides = [
        within.select(
            "probability", "decision", ledger=f"ledger_{side}", report_id=f"report_{side}"
        )
        for side in "ab"
    ]
    sums = (
        pl.concat(sides)
        .group_by(KEY)
        .agg(
            pl.col("probability").sum().alias("together"),
            pl.col("decision").count().alias("decided"),
        )
    )
    members = pl.len().over("incident_id")
    touched = pl.col("decided").sum().over("incident_id") > 0
    mean = (pl.col("together").fill_null(0.0) / (members - 1)).clip(0, 1)
    return (
        table.join(sums, on=KEY, how="left", maintain_order="left")
        .with_columns(pl.when(touched).then(mean).otherwise("probability").alias("probability"))
        .drop("together", "decided")
    )


def views(journal: Journal, blobs: Blobs, settings: LinkageSettings) -> tuple[View, ...]:
    """Return the tables of incidents and pairs, none where fewer than two ledgers have reports."""
    held = known(journal, blobs)
    if len(held.ledgers) < 2:
        return ()
    found = linked(held, settings)
    places = held.reports.select(*KEY, "occurred_from", "lon", "lat")
    placed = found.incidents.join(places, on=KEY, how="left", maintain_order="left")
    return View("incident", placed), View("pair", found.pairs)


Member = tuple[ReportName, float]
"""A report of an incident, and the probability that it belongs there."""


def members(found: Linked) -> dict[str, list[Member]]:
    """Return the reports of each incident."""
    told: dict[str, list[Member]] = defaultdict(list)
    for incident, ledger, report, probability in found.incidents.iter_rows():
        told[incident].append(((ledger, report), probability))
    return told


def incident_with(found: Linked, report: ReportName) -> tuple[str, list[Member]]:
    """Return the incident in which a report stands."""
    ledger, report_id = report
    row = found.incidents.filter(ledger=ledger, report_id=report_id)
    incident = str(row["incident_id"].item())
    return incident, members(found)[incident]


def contested(found: Linked) -> pl.DataFrame:
    """Return the pairs that may as well be one incident as two, the most doubtful first."""
    doubt = (pl.col("probability") - 0.5).abs()
    between = pl.col("probability").is_between(LEAST_CONTESTED, MOST_CONTESTED)
    undecided = found.pairs.filter(between & pl.col("decision").is_null())
    return undecided.sort(doubt, *map(pl.col, _BOTH))


@dataclass(frozen=True, slots=True)
class Rival:
    """A report that competes for one of two others."""

    of: ReportName
    report: ReportName
    probability: float
    same_incident: bool


Hindrance = Literal["one-ledger", "no-place-or-date", "too-far", "too-many-days", "unlikely"]
"""Why two reports were not compared; "unlikely": they were, and soon let go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why two reports are one incident, or two."""

    reports: tuple[dict[str, Any], dict[str, Any]]
    """What each says."""
    incident: str | None
    """The incident in which both are; None where they are in two."""
    decision: Decision | None
    """The decision that holds."""
    taken: tuple[Taken, ...]
    """What was decided about the two, and taken back."""
    compared: dict[str, Any] | None
    """The row of `linkage.PAIRS`, as if nobody had decided; None where they were not compared, or
    where it was soon clear that they are two."""
    reach: Reach
    settings: LinkageSettings
    rivals: tuple[Rival, ...]
    """The likeliest others, at most three for each."""

    @property
    def hindrances(self) -> tuple[Hindrance, ...]:
        """Why the two were not compared; nothing where they were."""
        if self.compared is not None:
            return ()
        one, other = self.reports
        found: dict[Hindrance, bool] = {
            "one-ledger": one["ledger"] == other["ledger"],
            "no-place-or-date": bool(self.reach.unplaced),
            "too-far": self.reach.distance_km > self.reach.most_km,
            "too-many-days": self.reach.days_apart > self.settings.days,
        }
        return tuple(name for name, stands in found.items() if stands) or ("unlikely",)

    @property
    def rest_bits(self) -> float | None:
        """How common such pairs are and what competes, in bits: the odds less the evidence."""
        if self.compared is None or self.compared["evidence_place"] is None:
            return None
        probability = self.compared["probability"]
        if not 0 < probability < 1:
            return None
        evidence = sum(v for k, v in self.compared.items() if k.startswith("evidence_"))
        return float(math.log2(probability / (1 - probability)) - evidence)


def why(held: Known, settings: LinkageSettings, one: ReportName, other: ReportName) -> Why:
    """Return why two reports are one incident, or two.

    Raises:
        SameReport: Both are one report.
        TrucelineError: Nothing can be linked; see `linked`.
    """
    if one == other:
        raise SameReport(report=named(one))
    every = replace(settings, least_probability=0.0)
    asked = pair_of(one, other)
    found = _linked(held, every, held.holding)
    decision = held.holding.get(asked)
    undecided = found
    if decision is not None:
        rest = {pair: d for pair, d in held.holding.items() if pair != asked}
        undecided = _linked(held, every, rest)
    at = dict(zip(_BOTH, (*asked[0], *asked[1]), strict=True))
    rows = undecided.pairs.filter(**at).drop("decision").to_dicts()
    ids = [incident_with(found, report)[0] for report in asked]
    rows_of_both = held.reports.join(pl.DataFrame(asked, KEY, orient="row"), on=KEY, how="semi")
    return Why(
        reports=(held.row(one), held.row(other)),
        incident=ids[0] if ids[0] == ids[1] else None,
        decision=decision,
        taken=tuple(held.about(one, other)),
        compared=rows[0] if rows else None,
        reach=reach_of(rows_of_both, settings),
        settings=settings,
        rivals=(*_rivals(found, one, other), *_rivals(found, other, one)),
    )


_MOST_RIVALS = 3
_LEAST_RIVAL = 0.01


def _rivals(found: Linked, report: ReportName, other: ReportName) -> Sequence[Rival]:
    rows = pairs_with(found, [report]).filter(pl.col("probability") >= _LEAST_RIVAL)
    rivals = []
    for row in rows.iter_rows(named=True):
        a, b = (row["ledger_a"], row["report_a"]), (row["ledger_b"], row["report_b"])
        rival = b if a == report else a
        if rival != other:
            rivals.append(Rival(report, rival, row["probability"], row["same_incident"]))
    return rivals[:_MOST_RIVALS]


def pairs_with(found: Linked, reports: Sequence[ReportName]) -> pl.DataFrame:
    """Return the pairs of which either is among some reports, the most probable first."""
    asked = pl.DataFrame(reports, dict.fromkeys(KEY, pl.String), orient="row")
    sides = [
        found.pairs.join(asked, left_on=[f"ledger_{s}", f"report_{s}"], right_on=KEY, how="semi")
        for s in "ab"
    ]
    both = pl.concat(sides).unique(_BOTH)
    return both.sort("probability", *_BOTH, descending=[True, *[False] * 4])

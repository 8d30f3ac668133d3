"""Deciding which reports speak of one incident, and taking such a decision back."""

from collections.abc import Sequence
from typing import TypeVar

import polars as pl

from truceline.actions import datasets
from truceline.actions.desk import Desk
from truceline.domain import incidents
from truceline.domain.datasets import REPORT_KINDS, held
from truceline.domain.incidents import (
    DecisionTakenBack,
    IncidentFact,
    IncidentsMerged,
    ReportName,
    ReportsConfirmed,
    ReportsSplit,
    ReportUnknown,
)
from truceline.domain.reports import KEY
from truceline.journal.incidents import STREAM, recorded

Made = TypeVar("Made", bound=IncidentFact)


def facts(desk: Desk) -> list[IncidentFact]:
    """Return what was decided and taken back, in order."""
    return [fact for _, fact in recorded(desk.journal)]


def confirm(desk: Desk, reports: Sequence[ReportName], *, reason: str) -> ReportsConfirmed:
    """Decide that reports speak of one incident, also reports of one ledger.

    Raises:
        ReportUnknown: One of them is not held.
        TrucelineError: The decision breaks another rule; see `domain.incidents.check`.
    """
    before = facts(desk)
    fact = ReportsConfirmed(
        decision=incidents.next_name(before), reports=_distinct(reports), reason=_line(reason)
    )
    return _record(desk, fact, before)


def split(
    desk: Desk, reports: Sequence[ReportName], others: Sequence[ReportName], *, reason: str
) -> ReportsSplit:
    """Decide that reports do not speak of the incident of others; of each other it says nothing.

    Raises:
        ReportUnknown: One of them is not held.
        TrucelineError: The decision breaks another rule; see `domain.incidents.check`.
    """
    before = facts(desk)
    fact = ReportsSplit(
        decision=incidents.next_name(before),
        reports=_distinct(reports),
        others=_distinct(others),
        reason=_line(reason),
    )
    return _record(desk, fact, before)


def merge(
    desk: Desk, reports: Sequence[ReportName], others: Sequence[ReportName], *, reason: str
) -> IncidentsMerged:
    """Decide that two incidents are one.

    Args:
        desk: Where it is recorded.
        reports: All reports of the one incident, as the person saw it.
        others: All reports of the other.
        reason: Why.

    Raises:
        ReportUnknown: One of them is not held.
        TrucelineError: The decision breaks another rule; see `domain.incidents.check`.
    """
    before = facts(desk)
    fact = IncidentsMerged(
        decision=incidents.next_name(before),
        reports=_distinct(reports),
        others=_distinct(others),
        reason=_line(reason),
    )
    return _record(desk, fact, before)


def take_back(desk: Desk, decision: str, *, reason: str) -> DecisionTakenBack:
    """Take a decision back; what it overrode holds again.

    Raises:
        DecisionUnknown: No decision of that name stands.
        DecisionsContradict: What would hold again contradicts what was decided since.
        ReasonMissing: There is no reason.
    """
    fact = DecisionTakenBack(decision=decision, reason=_line(reason))
    return _record(desk, fact, facts(desk))


def _record(desk: Desk, fact: Made, before: Sequence[IncidentFact]) -> Made:
    incidents.check(before, fact)
    if not isinstance(fact, DecisionTakenBack):
        _check_held(desk, incidents.reports_of(fact))
    desk.record(STREAM, [fact], after=len(before))
    return fact


def _check_held(desk: Desk, reports: Sequence[ReportName]) -> None:
    asked = pl.LazyFrame(reports, schema=dict.fromkeys(KEY, pl.String), orient="row")
    found = [
        pl.scan_parquet(desk.blobs.open(dataset.rows_sha256)).join(asked, on=KEY, how="semi")
        for dataset in held(datasets.facts(desk))
        if dataset.kind in REPORT_KINDS
    ]
    known = {row for rows in found for row in rows.select(KEY).collect().iter_rows()}
    for report in reports:
        if report not in known:
            raise ReportUnknown(report=incidents.named(report), hint="")


def _distinct(reports: Sequence[ReportName]) -> tuple[ReportName, ...]:
    return tuple(dict.fromkeys(reports))


def _line(reason: str) -> str:
    return " ".join(reason.split())

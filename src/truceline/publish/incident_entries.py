"""Entries about incidents in one sentence each."""

from truceline.domain.incidents import (
    DecisionTakenBack,
    IncidentFact,
    IncidentsMerged,
    ReportName,
    ReportsConfirmed,
    ReportsSplit,
    named,
)
from truceline.wording import listed, say


def sentence(fact: IncidentFact) -> str:
    """Return what an entry about an incident says."""
    match fact:
        case ReportsConfirmed():
            return say(
                "{decision}: {reports} speak of one incident. “{reason}”",
                decision=fact.decision,
                reports=_names(fact.reports),
                reason=fact.reason,
            )
        case ReportsSplit():
            return say(
                "{decision}: {reports} on one side and {others} on the other do not speak of one "
                "incident. “{reason}”",
                decision=fact.decision,
                reports=_names(fact.reports),
                others=_names(fact.others),
                reason=fact.reason,
            )
        case IncidentsMerged():
            return say(
                "{decision}: the incidents of {reports} and of {others} are one. “{reason}”",
                decision=fact.decision,
                reports=_names(fact.reports),
                others=_names(fact.others),
                reason=fact.reason,
            )
        case DecisionTakenBack():
            return say(
                "{decision} is taken back. “{reason}”", decision=fact.decision, reason=fact.reason
            )


def _names(reports: tuple[ReportName, ...]) -> str:
    return listed([named(report) for report in reports])

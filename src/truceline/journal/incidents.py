"""What people decided about reports, as it stands on record."""

from truceline.domain.incidents import (
    DecisionTakenBack,
    IncidentFact,
    IncidentsMerged,
    ReportsConfirmed,
    ReportsSplit,
)
from truceline.journal.facts import entries_of
from truceline.journal.protocol import Entry, Journal

STREAM = "incidents"
_KINDS: list[type[IncidentFact]] = [
    ReportsConfirmed,
    ReportsSplit,
    IncidentsMerged,
    DecisionTakenBack,
]


def recorded(journal: Journal) -> list[tuple[Entry, IncidentFact]]:
    """Return each decision, and each taking back of one, with its entry, in order."""
    return list(entries_of(journal, STREAM, _KINDS))

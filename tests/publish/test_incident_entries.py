from truceline.domain.incidents import (
    DecisionTakenBack,
    IncidentsMerged,
    ReportsConfirmed,
    ReportsSplit,
)
from truceline.publish.incident_entries import sentence

A, B, C = ("north", "1"), ("south", "2"), ("south", "3")


def test_says_what_entries_say() -> None:
    told = sentence(ReportsConfirmed(decision="decision-1", reports=(A, B, C), reason="Seen."))
    assert told == "decision-1: north/1, south/2, and south/3 speak of one incident. “Seen.”"
    split = ReportsSplit(decision="decision-2", reports=(A,), others=(B, C), reason="Two.")
    assert sentence(split) == (
        "decision-2: north/1 on one side and south/2 and south/3 on the other do not speak of one "
        "incident. “Two.”"
    )
    merged = IncidentsMerged(decision="decision-3", reports=(A, B), others=(C,), reason="One.")
    assert sentence(merged) == (
        "decision-3: the incidents of north/1 and south/2 and of south/3 are one. “One.”"
    )
    taken = DecisionTakenBack(decision="decision-2", reason="Wrong.")
    assert sentence(taken) == "decision-2 is taken back. “Wrong.”"

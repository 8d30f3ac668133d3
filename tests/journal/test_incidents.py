from pathlib import Path

from tests.incidents import Centre

from truceline.actions import incidents
from truceline.journal.incidents import recorded


def test_returns_what_was_decided_with_its_entries(tmp_path: Path) -> None:
    centre = Centre.made(tmp_path)
    assert recorded(centre.desk.journal) == []
    centre.take_in("north", "n-1,2021-04-01", "n-2,2021-04-01")
    made = incidents.confirm(centre.desk, [("north", "n-1"), ("north", "n-2")], reason="Copy.")
    taken = incidents.take_back(centre.desk, made.decision, reason="No copy.")
    (first, fact), (second, back) = recorded(centre.desk.journal)
    assert (fact, back) == (made, taken)
    assert first.position + 1 == second.position
    assert first.author == centre.desk.author

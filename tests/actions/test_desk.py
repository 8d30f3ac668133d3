from datetime import UTC, datetime

from truceline.actions.desk import Desk
from truceline.assembly import Workspace
from truceline.domain.datasets import DatasetWithdrawn


def test_records_what_who_and_when(workspace: Workspace) -> None:
    def noon() -> datetime:
        return datetime(2017, 9, 15, 12, tzinfo=UTC)

    desk = Desk(workspace.desk.journal, workspace.desk.blobs, noon, "watch")
    fact = DatasetWithdrawn(dataset="ucdp-1", reason="wrong file")
    (entry,) = desk.record("datasets", [fact], after=0)
    assert (entry.author, entry.claimed) == ("watch", "2017-09-15T12:00:00.000Z")
    assert entry.record.body == {"dataset": "ucdp-1", "reason": "wrong file"}
    assert desk.facts("datasets", [DatasetWithdrawn]) == [fact]
    assert desk.today().isoformat() == "2017-09-15"


def test_names_the_blobs_of_a_fact(workspace: Workspace) -> None:
    desk = workspace.desk
    sha256 = desk.blobs.put(b"rows")
    fact = DatasetWithdrawn(dataset="ucdp-1", reason=sha256)
    (entry,) = desk.record("datasets", [fact], after=0)
    assert entry.record.blobs == (sha256,)

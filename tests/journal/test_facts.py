from truceline.assembly import Workspace
from truceline.domain.arrangement import ArrangementAdopted
from truceline.domain.datasets import DatasetWithdrawn
from truceline.journal.facts import facts_of
from truceline.journal.protocol import Record, StreamId


def test_reads_the_kinds_it_was_asked_for(workspace: Workspace) -> None:
    journal = workspace.desk.journal
    journal.append(
        StreamId("arrangement"),
        [Record("weather.noted", 1, {"sky": "grey"})],
        after=1,
        author="a",
        claimed="2020-01-01T00:00:00.000Z",
    )
    (fact,) = facts_of(journal, "arrangement", [ArrangementAdopted])
    assert fact.arrangement == "island"
    assert facts_of(journal, "arrangement", [DatasetWithdrawn]) == []

from dataclasses import replace

from truceline.actions.arrangement import adopt
from truceline.assembly import Workspace
from truceline.domain.arrangement import Arrangement, ArrangementAdopted
from truceline.journal import arrangements
from truceline.journal.facts import facts_of


def test_the_last_one_adopted_stands_and_the_first_is_kept(
    workspace: Workspace, island: Arrangement
) -> None:
    desk = workspace.desk
    adopt(desk, replace(island, name="The Halt, renamed"))
    assert arrangements.current(desk.journal, desk.blobs).name == "The Halt, renamed"
    first = facts_of(desk.journal, arrangements.STREAM, [ArrangementAdopted])[0]
    assert arrangements.read(desk.blobs, first) == island

from dataclasses import replace

from truceline.actions.arrangement import adopt
from truceline.assembly import Workspace
from truceline.domain.arrangement import Arrangement
from truceline.projections.arrangement import current


def test_what_was_adopted_last_stands(workspace: Workspace, island: Arrangement) -> None:
    desk = workspace.desk
    assert current(desk.journal, desk.blobs) == island
    renamed = replace(island, name="The Halt, renamed")
    assert adopt(desk, renamed) is not None
    assert current(desk.journal, desk.blobs).name == "The Halt, renamed"


def test_nothing_is_recorded_when_nothing_changed(
    workspace: Workspace, island: Arrangement
) -> None:
    before = len(list(workspace.desk.journal.read()))
    assert adopt(workspace.desk, island) is None
    assert len(list(workspace.desk.journal.read())) == before

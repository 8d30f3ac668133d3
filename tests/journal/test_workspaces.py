from truceline.actions.workspaces import declare_exercise
from truceline.assembly import Workspace
from truceline.journal.workspaces import is_exercise


def test_only_the_first_entry_declares_an_exercise(workspace: Workspace) -> None:
    assert not is_exercise(workspace.desk.journal)
    declare_exercise(workspace.desk)
    assert not is_exercise(workspace.desk.journal)

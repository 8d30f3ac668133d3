from pathlib import Path

import pytest

from truceline.actions.backups import STREAM
from truceline.assembly import Workspace, back_up, restore
from truceline.domain.backups import LogRestored
from truceline.journal.tree import leaf_hash


@pytest.fixture
def workspace(bare_workspace: Workspace) -> Workspace:
    return bare_workspace


def test_a_restore_names_where_the_old_log_ended(workspace: Workspace, tmp_path: Path) -> None:
    (last,) = workspace.desk.journal.notes()
    back_up(workspace.folder, tmp_path / "saved")
    restored, _ = restore(tmp_path / "saved", tmp_path / "first")
    assert restored.desk.facts(STREAM, [LogRestored]) == [
        LogRestored(log=workspace.log.name, entries=1, last=leaf_hash(last).hex())
    ]


def test_a_restore_of_a_restore_names_each_log(workspace: Workspace, tmp_path: Path) -> None:
    back_up(workspace.folder, tmp_path / "saved")
    first, _ = restore(tmp_path / "saved", tmp_path / "first")
    back_up(first.folder, tmp_path / "again")
    second, _ = restore(tmp_path / "again", tmp_path / "second")
    facts = second.desk.facts(STREAM, [LogRestored])
    assert [(fact.log, fact.entries) for fact in facts] == [
        (workspace.log.name, 1),
        (first.log.name, 1),
    ]

"""The restore drill: P15, a restore never makes a node contradict itself."""

from dataclasses import replace
from pathlib import Path

import apsw
import pytest
from tests.cli.conftest import Run

from truceline.actions.arrangement import adopt
from truceline.assembly import Workspace, open_workspace
from truceline.domain.arrangement import Arrangement
from truceline.journal.checkpoints import opened_checkpoint
from truceline.journal.log import opened_entry
from truceline.journal.protocol import Entry, LogClosed
from truceline.journal.tree import leaf_hash, root_of
from truceline.projections.arrangement import current


@pytest.fixture
def workspace(bare_workspace: Workspace) -> Workspace:
    return bare_workspace


def everything(workspace: Workspace) -> list[Entry]:
    return list(workspace.desk.journal.read())


@pytest.mark.parametrize("name", ["saved", "saved.tar"])
def test_p15_the_drill(run: Run, workspace: Workspace, tmp_path: Path, name: str) -> None:
    saved, restored = tmp_path / name, tmp_path / "restored"
    before = everything(workspace)
    held = current(workspace.desk.journal, workspace.desk.blobs)
    made = run("-w", workspace.folder, "backup", saved)
    assert made.exit_code == 0, made.output
    assert f"truceline restore {saved}" in made.stdout
    lost = workspace.desk.journal.append(
        before[0].stream, [before[0].record], after=1, author="a", claimed=before[0].claimed
    )

    done = run("restore", saved, restored)
    assert done.exit_code == 0, done.output
    again = open_workspace(restored)
    assert str(again.log) in done.stdout
    assert everything(again)[:-1] == before
    assert current(again.desk.journal, again.desk.blobs) == held

    # Nothing signed now can be taken for what was signed after the backup.
    (new,) = everything(again)[len(before) :]
    assert new.position == lost[0].position
    assert (new.log, new.seq) != (lost[0].log, lost[0].seq)
    assert again.log.public != workspace.log.public
    assert opened_entry(new.note, again.log, first=len(before)) == new

    # Each log verifies with its own key.
    for log in again.desk.journal.logs():
        notes = list(again.desk.journal.notes(log=log.verifier.name))
        newest = list(again.desk.journal.checkpoints(log=log.verifier.name))[-1]
        assert opened_checkpoint(newest, log.verifier).root == root_of(
            [leaf_hash(note) for note in notes]
        )
    doctor = run("-w", restored, "doctor")
    assert doctor.exit_code == 0, doctor.output


def test_p15_two_restores_of_one_backup_are_two_logs(
    run: Run, workspace: Workspace, tmp_path: Path
) -> None:
    run("-w", workspace.folder, "backup", tmp_path / "saved")
    for name in "abc":
        assert run("restore", tmp_path / "saved", tmp_path / name).exit_code == 0
    logs = [open_workspace(tmp_path / name).log for name in "abc"] + [workspace.log]
    assert len({log.name for log in logs}) == len({log.public for log in logs}) == 4


def test_p15_a_record_copied_out_of_a_backup_is_not_written_to(
    run: Run, workspace: Workspace, tmp_path: Path, island: Arrangement
) -> None:
    run("-w", workspace.folder, "backup", tmp_path / "saved")
    record = workspace.folder / "journal.db"
    record.write_bytes((tmp_path / "saved" / "journal.db").read_bytes())
    with pytest.raises(LogClosed, match="truceline restore"):
        adopt(workspace.desk, replace(island, name="Another name"))
    doctor = run("-w", workspace.folder, "doctor")
    assert doctor.exit_code == 1
    assert "[journal.log-closed]" in doctor.stdout


def test_a_backup_holds_no_private_key(run: Run, workspace: Workspace, tmp_path: Path) -> None:
    run("-w", workspace.folder, "backup", tmp_path / "saved")
    held = b"".join(f.read_bytes() for f in (tmp_path / "saved").rglob("*") if f.is_file())
    assert b"PRIVATE KEY" not in held
    assert (workspace.folder / "keys" / "node.pem").read_bytes() not in held


def test_a_damaged_blob_is_told_and_does_not_stop_a_backup_or_a_restore(
    run: Run, workspace: Workspace, tmp_path: Path
) -> None:
    blob = next((workspace.folder / "blobs").glob("??/*"))
    blob.write_bytes(b"changed")
    for words in (
        ["-w", workspace.folder, "backup", tmp_path / "saved"],
        ["restore", tmp_path / "saved", tmp_path / "restored"],
    ):
        result = run(*words)
        assert result.exit_code == 1
        assert f"The blob {blob.name}" in result.stderr
    assert len(everything(open_workspace(tmp_path / "restored"))) == 2


@pytest.mark.parametrize("name", ["journal.db", "truceline.toml"])
def test_a_backup_with_a_changed_record_is_not_gone_on_from(
    run: Run, workspace: Workspace, tmp_path: Path, name: str
) -> None:
    run("-w", workspace.folder, "backup", tmp_path / "saved")
    with (tmp_path / "saved" / name).open("ab") as file:
        file.write(b"#")
    result = run("restore", tmp_path / "saved", tmp_path / "restored")
    assert getattr(result.exception, "code", None) == "backup.damaged"
    assert name in str(result.exception)
    assert not (tmp_path / "restored").exists()
    assert not list(tmp_path.glob(".*"))


def test_a_record_that_was_damaged_before_is_told_and_not_gone_on_from(
    run: Run, workspace: Workspace, tmp_path: Path
) -> None:
    db = apsw.Connection(str(workspace.folder / "journal.db"))
    db.execute("UPDATE entry SET leaf = 'x'")
    db.close()
    made = run("-w", workspace.folder, "backup", tmp_path / "saved")
    assert made.exit_code == 1
    assert "[journal.damaged]" in made.stderr
    result = run("restore", tmp_path / "saved", tmp_path / "restored")
    assert getattr(result.exception, "code", None) == "journal.damaged"


def test_says_what_to_do_without_a_backup_or_room(
    run: Run, workspace: Workspace, tmp_path: Path
) -> None:
    result = run("restore", tmp_path, tmp_path / "restored")
    assert getattr(result.exception, "code", None) == "backup.missing"
    run("-w", workspace.folder, "backup", tmp_path / "saved")
    result = run("restore", tmp_path / "saved", workspace.folder)
    assert getattr(result.exception, "code", None) == "workspace.folder-taken"
    (tmp_path / "empty").mkdir()
    assert run("restore", tmp_path / "saved", tmp_path / "empty").exit_code == 0

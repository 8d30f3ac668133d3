"""`truceline journal`, on a workspace with a few entries."""

import json
from pathlib import Path

import apsw
import pytest
from tests.cli.conftest import Run
from tests.verifier import second

from truceline.assembly import FolderTaken, NoWorkspace, Workspace
from truceline.cli.journal import EntryUnknown, KeyNeeded
from truceline.domain.datasets import DatasetWithdrawn
from truceline.journal.checkpoints import opened_checkpoint
from truceline.journal.tiles import TilesUnfit
from truceline.journal.tree import ProofWrong


@pytest.fixture
def workspace(bare_workspace: Workspace) -> Workspace:
    return bare_workspace


@pytest.fixture
def record(workspace: Workspace) -> Workspace:
    """A workspace whose record has four entries: the arrangement, and three more."""
    for number in range(3):
        fact = DatasetWithdrawn(dataset=f"ucdp-{number}", reason="Wrong file.")
        workspace.desk.record("datasets", [fact], after=number)
    return workspace


def spoil(record: Workspace, entry: int) -> None:
    db = apsw.Connection(str(record.folder / "journal.db"))
    note = db.execute("SELECT note FROM entry WHERE position = ?", (entry,)).get
    changed = note.replace(b"Wrong", b"Right")
    db.execute("UPDATE entry SET note = ? WHERE position = ?", (changed, entry))
    db.close()


def test_verifies_the_record_and_the_files_that_it_names(run: Run, record: Workspace) -> None:
    result = run("-w", record.folder, "journal", "verify")
    assert result.exit_code == 0
    assert "The record is whole: 4 entries" in result.stdout
    assert "1 file that it names is unchanged." in result.stdout
    assert result.stderr == ""


def test_p13_names_the_first_entry_that_was_changed(run: Run, record: Workspace) -> None:
    spoil(record, 3)
    spoil(record, 2)
    result = run("-w", record.folder, "journal", "verify")
    assert result.exit_code == 1
    assert result.stderr == "Entry 2: its hash does not match.\n"
    assert "The record is not whole. The 2 entries before the fault hold." in result.stdout
    told = json.loads(run("-w", record.folder, "journal", "verify", "--json").stdout)
    assert (told["whole"], told["fault"]["number"]) == (False, 2)


def test_p13_names_the_entry_whose_file_was_changed(run: Run, record: Workspace) -> None:
    (blob,) = next(record.desk.journal.read()).record.blobs
    file = record.desk.blobs.open(blob)
    file.write_bytes(file.read_bytes().replace(b"a", b"b", 1))
    result = run("-w", record.folder, "journal", "verify")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Entry 0: The blob {blob} in ")


def test_p3_compares_with_a_checkpoint_kept_elsewhere(
    run: Run, record: Workspace, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(record.desk.journal.checkpoint())
    record.desk.record("datasets", [DatasetWithdrawn(dataset="ucdp-3")], after=3)
    verify = ("-w", record.folder, "journal", "verify", "--kept", kept)
    assert run(*verify).exit_code == 0
    kept.write_bytes(kept.read_bytes().replace(b"\n4\n", b"\n3\n"))
    result = run(*verify)
    assert (result.exit_code, result.stderr[:12]) == (1, "Checkpoint 6")


def test_lists_entries_in_words(run: Run, record: Workspace) -> None:
    result = run("-w", record.folder, "journal", "show")
    assert result.exit_code == 0
    title, _, *lines = result.stdout.splitlines()
    assert title == f"The record {record.log.name}"
    assert [line.split(".")[0] for line in lines] == ["0", "1", "2", "3"]
    assert lines[3].endswith("operator: The import ucdp-2 was taken back. Wrong file.")
    told = json.loads(run("-w", record.folder, "journal", "show", "--json").stdout)
    assert [one["number"] for one in told] == [0, 1, 2, 3]


def test_shows_everything_about_one_entry(run: Run, record: Workspace) -> None:
    result = run("-w", record.folder, "journal", "show", "2")
    assert "The import ucdp-1 was taken back. Wrong file." in result.stdout
    assert list(record.desk.journal.notes())[2].decode() in result.stdout
    (told,) = json.loads(run("-w", record.folder, "journal", "show", "2", "--json").stdout)
    assert told["body"]["dataset"] == "ucdp-1"
    assert isinstance(run("-w", record.folder, "journal", "show", "4").exception, EntryUnknown)


def test_p17_others_check_what_was_exported(run: Run, record: Workspace, tmp_path: Path) -> None:
    key = str(record.log)
    result = run("-w", record.folder, "journal", "export", tmp_path / "out")
    assert result.exit_code == 0
    out = tmp_path / "out" / record.log.name.rpartition("/")[2]
    command = result.stdout.splitlines()[-1]
    assert command == f"truceline journal verify {out} --key {key}"
    assert run("journal", "verify", out, "--key", key).exit_code == 0
    assert run("journal", "verify", out, "--key", out / "log.vkey").exit_code == 0
    assert second.verify(out, second.parse_key(key)) is None

    tile = out / "tile/0/000.p/4"
    tile.write_bytes(tile.read_bytes()[::-1])
    assert isinstance(run("journal", "verify", out, "--key", key).exception, TilesUnfit)
    bundle = out / "tile/entries/000.p/4"
    bundle.write_bytes(bundle.read_bytes().replace(b"ucdp-1", b"ucdp-9"))
    result = run("journal", "verify", out, "--key", key)
    assert (result.exit_code, result.stderr[:8]) == (1, "Entry 2:")


def test_a_key_that_came_with_it_proves_nothing(
    run: Run, record: Workspace, tmp_path: Path
) -> None:
    run("-w", record.folder, "journal", "export", tmp_path / "out")
    (out,) = (tmp_path / "out").iterdir()
    assert isinstance(run("journal", "verify", out).exception, KeyNeeded)


def test_p13_a_damaged_record_is_not_exported(run: Run, record: Workspace, tmp_path: Path) -> None:
    spoil(record, 1)
    result = run("-w", record.folder, "journal", "export", tmp_path / "out")
    assert (result.exit_code, result.stderr) == (1, "Entry 1: its hash does not match.\n")
    assert not (tmp_path / "out").exists()


def test_leaves_a_folder_alone_that_holds_something(
    run: Run, record: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "precious").write_text("x", encoding="utf-8")
    result = run("-w", record.folder, "journal", "export", tmp_path)
    assert isinstance(result.exception, FolderTaken)


def test_writes_a_receipt_that_holds_offline(run: Run, record: Workspace, tmp_path: Path) -> None:
    file, key = tmp_path / "2.tlog-proof", str(record.log)
    assert run("-w", record.folder, "journal", "receipt", "2", "--out", file).exit_code == 0
    printed = run("-w", record.folder, "journal", "receipt", "2").stdout_bytes
    assert printed == file.read_bytes()
    result = run("journal", "receipt", "--check", file, "--key", key)
    assert result.exit_code == 0
    assert "Entry 2 is in the record" in result.stdout
    assert second.check_receipt(printed, second.parse_key(key))["seq"] == 2

    file.write_bytes(printed.replace(b"index 2", b"index 1"))
    failed = run("journal", "receipt", "--check", file, "--key", key)
    assert isinstance(failed.exception, ProofWrong)
    assert isinstance(run("journal", "receipt", "--check", file).exception, KeyNeeded)


def test_says_what_a_receipt_needs(run: Run, record: Workspace, tmp_path: Path) -> None:
    assert run("-w", record.folder, "journal", "receipt").exit_code == 2
    missing = run("-w", record.folder, "journal", "receipt", "9")
    assert isinstance(missing.exception, EntryUnknown)
    assert isinstance(run("-w", tmp_path, "journal", "receipt", "1").exception, NoWorkspace)


def test_an_empty_record_is_whole(run: Run, record: Workspace) -> None:
    checkpoint = next(iter(record.desk.journal.checkpoints()))
    assert opened_checkpoint(checkpoint, record.log).size == 0
    assert run("-w", record.folder, "journal", "verify").exit_code == 0

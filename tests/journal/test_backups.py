import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from truceline.errors import TrucelineError
from truceline.journal import backups
from truceline.journal.backups import BackupDamaged, BackupTaken, NoBackup

Backup = Callable[[Path], list[TrucelineError]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What a workspace may hold."""
    for name in [
        "truceline.toml",
        "arrangement/arrangement.toml",
        "blobs/ab/abcd",
        "blobs/.rows.1.1.draft",
        "keys/node.pem",
        "views.gpkg",
        "journal.db",
        "journal.db-journal",
        "quarantine/rows.csv",
    ]:
        file = tmp_path / "centre" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name, encoding="utf-8")
    return tmp_path / "centre"


@pytest.fixture
def backup(folder: Path) -> Backup:
    def make(target: Path) -> list[TrucelineError]:
        return backups.make(folder, target, copy_record, no_look)

    return make


def copy_record(file: Path) -> None:
    file.write_text("copy", encoding="utf-8")


def no_look(_: Path) -> list[TrucelineError]:
    return []


def names(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


SAVED = {
    "truceline.toml",
    "arrangement/arrangement.toml",
    "blobs/ab/abcd",
    "journal.db",
    "quarantine/rows.csv",
}


@pytest.mark.parametrize("name", ["saved", "saved.tar"])
def test_saves_all_but_keys_drafts_and_views(backup: Backup, tmp_path: Path, name: str) -> None:
    assert backup(tmp_path / name) == []
    backups.unpack(tmp_path / name, tmp_path / "again")
    assert names(tmp_path / "again") == {*SAVED, "backup.json"}
    assert (tmp_path / "again" / "journal.db").read_text() == "copy"
    backups.forget_list(tmp_path / "again")
    assert names(tmp_path / "again") == SAVED
    assert (tmp_path / name).stat().st_mode & 0o077 == 0
    assert {p.name for p in tmp_path.iterdir()} == {"centre", "again", name}


def test_says_what_a_look_at_the_copy_finds(folder: Path, tmp_path: Path) -> None:
    seen: list[set[str]] = []

    def look(saved: Path) -> list[TrucelineError]:
        seen.append(names(saved))
        return [NoBackup(place=saved)]

    found = backups.make(folder, tmp_path / "saved", lambda file: file.touch(), look)
    assert seen == [{*SAVED, "backup.json"}]
    assert [fault.code for fault in found] == ["backup.missing"]


def test_never_replaces_a_backup(backup: Backup, tmp_path: Path) -> None:
    backup(tmp_path / "saved")
    with pytest.raises(BackupTaken, match="Choose another name"):
        backup(tmp_path / "saved")


def test_a_backup_that_fails_leaves_nothing_behind(folder: Path, tmp_path: Path) -> None:
    def fail(_: Path) -> None:
        raise OSError("the disk is full")  # noqa: EM101, TRY003  as the system says it

    with pytest.raises(OSError, match="the disk is full"):
        backups.make(folder, tmp_path / "saved", fail, no_look)
    assert [p.name for p in tmp_path.iterdir()] == ["centre"]


def test_names_each_file_that_is_not_what_was_written(backup: Backup, tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    backup(saved)
    (saved / "truceline.toml").unlink()
    (saved / "journal.db").write_text("changed", encoding="utf-8")
    (saved / "added").touch()
    found = {str(f.facts["file"]): f.facts["fault"] for f in backups.faults(saved, saved)}
    assert found == {
        "truceline.toml": "missing",
        "journal.db": "not what was written",
        "added": "not what was written",
    }
    assert all(isinstance(fault, BackupDamaged) for fault in backups.faults(saved, saved))


def test_says_what_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file.tar").write_bytes(b"not packed")
    with tarfile.open(tmp_path / "other.tar", "w"):
        pass
    for name in ("folder", "file.tar", "other.tar"):
        with pytest.raises(NoBackup, match="not a backup"):
            backups.unpack(tmp_path / name, tmp_path / "again")


def test_a_packed_backup_cannot_write_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "backup.json").write_text(json.dumps({"files": {}}), encoding="utf-8")
    with tarfile.open(tmp_path / "saved.tar", "w") as packed:
        packed.add(tmp_path / "backup.json", arcname="../outside.json")
    with pytest.raises(BackupDamaged, match=r"outside the destination"):
        backups.unpack(tmp_path / "saved.tar", tmp_path / "again")


def test_a_packed_backup_that_breaks_off_is_told(backup: Backup, tmp_path: Path) -> None:
    backup(tmp_path / "saved.tar")
    content = (tmp_path / "saved.tar").read_bytes()
    (tmp_path / "saved.tar").write_bytes(content[: content.rindex(b"quarantine/rows.csv") + 8])
    with pytest.raises(BackupDamaged, match=r"saved\.tar is not as it was packed"):
        backups.unpack(tmp_path / "saved.tar", tmp_path / "again")


@pytest.mark.parametrize("content", ["{", "[]", '{"files": 1}', "{}"])
def test_a_list_that_cannot_be_read_is_told(backup: Backup, tmp_path: Path, content: str) -> None:
    saved = tmp_path / "saved"
    backup(saved)
    (saved / "backup.json").write_text(content, encoding="utf-8")
    assert [fault.facts["fault"] for fault in backups.faults(saved, saved)] == ["unreadable"]

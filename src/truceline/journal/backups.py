"""Backups: all that a workspace holds, but no private key and nothing that can be made again.

A backup is a folder, or the same packed as one `.tar` file, with a list of its files and their
SHA-256. The record in it is a copy that is closed: whoever goes on from a backup begins a new log.
"""

import json
import shutil
import tarfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from truceline.errors import NotFound, Refused, TrucelineError, Unsafe
from truceline.journal import files
from truceline.journal.blobs import hash_of

RECORD = "journal.db"
BLOBS = "blobs"
KEYS = "keys"
_LEFT_OUT = {RECORD, f"{RECORD}-journal", KEYS, "views.gpkg"}
_LIST = "backup.json"
_PACKED = ".tar"


class BackupTaken(Refused):
    """A backup never replaces another."""

    code = "backup.taken"
    text = "{target} is there already. Choose another name."


class NoBackup(NotFound):
    """A folder or file is no backup."""

    code = "backup.missing"
    text = "{place} is not a backup. Name what `truceline backup` wrote."


class BackupDamaged(Unsafe):
    """A file of a backup is not what was written."""

    code = "backup.damaged"
    text = (
        "The backup {place} is damaged; {file} is {fault}. "
        "Make another backup, or use an older one."
    )


def make(
    workspace: Path,
    target: Path,
    copy_record: Callable[[Path], None],
    look: Callable[[Path], Iterable[TrucelineError]],
) -> list[TrucelineError]:
    """Write a backup, read it back, and return what is wrong with it.

    The record is copied first: the blobs that it names are there before it names them.

    Args:
        workspace: The folder to save.
        target: A new folder, or a new file whose name ends in `.tar`.
        copy_record: Writes a closed copy of the record to a new file.
        look: Looks through the record and the blobs in a folder for damage.

    Raises:
        BackupTaken: The target is there already.
    """
    if target.exists():
        raise BackupTaken(target=target)
    with draft_of(target) as draft:
        folder = draft / "backup"
        files.make_folder(folder)
        copy_record(folder / RECORD)
        _copy(_to_save(workspace), workspace, folder)
        content = json.dumps({"format": 1, "files": _hashes(folder)}, indent=1)
        files.write(folder / _LIST, content.encode())
        files.sync_tree(folder)
        _put(folder, target)
    with draft_of(target) as folder:
        unpack(target, folder)
        return [*faults(folder, target), *look(folder)]


def unpack(backup: Path, folder: Path) -> None:
    """Copy the files of a backup into an empty folder.

    Raises:
        NoBackup: It is none.
        BackupDamaged: It cannot be unpacked.
    """
    if (backup / _LIST).is_file():
        shutil.copytree(backup, folder, dirs_exist_ok=True)
    elif backup.is_file() and tarfile.is_tarfile(backup):
        try:
            with tarfile.open(backup) as packed:
                packed.extractall(folder, filter="data")
        except tarfile.TarError as error:
            raise BackupDamaged(
                file=backup.name, place=backup, fault=f"not as it was packed ({error})"
            ) from error
    if not (folder / _LIST).is_file():
        raise NoBackup(place=backup)
    (folder / BLOBS).chmod(0o700)


def faults(folder: Path, place: Path) -> Iterator[BackupDamaged]:
    """Yield each file of an unpacked backup that is not what was written."""
    try:
        listed: dict[str, str] = dict(json.loads((folder / _LIST).read_bytes())["files"])
    except (ValueError, KeyError, TypeError):
        yield BackupDamaged(file=_LIST, place=place, fault="unreadable")
        return
    found = _hashes(folder)
    for name in sorted(listed.keys() | found.keys()):
        if name not in found:
            yield BackupDamaged(file=name, place=place, fault="missing")
        elif found[name] != listed.get(name):
            yield BackupDamaged(file=name, place=place, fault="not what was written")


def forget_list(folder: Path) -> None:
    """Make a workspace's folder of an unpacked backup, by taking its list away."""
    (folder / _LIST).unlink()


@contextmanager
def draft_of(target: Path) -> Iterator[Path]:
    """Yield a new folder beside the target to work in; what is left of it is removed."""
    folder = target.with_name(f".{target.name}.draft")
    shutil.rmtree(folder, ignore_errors=True)
    files.make_folder(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _to_save(workspace: Path) -> Iterator[Path]:
    for file in sorted(workspace.rglob("*")):
        top = file.relative_to(workspace).parts[0]
        if file.is_file() and top not in _LEFT_OUT and not file.name.startswith("."):
            yield file


def _copy(found: Iterable[Path], source: Path, target: Path) -> None:
    for file in found:
        copy = target / file.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)


def _hashes(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): hash_of(file)
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file != folder / _LIST
    }


def _put(folder: Path, target: Path) -> None:
    """Give a finished draft its place, all at once."""
    if target.suffix == _PACKED:
        packed = folder.with_suffix(_PACKED)
        packed.touch(mode=0o600)
        with tarfile.open(packed, "w") as archive:
            archive.add(folder, arcname=".")
        files.sync(packed)
        folder = packed
    folder.rename(target)
    files.sync(target.parent)

"""Builds a workspace from its folder: the one place that chooses a database and reads the clock."""

import os
import secrets
import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from truceline.actions import arrangement as arrangements
from truceline.actions import workspaces
from truceline.actions.backups import record_restore
from truceline.actions.desk import Desk
from truceline.domain.arrangement import Arrangement
from truceline.domain.workspaces import keep_out
from truceline.errors import BadInput, NotFound, Refused, TrucelineError
from truceline.intake import arrangement as intake
from truceline.journal import backups, checks, files, keys
from truceline.journal.backups import BLOBS, KEYS, RECORD
from truceline.journal.blobs import Blobs
from truceline.journal.notes import Signer, Verifier
from truceline.journal.rows import own_log
from truceline.journal.sqlite import SqliteJournal, check_library
from truceline.journal.workspaces import is_exercise
from truceline.settings import FILE, PREFIX, Settings, renamed

ARRANGEMENT = "arrangement"
QUARANTINE = "quarantine"
_KEY = Path(KEYS) / "node.pem"


class NoWorkspace(NotFound):
    """The folder is no workspace."""

    code = "workspace.missing"
    text = (
        "{folder} is not a workspace. Name one with -w, or make one with "
        "`truceline init DIR --arrangement DIR`; `truceline demo` makes one to look at."
    )


class SettingUnknown(BadInput):
    """A variable looks like a setting and is none."""

    code = "settings.unknown"
    text = "{name} is not a setting. The settings are {known}; unset it or mend its name."


class SettingUnfit(BadInput):
    """A setting has a value that it cannot have."""

    code = "settings.unfit"
    text = "The setting {name} cannot be read: {reason}. docs/settings.md says what it may be."


class FolderTaken(Refused):
    """A new workspace needs a folder of its own."""

    code = "workspace.folder-taken"
    text = "{folder} exists and is not empty. Choose another folder."


class ClockRefused(Refused):
    """Someone set the clock of a record that is no drill."""

    code = "workspace.clock-refused"
    text = (
        "The clock of {folder} cannot be set: its first entry does not declare an exercise. "
        "Unset TRUCELINE_CLOCK, or make a drill with `truceline init DIR --exercise`."
    )


@dataclass(frozen=True, slots=True)
class Workspace:
    """An open workspace."""

    folder: Path
    settings: Settings
    desk: Desk
    log: Verifier
    """Name and public key of the log that is written to."""

    @property
    def arrangement_folder(self) -> Path:
        """The folder with the arrangement's files, as a person edits them."""
        return self.folder / ARRANGEMENT

    @property
    def delegate_keys(self) -> Path:
        """The folder with the private keys of delegates who act here."""
        return self.folder / KEYS / "delegates"

    @property
    def quarantine(self) -> Path:
        """The folder with the rows that could not be read."""
        return self.folder / QUARANTINE


def clock() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


def create(
    folder: Path, arrangement: Arrangement, source: Path, *, exercise: bool = False
) -> Workspace:
    """Make a workspace for an arrangement whose files lie in `source`.

    Args:
        folder: Where it is made.
        arrangement: What those files say.
        source: The folder to copy.
        exercise: Whether it is a drill; its first entry says so, and that cannot be undone.

    Raises:
        FolderTaken: The folder holds something already.
        FileSystemUnfit: It lies where a record is not safe.
        ClockRefused: The clock is set, and this is to be no exercise.
        ExerciseKeptOut: The arrangement belongs to a drill, and this is to be none.
    """
    _check_free(folder)
    if not exercise:
        keep_out(arrangement)
        if f"{PREFIX}CLOCK" in os.environ:
            raise ClockRefused(folder=folder)
    files.make_folder(folder)
    signer = _new_signer(folder, f"{arrangement.id}/node")
    files.write(folder / FILE, f'format = 1\nlog = "{signer.name}"\n'.encode(), mode=0o644)
    shutil.copytree(source, folder / ARRANGEMENT)
    files.make_folder(folder / BLOBS)
    SqliteJournal.create(folder / RECORD, signer, _stamp)
    files.sync_tree(folder)
    workspace = _opened(folder)
    if exercise:
        workspaces.declare_exercise(workspace.desk)
    arrangements.adopt(workspace.desk, arrangement)
    return workspace


def open_workspace(folder: Path) -> Workspace:
    """Open the workspace in a folder.

    Raises:
        NoWorkspace: The folder is none.
        SettingUnknown, SettingUnfit: A setting is unknown, or has a value that it cannot have.
        KeyMissing, JournalMissing: A part of it is gone.
        ClockRefused: The clock is set, and the workspace is no exercise.
    """
    if not (folder / FILE).is_file():
        raise NoWorkspace(folder=folder)
    workspace = _opened(folder)
    if workspace.settings.clock is not None and not is_exercise(workspace.desk.journal):
        raise ClockRefused(folder=folder)
    return workspace


def _opened(folder: Path) -> Workspace:
    _check_environment()
    settings = _settings(folder)
    now = _clock(settings)
    signer = Signer(settings.log, keys.read(folder / _KEY))
    journal = SqliteJournal(folder / RECORD, signer, lambda: _stamp(now()))
    desk = Desk(journal, Blobs(folder / BLOBS), now, settings.author)
    return Workspace(folder, settings, desk, signer.verifier)


def _settings(folder: Path) -> Settings:
    try:
        return Settings.of(folder)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingUnfit(name=name, reason=first["msg"]) from error


def _clock(settings: Settings) -> Callable[[], datetime]:
    shown = settings.clock
    return clock if shown is None else lambda: shown.astimezone(UTC)


def back_up(folder: Path, target: Path) -> list[TrucelineError]:
    """Save a workspace to a new folder or `.tar` file; return what is wrong with what was saved.

    Raises:
        BackupTaken: The target is there already.
    """
    signer = Signer(Settings.of(folder).log, keys.read(folder / _KEY))

    def look(saved: Path) -> Iterator[TrucelineError]:
        journal = SqliteJournal(saved / RECORD, signer, _stamp)
        return checks.faults(journal, Blobs(saved / BLOBS))

    record = SqliteJournal(folder / RECORD, signer, _stamp)
    return backups.make(folder, target.resolve(), record.copy_to, look)


def restore(backup: Path, folder: Path) -> tuple[Workspace, list[TrucelineError]]:
    """Make a workspace of a backup, with a new log and a new key; return what is wrong with it.

    The old log is kept and can be read. It is never continued: what was recorded after the backup
    was made may be held by others, and would be contradicted.

    Raises:
        FolderTaken: The folder holds something already.
        NoBackup: There is no backup.
        BackupDamaged, JournalDamaged: The record or the settings in it are damaged; damage to
            other files is returned.
    """
    folder = folder.resolve()
    _check_free(folder)
    with backups.draft_of(folder) as draft:
        backups.unpack(backup, draft)
        found: list[TrucelineError] = []
        for fault in backups.faults(draft, backup):
            if fault.facts["file"] in {RECORD, FILE}:
                raise fault
            found.append(fault)
        backups.forget_list(draft)
        restored = _begin_log(draft)
        found += checks.faults(restored.desk.journal, restored.desk.blobs)
        files.sync_tree(draft)
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)
        files.sync(folder.parent)
    return open_workspace(folder), found


def _begin_log(folder: Path) -> Workspace:
    """Give an unpacked backup a log and a key of its own, and record that."""
    settings = (folder / FILE).read_text(encoding="utf-8")
    signer = _new_signer(folder, Settings.of(folder).log.rpartition("/")[0])
    journal = SqliteJournal(folder / RECORD, signer, _stamp)
    # Damage is found before anything is signed on top of it.
    deque(journal.read(), maxlen=0)
    journal.begin_log()
    (folder / FILE).write_text(renamed(settings, signer.name), encoding="utf-8")
    workspace = open_workspace(folder)
    record_restore(workspace.desk)
    return workspace


def examine(folder: Path) -> list[TrucelineError]:
    """Return everything that is wrong with a workspace.

    Raises:
        NoWorkspace: The folder is none.
    """
    if not (folder / FILE).is_file():
        raise NoWorkspace(folder=folder)
    looks = [checks.privacy, checks.disk, _look_at_record, _look_at_arrangement]
    found = [error for look in looks for error in _found(look, folder)]
    return list({str(error): error for error in found}.values())


def _found(
    look: Callable[[Path], Iterable[TrucelineError]], folder: Path
) -> Iterator[TrucelineError]:
    try:
        yield from look(folder)
    except TrucelineError as error:
        yield error


def _look_at_record(folder: Path) -> Iterator[TrucelineError]:
    check_library()
    workspace = open_workspace(folder)
    desk = workspace.desk
    yield from checks.faults(desk.journal, desk.blobs)
    own_log(desk.journal.logs(), workspace.log)


def _look_at_arrangement(folder: Path) -> Iterator[TrucelineError]:
    workspace = open_workspace(folder)
    arrangements.check_adopted(workspace.desk, intake.read(workspace.arrangement_folder))
    yield from ()


def _check_free(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise FolderTaken(folder=folder)


def _new_signer(folder: Path, node: str) -> Signer:
    files.make_folder(folder / KEYS)
    return Signer(f"{node}/{secrets.token_hex(16)}", keys.make(folder / _KEY))


def _check_environment() -> None:
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    for name in os.environ:
        if name.startswith(PREFIX) and name not in known:
            raise SettingUnknown(name=name, known=", ".join(known))


def _stamp(moment: datetime | None = None) -> str:
    return (moment or clock()).isoformat(timespec="milliseconds").replace("+00:00", "Z")

"""Builds a workspace from its folder: the one place that chooses a database and reads the clock."""

import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from truceline.actions import arrangement as arrangements
from truceline.actions import workspaces
from truceline.actions.desk import Desk
from truceline.domain.arrangement import Arrangement
from truceline.errors import BadInput, NotFound, Refused
from truceline.journal.blobs import Blobs
from truceline.journal.notes import Signer
from truceline.journal.sqlite import SqliteJournal
from truceline.journal.workspaces import is_exercise
from truceline.settings import FILE, PREFIX, Settings

ARRANGEMENT = "arrangement"
QUARANTINE = "quarantine"
_KEY = Path("keys") / "node.pem"


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

    @property
    def arrangement_folder(self) -> Path:
        """The folder with the arrangement's files, as a person edits them."""
        return self.folder / ARRANGEMENT

    @property
    def delegate_keys(self) -> Path:
        """The folder with the private keys of delegates who act here."""
        return self.folder / "keys" / "delegates"

    @property
    def quarantine(self) -> Path:
        """The folder with the rows that could not be read."""
        return self.folder / QUARANTINE


def clock() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


def create(
    folder: Path, arrangement: Arrangement, files: Path, *, exercise: bool = False
) -> Workspace:
    """Make a workspace for an arrangement whose files lie in `files`.

    Args:
        folder: Where it is made.
        arrangement: What those files say.
        files: The folder to copy.
        exercise: Whether it is a drill; its first entry says so, and that cannot be undone.

    Raises:
        FolderTaken: The folder holds something already.
        ClockRefused: The clock is set, and this is to be no exercise.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FolderTaken(folder=folder)
    if not exercise and f"{PREFIX}CLOCK" in os.environ:
        raise ClockRefused(folder=folder)
    (folder / _KEY).parent.mkdir(parents=True, mode=0o700)
    _write_key(folder / _KEY)
    log = f"{arrangement.id}/node/{secrets.token_hex(16)}"
    (folder / FILE).write_text(f'format = 1\nlog = "{log}"\n', encoding="utf-8")
    shutil.copytree(files, folder / ARRANGEMENT)
    workspace = _opened(folder, new_exercise=exercise)
    if exercise:
        workspaces.declare_exercise(workspace.desk)
    arrangements.adopt(workspace.desk, arrangement)
    return workspace


def open_workspace(folder: Path) -> Workspace:
    """Open the workspace in a folder.

    Raises:
        NoWorkspace: The folder is none.
        SettingUnknown: A TRUCELINE_* variable names no setting.
        ClockRefused: The clock is set, and the workspace is no exercise.
    """
    if not (folder / FILE).is_file():
        raise NoWorkspace(folder=folder)
    return _opened(folder)


def _opened(folder: Path, *, new_exercise: bool = False) -> Workspace:
    _check_environment()
    settings = Settings.of(folder)
    now = _clock(settings)
    signer = Signer(settings.log, _read_key(folder / _KEY))
    journal = SqliteJournal(folder / "journal.db", signer, received=lambda: _stamp(now()))
    if settings.clock is not None and not (new_exercise or is_exercise(journal)):
        raise ClockRefused(folder=folder)
    desk = Desk(journal, Blobs(folder / "blobs"), now, settings.author)
    return Workspace(folder, settings, desk)


def _clock(settings: Settings) -> Callable[[], datetime]:
    shown = settings.clock
    return clock if shown is None else lambda: shown.astimezone(UTC)


def _check_environment() -> None:
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    for name in os.environ:
        if name.startswith(PREFIX) and name not in known:
            raise SettingUnknown(name=name, known=", ".join(known))


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _write_key(file: Path) -> None:
    key = Ed25519PrivateKey.generate()
    file.touch(mode=0o600)
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _read_key(file: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(file.read_bytes(), password=None)
    assert isinstance(key, Ed25519PrivateKey)
    return key

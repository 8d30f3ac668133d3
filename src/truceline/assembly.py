"""Builds a workspace from its folder: the one place that chooses a database and reads the clock."""

import os
import secrets
import shutil
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
from truceline.actions.desk import Desk
from truceline.domain.arrangement import Arrangement
from truceline.errors import BadInput, NotFound, Refused
from truceline.journal.blobs import Blobs
from truceline.journal.notes import Signer, Verifier
from truceline.journal.sqlite import SqliteJournal
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


@dataclass(frozen=True, slots=True)
class Workspace:
    """An open workspace."""

    folder: Path
    settings: Settings
    desk: Desk
    log: Verifier
    """Name and public key of the record."""

    @property
    def arrangement_folder(self) -> Path:
        """The folder with the arrangement's files, as a person edits them."""
        return self.folder / ARRANGEMENT

    @property
    def quarantine(self) -> Path:
        """The folder with the rows that could not be read."""
        return self.folder / QUARANTINE


def clock() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


def create(folder: Path, arrangement: Arrangement, files: Path) -> Workspace:
    """Make a workspace for an arrangement whose files lie in `files`.

    Raises:
        FolderTaken: The folder holds something already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FolderTaken(folder=folder)
    (folder / _KEY).parent.mkdir(parents=True, mode=0o700)
    _write_key(folder / _KEY)
    log = f"{arrangement.id}/node/{secrets.token_hex(16)}"
    (folder / FILE).write_text(f'format = 1\nlog = "{log}"\n', encoding="utf-8")
    shutil.copytree(files, folder / ARRANGEMENT)
    workspace = open_workspace(folder)
    arrangements.adopt(workspace.desk, arrangement)
    return workspace


def open_workspace(folder: Path) -> Workspace:
    """Open the workspace in a folder.

    Raises:
        NoWorkspace: The folder is none.
        SettingUnknown: A TRUCELINE_* variable names no setting.
    """
    if not (folder / FILE).is_file():
        raise NoWorkspace(folder=folder)
    _check_environment()
    settings = Settings.of(folder)
    signer = Signer(settings.log, _read_key(folder / _KEY))
    journal = SqliteJournal(folder / "journal.db", signer, received=_stamp)
    desk = Desk(journal, Blobs(folder / "blobs"), clock, settings.author)
    return Workspace(folder, settings, desk, signer.verifier)


def _check_environment() -> None:
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    for name in os.environ:
        if name.startswith(PREFIX) and name not in known:
            raise SettingUnknown(name=name, known=", ".join(known))


def _stamp() -> str:
    return clock().isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _write_key(file: Path) -> None:
    key = Ed25519PrivateKey.generate()
    file.touch(mode=0o600)
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _read_key(file: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(file.read_bytes(), password=None)
    assert isinstance(key, Ed25519PrivateKey)
    return key

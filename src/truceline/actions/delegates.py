"""Keys of delegates: files that only their owner may read, and the public halves on record."""

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from truceline.errors import BadInput, Conflict, NotFound
from truceline.journal import files, keys
from truceline.journal.signatures import public_half, sign


class KeyFileMissing(NotFound):
    """A delegate's private key is not where it is looked for."""

    code = "delegate.key-file-missing"
    text = "{file} is not there. Name the file with --key, or make one with `truceline motion key`."


class KeyFileUnfit(BadInput):
    """A file holds no Ed25519 private key."""

    code = "delegate.key-file-unfit"
    text = "{file} holds no Ed25519 private key in PEM form without a password. Name another file."


class KeyFileTaken(Conflict):
    """A delegate's key would be written over another one."""

    code = "delegate.key-file-taken"
    text = "{file} is there already. Add --replace to put a new key in its place."


@dataclass(frozen=True, slots=True)
class Delegate:
    """Who signs for a party."""

    party: str
    key: Ed25519PrivateKey

    @property
    def public(self) -> str:
        """The public key, in hex."""
        return public_half(self.key)

    def sign(self, text: str) -> str:
        """Return the signature of a text, in hex."""
        return sign(self.key, text)


def key_file(folder: Path, party: str) -> Path:
    """Return where the key of a party's delegate is kept by default."""
    return folder / f"{Path(party).name}.pem"


def read(party: str, file: Path) -> Delegate:
    """Return the delegate whose key is in a file.

    Raises:
        KeyFileMissing: There is no such file.
        KeyFileUnfit: It holds something else.
    """
    try:
        return Delegate(party, keys.read(file))
    except keys.KeyMissing as error:
        raise KeyFileMissing(file=file) from error
    except keys.KeyUnreadable as error:
        raise KeyFileUnfit(file=file) from error


def draft(party: str, file: Path) -> Delegate:
    """Make a key and write it beside the file it will have; `keep` puts it there.

    Nothing is recorded about a key that is not yet on disk, and no key in use is written over by
    one that is not on record.
    """
    files.make_folder(file.parent)
    _drafted(file).unlink(missing_ok=True)
    return Delegate(party, keys.make(_drafted(file)))


def keep(file: Path) -> None:
    """Put a drafted key in its place."""
    _drafted(file).replace(file)
    files.sync(file.parent)


def _drafted(file: Path) -> Path:
    return file.with_suffix(".pem.draft")

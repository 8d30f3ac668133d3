"""Private keys: made once, readable by their owner alone."""

import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from truceline.errors import BadInput, NotFound, Unsafe
from truceline.journal import files


class KeyMissing(NotFound):
    """There is no private key where one is needed."""

    code = "key.missing"
    text = (
        "There is no key at {file}. Put it back from where you keep it, or run "
        "`truceline restore BACKUP DIR`, which makes another."
    )


class KeyUnreadable(BadInput):
    """A file is not a private key that can be used."""

    code = "key.unreadable"
    text = (
        "{file} is not an Ed25519 private key in PEM. Put it back from where you keep it, or run "
        "`truceline restore BACKUP DIR`, which makes another."
    )


class KeyExposed(Unsafe):
    """Others on the machine may read what only its owner should."""

    code = "key.exposed"
    text = (
        "{path} is open to others on this machine (mode {mode}). If somebody may have read a key, "
        "tell those who rely on the record. Run: chmod {fit} {path}"
    )


def make(file: Path) -> Ed25519PrivateKey:
    """Make a key and keep it in a new file; it is on disk when this returns."""
    key = Ed25519PrivateKey.generate()
    files.write(file, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return key


def read(file: Path) -> Ed25519PrivateKey:
    """Return the key in a file.

    Raises:
        KeyMissing: There is no such file.
        KeyUnreadable: It holds something else.
    """
    if not file.is_file():
        raise KeyMissing(file=file)
    try:
        key = load_pem_private_key(file.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise KeyUnreadable(file=file) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnreadable(file=file)
    return key


def exposed(paths: Iterable[Path]) -> Iterator[KeyExposed]:
    """Yield a fault for each file or folder that is open to others than its owner."""
    for path in paths:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            yield KeyExposed(path=path, mode=f"{mode:04o}", fit="700" if path.is_dir() else "600")

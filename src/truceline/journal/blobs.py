"""Blobs: evidence, outlines and data sets, each a file named by the SHA-256 of its bytes."""

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from truceline.errors import NotFound, Unsafe

_CHUNK = 1 << 20
_SHA256 = re.compile(r"[0-9a-f]{64}")


class BlobMissing(NotFound):
    """The record names a blob that is not there."""

    code = "blob.missing"
    text = "The blob {sha256} is not in {folder}. Restore it from a backup or another copy."


class BlobDamaged(Unsafe):
    """A blob's bytes are not those that the record names."""

    code = "blob.damaged"
    text = "The blob {sha256} in {folder} was changed. Restore it from a backup or another copy."


@dataclass(frozen=True, slots=True)
class Blobs:
    """A folder of blobs."""

    folder: Path

    def put(self, content: bytes) -> str:
        """Keep some bytes and return their SHA-256 in hex."""
        sha256 = hashlib.sha256(content).hexdigest()
        if not self._file(sha256).exists():
            draft = self.draft(sha256)
            draft.write_bytes(content)
            self._keep(draft, sha256)
        return sha256

    def draft(self, name: str) -> Path:
        """Return where a large blob may be written before it is taken."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / f".{name}.{os.getpid()}.draft"

    def take(self, draft: Path) -> str:
        """Move a finished file into the folder and return its SHA-256 in hex."""
        sha256 = _hash(draft)
        self._keep(draft, sha256)
        return sha256

    def open(self, sha256: str) -> Path:
        """Return the file of a blob after checking that its bytes are the right ones.

        Raises:
            BlobMissing: It is not there.
            BlobDamaged: Its bytes were changed.
        """
        file = self._file(sha256)
        if not file.is_file():
            raise BlobMissing(sha256=sha256, folder=self.folder)
        if _hash(file) != sha256:
            raise BlobDamaged(sha256=sha256, folder=self.folder)
        return file

    def named_in(self, value: object) -> tuple[str, ...]:
        """Return the blobs held here whose SHA-256 stands anywhere in a plain value, sorted."""
        return tuple(sorted({sha256 for sha256 in _hashes(value) if self._file(sha256).is_file()}))

    def _file(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def _keep(self, draft: Path, sha256: str) -> None:
        file = self._file(sha256)
        file.parent.mkdir(parents=True, exist_ok=True)
        _sync(draft)
        draft.replace(file)
        # The new name is safe only when its folder, and the folder's own name, are on disk too.
        _sync(file.parent)
        _sync(self.folder)


def _hashes(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _hashes(item)
    elif isinstance(value, str) and _SHA256.fullmatch(value):
        yield value


def _hash(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Blobs: evidence, outlines and data sets, each a file named by the SHA-256 of its bytes."""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import get_ident

from truceline.errors import NotFound, Unsafe
from truceline.journal import files

_CHUNK = 1 << 20
_DRAFT = ".draft"
_SHA256 = re.compile(r"[0-9a-f]{64}")


class BlobMissing(NotFound):
    """The record names a blob that is not there."""

    code = "blob.missing"
    text = "The blob {sha256} is not in {folder}. Restore it from a backup or another copy."


class BlobDamaged(Unsafe):
    """A blob's bytes are not those that the record names."""

    code = "blob.damaged"
    text = "The blob {sha256} in {folder} was changed. Restore it from a backup or another copy."


class BlobNotKept(Unsafe):
    """The disk did not take a blob; what would name it must not be recorded."""

    code = "blob.not-kept"
    text = (
        "A blob could not be written to {folder}: {reason}. Nothing was recorded. "
        "Free some space or mend the disk, then try again."
    )


class DraftLeft(Unsafe):
    """A blob's writer ended before it was done."""

    code = "blob.draft-left"
    text = "The draft {file} was left by a writer that did not finish. Delete it."


@dataclass(frozen=True, slots=True)
class Blobs:
    """A folder of blobs."""

    folder: Path

    def put(self, content: bytes) -> str:
        """Keep some bytes; when this returns their SHA-256 in hex, they are on disk.

        Raises:
            BlobNotKept: The disk did not take them.
        """
        with self._told():
            draft = self.draft("bytes")
            try:
                draft.write_bytes(content)
                return self._take(draft)
            finally:
                draft.unlink(missing_ok=True)

    def draft(self, name: str) -> Path:
        """Return where a large blob may be written before it is taken."""
        files.make_folder(self.folder)
        return self.folder / f".{name}.{os.getpid()}.{get_ident()}{_DRAFT}"

    def take(self, draft: Path) -> str:
        """Move a finished file into the folder; when this returns its SHA-256, it is on disk.

        Raises:
            BlobNotKept: The disk did not take it.
        """
        with self._told():
            return self._take(draft)

    def open(self, sha256: str) -> Path:
        """Return the file of a blob after checking that its bytes are the right ones.

        Raises:
            BlobMissing: It is not there.
            BlobDamaged: Its bytes were changed.
        """
        file = self._file(sha256)
        if not file.is_file():
            raise BlobMissing(sha256=sha256, folder=self.folder)
        if hash_of(file) != sha256:
            raise BlobDamaged(sha256=sha256, folder=self.folder)
        return file

    def held(self) -> list[str]:
        """Return the names of all blobs, in order; their bytes are not looked at."""
        return sorted(f.name for f in self.folder.glob("??/*") if f.is_file())

    def drafts(self) -> list[Path]:
        """Return the drafts that lie about, of writers at work or gone."""
        return sorted(self.folder.glob(f".*{_DRAFT}"))

    def named_in(self, value: object) -> tuple[str, ...]:
        """Return the blobs held here whose SHA-256 stands anywhere in a plain value, sorted."""
        return tuple(sorted({sha256 for sha256 in _hashes(value) if self._file(sha256).is_file()}))

    def _file(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def _take(self, draft: Path) -> str:
        sha256 = hash_of(draft)
        file = self._file(sha256)
        files.make_folder(file.parent)
        files.sync(draft)
        # One that is there already is replaced: it may be damaged, or not yet on disk.
        draft.replace(file)
        files.sync(file.parent)
        # Another writer may have made that folder a moment ago.
        files.sync(self.folder)
        return sha256

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise BlobNotKept(folder=self.folder, reason=error) from error


def _hashes(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _hashes(item)
    elif isinstance(value, str) and _SHA256.fullmatch(value):
        yield value


def hash_of(file: Path) -> str:
    """Return the SHA-256 of a file's bytes in hex."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()

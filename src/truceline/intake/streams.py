"""A file read once, from its first byte to its last: hashed, unpacked, in UTF-8.

Whoever parses asks this stream for bytes and meets only whole characters. The SHA-256 is that of
the file as it lies on disk, so it can be compared with what a publisher prints.
"""

import gzip
import hashlib
import os
import zlib
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from truceline.errors import BadInput, NotFound
from truceline.intake.encodings import Decoder, EncodingUnreadable, Undecodable, guess

Progress = Callable[[int, int], None]
"""Called with the bytes read so far and the size of the file."""

GZIP, PARQUET = b"\x1f\x8b", b"PAR1"
_PACKED = {
    b"PK\x03\x04": "a ZIP archive or a spreadsheet",
    b"BZh": "packed with bzip2",
    b"\xfd7zXZ": "packed with xz",
    b"\x28\xb5\x2f\xfd": "packed with zstd",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"SQLite format 3": "a database or GeoPackage",
    b"%PDF": "a PDF document",
}
_HEAD, _PIECE = 1 << 16, 1 << 20


class SupportsRead(Protocol):
    """Something that bytes can be taken from."""

    def read(self, size: int = -1, /) -> bytes:
        """Take the next bytes, at most `size`; nothing at the end."""
        ...


class FileMissing(NotFound):
    """There is no such file."""

    code = "file.missing"
    text = "There is no file {file}. Check the name and the folder."


class FileGone(BadInput):
    """The file changed or went away while it was read."""

    code = "file.gone"
    text = (
        "{file} could not be read to its end: {problem}. Nothing was imported. Copy it to this "
        "machine and import the copy."
    )


class FileEmpty(BadInput):
    """The file has no bytes."""

    code = "file.empty"
    text = "{file} is empty. Nothing was imported. Fetch it again."


class FilePacked(BadInput):
    """The file is of a kind that must be unpacked or exported first."""

    code = "file.packed"
    text = "{file} is {what}, not a table. Unpack it or save it as CSV, and import that."


class GzipDamaged(BadInput):
    """A gzip file is cut off or damaged."""

    code = "file.gzip-damaged"
    text = (
        "{file} is cut off or damaged and cannot be unpacked ({problem}). Nothing was imported. "
        "Fetch it again."
    )


class HashedFile:
    """The bytes of a file as they lie on disk, hashed and counted as they pass."""

    def __init__(self, path: Path, progress: Progress | None = None) -> None:
        """Open the file and look at its beginning.

        Raises:
            FileMissing: There is no such file.
            FileGone: There is, but it cannot be read.
            FileEmpty: It has no bytes.
            FilePacked: It has to be unpacked or exported first.
        """
        self.path = path
        self.offset = 0
        self._hash = hashlib.sha256()
        self._progress = progress or _say_nothing
        try:
            self._file = path.open("rb", buffering=0)
        except FileNotFoundError:
            raise FileMissing(file=path) from None
        except OSError as error:
            raise FileGone(file=path, problem=error.strerror) from error
        with ExitStack() as unless_refused:
            unless_refused.callback(self.close)
            self._state = _state(os.fstat(self._file.fileno()))
            self.head = self._ahead = self._take(_HEAD)
            self._refuse_what_is_no_table()
            unless_refused.pop_all()

    def read(self, size: int = -1, /) -> bytes:
        """Take the next bytes, at most `size`; nothing at the end."""
        if not self._ahead:
            return self._take(size)
        piece, self._ahead = self._ahead[:size], self._ahead[size:]
        return piece

    def finish(self) -> str:
        """Read what is left and return the SHA-256 of the whole file, in hex.

        Raises:
            FileGone: The file changed or was removed since it was opened.
        """
        while self.read(_PIECE):
            pass
        try:
            unchanged = _state(self.path.stat()) == self._state
        except OSError as error:
            raise FileGone(file=self.path, problem=error.strerror) from error
        if not unchanged:
            raise FileGone(file=self.path, problem="it was changed meanwhile")
        return self._hash.hexdigest()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _take(self, size: int) -> bytes:
        try:
            piece = self._file.read(size)
        except OSError as error:
            raise FileGone(file=self.path, problem=error.strerror) from error
        self._hash.update(piece)
        self.offset += len(piece)
        self._progress(self.offset, self._state[1])
        return piece

    def _refuse_what_is_no_table(self) -> None:
        if not self.head:
            raise FileEmpty(file=self.path)
        for magic, what in _PACKED.items():
            if self.head.startswith(magic):
                raise FilePacked(file=self.path, what=what)


class TextStream:
    """The text of a file, unpacked, as UTF-8 bytes without a byte order mark; read once."""

    def __init__(self, source: HashedFile, encoding: str | None = None) -> None:
        """Read this file in this encoding; UTF-8 if none is named."""
        self.source = source
        self.is_cut = False
        """The file ends in the middle of a character."""
        self._decoder = Decoder(encoding)
        self._is_packed = source.head.startswith(GZIP)
        self._unpacked: SupportsRead = source
        if self._is_packed:
            self._unpacked = gzip.GzipFile(fileobj=source, mode="rb")  # type: ignore[call-overload]
        self._ahead = b""
        self._ended = False

    def at_end(self) -> bool:
        """Tell whether everything has been taken."""
        return self._ended and not self._ahead

    def peek(self, limit: int) -> bytes:
        """Look at the first line; at no more than it takes to see that it is over `limit` bytes."""
        while b"\n" not in self._ahead and len(self._ahead) < limit and not self._ended:
            self._ahead += self._next(_HEAD)
        return self._ahead

    def read(self, size: int) -> bytes:
        """Take the next `size` bytes or a little more; fewer only where the file ends.

        Raises:
            EncodingUnreadable: A byte has no meaning in the encoding.
            GzipDamaged: The file cannot be unpacked to its end.
            FileGone: The file cannot be read to its end.
        """
        pieces, taken = [self._ahead], len(self._ahead)
        self._ahead = b""
        while taken < size and not self._ended:
            pieces.append(self._next(size - taken))
            taken += len(pieces[-1])
        return b"".join(pieces)

    def _next(self, size: int) -> bytes:
        raw = self._unpack(size)
        if raw:
            return self._decode(raw)
        self._ended = True
        rest = self._decoder.finish()
        self.is_cut = bool(rest)
        return rest

    def _unpack(self, size: int) -> bytes:
        try:
            raw = self._unpacked.read(size)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise GzipDamaged(file=self.source.path, problem=error) from error
        return raw

    def _decode(self, raw: bytes) -> bytes:
        try:
            return self._decoder.feed(raw)
        except Undecodable as error:
            raise EncodingUnreadable(
                file=self.source.path,
                encoding=self._decoder.encoding,
                byte=error.byte,
                offset=error.offset,
                unpacked=" of the unpacked text" if self._is_packed else "",
                guess=guess(self.source.head, error.after),
            ) from None


def _state(stat: os.stat_result) -> tuple[int, int, int]:
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


def _say_nothing(_read: int, _size: int) -> None:
    pass

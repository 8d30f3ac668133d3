"""In what encoding is this text? UTF-8 is taken; anything else must be named by whoever sends it.

Guessing silently would turn one letter into another and nobody would see it in a table, so a
guess only ever appears as advice in an error.
"""

import codecs
import re

from truceline.errors import BadInput

UTF_8 = "utf-8"
_BOM = "\ufeff".encode()
_REPLACEMENT = "\ufffd".encode()
_RUNS = re.compile(rb"[\x80-\xff]{2,}")


class EncodingUnreadable(BadInput):
    """The bytes are not text in the encoding that was expected."""

    code = "file.encoding-unreadable"
    text = (
        "{file} is not {encoding} text: byte {byte:#04x} at offset {offset:,}{unpacked} cannot be "
        "read. Nothing was imported. Say which encoding it has, for example --encoding {guess}, "
        "or save it as UTF-8."
    )


class EncodingUnknown(BadInput):
    """There is no encoding of that name."""

    code = "file.encoding-unknown"
    text = (
        "There is no text encoding '{encoding}'. Give a name such as utf-8, utf-16, windows-1252 "
        "(western), windows-1254 (Turkish), cp1256 (Arabic) or windows-1251 (Cyrillic)."
    )


class Undecodable(Exception):
    """A byte has no meaning in the encoding; the stream, which knows the file, says so."""

    def __init__(self, offset: int, piece: bytes, at: int) -> None:
        super().__init__(offset)
        self.offset = offset
        self.byte = piece[at]
        self.after = piece[at : at + 4000]


class Decoder:
    """Bytes in, UTF-8 bytes out; what one piece leaves unfinished waits for the next."""

    def __init__(self, encoding: str | None) -> None:
        """Read this encoding; UTF-8 if none is named.

        Raises:
            EncodingUnknown: There is no such encoding.
        """
        self.encoding = encoding or UTF_8
        try:
            "a".encode(self.encoding)
        except LookupError:
            raise EncodingUnknown(encoding=self.encoding) from None
        self._as_is = codecs.lookup(self.encoding).name in {"utf-8", "utf-8-sig"}
        self._decoder = codecs.getincrementaldecoder(UTF_8 if self._as_is else self.encoding)()
        self._fed = 0
        self._begun = False

    def feed(self, data: bytes) -> bytes:
        """Translate the next piece.

        Raises:
            Undecodable: A byte has no meaning in this encoding.
        """
        held, start = self._held(), self._fed - len(self._held())
        try:
            text = self._decoder.decode(data)
        except UnicodeDecodeError as error:
            raise Undecodable(start + error.start, error.object, error.start) from None
        self._fed += len(data)
        whole = held + data
        out = whole[: len(whole) - len(self._held())] if self._as_is else text.encode()
        if not self._begun:
            self._begun = bool(out)
            out = out.removeprefix(_BOM)
        return out

    def finish(self) -> bytes:
        """Translate what is left: a character that was cut off becomes U+FFFD."""
        return _REPLACEMENT if self._held() else b""

    def _held(self) -> bytes:
        held, _ = self._decoder.getstate()
        return held


def guess(head: bytes, after: bytes) -> str:
    """Return the encoding that a text which is not UTF-8 most likely has.

    Args:
        head: How the file begins.
        after: Bytes from the first one that could not be read.
    """
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in head[:64]:
        return "utf-16-be" if head.startswith(b"\0") else "utf-16-le"
    runs = b"".join(_RUNS.findall(after))
    # Western text has an accent here and there; Arabic and Russian words are made of such bytes.
    if 2 * len(runs) < sum(byte >= 0x80 for byte in after):
        return "windows-1252"
    arabic = sum("\u0600" <= letter <= "\u06ff" for letter in runs.decode("cp1256"))
    return "cp1256" if arabic >= 0.85 * len(runs) else "windows-1251"

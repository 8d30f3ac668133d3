"""Signed notes: a text, an empty line, and one line for each signature.

They are read strictly, so that all who read the same bytes come to the same answer: one form for
each signature line, every signature of a known key must hold, and Ed25519 is verified in the
narrowest of its readings.

Source: C2SP signed-note (https://c2sp.org/signed-note), Ed25519 signatures (type 0x01); RFC 8032.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from truceline.errors import BadInput

MOST_TEXT = 64 * 1024
"""Bytes of text in any note."""
_MOST_SIGNATURES = 16
_MOST_BYTES = MOST_TEXT + _MOST_SIGNATURES * 6 * 1024
_ED25519 = b"\x01"
_ID_BYTES = 4
_NAME = re.compile(r"[^\s+\x00-\x1f]+")
_CONTROL = re.compile(rb"[\x00-\x09\x0b-\x1f]")

_PRIME = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_SMALL_Y = {
    0,
    1,
    _PRIME - 1,
    0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,
    0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
}
"""The y of the eight points whose order divides 8: with them one signature fits any text."""


class NoteUnfit(BadInput):
    """Bytes are not a note signed by the key that is asked for."""

    code = "journal.note-unfit"
    text = "This is not a note with a signature that holds: {reason}. Get it again from its source."


class KeyUnfit(BadInput):
    """A public key cannot be used."""

    code = "journal.key-unfit"
    text = "The public key is of no use: {reason}. Ask its owner for it again."


@dataclass(frozen=True, slots=True)
class Verifier:
    """A named public key.

    Raises:
        KeyUnfit: The name or the key is outside the rules.
    """

    name: str
    public: bytes
    """32 bytes, Ed25519."""

    def __post_init__(self) -> None:
        if not _is_name(self.name):
            raise KeyUnfit(reason=f"{self.name!r} is no name for a key")
        if len(self.public) != 32 or not _is_sound(self.public):
            raise KeyUnfit(reason="it is not a point that Ed25519 may use")

    @property
    def id(self) -> bytes:
        """The four bytes that tell which key of that name signed."""
        return _key_id(self.name, self.public)

    def __str__(self) -> str:
        blob = base64.b64encode(_ED25519 + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{blob}"

    @classmethod
    def parse(cls, written: str) -> Self:
        """Return the key that was written as `name+id+key`.

        Raises:
            KeyUnfit: It is not written so.
        """
        name, _, rest = written.partition("+")
        key = from_base64(rest.partition("+")[2])
        if key is None or key[:1] != _ED25519:
            raise KeyUnfit(reason="it is not written as name+id+key")
        verifier = cls(name, key[1:])
        if str(verifier) != written:
            raise KeyUnfit(reason="its id belongs to another key")
        return verifier


@dataclass(frozen=True, slots=True)
class Signer:
    """A named key."""

    name: str
    """The name in the signature line; for a node's key this is its log."""
    key: Ed25519PrivateKey

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(self.name, self.key.public_key().public_bytes_raw())

    def sign(self, text: bytes) -> bytes:
        """Return the note: the text and this signature."""
        public = self.key.public_key().public_bytes_raw()
        blob = base64.b64encode(_key_id(self.name, public) + self.key.sign(text))
        return text + b"\n" + f"— {self.name} {blob.decode()}\n".encode()


class _Signature(NamedTuple):
    name: str
    id: bytes
    bytes: bytes


def opened(note: bytes, known: Sequence[Verifier]) -> bytes:
    """Return the text of a note, of which every signature by a known key holds.

    Raises:
        NoteUnfit: It is not a note, a known key's signature fails, or no known key signed.
    """
    text, signatures = _parts(note)
    by_known = [(k, s) for s in signatures for k in known if (k.name, k.id) == (s.name, s.id)]
    if not by_known:
        raise NoteUnfit(reason="no known key signed it")
    for key, signature in by_known:
        if not verify_strict(key.public, text, signature.bytes):
            raise NoteUnfit(reason=f"the signature by {key.name} does not hold")
    return text


def text_of(note: bytes) -> bytes:
    """Return the text of a note whose bytes are trusted already.

    Raises:
        NoteUnfit: It is not a note.
    """
    return _parts(note)[0]


def verify_strict(public: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether an Ed25519 signature holds.

    Libraries disagree about public keys and R that are not canonical or of small order, and about
    S beyond the order of the group. All of these are refused, whatever the library says.
    """
    if (len(public), len(signature)) != (32, 64) or not _is_sound(signature[:32]):
        return False
    if int.from_bytes(signature[32:], "little") >= _ORDER:
        return False
    try:
        _load(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def from_base64(written: str) -> bytes | None:
    """Return the bytes, or None where they are not written in the one way allowed."""
    try:
        blob = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        return None
    return blob if base64.b64encode(blob).decode() == written else None


@lru_cache(maxsize=64)
def _load(public: bytes) -> Ed25519PublicKey:
    if not _is_sound(public):
        raise InvalidSignature
    return Ed25519PublicKey.from_public_bytes(public)


def _is_sound(point: bytes) -> bool:
    """Tell whether 32 bytes are canonical and not of small order."""
    y = int.from_bytes(point, "little") & ((1 << 255) - 1)
    return y < _PRIME and y not in _SMALL_Y


@lru_cache(maxsize=64)
def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:_ID_BYTES]


def _parts(note: bytes) -> tuple[bytes, list[_Signature]]:
    if len(note) > _MOST_BYTES or _CONTROL.search(note):
        raise NoteUnfit(reason="it is too long or holds control characters")
    before, gap, after = note.rpartition(b"\n\n")
    text, lines = before + b"\n", after.split(b"\n")
    if not gap or lines.pop() != b"" or not lines:
        raise NoteUnfit(reason="it has no signature lines")
    if len(text) > MOST_TEXT or len(lines) > _MOST_SIGNATURES:
        raise NoteUnfit(reason=f"it has over {MOST_TEXT} bytes or {_MOST_SIGNATURES} signatures")
    try:
        text.decode()
        return text, [_signature(line.decode()) for line in lines]
    except UnicodeDecodeError as error:
        raise NoteUnfit(reason="it is not UTF-8") from error


def _signature(line: str) -> _Signature:
    dash, _, rest = line.partition(" ")
    name, _, written = rest.partition(" ")
    blob = from_base64(written)
    if dash != "—" or not _is_name(name) or blob is None or len(blob) <= _ID_BYTES:
        raise NoteUnfit(reason="a signature line is not in its one form")
    return _Signature(name, blob[:_ID_BYTES], blob[_ID_BYTES:])


def _is_name(name: str) -> bool:
    return bool(_NAME.fullmatch(name))

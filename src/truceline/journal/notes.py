"""Signed notes: a text, an empty line, and one line for each signature.

Source: C2SP signed-note (https://c2sp.org/signed-note), Ed25519 signatures (type 0x01).
"""

import base64
import hashlib
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"


@dataclass(frozen=True, slots=True)
class Signer:
    """A named key."""

    name: str
    """The name in the signature line; for a node's key this is its log."""
    key: Ed25519PrivateKey

    def sign(self, text: bytes) -> bytes:
        """Return the note: the text and this signature."""
        signature = self.key.sign(text)
        blob = base64.b64encode(key_id(self.name, self.key.public_key()) + signature)
        return text + b"\n" + f"— {self.name} {blob.decode()}\n".encode()


def key_id(name: str, key: Ed25519PublicKey) -> bytes:
    """Return the four bytes that tell which key of that name signed."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + key.public_bytes_raw()).digest()[:4]


def text_of(note: bytes) -> bytes:
    """Return the text of a note without its signatures."""
    text, _, _ = note.rpartition(b"\n\n")
    return text + b"\n"

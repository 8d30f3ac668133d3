"""Signatures by people: Ed25519 over a text that a person can read."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def public_half(key: Ed25519PrivateKey) -> str:
    """Return the public key, in hex."""
    return key.public_key().public_bytes_raw().hex()


def sign(key: Ed25519PrivateKey, text: str) -> str:
    """Return the signature of a text, in hex."""
    return key.sign(text.encode()).hex()


def valid(public: str, text: str, signature: str) -> bool:
    """Tell whether a public key (hex) made a signature (hex) of a text."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True

"""Signatures by people: Ed25519 over a text that a person can read."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from truceline.journal.notes import verify_strict


def public_half(key: Ed25519PrivateKey) -> str:
    """Return the public key, in hex."""
    return key.public_key().public_bytes_raw().hex()


def sign(key: Ed25519PrivateKey, text: str) -> str:
    """Return the signature of a text, in hex."""
    return key.sign(text.encode()).hex()


def valid(public: str, text: str, signature: str) -> bool:
    """Tell whether a public key (hex) made a signature (hex) of a text."""
    try:
        return verify_strict(bytes.fromhex(public), text.encode(), bytes.fromhex(signature))
    except ValueError:
        return False

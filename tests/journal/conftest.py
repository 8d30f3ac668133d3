"""A signer that is the same in every run."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from truceline.journal.notes import Signer


@pytest.fixture
def signer() -> Signer:
    return Signer(f"zone/node/{15:032x}", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))

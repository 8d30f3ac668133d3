"""A signer that is the same in every run, and a PostgreSQL server for those who need one."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.journal.servers import Server, programs

from truceline.journal.notes import Signer


@pytest.fixture
def signer() -> Signer:
    return Signer(f"zone/node/{15:032x}", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


@pytest.fixture(scope="session")
def memory() -> str | None:
    """A folder in memory, where there is one, for tests that are not about the disk."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


@pytest.fixture(scope="session")
def postgres(memory: str | None) -> Iterator[Server]:
    found = programs()
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL is missing, and CI must have it")
        pytest.skip("needs PostgreSQL's programs; on Debian: apt-get install postgresql")
    with TemporaryDirectory(prefix="truceline-", dir=memory) as folder:
        server = Server(Path(folder), found)
        try:
            yield server
        finally:
            server.crash()

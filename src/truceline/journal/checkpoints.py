"""Checkpoints: a signed line that says how many entries a log has, and the root over them.

Whoever keeps one can tell later whether the log was only added to.

Source: C2SP tlog-checkpoint (https://c2sp.org/tlog-checkpoint), without extension lines.
"""

import re
from base64 import b64encode
from dataclasses import dataclass

from truceline.errors import BadInput
from truceline.journal.notes import Signer, Verifier, from_base64, opened
from truceline.journal.tree import HASH_BYTES

_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
_MOST_SIZE = 2**63 - 1


class CheckpointUnfit(BadInput):
    """A signed text is not a checkpoint of the log."""

    code = "journal.checkpoint-unfit"
    text = "This is not a checkpoint of {log}: {reason}. Get it again from its source."


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How a log stood."""

    log: str
    size: int
    """Number of entries."""
    root: bytes
    """RFC 6962 root over them, 32 bytes."""

    def text(self) -> bytes:
        """Return the three lines that are signed."""
        return f"{self.log}\n{self.size}\n{b64encode(self.root).decode()}\n".encode()


def signed(size: int, root: bytes, signer: Signer) -> bytes:
    """Return the checkpoint of the signer's log as a signed note."""
    return signer.sign(Checkpoint(signer.name, size, root).text())


def opened_checkpoint(note: bytes, log: Verifier) -> Checkpoint:
    """Return the checkpoint in a note signed by a log.

    Raises:
        NoteUnfit: The note was not signed by the log.
        CheckpointUnfit: The text is not a checkpoint, or is one of another log.
    """
    lines = opened(note, [log]).decode().split("\n")
    if len(lines) != 4 or lines[0] != log.name:
        raise CheckpointUnfit(log=log.name, reason="its lines are not log, size and root")
    size = number(lines[1])
    if size is None:
        raise CheckpointUnfit(log=log.name, reason="the size is not a plain number")
    root = hash_of(lines[2])
    if root is None:
        raise CheckpointUnfit(log=log.name, reason="the root is not a hash in base64")
    return Checkpoint(log.name, size, root)


def hash_of(written: str) -> bytes | None:
    """Return a hash that is written in base64, else None."""
    found = from_base64(written)
    return found if found is not None and len(found) == HASH_BYTES else None


def number(written: str) -> int | None:
    """Return a number below 2**63 that is written in the one way allowed, else None."""
    return int(written) if _NUMBER.fullmatch(written) and int(written) <= _MOST_SIZE else None

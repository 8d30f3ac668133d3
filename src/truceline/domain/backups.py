"""What is recorded when a record goes on from a backup."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRestored:
    """A log ended where its backup ended, and a new one goes on in its place."""

    type: ClassVar[str] = "log.restored"
    version: ClassVar[int] = 1

    log: str
    """The log that ended."""
    entries: int
    """How many of its entries the backup held."""
    last: str
    """Leaf hash of the last of them, in hex; zeros if there was none."""

"""What a journal promises, whatever keeps it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NewType, Protocol

from truceline.errors import Conflict, Unsafe

StreamId = NewType("StreamId", str)
"""What an entry is about, such as `arrangement:astana`."""

Position = int
START: Position = -1
"""Before the first entry; entries are numbered from 0 without a gap."""


class StreamMovedOn(Conflict):
    """Someone else recorded something about the same thing first."""

    code = "journal.stream-moved-on"
    text = (
        "{stream} holds {current} entries and you have seen {seen}. "
        "Look at what was recorded meanwhile and try again."
    )


class JournalDamaged(Unsafe):
    """Stored bytes are not what was recorded."""

    code = "journal.damaged"
    text = (
        "Entry {position} of the record is damaged: {reason}. "
        "Nothing more is written; restore a backup."
    )


@dataclass(frozen=True, slots=True)
class Record:
    """Something to be recorded: a stable name, the version of its meaning, and the facts."""

    type: str
    version: int
    body: Mapping[str, Any]
    blobs: tuple[str, ...] = ()
    """SHA-256 in hex of the blobs that the facts name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something recorded: what was asked, and the signed bytes that hold it."""

    position: Position
    stream: StreamId
    record: Record
    author: str
    claimed: str
    """When the author says it was written, ISO 8601 in UTC."""
    received: str
    """When this node took it in."""
    note: bytes
    """The signed note, which is the truth; the rest of this value is read from it."""


class Journal(Protocol):
    """An append-only, signed sequence of entries.

    Every implementation passes tests/contracts/journal_contract.py.
    """

    def append(
        self, stream: StreamId, records: Sequence[Record], *, after: int, author: str, claimed: str
    ) -> list[Entry]:
        """Add records about one thing to the end, all of them or none.

        Args:
            stream: What the records are about.
            records: At least one.
            after: How many entries about it the writer has seen, 0 for a new one.
            author: Who records it.
            claimed: When the author says so, ISO 8601 in UTC with milliseconds.

        Raises:
            StreamMovedOn: There are entries that the writer has not seen.
            EntryUnfit: Something in a record cannot stand in an entry.
            JournalDamaged, CheckpointDamaged: What is stored does not hold; nothing was signed.
        """
        ...

    def read(self, *, since: Position = START, stream: StreamId | None = None) -> Iterator[Entry]:
        """Yield entries after `since` in order, none skipped even while others are writing.

        Raises:
            JournalDamaged: Stored bytes are not what was recorded.
        """
        ...

    def checkpoint(self) -> bytes:
        """Return the newest checkpoint, which covers every entry: a signed note.

        It is stored together with the entries that it covers, so whoever sees them finds it.
        """
        ...

    def checkpoints(self) -> Iterator[bytes]:
        """Yield every checkpoint ever signed, the oldest first."""
        ...

    def notes(self) -> Iterator[bytes]:
        """Yield every note as it is stored, for those who verify it themselves.

        Raises:
            JournalDamaged: Bytes do not match a hash that is stored beside them.
        """
        ...

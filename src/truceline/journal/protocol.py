"""What a journal promises, whatever keeps it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NewType, Protocol

from truceline.errors import Conflict, NotFound, Refused, Unsafe
from truceline.journal.notes import Verifier

StreamId = NewType("StreamId", str)
"""What an entry is about, such as `arrangement:astana`."""

Position = int
START: Position = -1
"""Before the first entry; entries are numbered from 0 without a gap, over all logs."""


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


class JournalStopped(Unsafe):
    """The record met a fault and takes nothing more, so that nothing is acknowledged in vain."""

    code = "journal.stopped"
    text = (
        "Nothing more is recorded, because of this: {reason}. What was acknowledged is kept. "
        "Mend the cause, run `truceline doctor`, then open the record again."
    )


class JournalBusy(Conflict):
    """Another writer held the record for too long; nothing was written."""

    code = "journal.busy"
    text = "Someone else has been writing to the record for {seconds} seconds. Try again."


class JournalMissing(NotFound):
    """The record is gone."""

    code = "journal.missing"
    text = (
        "There is no record at {place}, and a new one there would contradict the old one. "
        "Put it back, or run `truceline restore BACKUP DIR`."
    )


class FormatUnknown(Refused):
    """The record was written by another version."""

    code = "journal.format-unknown"
    text = (
        "The record at {place} has format {found}, and this version reads format {known}. "
        "Install the version of Truceline that wrote it."
    )


class LogClosed(Unsafe):
    """Writing on would make a node contradict what it signed."""

    code = "journal.log-closed"
    text = (
        "The log {log} cannot be written to here: {reason}. "
        "Run `truceline restore BACKUP DIR`, which begins a new log."
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
    """Its number in the record, which is one or more logs laid end to end."""
    log: str
    """The log that it belongs to."""
    seq: int
    """Its number in that log, from 0."""
    stream: StreamId
    record: Record
    author: str
    claimed: str
    """When the author says it was written, ISO 8601 in UTC."""
    received: str
    """When this node took it in."""
    note: bytes
    """The signed note, which is the truth; the rest of this value is read from it."""


@dataclass(frozen=True, slots=True)
class Log:
    """One signer's chain of entries in a record; only the last one is written to."""

    verifier: Verifier
    """The name of the log and the key that signs it."""
    first: Position
    """Where its entry number 0 stands in the record."""
    open: bool = True
    """False in a backup, whose copy of a log is never written on."""


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
            JournalStopped: The storage failed, now or earlier; nothing was acknowledged.
            JournalBusy: Another writer did not finish in time.
            LogClosed: The signer's log ended with a restore, or this is a backup's copy.
        """
        ...

    def read(self, *, since: Position = START, stream: StreamId | None = None) -> Iterator[Entry]:
        """Yield entries after `since` in order, none skipped even while others are writing.

        Raises:
            JournalDamaged: Stored bytes are not what was recorded, or some are missing.
            JournalStopped: They cannot be read.
        """
        ...

    def logs(self) -> list[Log]:
        """Return the logs of the record, in the order in which they were begun."""
        ...

    def checkpoint(self) -> bytes:
        """Return the newest checkpoint, which covers every entry of the last log: a signed note.

        It is stored together with the entries that it covers, so whoever sees them finds it.
        """
        ...

    def checkpoints(self, *, log: str | None = None) -> Iterator[bytes]:
        """Yield every checkpoint ever signed of a log, the last one if none is named."""
        ...

    def notes(self, *, log: str | None = None) -> Iterator[bytes]:
        """Yield every note of a log as it is stored, for those who verify it themselves.

        Raises:
            JournalDamaged: Bytes do not match a hash that is stored beside them.
        """
        ...

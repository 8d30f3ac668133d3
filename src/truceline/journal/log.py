"""How a log grows: the next entries and the checkpoint over them, whatever stores them.

A store keeps notes, checkpoints and the edge of the tree; what they hold is decided here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from truceline.errors import BadInput, Unsafe
from truceline.journal import checkpoints, entries, envelope
from truceline.journal.notes import Signer, Verifier, opened, text_of
from truceline.journal.protocol import Entry, Position, Record, StreamId
from truceline.journal.tree import Edge, leaf_hash


class CheckpointDamaged(Unsafe):
    """What is kept of the newest checkpoint does not hold."""

    code = "journal.checkpoint-damaged"
    text = (
        "The newest checkpoint of the record is damaged: {reason}. "
        "Nothing more is written; restore a backup."
    )


@dataclass(frozen=True, slots=True)
class Head:
    """Where a log stands: what its next entry and its next checkpoint build on."""

    edge: Edge = field(default_factory=Edge)
    last: str = envelope.NO_ENTRY
    """Leaf hash of the last entry, in hex."""

    def add(self, leaf: bytes) -> "Head":
        """Return where the log stands after one more entry, given its leaf hash."""
        return Head(self.edge.add(leaf), leaf.hex())

    def misfit(self, seq: int, prev: str) -> str | None:
        """Return why an entry is not the next one, or None if it is."""
        if seq != self.edge.size:
            return f"entry {seq} stands in its place"
        return None if prev == self.last else "it does not hold the hash of the entry before it"


@dataclass(frozen=True, slots=True)
class Draft:
    """What someone asks to record about one thing at one time."""

    stream: StreamId
    records: Sequence[Record]
    author: str
    claimed: str


@dataclass(frozen=True, slots=True)
class Clerk:
    """Writes the entries and checkpoints of one log."""

    signer: Signer
    received: Callable[[], str]
    """The node's clock, ISO 8601 in UTC with milliseconds."""

    def extend(self, head: Head, draft: Draft, first: Position = 0) -> tuple[list[Entry], Head]:
        """Return the signed entries of a draft, and where the log stands after them.

        Args:
            head: Where the log stands.
            draft: What is asked for.
            first: Where the log begins in the record.

        Raises:
            EntryUnfit: Something in a record cannot stand in an entry.
        """
        added = []
        received = self.received()
        for record in draft.records:
            fields = self._fields(head, draft, record, received)
            note = self.signer.sign(entries.encode(fields))
            added.append(_entry(fields, note, first))
            head = head.add(leaf_hash(note))
        return added, head

    def checkpoint(self, head: Head) -> bytes:
        """Return the signed checkpoint over a log that stands so."""
        return checkpoints.signed(head.edge.size, head.edge.root(), self.signer)

    def resume(self, checkpoint: bytes, peaks: bytes, last: bytes | None) -> Head:
        """Return where a log stood at a checkpoint, by what a store kept of it.

        Args:
            checkpoint: The signed checkpoint.
            peaks: The packed edge of the tree under it.
            last: The note of the last entry that it covers, None where it covers none.

        Raises:
            CheckpointDamaged: These do not hold, so nothing may be signed on top of them.
        """
        try:
            signed = checkpoints.opened_checkpoint(checkpoint, self.signer.verifier)
        except BadInput as error:
            raise CheckpointDamaged(reason=error) from error
        edge = Edge.unpacked(signed.size, peaks)
        # One root may be read as more peaks than there are; only the right number goes on rightly.
        if edge.root() != signed.root or len(edge.peaks) != signed.size.bit_count():
            raise CheckpointDamaged(reason="the tree kept with it is another one")
        return Head(edge, leaf_hash(last).hex() if last else envelope.NO_ENTRY)

    def _fields(self, head: Head, draft: Draft, record: Record, received: str) -> dict[str, Any]:
        fields = {
            "author": draft.author,
            "body": _body(draft.stream, record),
            "claimed": draft.claimed,
            "log": self.signer.name,
            "prev": head.last,
            "received": received,
            "refs": [],
            "sealed": [],
            "seen": {},
            "seq": head.edge.size,
            "type": record.type,
            "v": record.version,
        }
        envelope.check(fields)
        return fields


def entry_of(note: bytes, first: Position = 0) -> Entry:
    """Return the entry in a note whose bytes are trusted already.

    Args:
        note: The signed note.
        first: Where its log begins in the record.

    Raises:
        NoteUnfit, EntryUnfit: It is none.
    """
    return _entry(entries.decode(text_of(note)), note, first)


def opened_entry(note: bytes, log: Verifier, first: Position = 0) -> Entry:
    """Return the entry in a note, after everything about it that can be checked alone is checked.

    Raises:
        NoteUnfit: It was not signed by the log.
        EntryUnfit: It is not an entry of the log.
    """
    return _entry(opened_fields(note, log), note, first)


def opened_fields(note: bytes, log: Verifier) -> dict[str, Any]:
    """Return the fields of an entry, checked as `opened_entry` does.

    Raises:
        NoteUnfit: It was not signed by the log.
        EntryUnfit: It is not an entry of the log.
    """
    if len(note) > entries.MOST_NOTE:
        raise entries.EntryUnfit(reason=f"it takes more than {entries.MOST_NOTE} bytes")
    fields = entries.decode(opened(note, [log]))
    envelope.check(fields)
    if fields["log"] != log.name:
        raise entries.EntryUnfit(reason=f"it belongs to the log {fields['log']}")
    return fields


def _body(stream: StreamId, record: Record) -> dict[str, Any]:
    taken = {"about", "blobs"} & record.body.keys()
    if taken:
        raise entries.EntryUnfit(reason=f"the record keeps {sorted(taken)} for itself")
    named = {"blobs": list(record.blobs)} if record.blobs else {}
    return {**record.body, **named, "about": stream}


def _entry(fields: dict[str, Any], note: bytes, first: Position) -> Entry:
    body = dict(fields["body"])
    stream, blobs = body.pop("about"), body.pop("blobs", ())
    return Entry(
        position=first + fields["seq"],
        log=fields["log"],
        seq=fields["seq"],
        stream=StreamId(stream),
        record=Record(fields["type"], fields["v"], body, tuple(blobs)),
        author=fields["author"],
        claimed=fields["claimed"],
        received=fields["received"],
        note=note,
    )

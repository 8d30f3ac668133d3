"""Verifying a whole log: every entry, their order, their tree, every checkpoint, every blob.

Each entry is first read by itself, which takes nearly all the time and may be spread over
processes; then all are followed in order. The first thing that does not hold is named.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import Any, Literal, NamedTuple, Protocol, TypeVar

from truceline.domain.backups import LogRestored
from truceline.errors import BadInput, TrucelineError
from truceline.journal.checkpoints import Checkpoint, opened_checkpoint
from truceline.journal.entries import entry_id
from truceline.journal.envelope import NO_ENTRY
from truceline.journal.facts import FactUnreadable, fact_of
from truceline.journal.log import Head, entry_of, opened_fields
from truceline.journal.notes import Verifier, text_of
from truceline.journal.protocol import Journal, JournalDamaged
from truceline.journal.times import Bracket, Doubt
from truceline.journal.tree import EMPTY_ROOT, leaf_hash

_CHUNK = 500

Item = TypeVar("Item")
Result = TypeVar("Result")


class Each(Protocol):
    """`map`, or something like it that works in other processes."""

    def __call__(
        self, function: Callable[[Item], Result], items: Iterable[Item], /
    ) -> Iterator[Result]:
        """Yield what the function makes of each item, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing in a log that does not hold."""

    kind: Literal["entry", "checkpoint"]
    number: int
    """Of the entry, or of the checkpoint in the order in which they were signed, from 0."""
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the verification of a log found, or of all logs of a record."""

    entries: int
    """How many hold, from the first."""
    root: bytes
    """RFC 6962 root over these; of a record, over those of its last log."""
    last: str
    """Leaf hash of the last that holds, in hex."""
    checkpoints: int
    blobs: int
    """How many blobs were looked at."""
    doubts: dict[Doubt, int]
    """How many entries have times that do not fit together; that is no fault of the log."""
    fault: Fault | None


def verify(
    notes: Iterable[bytes],
    checkpoints: Iterable[bytes],
    log: Verifier,
    *,
    blob: Callable[[str], object] | None = None,
    each: Each = map,
    progress: Callable[[int], None] = lambda _: None,
) -> Verdict:
    """Verify everything about a log that can be verified with its public key.

    Args:
        notes: Its entries as they are stored, in order.
        checkpoints: At least its newest checkpoint; others, such as one kept elsewhere, in any
            order.
        log: Its name and public key.
        blob: Opens a blob after checking its bytes; without it no blob is looked at.
        each: How to spread the work: `map`, or `imap` of a pool of processes.
        progress: Is told how many entries hold so far.
    """
    read = [one for some in each(partial(_checkpoints, log), _chunks(checkpoints)) for one in some]
    walk = _Walk(log.name, _by_size(read), blob)
    fault = walk.root_fault()
    for lines in each(partial(_lines, log), _chunks(_until_damage(notes))):
        fault = fault or next(filter(None, map(walk.step, lines)), None)
        if fault:
            break
        progress(walk.head.edge.size)
    return Verdict(
        entries=walk.head.edge.size,
        root=walk.head.edge.root(),
        last=walk.head.last,
        checkpoints=len(read),
        blobs=len(walk.blobs),
        doubts=dict(walk.doubts),
        fault=fault or _first_unread(read) or walk.end_fault(),
    )


def verify_record(
    journal: Journal,
    *,
    kept: Sequence[bytes] = (),
    blob: Callable[[str], object] | None = None,
    each: Each = map,
    progress: Callable[[int], None] = lambda _: None,
) -> Verdict:
    """Verify every log of a record, one after the other, up to the first fault.

    Args:
        journal: The record; its entries are numbered over all logs.
        kept: Checkpoints kept elsewhere, of any of its logs.
        blob: As for `verify`.
        each: As for `verify`.
        progress: As for `verify`.
    """
    found = Verdict(0, EMPTY_ROOT, NO_ENTRY, 0, 0, {}, None)
    others = [_log_of(note) for note in kept]
    ended: LogRestored | None = None
    for log in journal.logs():
        name = log.verifier.name
        mine = [note for note in kept if _log_of(note) == name]
        part = verify(
            journal.notes(log=name),
            [*journal.checkpoints(log=name), *mine],
            log.verifier,
            blob=blob,
            each=each,
            progress=partial(_onward, progress, found.entries),
        )
        part = replace(part, fault=part.fault or _break(ended, journal.notes(log=name)))
        found = _joined(found, part)
        if found.fault is not None:
            return found
        ended = LogRestored(log=name, entries=part.entries, last=part.last)
        others = [other for other in others if other != name]
    if others:
        return replace(found, fault=Fault("checkpoint", 0, f"{others[0]} is no log of this record"))
    return found


def _break(ended: LogRestored | None, notes: Iterator[bytes]) -> Fault | None:
    """Return the fault of a log that does not begin by saying where the one before it ended."""
    first = next(notes, None)
    if ended is None or first is None:
        return None
    try:
        if fact_of(entry_of(first), [LogRestored]) == ended:
            return None
    except FactUnreadable:
        pass
    return Fault("entry", 0, "it does not say where the log before it ended")


def _onward(progress: Callable[[int], None], before: int, done: int) -> None:
    progress(before + done)


def _log_of(checkpoint: bytes) -> str:
    return checkpoint.partition(b"\n")[0].decode(errors="replace")


def _joined(before: Verdict, part: Verdict) -> Verdict:
    fault = part.fault
    if fault is not None and fault.kind == "entry":
        fault = replace(fault, number=before.entries + fault.number)
    return Verdict(
        entries=before.entries + part.entries,
        root=part.root,
        last=part.last,
        checkpoints=before.checkpoints + part.checkpoints,
        blobs=before.blobs + part.blobs,
        doubts=dict(Counter(before.doubts) + Counter(part.doubts)),
        fault=fault,
    )


class _Line(NamedTuple):
    """What is left to check of an entry that holds by itself."""

    seq: int
    prev: str
    leaf: bytes
    id: str
    refs: list[Any]
    seen: list[str]
    blobs: list[str]
    claimed: str
    received: str


_BySize = Mapping[int, Sequence[tuple[int, bytes]]]
"""Number and root of the checkpoints over so many entries."""


@dataclass(slots=True)
class _Walk:
    """The way along a log, entry by entry."""

    log: str
    signed: _BySize
    blob: Callable[[str], object] | None
    head: Head = field(default_factory=Head)
    ids: list[str] = field(default_factory=list)
    bracket: Bracket | None = None
    doubts: Counter[Doubt] = field(default_factory=Counter)
    blobs: set[str] = field(default_factory=set)

    def step(self, line: _Line | str) -> Fault | None:
        """Go on to the next entry, or return what is wrong with it or with its root."""
        reason = line if isinstance(line, str) else self._misfit(line)
        if isinstance(line, str) or reason:
            return Fault("entry", self.head.edge.size, str(reason))
        self.head = self.head.add(line.leaf)
        self.ids.append(line.id)
        times = line.claimed, line.received
        self.bracket = self.bracket.next(*times) if self.bracket else Bracket(*times, "")
        self.doubts.update(self.bracket.doubts())
        return self.root_fault()

    def root_fault(self) -> Fault | None:
        """Return the fault of a checkpoint over the entries so far."""
        size = self.head.edge.size
        for number, root in self.signed.get(size, ()):
            if root != self.head.edge.root():
                return Fault("checkpoint", number, f"its root is not that of the {size} entries")
        return None

    def end_fault(self) -> Fault | None:
        """Return the fault of an end that is not where the newest checkpoint says."""
        if not self.signed:
            return Fault("checkpoint", 0, "there is none")
        size, newest = self.head.edge.size, max(self.signed)
        if size < newest:
            return Fault("entry", size, f"it is missing: {newest} entries were signed")
        if size > newest:
            return Fault("entry", newest, "no checkpoint covers it")
        return None

    def _misfit(self, line: _Line) -> str | None:
        if reason := self.head.misfit(line.seq, line.prev):
            return reason
        if self.log in line.seen:
            return "it claims to have seen its own log"
        return self._bad_ref(line.refs) or self._bad_blob(line.blobs)

    def _bad_ref(self, refs: list[Any]) -> str | None:
        for log, seq, id_ in refs:
            # Entries of other logs are not at hand; those are checked where they are.
            if log == self.log and (seq >= len(self.ids) or self.ids[seq] != id_):
                return f"it refers to an entry {seq} that is not before it"
        return None

    def _bad_blob(self, blobs: list[str]) -> str | None:
        if self.blob is None:
            return None
        for sha256 in blobs:
            try:
                if sha256 not in self.blobs:
                    self.blob(sha256)
            except TrucelineError as error:
                return str(error)
            self.blobs.add(sha256)
        return None


def _lines(log: Verifier, notes: Sequence[bytes | str]) -> list[_Line | str]:
    """Return each entry read by itself, or why it cannot be."""
    return [note if isinstance(note, str) else _line(log, note) for note in notes]


def _line(log: Verifier, note: bytes) -> _Line | str:
    try:
        fields = opened_fields(note, log)
    except BadInput as error:
        return str(error.facts["reason"])
    return _Line(
        seq=fields["seq"],
        prev=fields["prev"],
        leaf=leaf_hash(note),
        id=entry_id(text_of(note)),
        refs=fields["refs"],
        seen=list(fields["seen"]),
        blobs=fields["body"].get("blobs", []),
        claimed=fields["claimed"],
        received=fields["received"],
    )


def _checkpoints(log: Verifier, notes: Sequence[bytes]) -> list[Checkpoint | str]:
    """Return each checkpoint read, or why it cannot be."""
    return [_checkpoint(log, note) for note in notes]


def _checkpoint(log: Verifier, note: bytes) -> Checkpoint | str:
    try:
        return opened_checkpoint(note, log)
    except BadInput as error:
        return str(error.facts["reason"])


def _by_size(read: Sequence[Checkpoint | str]) -> _BySize:
    signed: dict[int, list[tuple[int, bytes]]] = {}
    for number, checkpoint in enumerate(read):
        if isinstance(checkpoint, Checkpoint):
            signed.setdefault(checkpoint.size, []).append((number, checkpoint.root))
    return signed


def _first_unread(read: Sequence[Checkpoint | str]) -> Fault | None:
    unread = ((number, reason) for number, reason in enumerate(read) if isinstance(reason, str))
    return next((Fault("checkpoint", number, reason) for number, reason in unread), None)


def _until_damage(notes: Iterable[bytes]) -> Iterator[bytes | str]:
    """Yield notes until the store itself finds one damaged, then its reason."""
    try:
        yield from notes
    except JournalDamaged as damage:
        yield str(damage.facts["reason"])


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk

"""P13: nothing is signed on top of anything that does not hold."""

import pytest
from tests.verifier.corpus import OTHER, SIGNER, Log

from truceline.journal.checkpoints import opened_checkpoint
from truceline.journal.entries import EntryUnfit, encode
from truceline.journal.log import (
    CheckpointDamaged,
    Clerk,
    Draft,
    Head,
    entry_of,
    opened_entry,
    opened_fields,
)
from truceline.journal.protocol import Record, StreamId
from truceline.journal.tree import Edge, leaf_hash

CLAIMED, RECEIVED = "2017-09-15T10:00:00.000Z", "2017-09-15T10:00:01.000Z"
CLERK = Clerk(SIGNER, lambda: RECEIVED)
LOG = Log().good(6)


def head_of(log: Log) -> Head:
    head = Head()
    for note in log.notes:
        head = head.add(leaf_hash(note))
    return head


HEAD = head_of(LOG)


def draft(*records: Record) -> Draft:
    return Draft(StreamId("a"), records, "ann", CLAIMED)


def test_writes_what_opens_as_an_entry() -> None:
    record = Record("x", 2, {"n": 1}, blobs=("ab" * 32,))
    (first, second), head = CLERK.extend(HEAD, draft(record, record))
    assert opened_entry(first.note, SIGNER.verifier) == entry_of(first.note) == first
    assert (first.position, first.stream, first.record) == (6, "a", record)
    assert (first.author, first.claimed, first.received) == ("ann", CLAIMED, RECEIVED)
    assert opened_fields(second.note, SIGNER.verifier)["prev"] == leaf_hash(first.note).hex()
    assert head == HEAD.add(leaf_hash(first.note)).add(leaf_hash(second.note))


def test_numbers_go_on_after_the_logs_before() -> None:
    (entry,), _ = CLERK.extend(HEAD, draft(Record("x", 1, {})), 100)
    assert (entry.position, entry.seq, entry.log) == (106, 6, SIGNER.name)
    assert opened_entry(entry.note, SIGNER.verifier, 100) == entry


def test_asks_the_clock_once_for_all_that_was_handed_in_together() -> None:
    ticks = iter(["2017-09-15T10:00:01.000Z", "2017-09-15T10:00:02.000Z"])
    entries, _ = Clerk(SIGNER, lambda: next(ticks)).extend(HEAD, draft(*[Record("x", 1, {})] * 3))
    assert {entry.received for entry in entries} == {"2017-09-15T10:00:01.000Z"}


@pytest.mark.parametrize(
    ("author", "claimed", "record"),
    [
        ("", CLAIMED, Record("x", 1, {})),
        ("ann", "yesterday", Record("x", 1, {})),
        ("ann", CLAIMED, Record("", 1, {})),
        ("ann", CLAIMED, Record("x", 0, {})),
        ("ann", CLAIMED, Record("x", 1, {"about": "b"})),
        ("ann", CLAIMED, Record("x", 1, {"metres": 0.5})),
        ("ann", CLAIMED, Record("x", 1, {}, blobs=("ab",))),
    ],
)
def test_writes_nothing_that_would_not_verify(author: str, claimed: str, record: Record) -> None:
    with pytest.raises(EntryUnfit):
        CLERK.extend(HEAD, Draft(StreamId("a"), [record], author, claimed))


def test_says_why_an_entry_is_not_the_next_one() -> None:
    assert HEAD.misfit(6, HEAD.last) is None
    assert HEAD.misfit(5, HEAD.last) == "entry 5 stands in its place"
    assert HEAD.misfit(6, "0" * 64) == "it does not hold the hash of the entry before it"


def test_goes_on_where_a_checkpoint_ended() -> None:
    for size in range(7):
        log = Log(LOG.notes[:size])
        head = head_of(log)
        last = log.notes[-1] if log.notes else None
        assert CLERK.checkpoint(head) == log.checkpoint()
        assert CLERK.resume(log.checkpoint(), head.edge.packed(), last) == head


def test_p13_signs_nothing_over_a_damaged_checkpoint() -> None:
    checkpoint, peaks, last = LOG.checkpoint(), HEAD.edge.packed(), LOG.notes[-1]
    spoiled = checkpoint.replace(b"\n6\n", b"\n7\n")
    with pytest.raises(CheckpointDamaged, match="does not hold"):
        CLERK.resume(spoiled, peaks, last)
    with pytest.raises(CheckpointDamaged, match="no known key"):
        Clerk(OTHER, lambda: RECEIVED).resume(checkpoint, peaks, last)
    for at in range(len(peaks)):
        other = peaks[:at] + bytes([peaks[at] ^ 1]) + peaks[at + 1 :]
        with pytest.raises(CheckpointDamaged, match="another one"):
            CLERK.resume(checkpoint, other, last)
    parted = peaks[:32] + b"".join(map(leaf_hash, LOG.notes[4:]))
    assert Edge.unpacked(6, parted).root() == HEAD.edge.root()
    for other in (b"", peaks[:-1], peaks[32:], peaks + peaks[:32], parted):
        with pytest.raises(CheckpointDamaged, match="another one"):
            CLERK.resume(checkpoint, other, last)


def test_an_entry_is_of_its_log_and_not_too_long() -> None:
    with pytest.raises(EntryUnfit, match="belongs to the log"):
        opened_fields(SIGNER.sign(encode(Log().fields(log=OTHER.name))), SIGNER.verifier)
    with pytest.raises(EntryUnfit, match="more than 65535 bytes"):
        opened_fields(b"x" * 65_536, SIGNER.verifier)


def test_a_checkpoint_is_no_entry_and_an_entry_no_checkpoint() -> None:
    with pytest.raises(EntryUnfit):
        opened_fields(LOG.checkpoint(), SIGNER.verifier)
    with pytest.raises(Exception, match="not a checkpoint"):
        opened_checkpoint(LOG.notes[0], SIGNER.verifier)


def test_an_empty_log_has_an_empty_edge() -> None:
    assert Head() == Head(Edge(), "0" * 64)

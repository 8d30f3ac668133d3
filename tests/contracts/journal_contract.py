"""The promises of `journal.protocol.Journal`, as tests that every implementation inherits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from truceline.journal.checkpoints import Checkpoint, opened_checkpoint
from truceline.journal.entries import EntryUnfit
from truceline.journal.envelope import NO_ENTRY
from truceline.journal.log import opened_fields
from truceline.journal.notes import Signer
from truceline.journal.protocol import (
    START,
    Entry,
    Journal,
    Log,
    LogClosed,
    Position,
    Record,
    StreamId,
    StreamMovedOn,
)
from truceline.journal.rows import LogUnknown
from truceline.journal.tree import (
    EMPTY_ROOT,
    check_consistency,
    consistency_proof,
    leaf_hash,
    root_of,
)

DRAWN = Record("area.boundary-adopted", 1, {"area": "north", "by": ["a", "b"], "n": 3})
CLAIMED = "2017-09-15T10:00:00.000Z"
OTHER = Signer(f"zone/node/{16:032x}", Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))


def append(journal: Journal, stream: str, *records: Record, after: int) -> list[Entry]:
    """Append as one author at one claimed time; only order matters in these tests."""
    return journal.append(StreamId(stream), records, after=after, author="ann", claimed=CLAIMED)


class JournalContract:
    """Give the fixtures `journal` (empty), `reopen` (the same, opened again) and its `signer`.

    A fourth, `begin`, begins another signer's log in the same record.
    """

    def test_gives_back_what_was_recorded(self, journal: Journal) -> None:
        other = Record("term.extended", 2, {"note": "حلب · Алеппо", "flag": None})
        added = append(journal, "a", DRAWN, other, after=0)
        assert list(journal.read()) == added
        assert [e.record for e in added] == [DRAWN, other]
        assert [(e.position, e.stream, e.author, e.claimed) for e in added] == [
            (0, "a", "ann", CLAIMED),
            (1, "a", "ann", CLAIMED),
        ]

    def test_keeps_which_blobs_a_record_names(self, journal: Journal) -> None:
        named = Record("dataset.imported", 1, {"rows": 3}, blobs=("ab" * 32, "cd" * 32))
        append(journal, "a", named, after=0)
        assert [e.record for e in journal.read()] == [named]

    @pytest.mark.parametrize("taken", ["about", "blobs"])
    def test_refuses_a_record_that_uses_a_word_of_the_journal(
        self, journal: Journal, taken: str
    ) -> None:
        with pytest.raises(EntryUnfit, match=taken):
            append(journal, "a", Record("x", 1, {taken: "b"}), after=0)

    def test_numbers_entries_without_a_gap_over_all_streams(self, journal: Journal) -> None:
        append(journal, "a", DRAWN, after=0)
        append(journal, "b", DRAWN, DRAWN, after=0)
        append(journal, "a", DRAWN, after=1)
        assert [(e.position, e.stream) for e in journal.read()] == [
            (0, "a"),
            (1, "b"),
            (2, "b"),
            (3, "a"),
        ]

    def test_reads_one_stream_and_from_a_position(self, journal: Journal) -> None:
        append(journal, "a", DRAWN, after=0)
        append(journal, "b", DRAWN, DRAWN, after=0)
        assert [e.position for e in journal.read(stream=StreamId("b"))] == [1, 2]
        assert [e.position for e in journal.read(since=1)] == [2]
        assert list(journal.read(since=2)) == []

    def test_refuses_a_writer_who_has_not_seen_everything(self, journal: Journal) -> None:
        append(journal, "a", DRAWN, after=0)
        with pytest.raises(StreamMovedOn, match="holds 1 entries and you have seen 0"):
            append(journal, "a", DRAWN, after=0)
        assert len(list(journal.read())) == 1

    def test_records_all_of_an_act_or_none(self, journal: Journal) -> None:
        before = journal.checkpoint()
        with pytest.raises(EntryUnfit):
            append(journal, "a", DRAWN, Record("x", 1, {"metres": 1.5}), after=0)
        assert list(journal.read()) == []
        assert journal.checkpoint() == before

    def test_tells_equal_records_apart(self, journal: Journal) -> None:
        append(journal, "a", DRAWN, DRAWN, after=0)
        append(journal, "b", DRAWN, after=0)
        notes = [e.note for e in journal.read()]
        assert len(set(notes)) == 3

    def test_holds_after_it_is_opened_again(
        self, journal: Journal, reopen: Callable[[], Journal]
    ) -> None:
        added = append(journal, "a", DRAWN, after=0)
        again = reopen()
        added += append(again, "a", DRAWN, after=1)
        assert list(again.read()) == added

    def test_reads_more_than_one_page(self, journal: Journal) -> None:
        append(journal, "a", *[DRAWN] * 1203, after=0)
        assert [e.position for e in journal.read()] == list(range(1203))

    def test_each_note_is_signed_and_holds_the_hash_of_the_one_before(
        self, journal: Journal, signer: Signer
    ) -> None:
        added = append(journal, "a", DRAWN, DRAWN, after=0) + append(journal, "b", DRAWN, after=0)
        assert list(journal.notes()) == [entry.note for entry in added]
        prev = NO_ENTRY
        for seq, note in enumerate(journal.notes()):
            fields = opened_fields(note, signer.verifier)
            assert (fields["seq"], fields["prev"]) == (seq, prev)
            prev = leaf_hash(note).hex()

    def test_has_a_checkpoint_over_nothing_at_first(self, journal: Journal, signer: Signer) -> None:
        checkpoint = opened_checkpoint(journal.checkpoint(), signer.verifier)
        assert checkpoint == Checkpoint(signer.name, 0, EMPTY_ROOT)

    def test_p3_whoever_keeps_a_checkpoint_can_check_that_the_log_only_grew(
        self, journal: Journal, reopen: Callable[[], Journal], signer: Signer
    ) -> None:
        for number in range(12):
            append(journal, "a", *[DRAWN] * (1 + number % 3), after=len(list(journal.read())))
            journal = reopen()
        leaves = [leaf_hash(note) for note in journal.notes()]
        kept = [opened_checkpoint(note, signer.verifier) for note in journal.checkpoints()]
        assert [c.size for c in kept] == [0, 1, 3, 6, 7, 9, 12, 13, 15, 18, 19, 21, 24]
        newest = opened_checkpoint(journal.checkpoint(), signer.verifier)
        assert newest == kept[-1]
        for old in kept[1:]:
            assert old.root == root_of(leaves[: old.size])
            proof = consistency_proof(leaves, old.size)
            check_consistency(old.size, newest.size, old.root, newest.root, proof)

    def test_a_checkpoint_covers_all_that_can_be_seen(
        self, journal: Journal, signer: Signer
    ) -> None:
        done = Event()

        def watch() -> int:
            rounds = 0
            while not done.is_set():
                seen = len(list(journal.notes()))
                assert opened_checkpoint(journal.checkpoint(), signer.verifier).size >= seen
                rounds += 1
            return rounds

        with ThreadPoolExecutor(1) as people:
            watcher = people.submit(watch)
            try:
                for number in range(40):
                    append(journal, "a", DRAWN, after=number)
            finally:
                done.set()
            assert watcher.result() > 0

    def test_a_new_log_goes_on_where_the_old_one_ends(
        self, journal: Journal, begin: Callable[[Signer], Journal], signer: Signer
    ) -> None:
        old = append(journal, "a", DRAWN, DRAWN, after=0) + append(journal, "b", DRAWN, after=0)
        checkpoint = journal.checkpoint()
        restored = begin(OTHER)
        new = append(restored, "a", DRAWN, DRAWN, after=2)
        assert [(e.position, e.log, e.seq) for e in new] == [(3, OTHER.name, 0), (4, OTHER.name, 1)]
        assert list(restored.read()) == old + new
        assert list(restored.read(stream=StreamId("a"))) == old[:2] + new
        assert list(restored.read(since=1)) == [old[2], *new]
        assert restored.logs() == [Log(signer.verifier, 0), Log(OTHER.verifier, 3)]
        assert list(restored.notes(log=signer.name)) == [e.note for e in old]
        assert list(restored.notes()) == [e.note for e in new]
        assert list(restored.checkpoints(log=signer.name))[-1] == checkpoint
        assert opened_checkpoint(restored.checkpoint(), OTHER.verifier).size == 2
        assert [opened_fields(e.note, OTHER.verifier)["prev"] for e in new] == [
            NO_ENTRY,
            leaf_hash(new[0].note).hex(),
        ]
        with pytest.raises(LogUnknown, match="zone/node/nobody"):
            next(restored.notes(log="zone/node/nobody"))

    def test_p15_a_log_that_a_new_one_followed_is_never_written_to(
        self,
        journal: Journal,
        begin: Callable[[Signer], Journal],
        reopen: Callable[[], Journal],
    ) -> None:
        append(journal, "a", DRAWN, after=0)
        append(begin(OTHER), "b", DRAWN, after=0)
        for closed in (journal, reopen()):
            with pytest.raises(LogClosed, match=OTHER.name):
                append(closed, "a", DRAWN, after=1)
        assert len(list(journal.read())) == 2

    def test_lets_one_of_many_writers_through(self, journal: Journal) -> None:
        start = Barrier(8)

        def write(stream: str) -> bool:
            start.wait()
            try:
                append(journal, stream, DRAWN, after=0)
            except StreamMovedOn:
                return False
            return True

        with ThreadPoolExecutor(8) as people:
            for stream in "abcdef":
                assert sum(people.map(write, [stream] * 8)) == 1
        assert len(list(journal.read())) == 6

    def test_lets_no_entry_slip_past_a_follower(self, journal: Journal) -> None:
        done = Event()

        def follow() -> list[Position]:
            seen = [START]
            while not done.is_set() or any(True for _ in journal.read(since=seen[-1])):
                seen += [entry.position for entry in journal.read(since=seen[-1])]
            return seen[1:]

        def write(stream: str) -> None:
            for number in range(10):
                append(journal, stream, DRAWN, after=number)

        with ThreadPoolExecutor(5) as people:
            follower = people.submit(follow)
            try:
                list(people.map(write, "abcd"))
            finally:
                done.set()
            assert follower.result() == [entry.position for entry in journal.read()]

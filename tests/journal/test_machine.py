"""Any order of appending, refusing, reading, opening again and verifying, against a plain list."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from tests.contracts.journal_contract import append
from tests.verifier.corpus import SIGNER

from truceline.journal import receipts
from truceline.journal.checkpoints import opened_checkpoint
from truceline.journal.entries import EntryUnfit
from truceline.journal.protocol import Record, StreamId, StreamMovedOn
from truceline.journal.sqlite import SqliteJournal
from truceline.journal.tree import (
    check_consistency,
    consistency_proof,
    leaf_hash,
    root_of,
)
from truceline.journal.verify import verify

MEMORY = Path("/dev/shm")
streams = st.sampled_from("abc")
records = st.builds(Record, st.sampled_from(["x", "y"]), st.integers(1, 3), st.just({"n": 1}))
KEY = SIGNER.verifier
NOW = "2017-09-15T10:00:01.000Z"


class Machine(RuleBasedStateMachine):
    """The journal and what it should hold: (stream, record) in order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
        self.model: list[tuple[str, Record]] = []
        self.kept: list[bytes] = []
        SqliteJournal.create(self.folder / "journal.db", SIGNER, received=lambda: NOW)
        self.open_again()

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    def held(self, stream: str) -> int:
        return sum(about == stream for about, _ in self.model)

    @rule()
    def open_again(self) -> None:
        self.journal = SqliteJournal(self.folder / "journal.db", SIGNER, received=lambda: NOW)

    @rule(stream=streams, some=st.lists(records, min_size=1, max_size=4))
    def add(self, stream: str, some: list[Record]) -> None:
        append(self.journal, stream, *some, after=self.held(stream))
        self.model += [(stream, record) for record in some]

    @rule(stream=streams, off=st.sampled_from([-1, 1, 5]))
    def add_unseeing(self, stream: str, off: int) -> None:
        with pytest.raises(StreamMovedOn):
            append(self.journal, stream, Record("x", 1, {}), after=self.held(stream) + off)

    @rule(stream=streams, good=records)
    def add_unfit(self, stream: str, good: Record) -> None:
        with pytest.raises(EntryUnfit):
            append(self.journal, stream, good, Record("x", 1, {"m": 0.5}), after=self.held(stream))

    @rule(stream=streams)
    def read_one_stream(self, stream: str) -> None:
        got = [entry.record for entry in self.journal.read(stream=StreamId(stream))]
        assert got == [record for about, record in self.model if about == stream]

    @rule(data=st.data())
    def read_from_somewhere(self, data: st.DataObject) -> None:
        since = data.draw(st.integers(-1, len(self.model)))
        got = [(entry.stream, entry.record) for entry in self.journal.read(since=since)]
        assert got == self.model[since + 1 :]

    @rule()
    def keep_a_checkpoint(self) -> None:
        self.kept.append(self.journal.checkpoint())

    @rule()
    def verify_with_what_was_kept(self) -> None:
        found = verify(self.journal.notes(), [*self.journal.checkpoints(), *self.kept], KEY)
        assert (found.fault, found.entries) == (None, len(self.model))

    @rule(data=st.data())
    def show_a_receipt(self, data: st.DataObject) -> None:
        if self.model:
            number = data.draw(st.integers(0, len(self.model) - 1))
            notes = list(self.journal.notes())
            receipt = receipts.written(notes, number, self.journal.checkpoint(), KEY)
            assert receipts.checked(receipt, KEY).entry.record == self.model[number][1]

    @invariant()
    def the_checkpoint_covers_all_and_extends_every_other(self) -> None:
        leaves = [leaf_hash(note) for note in self.journal.notes()]
        new = opened_checkpoint(self.journal.checkpoint(), KEY)
        assert (new.size, new.root) == (len(self.model), root_of(leaves))
        for note in self.kept:
            old = opened_checkpoint(note, KEY)
            if old.size:
                proof = consistency_proof(leaves, old.size)
                check_consistency(old.size, new.size, old.root, new.root, proof)


TestMachine = Machine.TestCase
TestMachine.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)

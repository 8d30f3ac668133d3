"""P13: a byte of the file is changed at random; what is read is what was recorded, or a refusal."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from tests.contracts.journal_contract import DRAWN, append

from truceline.errors import TrucelineError
from truceline.journal.log import opened_fields
from truceline.journal.notes import Signer
from truceline.journal.protocol import Entry, Journal, StreamId
from truceline.journal.sqlite import SqliteJournal
from truceline.journal.tree import leaf_hash

RECEIVED = "2017-09-15T10:00:01.000Z"
CHANGES = 600


def everything(journal: Journal) -> list[list[Entry]]:
    by_stream = [list(journal.read(stream=StreamId(stream))) for stream in "abc"]
    rest = [list(journal.read(since=10)), list(journal.read(since=10, stream=StreamId("b")))]
    return [list(journal.read()), *by_stream, *rest]


def test_p13_no_changed_byte_is_served_or_signed_on(
    signer: Signer, memory: str | None, times: int
) -> None:
    with TemporaryDirectory(dir=memory) as name:
        file = Path(name) / "journal.db"
        journal = SqliteJournal.create(file, signer, lambda: RECEIVED)
        for size in range(12):
            for stream in "abc":
                append(journal, stream, DRAWN, after=size)
        whole, recorded = file.read_bytes(), everything(journal)
        refused = 0
        for rng in np.random.default_rng(13).spawn(times * CHANGES):
            changed = bytearray(whole)
            changed[rng.integers(len(whole))] ^= rng.integers(1, 256)
            file.write_bytes(changed)
            refused += not is_sound(file, signer, recorded)
    # Of the bytes of the file, some are free; a change there changes nothing.
    assert times * CHANGES // 10 < refused < times * CHANGES


def is_sound(file: Path, signer: Signer, recorded: list[list[Entry]]) -> bool:
    """Read everything and append; return whether that went well. It may be refused, not wrong."""
    try:
        journal = SqliteJournal(file, signer, lambda: RECEIVED)
        assert everything(journal) == recorded
        added = append(journal, "a", DRAWN, after=12)[0]
    except TrucelineError:
        return False
    fields = opened_fields(added.note, signer.verifier)
    assert fields["prev"] == leaf_hash(recorded[0][-1].note).hex()
    assert list(journal.read()) == [*recorded[0], added]
    return True


def test_a_journal_that_met_damage_takes_nothing_more(tmp_path: Path, signer: Signer) -> None:
    file = tmp_path / "journal.db"
    journal = SqliteJournal.create(file, signer, lambda: RECEIVED)
    entry = append(journal, "a", DRAWN, DRAWN, after=0)[0]
    file.write_bytes(file.read_bytes().replace(entry.note[:200], entry.note[:199] + b"?", 1))
    with pytest.raises(TrucelineError, match="Entry 0 of the record is damaged"):
        list(journal.read())
    with pytest.raises(TrucelineError, match="Nothing more is recorded"):
        append(journal, "a", DRAWN, after=2)

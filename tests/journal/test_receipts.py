"""P6, for one record: who has a receipt can show offline that the entry was taken in."""

from base64 import b64decode, b64encode

import pytest
from tests.verifier.corpus import OTHER, SIGNER, Log

from truceline.errors import BadInput
from truceline.journal.checkpoints import signed
from truceline.journal.notes import NoteUnfit
from truceline.journal.receipts import ReceiptUnfit, checked, written
from truceline.journal.tree import ProofWrong, leaf_hash, root_of

LOG = Log().good(9)
CHECKPOINT = LOG.checkpoint()
RECEIPT = written(LOG.notes, 5, CHECKPOINT, SIGNER.verifier)
KEY = SIGNER.verifier


def test_every_entry_has_one() -> None:
    for size in range(1, 10):
        log = Log(LOG.notes[:size])
        for index in range(size):
            shown = checked(written(log.notes, index, log.checkpoint(), KEY), KEY)
            assert shown.entry.note == log.notes[index]
            assert (shown.entry.position, shown.checkpoint.size) == (index, size)


def test_is_in_the_form_of_the_specification() -> None:
    """https://c2sp.org/tlog-proof: header, extra, index, proof, an empty line, checkpoint."""
    head, checkpoint = RECEIPT.split(b"\n\n", 1)
    assert checkpoint == CHECKPOINT
    header, extra, index, *proof = head.decode().split("\n")
    assert (header, index) == ("c2sp.org/tlog-proof@v1", "index 5")
    assert b64decode(extra.removeprefix("extra ")) == LOG.notes[5]
    leaves = [leaf_hash(note) for note in LOG.notes]
    sides = [leaves[4:5], leaves[6:8], leaves[0:4], leaves[8:9]]
    assert [b64decode(one) for one in proof] == [root_of(side) for side in sides]


def changed(*, line: int, to: bytes) -> bytes:
    head, checkpoint = RECEIPT.split(b"\n\n", 1)
    lines = head.split(b"\n")
    lines[line] = to
    return b"\n".join(lines) + b"\n\n" + checkpoint


@pytest.mark.parametrize(
    ("receipt", "reason"),
    [
        (changed(line=0, to=b"c2sp.org/tlog-proof@v2"), "one form"),
        (changed(line=1, to=b"more " + b64encode(LOG.notes[5])), "one form"),
        (changed(line=1, to=b"extra !"), "one form"),
        (changed(line=2, to=b"index 05"), "one form"),
        (changed(line=2, to=b"place 5"), "one form"),
        (changed(line=3, to=b"YQ=="), "one form"),
        (changed(line=3, to="é".encode()), "not the lines"),
        (b"c2sp.org/tlog-proof@v1\nindex 5\n\n" + CHECKPOINT, "not the lines"),
    ],
)
def test_refuses_another_form(receipt: bytes, reason: str) -> None:
    with pytest.raises(ReceiptUnfit, match=reason):
        checked(receipt, KEY)


def test_refuses_a_proof_about_something_else() -> None:
    with pytest.raises(ProofWrong, match="another root"):
        checked(changed(line=2, to=b"index 4"), KEY)
    with pytest.raises(ProofWrong, match="has none numbered 9"):
        checked(changed(line=2, to=b"index 9"), KEY)
    with pytest.raises(ProofWrong, match="another root"):
        checked(changed(line=1, to=b"extra " + b64encode(LOG.notes[4])), KEY)


def test_refuses_what_another_log_signed() -> None:
    with pytest.raises(NoteUnfit, match="no known key"):
        checked(RECEIPT, OTHER.verifier)
    # A sound tree whose leaf is not an entry of the log.
    foreign = OTHER.sign(b"anything\n")
    root = signed(1, leaf_hash(foreign), SIGNER)
    receipt = b"c2sp.org/tlog-proof@v1\nextra " + b64encode(foreign) + b"\nindex 0\n\n" + root
    with pytest.raises(NoteUnfit, match="no known key"):
        checked(receipt, KEY)


def test_refuses_an_entry_in_the_place_of_another() -> None:
    root = signed(1, leaf_hash(LOG.notes[5]), SIGNER)
    receipt = b"c2sp.org/tlog-proof@v1\nextra " + b64encode(LOG.notes[5]) + b"\nindex 0\n\n" + root
    with pytest.raises(ReceiptUnfit, match="entry 5 stands at place 0"):
        checked(receipt, KEY)


def test_p13_none_is_given_for_a_damaged_record() -> None:
    notes = list(LOG.notes)
    notes[2] = notes[2].replace(b'"n":2', b'"n":3')
    with pytest.raises(BadInput):
        written(notes, 5, CHECKPOINT, KEY)
    with pytest.raises(BadInput):
        written(notes, 2, CHECKPOINT, KEY)

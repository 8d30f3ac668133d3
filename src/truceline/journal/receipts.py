"""Receipts: one entry with the proof that a signed checkpoint covers it, for use offline.

Source: C2SP tlog-proof (https://c2sp.org/tlog-proof). Its `extra` line carries the entry's note,
which is trusted only because the proof leads from it to the root that the log signed.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from truceline.errors import BadInput
from truceline.journal.checkpoints import Checkpoint, hash_of, number, opened_checkpoint
from truceline.journal.log import opened_entry
from truceline.journal.notes import Verifier, from_base64
from truceline.journal.protocol import Entry
from truceline.journal.tree import check_inclusion, inclusion_proof, leaf_hash

_HEADER = "c2sp.org/tlog-proof@v1"


class ReceiptUnfit(BadInput):
    """A file is not a receipt for an entry of the log."""

    code = "journal.receipt-unfit"
    text = "This is not a receipt: {reason}. Ask whoever keeps the record for another."


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a checked receipt shows."""

    entry: Entry
    checkpoint: Checkpoint


def written(notes: Sequence[bytes], index: int, checkpoint: bytes, log: Verifier) -> bytes:
    """Return the receipt of one of the entries that a checkpoint covers, after checking it.

    Raises:
        TrucelineError: As `checked` does; the record is damaged.
    """
    leaves = [leaf_hash(note) for note in notes]
    proof = [b64encode(sibling).decode() for sibling in inclusion_proof(leaves, index)]
    extra = b64encode(notes[index]).decode()
    lines = [_HEADER, f"extra {extra}", f"index {index}", *proof]
    receipt = "\n".join(lines).encode() + b"\n\n" + checkpoint
    checked(receipt, log)
    return receipt


def checked(receipt: bytes, log: Verifier) -> Receipt:
    """Return the entry that a receipt proves to be in a log, and the checkpoint that covers it.

    Raises:
        ReceiptUnfit: It is not in the form of a receipt, or is about another place of the log.
        NoteUnfit, CheckpointUnfit, EntryUnfit, ProofWrong: A part of it does not hold.
    """
    head, _, note = receipt.partition(b"\n\n")
    checkpoint = opened_checkpoint(note, log)
    content, index, proof = _head(head)
    check_inclusion(leaf_hash(content), index, checkpoint.size, proof, checkpoint.root)
    entry = opened_entry(content, log)
    if entry.seq != index:
        raise ReceiptUnfit(reason=f"entry {entry.seq} stands at place {index} of the log")
    return Receipt(entry, checkpoint)


def _head(head: bytes) -> tuple[bytes, int, list[bytes]]:
    try:
        header, extra, index, *proof = head.decode("ascii").split("\n")
    except ValueError as error:
        raise ReceiptUnfit(reason="it has not the lines of one") from error
    note = from_base64(extra.removeprefix("extra "))
    place = number(index.removeprefix("index "))
    hashes = [hash_of(line) for line in proof]
    named = (header, extra[:6], index[:6]) == (_HEADER, "extra ", "index ")
    if not named or note is None or place is None or None in hashes:
        raise ReceiptUnfit(reason="a line in it is not in its one form")
    return note, place, [found for found in hashes if found is not None]

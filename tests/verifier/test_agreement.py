"""P17: whoever reads docs/format.md can check a record without us, and finds what we find."""

import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import numpy as np
import pytest
from tests.verifier import second
from tests.verifier.corpus import SIGNER, Case, Log, cases

from truceline.errors import BadInput
from truceline.journal import receipts, tiles
from truceline.journal.checkpoints import signed
from truceline.journal.tree import leaf_hash, node_hash
from truceline.journal.verify import verify

CASES = list(cases())
KEY = second.parse_key(str(SIGNER.verifier))


def ours(folder: Path) -> str | None:
    checkpoint = tiles.checkpoint_in(folder)
    fault = verify(tiles.notes_in(folder), [checkpoint], SIGNER.verifier).fault
    if fault:
        return f"entry {fault.number}" if fault.kind == "entry" else "checkpoint"
    try:
        tiles.check(folder, SIGNER.verifier)
    except tiles.TilesUnfit as error:
        return f"file {Path(str(error.facts['file'])).relative_to(folder)}"
    return None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_p17_two_verifiers_find_the_same(case: Case, tmp_path: Path) -> None:
    tiles.write(tmp_path, case.notes, case.checkpoint, SIGNER.verifier)
    assert ours(tmp_path) == second.verify(tmp_path, KEY) == case.found


def test_p17_two_verifiers_find_the_same_random_change(tmp_path: Path) -> None:
    log = Log().good(5)
    tiles.write(tmp_path, log.notes, log.checkpoint(), SIGNER.verifier)
    files = [file for file in sorted(tmp_path.rglob("*")) if file.is_file()]
    random = np.random.default_rng(4)
    for _ in range(120):
        file = files[random.integers(len(files))]
        content = file.read_bytes()
        file.write_bytes(changed(content, random))
        found = ours(tmp_path)
        assert found is not None, "a change was not found"
        assert found == second.verify(tmp_path, KEY)
        file.write_bytes(content)
    assert ours(tmp_path) is None


def changed(content: bytes, random: np.random.Generator) -> bytes:
    """Change, drop, double or cut off at one byte."""
    at = int(random.integers(len(content)))
    before, byte, after = content[:at], content[at], content[at + 1 :]
    other = bytes([byte ^ int(random.integers(1, 256))])
    choices = [before + other + after, before + after, before, content[: at + 1] + content[at:]]
    return choices[random.integers(4)]


def test_p17_a_stranger_needs_python_and_nothing_else(tmp_path: Path) -> None:
    log = Log().good(2)
    tiles.write(tmp_path, log.notes, log.checkpoint(), SIGNER.verifier)
    script = Path(second.__file__)
    # -S: without any installed package.
    command = [sys.executable, "-S", str(script), str(tmp_path), str(SIGNER.verifier)]
    assert subprocess.run(command, env={}, check=False).returncode == 0
    (tmp_path / "tile" / "0" / "000.p" / "2").unlink()
    result = subprocess.run(command, env={}, check=False, capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (1, "file tile/0/000.p/2 does not hold\n")


class TestReceipts:
    LOG = Log().good(5)
    NOTES = LOG.notes
    CHECKPOINT = LOG.checkpoint()

    def agreed(self, receipt: bytes) -> int | None:
        """Return the entry that both take from a receipt, or None if both refuse it."""
        try:
            entry = receipts.checked(receipt, SIGNER.verifier).entry.position
        except BadInput:
            with pytest.raises(second.Bad):
                second.check_receipt(receipt, KEY)
            return None
        assert second.check_receipt(receipt, KEY)["seq"] == entry
        return entry

    def test_p17_both_take_every_receipt(self) -> None:
        for number in range(5):
            receipt = receipts.written(self.NOTES, number, self.CHECKPOINT, SIGNER.verifier)
            assert self.agreed(receipt) == number

    def test_p17_both_refuse_what_is_about_something_else(self) -> None:
        receipt = receipts.written(self.NOTES, 2, self.CHECKPOINT, SIGNER.verifier)
        head, _, checkpoint = receipt.partition(b"\n\n")
        lines = head.split(b"\n")
        other = receipts.written(self.NOTES, 3, self.CHECKPOINT, SIGNER.verifier)
        short = Log(self.NOTES[:3]).checkpoint()
        # Entry 3 signed into place 1: the tree is sound, the entry belongs elsewhere.
        moved = Log([self.NOTES[0], self.NOTES[3]])
        a, b = (leaf_hash(note) for note in moved.notes)
        misplaced = [lines[0], b"extra " + b64encode(moved.notes[1]), b"index 1", b64encode(a)]
        root = signed(2, node_hash(a, b), SIGNER)
        forged = {
            "another index": [*lines[:2], b"index 3", *lines[3:]],
            "index 02": [*lines[:2], b"index 02", *lines[3:]],
            "index beyond": [*lines[:2], b"index 5", *lines[3:]],
            "another entry": [lines[0], other.split(b"\n")[1], *lines[2:]],
            "no extra": [lines[0], *lines[2:]],
            "another header": [b"c2sp.org/tlog-proof@v2", *lines[1:]],
            "a hash less": lines[:-1],
            "a hash more": [*lines, lines[-1]],
            "31 bytes": [*lines[:-1], b64encode(bytes(31))],
            "no base64": [*lines[:-1], b"!"],
            "not ASCII": [*lines[:-1], "é".encode()],
            "one line": lines[:1],
        }
        for name, changed_lines in forged.items():
            assert self.agreed(b"\n".join(changed_lines) + b"\n\n" + checkpoint) is None, name
        assert self.agreed(head + b"\n\n" + short) is None
        assert self.agreed(head + b"\n\n" + self.NOTES[0]) is None
        assert self.agreed(head) is None
        assert self.agreed(b"\n".join(misplaced) + b"\n\n" + root) is None
        assert self.agreed(receipt) == 2

    def test_p17_both_refuse_the_same_random_changes(self) -> None:
        receipt = receipts.written(self.NOTES, 2, self.CHECKPOINT, SIGNER.verifier)
        random = np.random.default_rng(5)
        for _ in range(300):
            assert self.agreed(changed(receipt, random)) is None

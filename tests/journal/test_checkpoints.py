import base64

import pytest

from truceline.journal.checkpoints import (
    Checkpoint,
    CheckpointUnfit,
    hash_of,
    number,
    opened_checkpoint,
    signed,
)
from truceline.journal.notes import NoteUnfit, Signer
from truceline.journal.tree import EMPTY_ROOT

ROOT = bytes(range(32))

# The text of the example of the specification, https://c2sp.org/tlog-checkpoint. The key that
# signed it is not published, so it is signed anew here.
EXAMPLE = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
"""


def test_reads_the_example_of_the_specification(signer: Signer) -> None:
    log = Signer("example.com/behind-the-sofa", signer.key)
    checkpoint = opened_checkpoint(log.sign(EXAMPLE.encode()), log.verifier)
    assert (checkpoint.log, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.root.hex().startswith("0ac5186a91863e8e")
    assert checkpoint.text() == EXAMPLE.encode()


@pytest.mark.parametrize(("size", "root"), [(0, EMPTY_ROOT), (1, ROOT), (2**63 - 1, ROOT)])
def test_reads_what_was_signed(signer: Signer, size: int, root: bytes) -> None:
    note = signed(size, root, signer)
    assert opened_checkpoint(note, signer.verifier) == Checkpoint(signer.name, size, root)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["zone/other", "1", base64.b64encode(ROOT).decode()], "log, size and root"),
        (["LOG", "1", base64.b64encode(ROOT).decode(), "more"], "log, size and root"),
        (["LOG", "1"], "log, size and root"),
        (["LOG", "007", base64.b64encode(ROOT).decode()], "plain number"),
        (["LOG", str(2**63), base64.b64encode(ROOT).decode()], "plain number"),
        (["LOG", "1", base64.b64encode(ROOT[1:]).decode()], "hash in base64"),
        (["LOG", "1", ROOT.hex()], "hash in base64"),
    ],
)
def test_refuses_another_form(signer: Signer, lines: list[str], reason: str) -> None:
    text = "\n".join([*lines, ""]).replace("LOG", signer.name)
    with pytest.raises(CheckpointUnfit, match=reason):
        opened_checkpoint(signer.sign(text.encode()), signer.verifier)


def test_refuses_what_the_log_did_not_sign(signer: Signer) -> None:
    note = signed(1, ROOT, signer)
    with pytest.raises(NoteUnfit, match="does not hold"):
        opened_checkpoint(note.replace(b"\n1\n", b"\n2\n"), signer.verifier)
    with pytest.raises(NoteUnfit, match="no known key"):
        opened_checkpoint(note, Signer("zone/other", signer.key).verifier)


def test_numbers_and_hashes_have_one_spelling() -> None:
    assert [number(n) for n in ("0", "10", "9223372036854775807")] == [0, 10, 2**63 - 1]
    assert {number(n) for n in ("", "-1", "+1", "01", " 1", "1 ", "1e3", "٣", "9" * 19)} == {None}
    assert hash_of(base64.b64encode(ROOT).decode()) == ROOT
    assert {hash_of(h) for h in ("", "YQ==", "!", ROOT.hex())} == {None}

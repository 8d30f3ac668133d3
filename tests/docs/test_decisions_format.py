"""docs/formats/decisions.md: its example is what we sign, and its fields are all there are."""

import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.domain.test_motions import MOTION, VOTE
from tests.motions import RECORD

from truceline.domain.motions import BoundaryProposed, KeyRecorded, SeatLeft
from truceline.journal.signatures import public_half, sign, valid

FILE = Path(__file__).parents[2] / "docs/formats/decisions.md"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def test_the_example_is_what_we_sign(request: pytest.FixtureRequest) -> None:
    signature = sign(KEY, VOTE.signed_text())
    page = FILE.read_text(encoding="utf-8")
    if request.config.getoption("--update-golden"):
        page = re.sub(r"SIGNATURE|(?<=\n)[0-9a-f]{128}(?=\n)", signature, page)
        page = re.sub(
            r"HASH|(?<=hash is `)[0-9a-f]{64}|(?<=over )[0-9a-f]{64}", MOTION.hash(), page
        )
        FILE.write_text(page, encoding="utf-8")
    motion, vote, signed = re.findall(r"```text\n(.*?)```", page, flags=re.DOTALL)
    assert motion == MOTION.signed_text()
    assert vote == VOTE.signed_text()
    assert public_half(KEY) in page
    assert valid(public_half(KEY), vote, signed.strip())


@pytest.mark.parametrize(
    "fact",
    [
        MOTION,
        VOTE,
        KeyRecorded(party="iran", key="k", proof=""),
        SeatLeft(party="iran", record=RECORD, instrument="text"),
        BoundaryProposed(proposal="p", record=RECORD, area="a", by="iran", outline="o"),
    ],
    ids=lambda fact: fact.type,
)
def test_every_kind_of_text_is_in_the_table(
    fact: KeyRecorded | SeatLeft | BoundaryProposed,
) -> None:
    header, *fields = fact.signed_text().split("\n\n")[0].splitlines()
    names = [field.split(" ")[0] for field in fields]
    page = FILE.read_text(encoding="utf-8")
    (row,) = re.findall(rf"^\| `{fact.type}` \| `{header}` \| (.*) \|$", page, flags=re.MULTILINE)
    assert row.split(", ")[: len(names)] == names

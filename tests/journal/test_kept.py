"""P19: an upgrade never rewrites. Records of every form ever written open, and keep their root.

What lies in `kept/` is never changed or taken away; each new form adds to it.
"""

from pathlib import Path

import apsw
import pytest
from tests.contracts.journal_contract import append
from tests.verifier.corpus import OTHER, SIGNER

from truceline.journal import tiles
from truceline.journal.notes import Verifier
from truceline.journal.protocol import Record
from truceline.journal.sqlite import SqliteJournal
from truceline.journal.tree import leaf_hash, root_of
from truceline.journal.verify import verify, verify_record

KEPT = Path(__file__).parent / "kept"
ROOTS = {
    "record-1": [
        "a1baebd62625de69ee72c49868cb2dac358b65a7ae60462e7ae59a9385557142",
        "5bdbb0d9d56319a584cb0ffdc53f5ba8d3ee952798e681d80f0eb822ae7fdadf",
    ],
    "export-1": ["a5084a665cdbd71d0e694b4ebc0f2553a798a50f5564a33e8196d50aab36849a"],
}


def root_over(notes: list[bytes]) -> str:
    return root_of([leaf_hash(note) for note in notes]).hex()


@pytest.mark.parametrize("form", ["record-1"])
def test_p19_a_kept_record_opens_goes_on_and_stays_as_it_was(form: str, tmp_path: Path) -> None:
    file = tmp_path / "journal.db"
    db = apsw.Connection(str(file))
    db.execute((KEPT / f"{form}.sql").read_text(encoding="utf-8"))
    db.close()
    journal = SqliteJournal(file, OTHER, received=lambda: "2018-04-01T00:00:00.000Z")
    assert [entry.record.type for entry in journal.read()] == [
        "area.boundary-adopted",
        "term.extended",
        "dataset.imported",
        "log.restored",
        "term.extended",
    ]
    assert verify_record(journal).fault is None
    append(journal, "area:north", Record("x", 1, {}), after=3)
    assert verify_record(journal).fault is None
    old, new = list(journal.notes(log=SIGNER.name)), list(journal.notes())
    assert [root_over(old), root_over(new[:2])] == ROOTS[form]


@pytest.mark.parametrize("form", ["export-1"])
def test_p19_an_exported_record_still_verifies(form: str) -> None:
    folder = KEPT / form
    key = Verifier.parse((folder / "log.vkey").read_text(encoding="utf-8").strip())
    found = verify(tiles.notes_in(folder), [tiles.checkpoint_in(folder)], key)
    tiles.check(folder, key)
    assert (found.fault, [found.root.hex()]) == (None, ROOTS[form])

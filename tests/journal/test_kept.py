"""P19: an upgrade never rewrites. Records of every form ever written open, and keep their root.

A form is added to `kept/` when it is released, and is never changed or taken away.
"""

from pathlib import Path

import apsw
import pytest
from tests.contracts.journal_contract import append

from truceline.journal import tiles
from truceline.journal.checkpoints import opened_checkpoint
from truceline.journal.notes import Signer, Verifier
from truceline.journal.protocol import Record
from truceline.journal.sqlite import SqliteJournal
from truceline.journal.tree import leaf_hash, root_of
from truceline.journal.verify import verify

KEPT = Path(__file__).parent / "kept"
FIRST_FORM_ROOT = "5f2778f896ebdf893b31988fe895fd3b1ed71c97c834519427fb083849fe1547"


@pytest.fixture
def first_form(tmp_path: Path) -> Path:
    file = tmp_path / "journal.db"
    db = apsw.Connection(str(file))
    db.execute((KEPT / "first_form.sql").read_text(encoding="utf-8"))
    db.close()
    return file


def stored(file: Path) -> list[object]:
    db = apsw.Connection(str(file))
    return list(db.execute("SELECT seq, stream, leaf, note FROM entry ORDER BY seq"))


def test_p19_a_record_of_the_first_form_opens_and_stays_as_it_was(
    first_form: Path, signer: Signer
) -> None:
    before = stored(first_form)
    journal = SqliteJournal(first_form, signer, received=lambda: "2017-11-01T00:00:00.000Z")
    assert [entry.record.type for entry in journal.read()] == [
        "area.boundary-adopted",
        "term.extended",
        "dataset.imported",
    ]
    found = verify(journal.notes(), journal.checkpoints(), signer.verifier)
    assert (found.fault, found.entries, found.root.hex()) == (None, 3, FIRST_FORM_ROOT)
    append(journal, "datasets", Record("x", 1, {}), after=1)
    assert stored(first_form)[:3] == before
    assert root_of([leaf_hash(note) for note in list(journal.notes())[:3]]).hex() == FIRST_FORM_ROOT


@pytest.mark.parametrize("form", ["export-1"])
def test_p19_an_exported_record_still_verifies(form: str) -> None:
    folder = KEPT / form
    key = Verifier.parse((folder / "log.vkey").read_text(encoding="utf-8").strip())
    found = verify(tiles.notes_in(folder), [tiles.checkpoint_in(folder)], key)
    tiles.check(folder, key)
    assert found.fault is None
    assert found.root == opened_checkpoint(tiles.checkpoint_in(folder), key).root
    assert found.root.hex() == (folder / "root").read_text(encoding="utf-8").strip()

"""P19: an upgrade never rewrites. Records of every form ever written open, and keep their root.

A form is added to `kept/` when it is released, and is never changed or taken away.
"""

from pathlib import Path

import pytest

from truceline.journal import tiles
from truceline.journal.checkpoints import opened_checkpoint
from truceline.journal.notes import Verifier
from truceline.journal.verify import verify

KEPT = Path(__file__).parent / "kept"


@pytest.mark.parametrize("form", ["export-1"])
def test_p19_an_exported_record_still_verifies(form: str) -> None:
    folder = KEPT / form
    key = Verifier.parse((folder / "log.vkey").read_text(encoding="utf-8").strip())
    found = verify(tiles.notes_in(folder), [tiles.checkpoint_in(folder)], key)
    tiles.check(folder, key)
    assert found.fault is None
    assert found.root == opened_checkpoint(tiles.checkpoint_in(folder), key).root
    assert found.root.hex() == (folder / "root").read_text(encoding="utf-8").strip()

from collections.abc import Callable
from pathlib import Path

import apsw
import pytest
from tests.contracts.journal_contract import DRAWN, JournalContract, append

from truceline.journal.notes import Signer
from truceline.journal.protocol import Journal, JournalDamaged
from truceline.journal.sqlite import SqliteJournal

RECEIVED = "2017-09-15T10:00:01.000Z"


class TestSqliteJournal(JournalContract):
    @pytest.fixture
    def reopen(self, tmp_path: Path, signer: Signer) -> Callable[[], Journal]:
        return lambda: SqliteJournal(tmp_path / "journal.db", signer, received=lambda: RECEIVED)

    @pytest.fixture
    def journal(self, tmp_path: Path, signer: Signer) -> Journal:
        return SqliteJournal.create(tmp_path / "journal.db", signer, received=lambda: RECEIVED)

    def test_names_the_entry_whose_bytes_were_changed(
        self, journal: Journal, tmp_path: Path
    ) -> None:
        append(journal, "a", DRAWN, DRAWN, DRAWN, after=0)
        db = apsw.Connection(str(tmp_path / "journal.db"))
        note = db.execute("SELECT note FROM entry WHERE position = 1").get
        db.execute(
            "UPDATE entry SET note = ? WHERE position = 1", (note.replace(b'"n":3', b'"n":4'),)
        )
        db.close()
        with pytest.raises(JournalDamaged, match="Entry 1 of the record"):
            list(journal.read())

    def test_is_readable_by_its_owner_only(self, journal: Journal, tmp_path: Path) -> None:
        append(journal, "a", DRAWN, after=0)
        assert (tmp_path / "journal.db").stat().st_mode & 0o077 == 0

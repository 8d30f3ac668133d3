import base64
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest
from tests.contracts.journal_contract import DRAWN, JournalContract, append

from truceline.journal import entries
from truceline.journal.notes import Signer, key_id, text_of
from truceline.journal.protocol import Journal, JournalDamaged
from truceline.journal.sqlite import SqliteJournal

RECEIVED = "2017-09-15T10:00:01.000Z"


class TestSqliteJournal(JournalContract):
    @pytest.fixture
    def reopen(self, tmp_path: Path, signer: Signer) -> Callable[[], Journal]:
        return lambda: SqliteJournal(tmp_path / "journal.db", signer, received=lambda: RECEIVED)

    @pytest.fixture
    def journal(self, reopen: Callable[[], Journal]) -> Journal:
        return reopen()

    def test_names_the_entry_whose_bytes_were_changed(
        self, journal: Journal, tmp_path: Path
    ) -> None:
        append(journal, "a", DRAWN, DRAWN, DRAWN, after=0)
        db = apsw.Connection(str(tmp_path / "journal.db"))
        note = db.execute("SELECT note FROM entry WHERE seq = 1").get
        db.execute("UPDATE entry SET note = ? WHERE seq = 1", (note.replace(b'"n":3', b'"n":4'),))
        db.close()
        with pytest.raises(JournalDamaged, match="Entry 1 of the record"):
            list(journal.read())

    def test_is_readable_by_its_owner_only(self, journal: Journal, tmp_path: Path) -> None:
        append(journal, "a", DRAWN, after=0)
        assert (tmp_path / "journal.db").stat().st_mode & 0o077 == 0

    def test_each_note_is_signed_and_holds_the_hash_of_the_one_before(
        self, journal: Journal, signer: Signer
    ) -> None:
        first, second = append(journal, "a", DRAWN, DRAWN, after=0)
        fields = entries.decode(text_of(second.note))
        assert fields["prev"] == entries.leaf_hash(first.note)
        assert fields["log"] == signer.name
        assert fields["received"] == RECEIVED
        public = signer.key.public_key()
        text, signature = second.note.rsplit(b"\n\n", 1)
        blob = base64.b64decode(signature.split()[-1])
        assert blob[:4] == key_id(signer.name, public)
        public.verify(blob[4:], text + b"\n")

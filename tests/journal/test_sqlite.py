import stat
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest
from tests.contracts.journal_contract import DRAWN, OTHER, JournalContract, append

from truceline.journal import files, sqlite
from truceline.journal.log import CheckpointDamaged
from truceline.journal.notes import Signer
from truceline.journal.protocol import (
    FormatUnknown,
    Journal,
    JournalBusy,
    JournalDamaged,
    JournalMissing,
    JournalStopped,
    LogClosed,
    StreamId,
)
from truceline.journal.sqlite import SqliteJournal, SqliteOld, check_library

RECEIVED = "2017-09-15T10:00:01.000Z"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def journal(file: Path, signer: Signer) -> SqliteJournal:
    return SqliteJournal.create(file, signer, lambda: RECEIVED)


class TestSqliteJournal(JournalContract):
    @pytest.fixture
    def reopen(self, file: Path, signer: Signer) -> Callable[[], Journal]:
        return lambda: SqliteJournal(file, signer, lambda: RECEIVED)

    @pytest.fixture
    def begin(self, file: Path) -> Callable[[Signer], Journal]:
        def begin(signer: Signer) -> Journal:
            journal = SqliteJournal(file, signer, lambda: RECEIVED)
            journal.begin_log()
            return journal

        return begin


def change(file: Path, sql: str, *values: object) -> None:
    db = apsw.Connection(str(file))
    db.execute(sql, values)
    db.close()


def test_names_the_entry_whose_bytes_were_changed(journal: Journal, file: Path) -> None:
    note = append(journal, "a", DRAWN, DRAWN, DRAWN, after=0)[1].note
    changed = note.replace(b'"n":3', b'"n":4')
    change(file, "UPDATE entry SET note = ? WHERE position = 1", changed)
    with pytest.raises(JournalDamaged, match="Entry 1 of the record"):
        list(journal.read())
    with pytest.raises(JournalDamaged, match="Entry 1 of the record"):
        list(journal.notes())


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM entry WHERE position = 1",
        "DELETE FROM entry WHERE position = 2",
        "UPDATE entry SET stream = 'b' WHERE position = 1",
        "UPDATE entry SET position = 7 WHERE position = 2",
        "UPDATE stream SET size = 4",
        "DELETE FROM stream",
        "UPDATE log SET first = 1",
        "UPDATE log SET verifier = 'nobody'",
        "DELETE FROM log",
        "DELETE FROM checkpoint WHERE size = 3",
    ],
)
def test_p13_a_row_that_was_moved_or_lost_is_missed(journal: Journal, file: Path, sql: str) -> None:
    append(journal, "a", DRAWN, after=0)
    append(journal, "a", DRAWN, DRAWN, after=1)
    change(file, sql)
    with pytest.raises(JournalDamaged):
        [*journal.read(), *journal.read(stream=StreamId("a"))]


def test_signs_nothing_on_top_of_a_damaged_end(journal: Journal, file: Path) -> None:
    append(journal, "a", DRAWN, DRAWN, after=0)
    change(file, "UPDATE entry SET note = CAST(note || '.' AS BLOB) WHERE position = 1")
    with pytest.raises(JournalDamaged, match="Entry 1"):
        append(journal, "b", DRAWN, after=0)
    with pytest.raises(JournalStopped, match="Entry 1"):
        append(journal, "b", DRAWN, after=0)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM entry WHERE position = 1",
        "DELETE FROM checkpoint WHERE size = 2",
        "DELETE FROM checkpoint",
        "UPDATE checkpoint SET peaks = X'00'",
    ],
)
def test_signs_nothing_where_the_end_is_unsure(journal: Journal, file: Path, sql: str) -> None:
    append(journal, "a", DRAWN, DRAWN, after=0)
    change(file, sql)
    with pytest.raises((JournalDamaged, CheckpointDamaged)):
        append(journal, "b", DRAWN, after=0)
    with pytest.raises(JournalStopped):
        append(journal, "b", DRAWN, after=0)


def test_is_readable_by_its_owner_only(journal: Journal, file: Path) -> None:
    append(journal, "a", DRAWN, after=0)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_never_makes_an_empty_file_where_a_record_was(
    journal: Journal, file: Path, signer: Signer
) -> None:
    with pytest.raises(FileExistsError):
        SqliteJournal.create(file, signer, lambda: RECEIVED)
    file.unlink()
    with pytest.raises(JournalMissing, match="truceline restore"):
        SqliteJournal(file, signer, lambda: RECEIVED)
    with pytest.raises(JournalStopped):
        append(journal, "a", DRAWN, after=0)
    assert not file.exists()


@pytest.mark.parametrize("found", [0, 2])
def test_leaves_a_file_of_another_version_alone(file: Path, signer: Signer, found: int) -> None:
    SqliteJournal.create(file, signer, lambda: RECEIVED)
    change(file, f"PRAGMA user_version = {found}")
    with pytest.raises(FormatUnknown, match=f"has format {found}"):
        SqliteJournal(file, signer, lambda: RECEIVED)


def test_refuses_a_network_file_system(
    tmp_path: Path, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    SqliteJournal.create(tmp_path / "journal.db", signer, lambda: RECEIVED)
    monkeypatch.setattr(files, "file_system", lambda *_: "nfs4")
    with pytest.raises(files.FileSystemUnfit, match="nfs4"):
        SqliteJournal(tmp_path / "journal.db", signer, lambda: RECEIVED)
    with pytest.raises(files.FileSystemUnfit, match="nfs4"):
        SqliteJournal.create(tmp_path / "another.db", signer, lambda: RECEIVED)


def test_says_that_someone_else_is_writing(
    journal: Journal, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_PATIENCE_S", 0)
    other = apsw.Connection(str(file))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(JournalBusy):
        append(journal, "a", DRAWN, after=0)
    other.close()
    assert append(journal, "a", DRAWN, after=0)


def test_p15_a_copy_can_be_read_and_is_never_written_to(
    journal: SqliteJournal, tmp_path: Path, signer: Signer
) -> None:
    append(journal, "a", DRAWN, after=0)
    journal.copy_to(tmp_path / "copy.db")
    append(journal, "a", DRAWN, after=1)
    copy = SqliteJournal(tmp_path / "copy.db", signer, lambda: RECEIVED)
    assert list(copy.read()) == list(journal.read())[:1]
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600
    with pytest.raises(LogClosed, match="a backup's copy"):
        append(copy, "a", DRAWN, after=1)
    restored = SqliteJournal(tmp_path / "copy.db", OTHER, lambda: RECEIVED)
    restored.begin_log()
    assert append(restored, "a", DRAWN, after=1)[0].log == OTHER.name


def test_the_settings_are_those_that_lose_nothing(journal: SqliteJournal) -> None:
    with journal._reading() as db:  # noqa: SLF001  settings hold for one connection
        found = {name: db.pragma(name) for name in SqliteJournal.settings}
    assert found == {
        "journal_mode": "truncate",
        "synchronous": 3,
        "fullfsync": 1,
        "mmap_size": 0,
        "trusted_schema": 0,
        "cell_size_check": 1,
    }


def test_an_old_library_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    check_library()
    monkeypatch.setattr(apsw, "sqlite_lib_version", lambda: "3.51.2")
    with pytest.raises(SqliteOld, match=r"3\.51\.3"):
        check_library()

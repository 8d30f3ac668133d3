from collections.abc import Callable, Iterator
from typing import LiteralString

import psycopg
import pytest
from tests.contracts.journal_contract import DRAWN, JournalContract, append
from tests.journal.servers import Server

from truceline.journal import postgres as module
from truceline.journal.log import CheckpointDamaged
from truceline.journal.notes import Signer
from truceline.journal.postgres import PostgresJournal, ServerUnfit
from truceline.journal.protocol import (
    Entry,
    FormatUnknown,
    Journal,
    JournalBusy,
    JournalDamaged,
    JournalMissing,
    JournalStopped,
)

RECEIVED = "2017-09-15T10:00:01.000Z"


@pytest.fixture
def address(postgres: Server) -> Iterator[str]:
    """A database without a journal."""
    yield postgres.address
    with psycopg.connect(postgres.address) as db:
        db.execute("DROP SCHEMA IF EXISTS truceline CASCADE")


class TestPostgresJournal(JournalContract):
    @pytest.fixture
    def reopen(self, address: str, signer: Signer) -> Callable[[], Journal]:
        return lambda: PostgresJournal(address, signer, lambda: RECEIVED)

    @pytest.fixture
    def begin(self, address: str) -> Callable[[Signer], Journal]:
        def begin(signer: Signer) -> Journal:
            journal = PostgresJournal(address, signer, lambda: RECEIVED)
            journal.begin_log()
            return journal

        return begin

    @pytest.fixture
    def journal(self, address: str, signer: Signer) -> Journal:
        return PostgresJournal.create(address, signer, lambda: RECEIVED)

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE truceline.entry SET note = ''",
            "DELETE FROM truceline.entry",
            "TRUNCATE truceline.entry",
            "UPDATE truceline.checkpoint SET size = 0",
            "DELETE FROM truceline.log",
        ],
    )
    def test_the_database_itself_refuses_a_change(
        self, journal: Journal, address: str, change: str
    ) -> None:
        append(journal, "a", DRAWN, after=0)
        with (
            psycopg.connect(address) as db,
            pytest.raises(psycopg.errors.RaiseException, match="only added to"),
        ):
            db.execute(change.encode())
        assert len(list(journal.read())) == 1

    def test_names_the_entry_that_somebody_changed_all_the_same(
        self, journal: Journal, address: str
    ) -> None:
        append(journal, "a", DRAWN, DRAWN, after=0)
        with psycopg.connect(address) as db:
            db.execute("ALTER TABLE truceline.entry DISABLE TRIGGER only_added")
            db.execute("UPDATE truceline.entry SET note = note || '.' WHERE position = 1")
        with pytest.raises(JournalDamaged, match="Entry 1 of the record"):
            list(journal.read())
        with pytest.raises(JournalStopped):
            append(journal, "a", DRAWN, after=2)


@pytest.mark.parametrize("table", ["entry", "checkpoint"])
def test_signs_nothing_where_the_end_is_unsure(
    address: str, signer: Signer, table: LiteralString
) -> None:
    journal = PostgresJournal.create(address, signer, lambda: RECEIVED)
    append(journal, "a", DRAWN, after=0)
    with psycopg.connect(address) as db:
        db.execute("ALTER TABLE truceline." + table + " DISABLE TRIGGER only_added")
        db.execute("DELETE FROM truceline." + table)
    with pytest.raises((JournalDamaged, CheckpointDamaged)):
        append(journal, "b", DRAWN, after=0)
    with pytest.raises(JournalStopped):
        append(journal, "b", DRAWN, after=0)


def test_leaves_a_record_of_another_version_alone(address: str, signer: Signer) -> None:
    PostgresJournal.create(address, signer, lambda: RECEIVED)
    with psycopg.connect(address) as db:
        db.execute("INSERT INTO truceline.format VALUES (2)")
    with pytest.raises(FormatUnknown, match="has format 2"):
        PostgresJournal(address, signer, lambda: RECEIVED)


def test_says_that_a_database_holds_no_journal(address: str, signer: Signer) -> None:
    with pytest.raises(JournalMissing, match="truceline restore"):
        PostgresJournal(address, signer, lambda: RECEIVED)


def test_stops_when_the_server_does_not_answer(signer: Signer) -> None:
    with pytest.raises(JournalStopped, match="PostgreSQL says"):
        PostgresJournal("host=/nowhere connect_timeout=1", signer, lambda: RECEIVED)


def test_refuses_a_server_that_may_lose_what_it_acknowledged(address: str, signer: Signer) -> None:
    with psycopg.connect(address, autocommit=True) as db:
        db.execute("ALTER SYSTEM SET full_page_writes = off")
        db.execute("SELECT pg_reload_conf()")
        try:
            with pytest.raises(ServerUnfit, match="full_page_writes = off"):
                PostgresJournal.create(address, signer, lambda: RECEIVED)
        finally:
            db.execute("ALTER SYSTEM RESET full_page_writes")
            db.execute("SELECT pg_reload_conf()")


def test_p1_what_was_acknowledged_outlasts_a_crash_of_the_server(
    postgres: Server, address: str, signer: Signer
) -> None:
    journal = PostgresJournal.create(address, signer, lambda: RECEIVED)
    added: list[Entry] = []
    for _ in range(3):
        added += append(journal, "a", DRAWN, DRAWN, after=len(added))
        postgres.crash()
        with pytest.raises(JournalStopped):
            append(journal, "a", DRAWN, after=len(added))
        postgres.start()
        with pytest.raises(JournalStopped):
            append(journal, "a", DRAWN, after=len(added))
        journal = PostgresJournal(address, signer, lambda: RECEIVED)
        assert list(journal.read()) == added


def test_says_that_someone_else_is_writing(
    address: str, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = PostgresJournal.create(address, signer, lambda: RECEIVED)
    monkeypatch.setattr(module, "_PATIENCE_S", 0.1)
    with psycopg.connect(address) as db:
        db.execute("SELECT pg_advisory_xact_lock(%s)", (module._LOCK,))  # noqa: SLF001  a writer
        with pytest.raises(JournalBusy):
            append(journal, "a", DRAWN, after=0)
    assert append(journal, "a", DRAWN, after=0)

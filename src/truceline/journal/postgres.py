"""The journal in PostgreSQL, for a record that a server keeps.

The same promises as the one in SQLite, kept by other means: an advisory lock lets one writer
through at a time, so positions appear in order; triggers refuse every change and removal; the
server's settings are checked, because with some of them a commit is no promise.

Sources: https://www.postgresql.org/docs/current/runtime-config-wal.html (settings),
https://wiki.postgresql.org/wiki/Fsync_Errors (data_sync_retry).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any, LiteralString, Self

import psycopg
from psycopg.conninfo import conninfo_to_dict

from truceline.errors import Unsafe
from truceline.journal.checkpoints import signed
from truceline.journal.log import CheckpointDamaged, Clerk, Draft, Head
from truceline.journal.notes import Signer
from truceline.journal.protocol import (
    START,
    Entry,
    FormatUnknown,
    JournalBusy,
    JournalDamaged,
    JournalMissing,
    JournalStopped,
    Log,
    Position,
    Record,
    StreamId,
    StreamMovedOn,
)
from truceline.journal.rows import PAGE, Page, Row, are, follow, logs_of, number_of, own_log

_FORMAT = 1
_SCHEMA: LiteralString = """
CREATE SCHEMA truceline;
CREATE TABLE truceline.format (number integer PRIMARY KEY);
CREATE TABLE truceline.log (
  number   integer PRIMARY KEY,
  first    bigint  NOT NULL,
  verifier text    NOT NULL UNIQUE
);
CREATE TABLE truceline.stream (
  name text   PRIMARY KEY,
  size bigint NOT NULL
);
CREATE TABLE truceline.entry (
  position bigint PRIMARY KEY,
  stream   text   NOT NULL,
  leaf     text   NOT NULL,
  note     bytea  NOT NULL
);
CREATE INDEX entry_stream ON truceline.entry (stream, position);
CREATE TABLE truceline.checkpoint (
  log   integer NOT NULL,
  size  bigint  NOT NULL,
  peaks bytea   NOT NULL,
  note  bytea   NOT NULL,
  PRIMARY KEY (log, size)
);
CREATE FUNCTION truceline.refuse() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'the record is only added to'; END $$;
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON truceline.entry
  EXECUTE FUNCTION truceline.refuse();
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON truceline.checkpoint
  EXECUTE FUNCTION truceline.refuse();
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON truceline.log
  EXECUTE FUNCTION truceline.refuse();
"""
_ROWS: LiteralString = "SELECT position, stream, leaf, note FROM truceline.entry"
_NEWEST: LiteralString = """
SELECT size, peaks, note FROM truceline.checkpoint WHERE log = %s ORDER BY size DESC LIMIT 1
"""
_SET_STREAM: LiteralString = """
INSERT INTO truceline.stream VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET size = excluded.size
"""
_NEEDED = {"fsync": "on", "full_page_writes": "on", "data_sync_retry": "off"}
_PATIENCE_S = 10
_LOCK = 0x74727563656C  # "trucel", so as not to meet another program's lock

Connection = psycopg.Connection[tuple[Any, ...]]


class ServerUnfit(Unsafe):
    """A PostgreSQL server may lose what it has acknowledged."""

    code = "journal.server-unfit"
    text = (
        "The PostgreSQL server has {setting} = {found}, and a record needs {needed}. "
        "Change it in postgresql.conf and restart the server."
    )


class PostgresJournal:
    """A journal that keeps signed notes in the schema `truceline` of a database."""

    def __init__(self, address: str, signer: Signer, received: Callable[[], str]) -> None:
        """Open a journal.

        Args:
            address: `postgresql://...`; libpq reads what is missing from its own settings.
            signer: Signs what is appended.
            received: Tells the time, ISO 8601 in UTC.

        Raises:
            ServerUnfit: The server's settings could lose what is acknowledged.
            JournalMissing: There is none in that database.
            FormatUnknown: It was written by another version.
            JournalStopped: It cannot be read.
        """
        self._address = address
        self._clerk = Clerk(signer, received)
        self._one_writer = Lock()
        self._stopped = ""
        with self._reading() as db:
            _check_server(db)
            if _get(db, "SELECT to_regnamespace('truceline')") == (None,):
                raise JournalMissing(place=_place(address))
            found = _get(db, "SELECT max(number) FROM truceline.format")[0]
        if found != _FORMAT:
            raise FormatUnknown(place=_place(address), found=found, known=_FORMAT)

    @classmethod
    def create(cls, address: str, signer: Signer, received: Callable[[], str]) -> Self:
        """Make a journal with an empty log; never in place of one that was lost.

        Raises:
            ServerUnfit: The server's settings could lose what is acknowledged.
        """
        with psycopg.connect(address) as db:
            _check_server(db)
            db.execute(_SCHEMA)
            db.execute("INSERT INTO truceline.format VALUES (%s)", (_FORMAT,))
            _begin(db, 0, 0, signer)
        return cls(address, signer, received)

    def begin_log(self) -> None:
        """Begin the signer's log at the end of the record; the logs before it are closed."""
        with self._writing() as db:
            logs = _logs(db)
            _begin(db, len(logs), _end(db, logs), self._clerk.signer)

    def append(
        self, stream: StreamId, records: Sequence[Record], *, after: int, author: str, claimed: str
    ) -> list[Entry]:
        """See Journal.append."""
        draft = Draft(stream, records, author, claimed)
        with self._writing() as db:
            number, log = own_log(_logs(db), self._clerk.signer.verifier)
            current = _size(db, stream)
            if current != after:
                raise StreamMovedOn(stream=stream, current=current, seen=after)
            added, head = self._clerk.extend(self._head(db, number, log), draft, log.first)
            copy = "COPY truceline.entry FROM STDIN"
            with db.cursor() as cursor, cursor.copy(copy) as rows:
                for entry in added:
                    rows.write_row(Row.of(entry))
            db.execute(_SET_STREAM, (stream, current + len(added)))
            _cover(db, number, head, self._clerk.checkpoint(head))
            # Rows go astray in a damaged index; then nothing may be acknowledged.
            found = self._head(db, number, log), _size(db, stream), _last(db, stream)
            if found != (head, current + len(added), added[-1].position):
                raise JournalDamaged(position=added[-1].position, reason="it went astray")
        return added

    def _head(self, db: Connection, number: int, log: Log) -> Head:
        size, peaks, checkpoint = _newest(db, number)
        last = log.first + size - 1
        found = db.execute(_ROWS + " WHERE position >= %s", (last,))
        rows = [Row.stored(row) for row in found]
        if [row.position for row in rows] != [last] * (last >= 0):
            raise JournalDamaged(position=last, reason="it is missing, or not the last")
        return self._clerk.resume(checkpoint, peaks, rows[-1].whole() if size else None)

    def read(self, *, since: Position = START, stream: StreamId | None = None) -> Iterator[Entry]:
        """See Journal.read."""
        with self._fail_stop():
            yield from follow(lambda after: self._page(after, stream), since, stream)

    def logs(self) -> list[Log]:
        """See Journal.logs."""
        with self._reading() as db:
            return _logs(db)

    def checkpoint(self) -> bytes:
        """See Journal.checkpoint."""
        with self._reading() as db:
            return _newest(db, len(_logs(db)) - 1)[2]

    def checkpoints(self, *, log: str | None = None) -> Iterator[bytes]:
        """See Journal.checkpoints."""
        query: LiteralString = (
            "SELECT size, note FROM truceline.checkpoint WHERE log = %(log)s AND size > %(since)s "
            "ORDER BY size LIMIT %(n)s"
        )
        for _, note in self._pages(query, START, log=number_of(self.logs(), log)):
            yield note

    def notes(self, *, log: str | None = None) -> Iterator[bytes]:
        """See Journal.notes."""
        with self._reading() as db:
            logs = _logs(db)
            end = _end(db, logs)
        number = number_of(logs, log)
        stop = next((later.first for later in logs[number + 1 :]), end)
        query: LiteralString = (
            _ROWS + " WHERE position > %(since)s AND position < %(stop)s "
            "ORDER BY position LIMIT %(n)s"
        )
        for row in self._pages(query, logs[number].first - 1, stop=stop):
            with self._fail_stop():
                note = Row.stored(row).whole()
            yield note

    def _page(self, since: Position, stream: StreamId | None) -> Page:
        mine: LiteralString = "" if stream is None else "AND stream = %(stream)s"
        query = f"{_ROWS} WHERE position > %(since)s {mine} ORDER BY position LIMIT %(n)s"
        with self._reading() as db:
            found = db.execute(query, {"since": since, "stream": stream, "n": PAGE})
            rows = [Row.stored(row) for row in found]
            logs = _logs(db)
            return Page(rows, logs, _end(db, logs) if stream is None else _size(db, stream))

    def _pages(
        self, query: LiteralString, since: int, **others: object
    ) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query that begins after a number, which is its first column."""
        page: list[tuple[Any, ...]] = [(since,)]
        while page:
            with self._reading() as db:
                values = {"since": page[-1][0], "n": PAGE, **others}
                page = db.execute(query, values).fetchall()
            yield from page

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._fail_stop(), psycopg.connect(self._address) as db:
            db.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield db

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._one_writer, self._fail_stop():
            if self._stopped:
                raise JournalStopped(reason=self._stopped)
            with psycopg.connect(self._address) as db:
                db.execute("SET LOCAL synchronous_commit = on")
                db.execute(f"SET LOCAL lock_timeout = '{_PATIENCE_S}s'")
                # Held to the end of the transaction; what is read after it is up to date.
                db.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
                yield db

    @contextmanager
    def _fail_stop(self) -> Iterator[None]:
        """Let nothing more be written after a fault."""
        try:
            yield
        except psycopg.errors.LockNotAvailable as error:
            raise JournalBusy(seconds=_PATIENCE_S) from error
        except psycopg.Error as error:
            self._stopped = f"PostgreSQL says '{str(error).strip()}'"
            raise JournalStopped(reason=self._stopped) from error
        except (JournalDamaged, CheckpointDamaged) as error:
            self._stopped = str(error)
            raise


def _place(address: str) -> str:
    """Return an address in words, without its password."""
    parts = conninfo_to_dict(address)
    return f"database {parts.get('dbname', '')} of {parts.get('host', 'this machine')}"


def _check_server(db: Connection) -> None:
    for setting, needed in _NEEDED.items():
        found = _get(db, "SELECT current_setting(%s)", (setting,))[0]
        if found != needed:
            raise ServerUnfit(setting=setting, found=found, needed=needed)


def _begin(db: Connection, number: int, first: Position, signer: Signer) -> None:
    values = (number, first, str(signer.verifier))
    db.execute("INSERT INTO truceline.log VALUES (%s, %s, %s)", values)
    head = Head()
    _cover(db, number, head, signed(head.edge.size, head.edge.root(), signer))


def _cover(db: Connection, number: int, head: Head, checkpoint: bytes) -> None:
    row = (number, head.edge.size, head.edge.packed(), checkpoint)
    db.execute("INSERT INTO truceline.checkpoint VALUES (%s, %s, %s, %s)", row)


def _logs(db: Connection) -> list[Log]:
    return logs_of(db.execute("SELECT verifier, first, 1 FROM truceline.log ORDER BY number"))


def _newest(db: Connection, number: int) -> tuple[int, bytes, bytes]:
    """Return the size, the peaks and the note of a log's newest checkpoint."""
    row = db.execute(_NEWEST, (number,)).fetchone()
    if row is None or not are(row, int, bytes, bytes):
        raise CheckpointDamaged(reason="it is not what was stored")
    size, peaks, note = row
    return size, peaks, note


def _end(db: Connection, logs: list[Log]) -> Position:
    """Return the position after the last entry, as the newest checkpoint has it."""
    return logs[-1].first + _newest(db, len(logs) - 1)[0]


def _size(db: Connection, stream: StreamId) -> int:
    found = db.execute("SELECT size FROM truceline.stream WHERE name = %s", (stream,)).fetchone()
    return found[0] if found else 0


def _last(db: Connection, stream: StreamId) -> Position:
    """Return the position of the last entry about something, by the index."""
    query: LiteralString = "SELECT max(position) FROM truceline.entry WHERE stream = %s"
    return int(_get(db, query, (stream,))[0])


def _get(db: Connection, query: LiteralString, values: Sequence[object] = ()) -> tuple[Any, ...]:
    found = db.execute(query, values).fetchone()
    assert found is not None
    return found

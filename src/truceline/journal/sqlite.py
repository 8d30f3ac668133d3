"""The journal in one SQLite file: rollback journal truncated, every write synced.

With these settings no acknowledged entry was lost in simulated power cuts; with SQLite's faster
ones most cuts lost some (docs/trust.md has the figures). One writer at a time holds SQLite's own
lock, and reads under it where the log stands. After a fault nothing more is written: a sync that
failed may succeed the next time without having saved anything.

Sources: https://sqlite.org/pragma.html (settings), https://sqlite.org/atomiccommit.html (why
they suffice), https://wiki.postgresql.org/wiki/Fsync_Errors (why nothing is tried again).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar, Self

import apsw

from truceline.errors import Unsafe
from truceline.journal import files
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
_SCHEMA = f"""
CREATE TABLE log (
  number   INTEGER PRIMARY KEY,
  first    INTEGER NOT NULL,
  verifier TEXT NOT NULL UNIQUE,
  open     INTEGER NOT NULL
) STRICT;
CREATE TABLE stream (
  name TEXT PRIMARY KEY,
  size INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE entry (
  position INTEGER PRIMARY KEY,
  stream   TEXT NOT NULL,
  leaf     TEXT NOT NULL,
  note     BLOB NOT NULL
) STRICT;
CREATE INDEX entry_stream ON entry (stream);
CREATE TABLE checkpoint (
  log   INTEGER NOT NULL,
  size  INTEGER NOT NULL,
  peaks BLOB NOT NULL,
  note  BLOB NOT NULL,
  PRIMARY KEY (log, size)
) STRICT, WITHOUT ROWID;
PRAGMA user_version = {_FORMAT};
"""
_PATIENCE_S = 10
_SOUND = (3, 51, 3)
_ROWS = "SELECT position, stream, leaf, note FROM entry"
_NEWEST = "SELECT size, peaks, note FROM checkpoint WHERE log = ? ORDER BY size DESC LIMIT 1"
_SET_STREAM = """
INSERT INTO stream VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET size = excluded.size
"""


class SqliteOld(Unsafe):
    """The SQLite in use has a fault that can spoil a file."""

    code = "journal.sqlite-old"
    text = (
        "SQLite {found} is in use, and versions before {needed} can spoil a file that two "
        "programs write to. Install the pinned packages again."
    )


def check_library() -> None:
    """Check the version of SQLite.

    Source: https://sqlite.org/wal.html#walresetbug (fixed in 3.51.3).

    Raises:
        SqliteOld: It is too old.
    """
    found = apsw.sqlite_lib_version()
    if tuple(map(int, found.split("."))) < _SOUND:
        raise SqliteOld(found=found, needed=".".join(map(str, _SOUND)))


class SqliteJournal:
    """A journal that keeps signed notes in a file."""

    settings: ClassVar[dict[str, object]] = {
        "journal_mode": "truncate",
        "synchronous": "extra",
        "fullfsync": True,
        "mmap_size": 0,
        "trusted_schema": False,
        "cell_size_check": True,
    }

    def __init__(
        self, file: Path, signer: Signer, received: Callable[[], str], *, vfs: str | None = None
    ) -> None:
        """Open a journal.

        Args:
            file: On a local disk.
            signer: Signs what is appended.
            received: Tells the time, ISO 8601 in UTC.
            vfs: Name of the layer through which SQLite reaches its files, if not its own.

        Raises:
            JournalMissing: There is none.
            FileSystemUnfit: The file lies on a network or FUSE file system.
            FormatUnknown: It was written by another version.
            JournalStopped: It cannot be read.
        """
        if not file.is_file():
            raise JournalMissing(place=file)
        files.refuse_remote(file.parent)
        self._file = file
        self._vfs = vfs
        self._clerk = Clerk(signer, received)
        self._one_writer = Lock()
        self._stopped = ""
        with self._reading() as db:
            found = db.pragma("user_version")
        if found != _FORMAT:
            raise FormatUnknown(place=file, found=found, known=_FORMAT)

    @classmethod
    def create(
        cls, file: Path, signer: Signer, received: Callable[[], str], *, vfs: str | None = None
    ) -> Self:
        """Make a journal with an empty log; never in place of one that was lost.

        Raises:
            FileSystemUnfit: The file would lie on a network or FUSE file system.
        """
        files.refuse_remote(file.parent)
        files.write(file, b"")
        with cls._opened(file, vfs) as db, _transaction(db, "IMMEDIATE"):
            db.execute(_SCHEMA)
            _begin(db, 0, 0, signer)
        return cls(file, signer, received, vfs=vfs)

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
            db.executemany("INSERT INTO entry VALUES (?, ?, ?, ?)", map(Row.of, added))
            db.execute(_SET_STREAM, (stream, current + len(added)))
            _cover(db, number, head, self._clerk.checkpoint(head))
            # Rows go astray in a damaged index; then nothing may be acknowledged.
            found = self._head(db, number, log), _size(db, stream), _last(db, stream)
            if found != (head, current + len(added), added[-1].position):
                raise JournalDamaged(position=added[-1].position, reason="it went astray")
        return added

    def _head(self, db: apsw.Connection, number: int, log: Log) -> Head:
        size, peaks, checkpoint = _newest(db, number)
        last = log.first + size - 1
        rows = [Row.stored(row) for row in db.execute(f"{_ROWS} WHERE position >= ?", (last,))]
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
        query = "SELECT size, note FROM checkpoint WHERE log = :log AND size > :since"
        number = number_of(self.logs(), log)
        for _, note in self._pages(f"{query} ORDER BY size LIMIT :n", START, log=number):
            yield note

    def notes(self, *, log: str | None = None) -> Iterator[bytes]:
        """See Journal.notes."""
        with self._reading() as db:
            logs = _logs(db)
            end = _end(db, logs)
        number = number_of(logs, log)
        stop = next((later.first for later in logs[number + 1 :]), end)
        query = f"{_ROWS} WHERE position > :since AND position < :stop ORDER BY position LIMIT :n"
        for row in self._pages(query, logs[number].first - 1, stop=stop):
            with self._fail_stop():
                note = Row.stored(row).whole()
            yield note

    def copy_to(self, file: Path) -> None:
        """Write the whole record to a new file; it is on disk when this returns.

        The copy's logs are closed: nothing can be appended there that contradicts this one.
        """
        files.write(file, b"")
        with self._fail_stop(), self._opened(self._file, self._vfs) as db:
            db.execute("VACUUM INTO ?", (str(file),))
        with closing(apsw.Connection(str(file))) as copy:
            copy.execute("UPDATE log SET open = 0")
        files.sync(file)

    def _page(self, since: Position, stream: StreamId | None) -> Page:
        mine = "" if stream is None else "AND stream = :stream"
        query = f"{_ROWS} WHERE position > :since {mine} ORDER BY position LIMIT :n"
        with self._reading() as db:
            found = db.execute(query, {"since": since, "stream": stream, "n": PAGE})
            rows = [Row.stored(row) for row in found]
            logs = _logs(db)
            return Page(rows, logs, _end(db, logs) if stream is None else _size(db, stream))

    def _pages(self, query: str, since: int, **others: object) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query that begins after a number, which is its first column."""
        page = [(since,)]
        while page:
            with self._reading() as db:
                page = list(db.execute(query, {"since": page[-1][0], "n": PAGE, **others}))
            yield from page

    @contextmanager
    def _reading(self) -> Iterator[apsw.Connection]:
        opened = self._opened(self._file, self._vfs)
        with self._fail_stop(), opened as db, _transaction(db, "DEFERRED"):
            yield db

    @contextmanager
    def _writing(self) -> Iterator[apsw.Connection]:
        with self._one_writer, self._fail_stop():
            if self._stopped:
                raise JournalStopped(reason=self._stopped)
            with self._opened(self._file, self._vfs) as db, _transaction(db, "IMMEDIATE"):
                yield db

    @contextmanager
    def _fail_stop(self) -> Iterator[None]:
        """Let nothing more be written after a fault."""
        try:
            yield
        except apsw.BusyError as error:
            raise JournalBusy(seconds=_PATIENCE_S) from error
        except (apsw.Error, UnicodeDecodeError) as error:
            self._stopped = f"SQLite says '{error}'"
            raise JournalStopped(reason=self._stopped) from error
        except (JournalDamaged, CheckpointDamaged) as error:
            self._stopped = str(error)
            raise

    @classmethod
    @contextmanager
    def _opened(cls, file: Path, vfs: str | None) -> Iterator[apsw.Connection]:
        # Opened for each use, at 0.1 ms: nothing to close later, to share between threads or to
        # carry over a fork, and a file that was put in this one's place is noticed.
        flags = apsw.SQLITE_OPEN_READWRITE
        with closing(apsw.Connection(str(file), flags=flags, vfs=vfs)) as db:
            db.set_busy_timeout(_PATIENCE_S * 1000)
            for name, value in cls.settings.items():
                db.pragma(name, value)
            yield db


@contextmanager
def _transaction(db: apsw.Connection, kind: str) -> Iterator[None]:
    db.execute(f"BEGIN {kind}")
    try:
        yield
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def _begin(db: apsw.Connection, number: int, first: Position, signer: Signer) -> None:
    db.execute("INSERT INTO log VALUES (?, ?, ?, 1)", (number, first, str(signer.verifier)))
    head = Head()
    _cover(db, number, head, signed(head.edge.size, head.edge.root(), signer))


def _cover(db: apsw.Connection, number: int, head: Head, checkpoint: bytes) -> None:
    row = (number, head.edge.size, head.edge.packed(), checkpoint)
    db.execute("INSERT INTO checkpoint VALUES (?, ?, ?, ?)", row)


def _logs(db: apsw.Connection) -> list[Log]:
    return logs_of(db.execute("SELECT verifier, first, open FROM log ORDER BY number"))


def _newest(db: apsw.Connection, number: int) -> tuple[int, bytes, bytes]:
    """Return the size, the peaks and the note of a log's newest checkpoint."""
    row = db.execute(_NEWEST, (number,)).get
    if row is None or not are(row, int, bytes, bytes):
        raise CheckpointDamaged(reason="it is not what was stored")
    size, peaks, note = row
    return size, peaks, note


def _end(db: apsw.Connection, logs: list[Log]) -> Position:
    """Return the position after the last entry, as the newest checkpoint has it."""
    return logs[-1].first + _newest(db, len(logs) - 1)[0]


def _size(db: apsw.Connection, stream: StreamId) -> int:
    size = db.execute("SELECT size FROM stream WHERE name = ?", (stream,)).get
    return size if isinstance(size, int) else 0


def _last(db: apsw.Connection, stream: StreamId) -> Position:
    """Return the position of the last entry about something, by the index."""
    query = "SELECT position FROM entry WHERE stream = ? ORDER BY position DESC LIMIT 1"
    position: Position = db.execute(query, (stream,)).get
    return position

"""The journal in one SQLite file: rollback journal truncated, every write synced.

Source of the settings: design.md section 7 of the project (TRUNCATE and EXTRA lost nothing in
simulated power cuts; WAL with NORMAL did).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import apsw

from truceline.journal.log import Clerk, Draft, Head, entry_of
from truceline.journal.notes import Signer
from truceline.journal.protocol import (
    START,
    Entry,
    JournalDamaged,
    Position,
    Record,
    StreamId,
    StreamMovedOn,
)
from truceline.journal.tree import leaf_hash

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (
  seq    INTEGER PRIMARY KEY,
  stream TEXT NOT NULL,
  leaf   TEXT NOT NULL,
  note   BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS entry_stream ON entry (stream, seq);
CREATE TABLE IF NOT EXISTS checkpoint (
  size   INTEGER PRIMARY KEY,
  peaks  BLOB NOT NULL,
  note   BLOB NOT NULL
) STRICT;
"""
_ROWS = "SELECT seq, leaf, note FROM entry"
_NEWEST = "SELECT size, peaks, note FROM checkpoint ORDER BY size DESC LIMIT 1"
_PAGE = 500


class SqliteJournal:
    """A journal that keeps signed notes in a file."""

    def __init__(self, file: Path, signer: Signer, received: Callable[[], str]) -> None:
        self._file = file
        self._clerk = Clerk(signer, received)
        with closing(self._open(create=True)) as db:
            db.execute(_SCHEMA)
            if not self._is_covered(db):
                with self._writing(db):
                    self._cover(db, self._head(db))
        file.chmod(0o600)

    def append(
        self, stream: StreamId, records: Sequence[Record], *, after: int, author: str, claimed: str
    ) -> list[Entry]:
        """See Journal.append."""
        draft = Draft(stream, records, author, claimed)
        with closing(self._open()) as db, self._writing(db):
            current = db.execute("SELECT count(*) FROM entry WHERE stream = ?", (stream,)).get
            if current != after:
                raise StreamMovedOn(stream=stream, current=current, seen=after)
            added, head = self._clerk.extend(self._head(db), draft)
            rows = [(e.position, stream, leaf_hash(e.note).hex(), e.note) for e in added]
            db.executemany("INSERT INTO entry VALUES (?, ?, ?, ?)", rows)
            self._cover(db, head)
        return added

    @contextmanager
    def _writing(self, db: apsw.Connection) -> Iterator[None]:
        db.execute("BEGIN IMMEDIATE")
        try:
            yield
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise

    def _is_covered(self, db: apsw.Connection) -> bool:
        covered: int | None = db.execute("SELECT max(size) FROM checkpoint").get
        last: int | None = db.execute("SELECT max(seq) FROM entry").get
        return covered is not None and covered > (START if last is None else last)

    def _head(self, db: apsw.Connection) -> Head:
        newest = db.execute(_NEWEST).get
        head = Head() if newest is None else self._resume(db, *newest)
        for row in db.execute(f"{_ROWS} WHERE seq >= ? ORDER BY seq", (head.edge.size,)):
            head = self._clerk.follow(head, _whole(*row))
        return head

    def _resume(self, db: apsw.Connection, size: int, peaks: bytes, checkpoint: bytes) -> Head:
        last = _note_at(db, size - 1) if size else None
        return self._clerk.resume(checkpoint, peaks, last)

    def _cover(self, db: apsw.Connection, head: Head) -> None:
        row = (head.edge.size, head.edge.packed(), self._clerk.checkpoint(head))
        # One of that size is there already if another process opened the same new file.
        db.execute("INSERT OR IGNORE INTO checkpoint VALUES (?, ?, ?)", row)

    def checkpoint(self) -> bytes:
        """See Journal.checkpoint."""
        with closing(self._open()) as db:
            _, _, note = db.execute(_NEWEST).get
        return bytes(note)

    def checkpoints(self) -> Iterator[bytes]:
        """See Journal.checkpoints."""
        query = "SELECT size, note FROM checkpoint WHERE size > :since ORDER BY size LIMIT :n"
        return (note for _, note in self._pages(query, START))

    def notes(self) -> Iterator[bytes]:
        """See Journal.notes."""
        query = f"{_ROWS} WHERE seq > :since ORDER BY seq LIMIT :n"
        return (_whole(*row) for row in self._pages(query, START))

    def read(self, *, since: Position = START, stream: StreamId | None = None) -> Iterator[Entry]:
        """See Journal.read."""
        mine = "" if stream is None else "AND stream = :stream"
        query = f"{_ROWS} WHERE seq > :since {mine} ORDER BY seq LIMIT :n"
        for row in self._pages(query, since, stream=stream):
            yield entry_of(_whole(*row))

    def _pages(self, query: str, since: int, **others: object) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query that begins after a number, which is its first column."""
        while page := self._page(query, {"since": since, "n": _PAGE, **others}):
            yield from page
            since = page[-1][0]

    def _page(self, query: str, values: dict[str, object]) -> list[Any]:
        with closing(self._open()) as db:
            return list(db.execute(query, values))

    def _open(self, *, create: bool = False) -> apsw.Connection:
        # Opened for each use: a connection may not be shared between threads.
        flags = apsw.SQLITE_OPEN_READWRITE | (apsw.SQLITE_OPEN_CREATE if create else 0)
        db = apsw.Connection(str(self._file), flags=flags)
        db.set_busy_timeout(10_000)
        db.pragma("journal_mode", "truncate")
        db.pragma("synchronous", "extra")
        db.pragma("trusted_schema", False)  # noqa: FBT003  the value of a setting
        return db


def _note_at(db: apsw.Connection, seq: Position) -> bytes:
    row = db.execute(f"{_ROWS} WHERE seq = ?", (seq,)).get
    if row is None:
        raise JournalDamaged(position=seq, reason="it is missing")
    return _whole(*row)


def _whole(seq: Position, leaf: str, note: bytes) -> bytes:
    if leaf_hash(note).hex() != leaf:
        raise JournalDamaged(position=seq, reason="its hash does not match")
    return note

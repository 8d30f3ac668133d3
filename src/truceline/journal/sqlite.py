"""The journal in one SQLite file: rollback journal truncated, every write synced.

Source of the settings: design.md section 7 of the project (TRUNCATE and EXTRA lost nothing in
simulated power cuts; WAL with NORMAL did).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import apsw

from truceline.journal import entries
from truceline.journal.notes import Signer, text_of
from truceline.journal.protocol import (
    START,
    Entry,
    JournalDamaged,
    Position,
    Record,
    StreamId,
    StreamMovedOn,
)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (
  seq    INTEGER PRIMARY KEY,
  stream TEXT NOT NULL,
  leaf   TEXT NOT NULL,
  note   BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS entry_stream ON entry (stream, seq);
"""
_NO_ENTRY = "0" * 64
_PAGE = 500


class SqliteJournal:
    """A journal that keeps signed notes in a file."""

    def __init__(self, file: Path, signer: Signer, received: Callable[[], str]) -> None:
        self._file = file
        self._signer = signer
        self._received = received
        with closing(self._open(create=True)) as db:
            db.execute(_SCHEMA)
        file.chmod(0o600)

    def append(
        self, stream: StreamId, records: Sequence[Record], *, after: int, author: str, claimed: str
    ) -> list[Entry]:
        """See Journal.append."""
        with closing(self._open()) as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                added = self._append(db, stream, records, after, (author, claimed))
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
        return added

    def _append(
        self,
        db: apsw.Connection,
        stream: StreamId,
        records: Sequence[Record],
        after: int,
        signed_by: tuple[str, str],
    ) -> list[Entry]:
        current = db.execute("SELECT count(*) FROM entry WHERE stream = ?", (stream,)).get
        if current != after:
            raise StreamMovedOn(stream=stream, current=current, seen=after)
        last = db.execute("SELECT seq, leaf FROM entry ORDER BY seq DESC LIMIT 1").get
        seq, prev = (last[0] + 1, last[1]) if last else (0, _NO_ENTRY)
        added = []
        for record in records:
            note = self._signer.sign(self._text(stream, record, signed_by, (seq, prev)))
            prev = entries.leaf_hash(note)
            db.execute("INSERT INTO entry VALUES (?, ?, ?, ?)", (seq, stream, prev, note))
            added.append(_entry(note))
            seq += 1
        return added

    def _text(
        self,
        stream: StreamId,
        record: Record,
        signed_by: tuple[str, str],
        place: tuple[int, str],
    ) -> bytes:
        author, claimed = signed_by
        seq, prev = place
        return entries.encode(
            {
                "author": author,
                "body": {**record.body, "about": stream},
                "claimed": claimed,
                "log": self._signer.name,
                "prev": prev,
                "received": self._received(),
                "refs": [],
                "sealed": [],
                "seen": {},
                "seq": seq,
                "type": record.type,
                "v": record.version,
            }
        )

    def read(self, *, since: Position = START, stream: StreamId | None = None) -> Iterator[Entry]:
        """See Journal.read."""
        while page := self._page(since, stream):
            for seq, leaf, note in page:
                if entries.leaf_hash(note) != leaf:
                    raise JournalDamaged(position=seq, reason="its hash does not match")
                yield _entry(note)
            since = page[-1][0]

    def _page(self, since: Position, stream: StreamId | None) -> list[Any]:
        mine = "" if stream is None else "AND stream = :stream"
        query = f"SELECT seq, leaf, note FROM entry WHERE seq > :since {mine} ORDER BY seq LIMIT :n"  # noqa: S608  no text of others
        with closing(self._open()) as db:
            return list(db.execute(query, {"since": since, "stream": stream, "n": _PAGE}))

    def _open(self, *, create: bool = False) -> apsw.Connection:
        # Opened for each use: a connection may not be shared between threads.
        flags = apsw.SQLITE_OPEN_READWRITE | (apsw.SQLITE_OPEN_CREATE if create else 0)
        db = apsw.Connection(str(self._file), flags=flags)
        db.set_busy_timeout(10_000)
        db.pragma("journal_mode", "truncate")
        db.pragma("synchronous", "extra")
        db.pragma("trusted_schema", False)  # noqa: FBT003  the value of a setting
        return db


def _entry(note: bytes) -> Entry:
    fields = entries.decode(text_of(note))
    body = dict(fields["body"])
    return Entry(
        position=fields["seq"],
        stream=StreamId(body.pop("about")),
        record=Record(fields["type"], fields["v"], body),
        author=fields["author"],
        claimed=fields["claimed"],
        received=fields["received"],
        note=note,
    )

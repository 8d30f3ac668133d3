"""What a store keeps of an entry, and what must hold before a reader sees it.

The note is the truth. The other columns serve to find it, so each is checked against it; a row
that is lost is missed when the rows are counted.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from truceline.errors import BadInput, NotFound
from truceline.journal.log import entry_of
from truceline.journal.notes import KeyUnfit, Verifier
from truceline.journal.protocol import (
    Entry,
    JournalDamaged,
    Log,
    LogClosed,
    Position,
    StreamId,
)
from truceline.journal.tree import leaf_hash


class LogUnknown(NotFound):
    """The record holds no log of that name."""

    code = "journal.log-unknown"
    text = "The record holds no log named {log}. `truceline journal show` names those it holds."


PAGE = 500
"""Rows that are read at a time."""


class Row(NamedTuple):
    """An entry as it is stored."""

    position: Position
    stream: str
    leaf: str
    """Leaf hash in hex."""
    note: bytes

    @classmethod
    def of(cls, entry: Entry) -> "Row":
        """Return the row of a new entry."""
        return cls(entry.position, entry.stream, leaf_hash(entry.note).hex(), entry.note)

    @classmethod
    def stored(cls, values: Sequence[Any]) -> "Row":
        """Return a row that a store gave back.

        Raises:
            JournalDamaged: The values are not even of the kinds that were stored.
        """
        if not are(values, int, str, str, bytes):
            raise JournalDamaged(position=values[0], reason="it is not text and bytes")
        return cls(*values)

    def whole(self) -> bytes:
        """Return the note.

        Raises:
            JournalDamaged: It is not what was recorded.
        """
        if leaf_hash(self.note).hex() != self.leaf:
            raise JournalDamaged(position=self.position, reason="its hash does not match")
        return self.note


class Page(NamedTuple):
    """Some rows in order, read at one moment."""

    rows: list[Row]
    logs: list[Log]
    size: int
    """How many entries there were of those asked for, on this page or not."""

    @property
    def full(self) -> bool:
        """Whether more may follow."""
        return len(self.rows) == PAGE


def follow(
    page: Callable[[Position], Page], since: Position, before: int, stream: StreamId | None
) -> Iterator[Entry]:
    """Yield the entries of page after page, and make sure that none is left out.

    Args:
        page: Gives the rows after a position.
        since: Where to begin.
        before: How many of the entries asked for lie at `since` or before.
        stream: What they are about, None for all.

    Raises:
        JournalDamaged: A row is not what was recorded, or is missing.
    """
    seen = before
    more = True
    while more:
        got = page(since)
        for row in got.rows:
            if stream is None and row.position > seen:
                raise JournalDamaged(position=seen, reason="it is missing")
            if row.position <= since:
                raise JournalDamaged(position=row.position, reason="it stands out of order")
            yield _entry(row, got.logs)
            since, seen = row.position, seen + 1
        more = got.full
    if seen != max(got.size, before):
        raise JournalDamaged(position=since + 1, reason="it or one after it is missing")


def _entry(row: Row, logs: Sequence[Log]) -> Entry:
    log = next(log for log in reversed(logs) if log.first <= row.position)
    try:
        entry = entry_of(row.whole(), log.first)
    except BadInput as error:
        raise JournalDamaged(position=row.position, reason="it is not an entry") from error
    if (entry.log, entry.position) != (log.verifier.name, row.position):
        raise JournalDamaged(position=row.position, reason="another entry stands in its place")
    if entry.stream != row.stream:
        raise JournalDamaged(position=row.position, reason="it is listed under another subject")
    return entry


def logs_of(rows: Iterable[tuple[Any, ...]]) -> list[Log]:
    """Return the logs of a record.

    Args:
        rows: Verifier as text, first position, and whether it is open, of each log in order.

    Raises:
        JournalDamaged: There is none, or they are not what was stored.
    """
    logs = []
    for row in rows:
        if not are(row, str, int, int):
            raise JournalDamaged(position=0, reason="the list of logs is unreadable")
        try:
            logs.append(Log(Verifier.parse(row[0]), row[1], bool(row[2])))
        except KeyUnfit as error:
            raise JournalDamaged(position=row[1], reason=f"its log has no key: {error}") from error
    if not logs or logs[0].first != 0:
        raise JournalDamaged(position=0, reason="it belongs to no log")
    return logs


def are(values: Sequence[object], *kinds: type) -> bool:
    """Tell whether stored values are of the kinds that they should be."""
    return [type(value) for value in values] == list(kinds)


def own_log(logs: Sequence[Log], verifier: Verifier) -> tuple[int, Log]:
    """Return the log that a signer may write to, with its number: the last one, if it is open.

    Raises:
        LogClosed: It is another's, or closed.
    """
    last = logs[-1]
    if last.verifier != verifier:
        raise LogClosed(log=verifier.name, reason=f"the record goes on in {last.verifier.name}")
    if not last.open:
        raise LogClosed(log=verifier.name, reason="this is a backup's copy")
    return len(logs) - 1, last


def number_of(logs: Sequence[Log], name: str | None) -> int:
    """Return the number of a log in a record, of the last one if none is named.

    Raises:
        LogUnknown: There is none of that name.
    """
    if name is None:
        return len(logs) - 1
    for number, log in enumerate(logs):
        if log.verifier.name == name:
            return number
    raise LogUnknown(log=name)

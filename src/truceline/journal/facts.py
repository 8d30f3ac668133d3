"""Domain facts, read out of entries by their stable names."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar, Protocol, TypeVar

from truceline.domain.facts import from_plain
from truceline.journal.protocol import Entry, Journal, StreamId


class Recordable(Protocol):
    """A domain fact with a stable name and the version of its meaning."""

    type: ClassVar[str]
    version: ClassVar[int]


Fact = TypeVar("Fact", bound=Recordable)


def facts_of(journal: Journal, stream: str, kinds: Sequence[type[Fact]]) -> list[Fact]:
    """Return the facts of some kinds recorded about one thing, in order."""
    return [fact for _, fact in entries_of(journal, stream, kinds)]


def entries_of(
    journal: Journal, stream: str, kinds: Sequence[type[Fact]]
) -> Iterator[tuple[Entry, Fact]]:
    """Yield the facts of some kinds recorded about one thing with their entries, in order."""
    by_name: dict[str, type[Any]] = {kind.type: kind for kind in kinds}
    for entry in journal.read(stream=StreamId(stream)):
        if entry.record.type in by_name:
            yield entry, from_plain(by_name[entry.record.type], dict(entry.record.body))


def received_at(entry: Entry) -> datetime:
    """Return when this node took an entry in."""
    return datetime.fromisoformat(entry.received)

"""Domain facts, read out of entries by their stable names."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar, Protocol, TypeVar

from truceline.domain.facts import from_plain
from truceline.errors import Unsafe
from truceline.journal.protocol import Entry, Journal, StreamId
from truceline.journal.upcast import lift


class Recordable(Protocol):
    """A domain fact with a stable name and the version of its meaning."""

    type: ClassVar[str]
    version: ClassVar[int]


Fact = TypeVar("Fact", bound=Recordable)


class FactUnreadable(Unsafe):
    """An entry says something that this version does not understand."""

    code = "journal.fact-unreadable"
    text = (
        "Entry {position} holds {type}, version {version}, which cannot be read here. It is kept, "
        "but nothing may rest on a record read in part: update Truceline and try again."
    )


def facts_of(journal: Journal, stream: str, kinds: Sequence[type[Fact]]) -> list[Fact]:
    """Return the facts of some kinds recorded about one thing, in order.

    Raises:
        FactUnreadable: One of them was written by a later version, or is malformed.
    """
    return [fact for _, fact in entries_of(journal, stream, kinds)]


def entries_of(
    journal: Journal, stream: str, kinds: Sequence[type[Fact]]
) -> Iterator[tuple[Entry, Fact]]:
    """Yield the facts of some kinds recorded about one thing with their entries, in order.

    Raises:
        FactUnreadable: One of them was written by a later version, or is malformed.
    """
    names = {kind.type for kind in kinds}
    for entry in journal.read(stream=StreamId(stream)):
        if entry.record.type in names:
            yield entry, fact_of(entry, kinds)


def fact_of(entry: Entry, kinds: Iterable[type[Fact]]) -> Fact:
    """Return the fact in an entry, lifted to the version that is known here.

    Raises:
        FactUnreadable: It is of none of these kinds, of a later version, or malformed.
    """
    record = lift(entry.record)
    by_name: dict[tuple[str, int], type[Any]] = {(k.type, k.version): k for k in kinds}
    try:
        fact: Fact = from_plain(by_name[record.type, record.version], dict(record.body))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        unread = entry.record
        raise FactUnreadable(
            position=entry.position, type=unread.type, version=unread.version
        ) from error
    return fact


def received_at(entry: Entry) -> datetime:
    """Return when this node took an entry in."""
    return datetime.fromisoformat(entry.received)

"""Domain facts, read out of entries by their stable names."""

from collections.abc import Sequence
from typing import Any, ClassVar, Protocol, TypeVar

from truceline.domain.facts import from_plain
from truceline.journal.protocol import Journal, StreamId


class Recordable(Protocol):
    """A domain fact with a stable name and the version of its meaning."""

    type: ClassVar[str]
    version: ClassVar[int]


Fact = TypeVar("Fact", bound=Recordable)


def facts_of(journal: Journal, stream: str, kinds: Sequence[type[Fact]]) -> list[Fact]:
    """Return the facts of some kinds recorded about one thing, in order."""
    by_name: dict[str, type[Any]] = {kind.type: kind for kind in kinds}
    return [
        from_plain(by_name[entry.record.type], dict(entry.record.body))
        for entry in journal.read(stream=StreamId(stream))
        if entry.record.type in by_name
    ]

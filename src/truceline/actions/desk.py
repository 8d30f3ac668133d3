"""What a person acts with: the journal, the blobs, the clock and a name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from truceline.domain.facts import to_plain
from truceline.journal.blobs import Blobs
from truceline.journal.facts import Fact, Recordable, facts_of
from truceline.journal.protocol import Entry, Journal, Record, StreamId


@dataclass(frozen=True, slots=True)
class Desk:
    """The place from which acts are done."""

    journal: Journal
    blobs: Blobs
    now: Callable[[], datetime]
    author: str

    def today(self) -> date:
        """Return the day of the desk's clock."""
        return self.now().date()

    def record(self, stream: str, facts: Sequence[Recordable], *, after: int) -> list[Entry]:
        """Record facts about one thing, all or none, with the blobs that they name."""
        records = [
            Record(f.type, f.version, plain, self.blobs.named_in(plain))
            for f, plain in ((f, to_plain(f)) for f in facts)
        ]
        claimed = self.now().astimezone(UTC).isoformat(timespec="milliseconds")
        return self.journal.append(
            StreamId(stream),
            records,
            after=after,
            author=self.author,
            claimed=claimed.replace("+00:00", "Z"),
        )

    def facts(self, stream: str, kinds: Sequence[type[Fact]]) -> list[Fact]:
        """Return the facts recorded about one thing, in order."""
        return facts_of(self.journal, stream, kinds)

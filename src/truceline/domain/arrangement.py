"""An arrangement: everything that was agreed, claimed and left open, as data."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from truceline.domain.acts import Act
from truceline.domain.agreements import LocalAgreement
from truceline.domain.areas import Area
from truceline.domain.comparisons import Comparison
from truceline.domain.deadlines import Deadline
from truceline.domain.instruments import Instrument
from truceline.domain.parties import Body, Listing, Party
from truceline.domain.posts import Post
from truceline.domain.proposals import Proposal
from truceline.domain.sources import Source
from truceline.domain.statements import Meeting, Statement
from truceline.domain.terms import Term
from truceline.domain.units import ReportingUnit

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """The whole; tables are named in the singular, as TOML's [[table]] reads."""

    format: int
    id: str
    name: str
    zone: str
    """IANA name of the time zone in which a date is a day."""
    extent: tuple[float, float, float, float]
    """West, south, east, north in degrees: everything on the map lies within."""
    language: str = "en"
    note: str = ""
    source: tuple[Source, ...] = ()
    party: tuple[Party, ...] = ()
    body: tuple[Body, ...] = ()
    listing: tuple[Listing, ...] = ()
    instrument: tuple[Instrument, ...] = ()
    term: tuple[Term, ...] = ()
    act: tuple[Act, ...] = ()
    area: tuple[Area, ...] = ()
    reporting_unit: tuple[ReportingUnit, ...] = ()
    post: tuple[Post, ...] = ()
    deadline: tuple[Deadline, ...] = ()
    proposal: tuple[Proposal, ...] = ()
    local_agreement: tuple[LocalAgreement, ...] = ()
    statement: tuple[Statement, ...] = ()
    meeting: tuple[Meeting, ...] = ()
    comparison: tuple[Comparison, ...] = ()

    def as_known(self, on: date) -> "Arrangement":
        """Return what was known of the arrangement on a day."""
        held = tuple(s for s in self.source if s.published is None or s.published <= on)
        ids = {source.id for source in held}
        known = replace(self, **_known(self, on))
        # Nobody could search on that day what was published later.
        terms = (replace(t, searched=tuple(s for s in t.searched if s in ids)) for t in known.term)
        return replace(known, source=held, term=tuple(terms))

    def last_day(self) -> date:
        """Return the last day on which something on record became known."""
        return max(getattr(value, "known_from", date.min) for _, value in walk(self))

    def source_of(self, source: str) -> Source:
        """Return a source by its id."""
        return next(s for s in self.source if s.id == source)

    def party_name(self, party: str, *, on: date) -> str:
        """Return what a party or body was called on a day; an id that is neither stands as is."""
        found = next((p.name_on(on) for p in self.party if p.id == party), None)
        return found or next((b.name for b in self.body if b.id == party), party)


def _known(table: "DataclassInstance", on: date) -> dict[str, Any]:
    """Return a table's keys, leaving out at any depth what was not known on the day."""
    return {f.name: _kept(getattr(table, f.name), on) for f in fields(table)}


def _kept(value: object, on: date) -> object:
    if isinstance(value, tuple) and value and is_dataclass(value[0]):
        return tuple(_kept(v, on) for v in value if getattr(v, "known_from", on) <= on)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **_known(value, on))
    return value


Path = tuple[str | int, ...]
"""Where a table stands in an arrangement, such as ("area", 0, "boundary", 1)."""


def walk(value: object, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield every dataclass value in an arrangement with its path, the outer ones first."""
    if is_dataclass(value) and not isinstance(value, type):
        yield path, value
        for f in fields(value):
            yield from walk(getattr(value, f.name), (*path, f.name))
    elif isinstance(value, tuple) and value and is_dataclass(value[0]):
        for index, item in enumerate(value):
            yield from walk(item, (*path, index))


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrangementAdopted:
    """The arrangement of a workspace was set, or set anew; its whole content is a blob."""

    type: ClassVar[str] = "arrangement.adopted"
    version: ClassVar[int] = 1

    arrangement: str
    content_sha256: str

"""What a report is made from: one value, filled by whoever asks for the report.

A part that is missing (no events, no assessment) is None, and its section says how to add it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

import polars as pl
import shapely

from truceline.domain.areas import LineOfContact
from truceline.domain.arrangement import Arrangement
from truceline.domain.periods import day_of
from truceline.projections.areas import outlines
from truceline.projections.assessment import Assessed
from truceline.projections.counts import CountDay
from truceline.projections.refusals import Refusal
from truceline.projections.tallies import Placed
from truceline.projections.two_ledgers import SideBySide
from truceline.projections.weeks import day_in

OPEN_LEDGERS = ("ucdp", "acled")
"""Ledgers whose places their publishers have made public; those of all others never leave."""
HANDED_ON = ("ucdp",)
"""Ledgers whose rows may be given to others. ACLED's terms forbid it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """A file that the report rests on."""

    name: str
    sha256: str
    known_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backdrop:
    """Ground to find one's way on a map by; drawn dashed, for it implies no position."""

    name: str
    shape: shapely.Geometry
    """Degrees, WGS 84."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportInput:
    """Everything in a report; nothing else is read, least of all the clock."""

    arrangement: Arrangement
    """The whole; the report leaves out by itself what was not known on the day."""
    about: date
    as_known_on: date
    counts: tuple[CountDay, ...] = ()
    undated: tuple[CountDay, ...] = ()
    placed: Placed | None = None
    """Reports as they were known, and where they lay. Only `OPEN_LEDGERS` are shown."""
    ledgers: tuple[str, ...] = ()
    """Further ledgers that may be laid side by side, because the readers may see them."""
    side_by_side: SideBySide | Refusal | None = None
    """These ledgers and the open ones; None where there are not two."""
    assessed: tuple[Assessed, ...] | None = None
    backdrop: tuple[Backdrop, ...] = ()
    files: tuple[InputFile, ...] = ()
    exercise: bool = False
    """Whether this is a drill: then every page and file says so."""
    version: str = ""
    command: str = ""
    """What to type in the workspace to get the same report."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is held about the day asked about, as it was known on the day of knowledge."""

    known: Arrangement
    about: date
    as_known_on: date
    hindsight: bool
    """Whether all that is on record was known: only then may remarks written later be shown."""
    counts: tuple[CountDay, ...]
    undated: tuple[CountDay, ...]
    placed: Placed | None
    compared: Placed | None
    """Reports of the ledgers that may be laid side by side."""
    may_see: tuple[str, ...]
    """Of these, those that are not open, or whose rows the readers may see all the same."""
    withheld: int
    """Ledgers that may not."""
    side_by_side: SideBySide | Refusal | None
    assessed: tuple[Assessed, ...] | None
    ground: Mapping[str, shapely.Geometry]
    """Shape of each boundary that has one, by its id; degrees, WGS 84."""
    backdrop: tuple[Backdrop, ...]

    def name(self, party: str) -> str:
        """Return what a party was called on the day, given its id or its code."""
        ids = {p.code: p.id for p in self.known.party if p.code}
        return self.known.party_name(ids.get(party, party), on=self.about)

    def area(self, area: str) -> str:
        """Return the name of an area."""
        return next((a.name for a in self.known.area if a.id == area), area)


@dataclass(frozen=True, slots=True)
class Answer:
    """One question and its answer."""

    section: str
    """Id of the section with the rest."""
    question: str
    sentence: str
    known: str
    unknown: str


def ask(given: ReportInput) -> Asked:
    """Cut what is held down to the two days of the question."""
    known = given.arrangement.as_known(given.as_known_on)
    # An end that lies after the day of knowledge is hindsight.
    texts = tuple(
        replace(text, ended=None)
        if text.ended is not None and day_of(text.ended) > given.as_known_on
        else text
        for text in known.instrument
    )
    known = replace(known, instrument=texts)
    may_see = (*OPEN_LEDGERS, *given.ledgers)
    return Asked(
        known=known,
        about=given.about,
        as_known_on=given.as_known_on,
        hindsight=given.as_known_on >= given.arrangement.last_day(),
        counts=tuple(c for c in given.counts if _published(c, given) and _by(c, given.about)),
        undated=tuple(c for c in given.undated if _published(c, given)),
        placed=None if given.placed is None else _shown(given.placed, given, OPEN_LEDGERS),
        compared=None if given.placed is None else _shown(given.placed, given, may_see),
        may_see=given.ledgers,
        withheld=_withheld(given, may_see),
        side_by_side=given.side_by_side,
        assessed=given.assessed,
        ground=_ground(known),
        backdrop=given.backdrop,
    )


def _by(day: CountDay, about: date) -> bool:
    return day.bulletin.day is not None and day.bulletin.day <= about


def _published(day: CountDay, given: ReportInput) -> bool:
    month = day.bulletin.month
    known = day.bulletin.known_from or (date.fromisoformat(f"{month}-01") if month else None)
    return known is None or known <= given.as_known_on


def _shown(placed: Placed, given: ReportInput, ledgers: Collection[str]) -> Placed:
    if placed.events.is_empty():
        return placed
    # Where it is not said from when a row was known, it was not known.
    shown = placed.events.filter(
        pl.col("ledger").is_in(list(ledgers))
        & (day_in("occurred_from") <= given.about)
        & (day_in("known_from") <= given.as_known_on)
    )
    return replace(placed, events=shown)


def _withheld(given: ReportInput, may_see: Collection[str]) -> int:
    held = set() if given.placed is None else set(given.placed.events["ledger"])
    return len(held.difference(may_see))


def _ground(known: Arrangement) -> dict[str, shapely.Geometry]:
    shapes: dict[str, shapely.Geometry] = {g.boundary.id: g.shape for g in outlines(known)}
    for area in known.area:
        for boundary in area.boundary:
            if isinstance(boundary.shape, LineOfContact) and boundary.shape.line:
                shapes[boundary.id] = shapely.LineString(boundary.shape.line)
    return shapes

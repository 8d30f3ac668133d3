"""What each party counted, kept as that party's own.

Two lists may name the same incidents, so the sum of two parties' counts is the number of
nothing. A count here knows whose it is and refuses to be added to another's.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from truceline.errors import Refused

CountState = Literal[
    "reported",
    "zero-reported",
    "not-received",
    "not-held",
    "not-due",
    "not-applicable",
    "partial",
]
"""What is known of a party's figure for a day.

`not-received`: the party said nothing. `not-held`: we have no copy of what it said.
`partial`: what it gave covers part of its units or of the day.
"""

AnswerKind = Literal["confirmed", "not-confirmed", "counter-finding", "mixed", "silent"]
"""What the other party said of the items on a list."""


class CountsNotAddable(Refused):
    """Someone asked for the sum of two parties' counts."""

    code = "counts.not-addable"
    text = (
        "The counts of {one} and {other} are not added: both lists may name the same incidents, "
        "so their sum counts nothing. Show each by itself; `truceline counts` gives both with "
        "the bounds of what they share."
    )


class SeriesNotAddable(CountsNotAddable):
    """Someone asked for a sum across a break in one party's series."""

    code = "counts.series-not-addable"
    text = (
        "{party} counted by another rule, unit or area in '{one}' than in '{other}', so the two "
        "are not added. Give a figure for each series."
    )


@dataclass(frozen=True, slots=True)
class PartyCount:
    """A number that belongs to one party and one series of its counting."""

    number: int
    party: str
    series: str = ""

    def __add__(self, other: "PartyCount") -> "PartyCount":
        """Add another count of the same party and series.

        Raises:
            CountsNotAddable: The other count is another party's.
            SeriesNotAddable: The other count is of another series.
        """
        if not isinstance(other, PartyCount):
            return NotImplemented
        if other.party != self.party:
            raise CountsNotAddable(one=self.party, other=other.party)
        if other.series != self.series:
            raise SeriesNotAddable(party=self.party, one=self.series, other=other.series)
        return replace(self, number=self.number + other.number)

    def __radd__(self, other: int) -> "PartyCount":
        """Let `sum` start from its own 0, and from nothing else."""
        return self if other == 0 else NotImplemented


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFigure:
    """One published figure: what a party counted in one reporting unit."""

    name: str
    """Name of the unit; as printed where we do not know the unit."""
    unit: str = ""
    """Id of the reporting unit; empty where the name fits none."""
    count: PartyCount | None = None
    """None where the unit is named without a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearsay:
    """The part of a count that rests on someone else's word."""

    number: int
    of: int | None
    by: str
    """Whose word; the id of a party, or a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the other party is said to have answered to a list, in numbers of its items."""

    by: str
    kind: AnswerKind
    confirmed: int | None = None
    not_confirmed: int | None = None
    counter_finding: int | None = None
    """Items for which it found something else, for example another target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyBulletin:
    """What one copy of one day's bulletin says of one party's count."""

    party: str
    state: CountState
    total: PartyCount | None = None
    total_derived: bool = False
    """The copy prints no total; this one is the sum of the party's own units."""
    by_unit: tuple[UnitFigure, ...] = ()
    hearsay: Hearsay | None = None
    published_by: str = ""
    """Through whom the number reached us; often not the party whose number it is."""
    answer: Answer | None = None
    counting_rule: str = ""
    lead: int | None = None
    """Total in the opening lines of the copy, where it is given apart from the text."""
    elsewhere: str = ""
    """Total or state in another copy of the same bulletin."""
    tags: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """One copy of one day's bulletin, with what it says of each party."""

    day: date | None
    """Day of publication; it covers the 24 hours before. None where the copy has no day."""
    month: str = ""
    """Year and month (2018-01) where only these are known."""
    source: str
    also_in: tuple[str, ...] = ()
    """Other copies that carry the same figures."""
    parties: dict[str, PartyBulletin]
    series: str = ""
    """Id of the way of counting; a line may not be drawn from one series to another."""
    headline: int | None = None
    headline_adds_parties: bool = False
    """The headline, or that of another copy, puts the parties' counts together."""
    weekday: str = ""
    """Weekday that the text states, in English."""
    counters: dict[str, int] = field(default_factory=dict)
    """Running totals by name, for example of settlements that joined."""
    known_from: date | None = None

"""What a drill is made of, as data: shares, odds and delays; who and where is the arrangement's."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, TypeAdapter

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """How one party sees, and what it makes of what it saw.

    Odds are those of being recorded at all, p / (1 - p); the factors below multiply them. Whatever
    else is no number of people, days or kilometres is a probability.
    """

    code: str
    rule: str
    """What it counts as one."""
    spelling: str
    """How it writes the name of a place, with a blank `{number}`."""
    base: float
    """Odds of an incident of the least severity that no post watched, beside a post."""
    watched: float
    """Factor where a post watched."""
    severity: float
    """Factor for each of two steps of severity."""
    reach_km: float
    """Distance from the nearest post at which odds have fallen to 1/e."""
    view_km: float
    """How far a post watches."""
    areas: dict[str, float]
    """Factor by area; 1 where none is named. So are those of kinds and weekdays."""
    kinds: dict[str, float]
    weekdays: dict[Weekday, float]
    posts: dict[str, int]
    """How many posts it has in each area."""
    day_watch: float
    """A post watches from 6 to 18 hours."""
    night_watch: float
    """A post watches from 18 to 6 hours."""
    precision: tuple[float, float, float]
    """Shares of reports whose place is known exactly, nearly, and to the district."""
    misheard: float
    """The name of another place is written."""
    coarser: float
    """The kind is given with less detail."""
    sibling: float
    """The kind is taken for another one of its sort."""
    day_off: float
    """The day is one too early or too late."""
    two_days: float
    """Two days are given, one of which is right."""
    instants: bool
    """Whether it gives the time of what a post watched."""
    delay_days: float
    """Mean time until a report is known, 1 or more."""
    no_killed: float
    """Nothing is said of people killed."""
    no_injured: float
    rounded: float
    """Numbers of people above 7 are rounded to fives."""
    ranges: float
    """A low and a high estimate are given."""
    civilians: float
    """Civilians among the killed are told apart."""
    hearsay: float
    """What no post watched is hearsay; else third parties told it."""
    fair: float
    """Whoever did it is named."""
    accuses: dict[str, float]
    """Otherwise these are named, whoever did it; what is left of 1 names nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """How daily counts are published, one bulletin a day for all who count."""

    publisher: str
    """Code of the party that publishes, and answers the lists of the others."""
    parties: tuple[str, ...]
    confirmed: float
    """The publisher confirms an incident that stands on both lists, on one day and in one unit."""
    not_received: float
    without_numbers: float
    """The units are named without their numbers."""
    misprinted: float
    """The total is not the sum of its units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A drill, but for its seed."""

    first: date
    until: date
    """First day after it."""
    per_day: float
    """Incidents, on average."""
    swing: float
    """How much more often than in the middle they begin at both ends, as a share of the mean."""
    repeats: float
    """Mean number of incidents that follow one directly."""
    repeat_days: float
    """Mean time until they do."""
    repeat_km: float
    """Standard deviation of how far off they are, in each direction."""
    spread_km: float
    """The same of how far from a settlement other incidents are."""
    district_km: float
    """Side of a district."""
    places: int
    """Named places around each settlement."""
    restrictions_a_week: float
    """A ledger, on average."""
    notices_a_day: float
    accused: tuple[str, str]
    """Ids of the two parties of which one did it."""
    areas: dict[str, float]
    """Share of incidents by area."""
    towns: dict[str, tuple[float, float]]
    """Longitude and latitude of the chief town of each reporting unit."""
    kinds: dict[str, float]
    """Share of incidents by kind."""
    bulletin: Bulletin
    ledger: tuple[Ledger, ...]

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.until - self.first).days


# A tuple of one: pydantic takes a configuration for the classes inside a container only.
_ADAPTER = TypeAdapter(tuple[Scenario], config=ConfigDict(extra="forbid"))


def load(file: Path) -> Scenario:
    """Read a scenario, as it ships with the program."""
    (scenario,) = _ADAPTER.validate_python([tomllib.loads(file.read_text(encoding="utf-8"))])
    return scenario

"""Parties, the names they bore at a time, and the bodies they set up."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from truceline.domain.periods import Moment, holds_on


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedName:
    """A name that was in use from one day until another."""

    name: str
    valid_from: Moment | None = None
    valid_to: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A state, a government, an armed group or an organisation."""

    id: str
    name: str
    """The name used when no dated name holds."""
    kind: Literal["state", "government", "armed-group", "organisation", "press"]
    code: str = ""
    """Short code under which its counts are kept, such as RU."""
    local_name: str = ""
    names: tuple[DatedName, ...] = ()
    aliases: tuple[str, ...] = ()
    valid_from: Moment | None = None
    valid_to: Moment | None = None
    sources: tuple[str, ...] = ()
    note: str = ""

    def name_on(self, day: date) -> str:
        """Return what the party was called on that day."""
        held = (n.name for n in self.names if holds_on(n.valid_from, n.valid_to, day))
        return next(held, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A commission or centre that the parties set up; several are often confused."""

    id: str
    name: str
    members: tuple[str, ...]
    """Ids of parties."""
    instrument: str = ""
    """Id of the instrument it rests on."""
    does: str
    """What it does, in one sentence."""
    does_not: str = ""
    """What it is often taken to do but does not."""
    valid_from: Moment | None = None
    valid_to: Moment | None = None
    known_from: date
    sources: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A group put on a list of excluded groups, by whom, from when, to when."""

    id: str
    group: str
    """Name of the group as the list has it."""
    aliases: tuple[DatedName, ...] = ()
    listed_by: str
    valid_from: Moment
    valid_to: Moment | None = None
    known_from: date
    sources: tuple[str, ...] = ()
    note: str = ""

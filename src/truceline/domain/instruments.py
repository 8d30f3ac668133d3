"""The texts of an arrangement: who signed what, in which language, and what each clause asks."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from truceline.domain.periods import Moment, holds_on

RoleName = Literal[
    "guarantor", "conflicting-party", "signatory", "mediator", "observer", "excluded", "author"
]

Attribution = Literal["none", "direction", "area-of-control", "named-party"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What a party is under one instrument, and for how long."""

    party: str
    role: RoleName
    signed: bool | None = None
    """Whether it signed; None where the sources do not say."""
    valid_from: Moment | None = None
    valid_to: Moment | None = None
    by: str = ""
    """For an excluded party: whose list excludes it."""
    sources: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause, told in our own words."""

    id: str
    kind: Literal["prohibition", "obligation", "mechanism", "term", "scope"]
    text: str
    owed_by: tuple[str, ...] = ()
    """Ids of the parties it binds."""
    left_open: str = ""
    """What the clause does not settle though it depends on it."""
    sources: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What one text means by a word."""

    word: str
    meaning: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """An annex, published or not."""

    title: str
    published: bool
    note: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What another source says about the same key."""

    key: str
    value: str
    sources: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One text: a memorandum, statement, protocol, agreement or unilateral declaration."""

    id: str
    name: str
    kind: Literal[
        "memorandum",
        "statement",
        "protocol",
        "agreement",
        "resolution",
        "declaration",
        "understanding",
    ]
    summary: str = ""
    made: Moment
    """Day or instant of signature or announcement."""
    made_at: str = ""
    in_force: Moment | None = None
    """When it takes effect; None where it binds nobody by itself."""
    ended: Moment | None = None
    languages: tuple[str, ...] = ()
    """Authentic languages, as BCP 47 tags."""
    amends: tuple[str, ...] = ()
    """Ids of the instruments it changes or builds on."""
    areas: tuple[str, ...] = ()
    """Ids of the areas it covers; empty where it covers the whole country."""
    decided_by: Literal["consensus", "silence-procedure", "majority", ""] = ""
    """How those who may change it decide."""
    attribution: Attribution = "none"
    """Whether and how far a breach may be laid at someone's door in what is published."""
    external_ids: dict[str, str] = field(default_factory=dict)
    """Ids of the same text in other data sets, such as PA-X."""
    role: tuple[Role, ...] = ()
    clause: tuple[Clause, ...] = ()
    definition: tuple[Definition, ...] = ()
    annex: tuple[Annex, ...] = ()
    variant: tuple[Variant, ...] = ()
    known_from: date
    sources: tuple[str, ...] = ()
    note: str = ""

    def binds_on(self, day: date) -> bool:
        """Tell whether the text was in force on that day."""
        return self.in_force is not None and holds_on(self.in_force, self.ended, day)

    def parties(self, role: RoleName, *, on: date) -> tuple[str, ...]:
        """Return the ids of the parties that held a role on that day."""
        return tuple(
            r.party for r in self.role if r.role == role and holds_on(r.valid_from, r.valid_to, on)
        )

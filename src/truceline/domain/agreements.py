"""Local agreements. Numbers in them are claims with a claimant. No person is named."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from truceline.domain.places import Place
from truceline.domain.statements import Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """What one side of an agreement owes the other."""

    what: str
    provider: str
    """A party, a body or an office; never a person."""
    beneficiary: str = ""
    place: Place | None = None
    due: date | None = None
    status: Literal["agreed", "begun", "done", "broken", "not-known"] = "not-known"


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalAgreement:
    """An agreement with a place, a group or people below the level of the parties."""

    id: str
    kind: Literal[
        "joins-ceasefire",
        "local-truce",
        "status-settlement",
        "change-of-side",
        "evacuation",
        "repair",
        "access",
    ]
    made: date
    parties: tuple[str, ...]
    """Parties, bodies and offices; never persons."""
    text: str
    place: tuple[Place, ...] = ()
    area: str = ""
    """Id of the area it lies in; empty where it lies in none."""
    claim: tuple[Claim, ...] = ()
    obligation: tuple[Obligation, ...] = ()
    known_from: date
    sources: tuple[str, ...]
    note: str = ""

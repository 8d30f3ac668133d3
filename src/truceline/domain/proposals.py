"""What someone put forward: never a fact about the ground."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from truceline.domain.statements import Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A line, a force or a text that someone proposed."""

    id: str
    made: date
    author: str
    subject: Literal["boundary", "force", "text", "term", "monitors"]
    area: str = ""
    text: str
    status: Literal["floated", "tabled", "reported-agreed", "adopted", "rejected", "lapsed"]
    claim: tuple[Claim, ...] = ()
    known_from: date
    sources: tuple[str, ...]
    note: str = ""

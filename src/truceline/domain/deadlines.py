"""Dated obligations in the texts, and what follows when they are missed."""

from dataclasses import dataclass
from datetime import date

from truceline.domain.instruments import Variant


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """Something a text asks for by a day."""

    id: str
    instrument: str
    clause: str = ""
    due: date
    what: str
    owed_by: tuple[str, ...] = ()
    consequence: str = ""
    """What the text says follows if it is missed; empty where it says nothing."""
    outcome: str = ""
    """What is known of it afterwards."""
    variant: tuple[Variant, ...] = ()
    known_from: date
    sources: tuple[str, ...] = ()
    note: str = ""

"""What was said, by whom, and what each saying became: a claim is not a fact."""

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A number or a fact that somebody put forward."""

    what: str
    """What is claimed, for example "men who changed sides"."""
    value: str
    """The figure as it was given: "7", "more than 1,000"."""
    claimant: str
    """Id of the party, body or source that claims it."""
    status: Literal["unconfirmed", "confirmed", "disputed"] = "unconfirmed"
    by: tuple[str, ...] = ()
    """Who confirmed or disputed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement: who said it, who carried it, and the record it became."""

    id: str
    made: date
    speaker: str
    """Who says it: a party, a body, an office. Never a private person."""
    carried_by: str = ""
    """Who published it, where that is another."""
    text: str
    """What was said, in our own words."""
    record: str = ""
    """The record it became, as `kind:id`, for example `proposal:control-force`."""
    status: str
    """How it stands, in a few words: "announced by all three", "claimed by one party"."""
    doubt: str = ""
    """What is doubtful about it, in one sentence."""
    known_from: date
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting on record: who took part as offices, on what, with what outcome."""

    id: str
    made: date
    name: str
    at: str = ""
    participants: tuple[str, ...] = ()
    subject: str
    outcome: str = ""
    known_from: date
    sources: tuple[str, ...] = ()

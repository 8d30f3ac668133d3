"""Dated decisions that change an arrangement."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from truceline.domain.periods import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A decision with its date, its authors and the evidence for it."""

    id: str
    kind: Literal["extend", "suspend", "resume", "end", "amend", "adopt-boundary", "accede"]
    made: Moment
    by: tuple[str, ...]
    """Ids of the parties whose act it is."""
    text: str
    """What was decided, in one sentence."""
    instrument: str = ""
    term: str = ""
    area: str = ""
    boundary: str = ""
    effect: Moment | None = None
    """When it takes effect, where that differs from the day it was made."""
    known_from: date
    sources: tuple[str, ...] = ()
    note: str = ""

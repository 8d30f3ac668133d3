"""Clocks: how long a text runs, and what is known when its time is up.

The software chooses no legal reading. A term that has run out with no act on record is in the
state `no-act-found`, shown with the documents that were searched and the readings put forward.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from truceline.domain.acts import Act
from truceline.domain.periods import Moment, day_of
from truceline.errors import BadInput

_LENGTH = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")


class LengthUnreadable(BadInput):
    """A length of time is not written as ISO 8601 has it."""

    code = "term.length-unreadable"
    text = (
        "'{length}' is not a length of time. Write years, months, weeks and days as ISO 8601 "
        "does, for example P6M for six months or P72D for seventy-two days."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to read a term that has run out, and why someone reads it so."""

    reading: str
    because: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A clock with a length and a rule for extending it."""

    id: str
    instrument: str
    clause: str = ""
    starts: date
    length: str
    """ISO 8601: P6M is six calendar months."""
    extension: Literal[
        "automatic-by-consensus",
        "consensus",
        "silence-procedure",
        "majority",
        "automatic",
        "none",
        "not-stated",
    ]
    """The rule of the text for going on after the end."""
    silence_days: int | None = None
    """Under a silence procedure: days in which nobody must have objected."""
    areas: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()
    """Ids of the sources searched for an act that extends or ends it."""
    reading: tuple[Reading, ...] = ()
    known_from: date
    sources: tuple[str, ...] = ()
    note: str = ""


ClockState = Literal["not-started", "running", "suspended", "ended", "no-act-found"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Where a term stands on a day."""

    term: Term
    state: ClockState
    runs_to: date
    """First day on which it no longer runs, by the acts on record."""
    acts: tuple[Act, ...]


def length_of(text: str) -> tuple[int, int]:
    """Read an ISO 8601 length of whole years, months, weeks and days as (months, days).

    Raises:
        LengthUnreadable: The text is something else, or no time at all.
    """
    match = _LENGTH.fullmatch(text)
    years, months, weeks, days = (int(g or 0) for g in match.groups()) if match else (0, 0, 0, 0)
    if not (years or months or weeks or days):
        raise LengthUnreadable(length=text)
    return 12 * years + months, 7 * weeks + days


def term_end(start: date, length: str, *, renewals: int = 0) -> date:
    """Return the first day on which a renewable term no longer runs.

    Args:
        start: First day in force, in the arrangement's own time zone.
        length: Length of one period, ISO 8601.
        renewals: Renewals recorded so far.

    Source: Astana memorandum on de-escalation areas, 4 May 2017 (six months, extended by
    consensus of the guarantors).
    """
    months, days = length_of(length)
    # Counted from the start, never from the last end: 31 August plus six months is 28 February,
    # and counting on from there would lose three days for good.
    year, month = divmod(start.year * 12 + start.month - 1 + months * (renewals + 1), 12)
    shifted = date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
    return shifted + timedelta(days=days * (renewals + 1))


def clock(term: Term, acts: Iterable[Act], *, about: date) -> Clock:
    """Say where a term stands on a day, by the acts on record that were made by then."""
    made = _acts_of(term, acts, about)
    renewals = sum(act.kind == "extend" for act in made)
    end = term_end(term.starts, term.length, renewals=renewals)
    stopped = [act for act in made if act.kind in {"suspend", "resume", "end"}]
    state: ClockState
    if about < term.starts:
        state = "not-started"
    elif stopped and stopped[-1].kind != "resume":
        state = "ended" if stopped[-1].kind == "end" else "suspended"
    else:
        state = "running" if about < end else "no-act-found"
    return Clock(term=term, state=state, runs_to=end, acts=tuple(made))


def _acts_of(term: Term, acts: Iterable[Act], about: date) -> Sequence[Act]:
    def takes_effect(act: Act) -> Moment:
        return act.effect or act.made

    mine = (act for act in acts if act.term == term.id and day_of(takes_effect(act)) <= about)
    return sorted(mine, key=lambda act: (day_of(takes_effect(act)), act.id))

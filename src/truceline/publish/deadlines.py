"""Everything with a date to keep: ends of terms, obligations, deadlines of motions.

As a list, or as a calendar (iCalendar, RFC 5545) whose bytes depend on the record alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from truceline.domain.arrangement import Arrangement
from truceline.domain.docket import Docket
from truceline.domain.periods import Moment, day_of
from truceline.domain.reminders import STEPS
from truceline.domain.terms import clock
from truceline.domain.workspaces import MARK, is_marked
from truceline.publish.arrangement import term_name
from truceline.publish.pages import Page
from truceline.wording import day, listed, say

_OCTETS = 75
"""Most bytes in a line of a calendar, its end not counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One date to keep."""

    id: str
    when: Moment
    """A day in the arrangement's zone, or an instant in UTC."""
    what: str
    text: str = ""
    known: datetime
    """When the record knew of it."""
    reminders: tuple[int, ...] = ()
    """Days before it."""


def dues(known: Arrangement, docket: Docket | None, *, about: date) -> tuple[Due, ...]:
    """Return every date to keep, the earliest first.

    Args:
        known: The arrangement, with what was decided.
        docket: Its motions, None where it is a folder of files only.
        about: The day on which the clocks are read.
    """
    motions = () if docket is None else _motions(docket)
    found = [*_terms(known, about), *_obligations(known), *motions]
    return tuple(sorted(found, key=lambda due: (day_of(due.when), due.id)))


def _terms(known: Arrangement, about: date) -> Iterator[Due]:
    for term in known.term:
        stands = clock(term, known.act, about=about)
        if stands.state != "ended":
            yield Due(
                id=f"term-{term.id}",
                when=stands.runs_to,
                what=say("The term no longer runs: {name}", name=term_name(known, term)),
                known=_midnight(term.known_from),
                reminders=STEPS,
            )


def _obligations(known: Arrangement) -> Iterator[Due]:
    names = {text.id: text.name for text in known.instrument}
    for deadline in known.deadline:
        parties = [known.party_name(p, on=deadline.due) for p in deadline.owed_by]
        owed = say("Owed by {parties}.", parties=listed(parties)) if parties else ""
        yield Due(
            id=f"deadline-{deadline.id}",
            when=deadline.due,
            what=f"{names[deadline.instrument]}: {deadline.what}",
            text=" ".join(filter(None, [owed, deadline.outcome])),
            known=_midnight(deadline.known_from),
        )


def _motions(docket: Docket) -> Iterator[Due]:
    for motion in docket.motions.values():
        yield Due(
            id=motion.opened.motion,
            when=motion.opened.deadline,
            what=say("Votes on {motion} count until now", motion=motion.opened.motion),
            text=" ".join(motion.opened.text),
            known=motion.opened_at,
        )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def show(known: Arrangement, found: tuple[Due, ...], *, about: date) -> str:
    """Return the dates as a list."""
    page = Page(say("Dates to keep: {name}", name=known.name))
    page.line(say("Clocks as they stand on {about}.", about=day(about)))
    page.gap()
    for due in found:
        when = due.when
        local = when.astimezone(ZoneInfo(known.zone)) if isinstance(when, datetime) else when
        page.bullet(f"{day(local)}: {due.what}. {due.text}".rstrip())
    return str(page)


def as_data(found: tuple[Due, ...]) -> list[dict[str, object]]:
    """Return the dates as plain data."""
    return [
        {"id": due.id, "when": due.when.isoformat(), "what": due.what, "text": due.text}
        for due in found
    ]


def calendar(known: Arrangement, found: tuple[Due, ...]) -> str:
    """Return the dates as an iCalendar file, with a reminder for each day that one is due."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Truceline//Truceline//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escaped(known.name)}",
        *(line for due in found for line in _event(known, due)),
        "END:VCALENDAR",
    ]
    return "".join(_folded(line) for line in lines)


def _event(known: Arrangement, due: Due) -> Iterator[str]:
    # A reminder is read without the name of its calendar.
    what = f"{MARK}: {due.what}" if is_marked(known.name) else due.what
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(due.id)}@{_escaped(known.id)}"
    yield f"DTSTAMP:{_utc(due.known)}"
    if isinstance(due.when, datetime):
        yield f"DTSTART:{_utc(due.when)}"
    else:
        yield f"DTSTART;VALUE=DATE:{due.when:%Y%m%d}"
    yield f"SUMMARY:{_escaped(what)}"
    if due.text:
        yield f"DESCRIPTION:{_escaped(due.text)}"
    yield "TRANSP:TRANSPARENT"
    for days in due.reminders:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{_escaped(what)}"
        yield f"TRIGGER:-P{days}D"
        yield "END:VALARM"
    yield "END:VEVENT"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, "\\" + sign)
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Return a line broken so that no piece has more than 75 octets and no letter is split."""
    pieces, piece, room = [], "", _OCTETS
    for letter in line:
        if len((piece + letter).encode()) > room:
            pieces.append(piece)
            # A piece that goes on begins with a space, which counts.
            piece, room = "", _OCTETS - 1
        piece += letter
    return "\r\n ".join([*pieces, piece]) + "\r\n"

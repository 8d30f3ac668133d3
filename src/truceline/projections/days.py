"""Everything held about one day.

Input: the arrangement and the imported tables. Output: one value that `publish` words.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from truceline.domain.arrangement import Arrangement, walk
from truceline.domain.periods import day_of
from truceline.domain.statements import Statement
from truceline.domain.terms import Clock, clock


@dataclass(frozen=True, slots=True)
class Said:
    """A statement and the record it became."""

    statement: Statement
    kind: str
    """Table of the record, such as `proposal`; empty where it became none."""
    record: Any


@dataclass(frozen=True, slots=True)
class Happening:
    """A dated thing in the arrangement, other than a statement."""

    kind: str
    name: str
    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """What is held about a day."""

    on: date
    said: tuple[Said, ...]
    said_before: tuple[Said, ...]
    """What was said the day before, which is often reported together."""
    happenings: tuple[Happening, ...]
    clocks: tuple[Clock, ...]


def day(arrangement: Arrangement, on: date, *, as_known_on: date) -> Day:
    """Return what is held about a day, as it was known on a day."""
    known = arrangement.as_known(as_known_on)
    said = [s for s in known.statement if s.made == on]
    before = [s for s in known.statement if s.made == on - timedelta(days=1)]
    records = _records(known)
    return Day(
        on=on,
        said=tuple(_said(s, records) for s in said),
        said_before=tuple(_said(s, records) for s in before),
        happenings=tuple(_happenings(known, on)),
        clocks=tuple(clock(t, known.act, about=on) for t in known.term),
    )


def _records(known: Arrangement) -> dict[str, Any]:
    return {
        f"{path[-2]}:{value.id}": value
        for path, value in walk(known)
        if len(path) > 1 and isinstance(getattr(value, "id", None), str)
    }


def _said(statement: Statement, records: dict[str, Any]) -> Said:
    record = records.get(statement.record)
    kind = statement.record.split(":")[0] if record is not None else ""
    return Said(statement, kind, record)


def _happenings(known: Arrangement, on: date) -> Iterator[Happening]:
    for text in known.instrument:
        if day_of(text.made) == on:
            yield Happening("instrument", text.name, text.summary, text.sources)
        elif text.in_force is not None and day_of(text.in_force) == on:
            yield Happening("in-force", text.name, text.summary, text.sources)
    for act in known.act:
        if day_of(act.made) == on:
            yield Happening("act", act.kind, act.text, act.sources)
    for area in known.area:
        for phase in area.phase:
            if day_of(phase.valid_from) == on:
                yield Happening("phase", area.name, phase.text, phase.sources)
    for deadline in known.deadline:
        if deadline.due == on:
            yield Happening("deadline", deadline.instrument, deadline.what, deadline.sources)
    for post in known.post:
        for status in post.status:
            if day_of(status.on) == on and post.place is not None:
                yield Happening("post", post.place.name, status.status, status.sources)
    told = {s.record for s in known.statement}
    for table in ("proposal", "local_agreement", "meeting"):
        for item in getattr(known, table):
            if item.made == on and f"{table}:{item.id}" not in told:
                text = getattr(item, "text", getattr(item, "subject", ""))
                yield Happening(table, getattr(item, "name", item.id), text, item.sources)

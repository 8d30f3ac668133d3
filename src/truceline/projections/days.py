"""Everything held about one day.

Input: the arrangement and the imported tables. Output: one value that `publish` words.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from truceline.domain.arrangement import Arrangement, walk
from truceline.domain.periods import Moment, day_of
from truceline.domain.statements import Statement
from truceline.domain.terms import Clock, clock
from truceline.projections.counts import CountDay


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
class Reported:
    """What one report says happened, as shortly as it can be said."""

    ledger: str
    kind: str
    place: str
    precision: str
    killed: tuple[int | None, int | None, int | None]
    """Low, best, high; None is unknown."""
    more_days: bool
    """Whether it may have happened on another day."""
    source: str


@dataclass(frozen=True, slots=True)
class Day:
    """What is held about a day."""

    on: date
    said: tuple[Said, ...]
    said_before: tuple[Said, ...]
    """What was said the day before, which is often reported together."""
    happenings: tuple[Happening, ...]
    clocks: tuple[Clock, ...]
    counted: tuple[CountDay, ...]
    reported: tuple[Reported, ...]


def day(
    known: Arrangement,
    on: date,
    *,
    counted: Iterable[CountDay] = (),
    reports: pl.DataFrame | None = None,
) -> Day:
    """Return what is held about a day.

    Args:
        known: The arrangement as it was known on some day.
        on: The day.
        counted: The bulletins held, of any day.
        reports: The reports held, of any day, with the columns of `domain.reports`.
    """
    said = [s for s in known.statement if s.made == on]
    before = [s for s in known.statement if s.made == on - timedelta(days=1)]
    records = _records(known)
    return Day(
        on=on,
        said=tuple(_said(s, records) for s in said),
        said_before=tuple(_said(s, records) for s in before),
        happenings=tuple(_happenings(known, on)),
        clocks=tuple(clock(t, known.act, about=on) for t in known.term),
        counted=tuple(c for c in counted if c.bulletin.day == on),
        reported=tuple(_reported(reports, on)),
    )


def _reported(reports: pl.DataFrame | None, on: date) -> Iterator[Reported]:
    if reports is None or reports.is_empty():
        return
    first, last = pl.col("occurred_from").str.head(10), pl.col("occurred_to").str.head(10)
    asked = pl.lit(on.isoformat())
    held = reports.filter(asked.is_between(first, last.fill_null(first)))
    for row in held.sort("ledger", "kind", "place_name", "report_id").iter_rows(named=True):
        yield Reported(
            ledger=row["ledger"],
            kind=row["kind"] or "",
            place=row["place_name"] or "",
            precision=row["precision"] or "unknown",
            killed=(row["killed_low"], row["killed_best"], row["killed_high"]),
            more_days=row["occurred_from"][:10] != (row["occurred_to"] or on.isoformat())[:10],
            source=row["source"] or "",
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
    told = {s.record for s in known.statement}
    for moment, record, happening in (*_texts(known), *_ground(known), *_records_of(known)):
        if day_of(moment) == on and record not in told:
            yield happening


Dated = tuple[Moment, str, Happening]


def _texts(known: Arrangement) -> Iterator[Dated]:
    names = {text.id: text.name for text in known.instrument}
    for text in known.instrument:
        made = Happening("instrument", text.name, text.summary, text.sources)
        yield text.made, f"instrument:{text.id}", made
        if text.in_force is not None:
            yield text.in_force, "", Happening("in-force", text.name, "", text.sources)
    for act in known.act:
        yield act.made, f"act:{act.id}", Happening("act", act.kind, act.text, act.sources)
    for due in known.deadline:
        name = names.get(due.instrument, due.instrument)
        yield due.due, f"deadline:{due.id}", Happening("deadline", name, due.what, due.sources)


def _ground(known: Arrangement) -> Iterator[Dated]:
    for area in known.area:
        for phase in area.phase:
            yield phase.valid_from, "", Happening("phase", area.name, phase.text, phase.sources)
    for post in known.post:
        name = post.place.name if post.place else post.id
        for status in post.status:
            yield status.on, "", Happening("post", name, status.status, status.sources)


def _records_of(known: Arrangement) -> Iterator[Dated]:
    for item in known.proposal:
        proposal = Happening("proposal", item.subject, item.text, item.sources)
        yield item.made, f"proposal:{item.id}", proposal
    for agreement in known.local_agreement:
        made = Happening("local_agreement", agreement.kind, agreement.text, agreement.sources)
        yield agreement.made, f"local_agreement:{agreement.id}", made
    for meeting in known.meeting:
        held = Happening("meeting", meeting.name, meeting.subject, meeting.sources)
        yield meeting.made, f"meeting:{meeting.id}", held

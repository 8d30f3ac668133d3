"""The arrangement with what was decided by motions, on a day.

Input: arrangement.adopted, everything about motions, and the blobs they name.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from truceline.domain import effects
from truceline.domain.arrangement import Arrangement
from truceline.domain.docket import Docket
from truceline.domain.periods import instant
from truceline.domain.workspaces import in_exercise
from truceline.journal import arrangements
from truceline.journal import decisions as record
from truceline.journal.blobs import Blobs
from truceline.journal.protocol import Journal
from truceline.journal.workspaces import is_exercise


@dataclass(frozen=True, slots=True)
class Decided:
    """An arrangement and its motions as they stood when a day ended."""

    arrangement: Arrangement
    docket: Docket
    on: date


def decided(journal: Journal, blobs: Blobs, *, as_known_on: date | None = None) -> Decided:
    """Return what was decided by the end of a day, or of the last day on record.

    The last day on record is that of the last entry about motions, or of the last thing known of
    the arrangement where there is none. The name of a drill's arrangement says so wherever it is
    shown.
    """
    held = arrangements.current(journal, blobs)
    if is_exercise(journal):
        held = in_exercise(held)
    zone = ZoneInfo(held.zone)
    last = record.last_received(journal)
    if as_known_on is not None:
        at, on = _end_of(as_known_on, zone), as_known_on
    elif last is not None:
        at, on = last, last.astimezone(zone).date()
    else:
        on = held.last_day()
        at = _end_of(on, zone)
    docket = record.docket(journal, blobs, at=at)
    outlines = {
        motion.opened.outline: record.outline(blobs, motion.opened.outline)
        for motion in effects.adopted(docket)
        if motion.opened.outline
    }
    return Decided(effects.applied(held, docket, outlines), docket, on)


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    # A deadline at the next midnight has not passed yet.
    return instant(day + timedelta(days=1), zone) - timedelta(microseconds=1)

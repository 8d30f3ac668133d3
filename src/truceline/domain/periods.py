"""Days, instants and half-open periods: [from, to).

A date is a day in the arrangement's own time zone; a datetime without a zone is an instant there.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

Moment = date | datetime


def day_of(moment: Moment) -> date:
    """Return the day of a moment."""
    return moment.date() if isinstance(moment, datetime) else moment


def instant(moment: Moment, zone: ZoneInfo) -> datetime:
    """Return the instant in UTC at which a moment begins; a day begins at its midnight."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time.min)
    return moment.replace(tzinfo=moment.tzinfo or zone).astimezone(UTC)


def holds_on(valid_from: Moment | None, valid_to: Moment | None, day: date) -> bool:
    """Tell whether [valid_from, valid_to) has any part in the day; None is open."""
    if valid_from is not None and day < day_of(valid_from):
        return False
    if valid_to is None:
        return True
    # A period that ends at noon still holds on the morning of that day.
    ends_within_day = isinstance(valid_to, datetime) and valid_to.time() > time.min
    return day <= day_of(valid_to) if ends_within_day else day < day_of(valid_to)

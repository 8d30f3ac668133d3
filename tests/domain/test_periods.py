from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from truceline.domain.periods import Moment, holds_on, instant

DAMASCUS = ZoneInfo("Asia/Damascus")
NOON = datetime(2017, 7, 9, 12)  # noqa: DTZ001  local to the arrangement


@pytest.mark.parametrize(
    ("start", "end", "day", "holds"),
    [
        (date(2017, 9, 15), date(2018, 3, 15), date(2017, 9, 15), True),
        (date(2017, 9, 15), date(2018, 3, 15), date(2018, 3, 14), True),
        (date(2017, 9, 15), date(2018, 3, 15), date(2018, 3, 15), False),
        (date(2017, 9, 15), None, date(2030, 1, 1), True),
        (None, date(2017, 9, 15), date(2000, 1, 1), True),
        (NOON, None, date(2017, 7, 8), False),
        (NOON, None, date(2017, 7, 9), True),
        (None, NOON, date(2017, 7, 9), True),
        (None, datetime(2017, 7, 9), date(2017, 7, 9), False),  # noqa: DTZ001
    ],
)
def test_periods_are_half_open(
    start: Moment | None, end: Moment | None, day: date, *, holds: bool
) -> None:
    assert holds_on(start, end, day) is holds


def test_a_day_begins_at_midnight_in_the_zone_of_the_arrangement() -> None:
    assert instant(date(2017, 9, 15), DAMASCUS) == datetime(2017, 9, 14, 21, tzinfo=UTC)
    assert instant(NOON, DAMASCUS) == datetime(2017, 7, 9, 9, tzinfo=UTC)

"""P7: time is bracketed, not believed."""

from datetime import UTC, datetime, timedelta

import pytest

from truceline.journal.times import Bracket

NOON = datetime(2017, 9, 15, 12, tzinfo=UTC)
OFF = [
    timedelta(milliseconds=1),
    timedelta(seconds=1),
    timedelta(seconds=59),
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),  # daylight saving, taken twice or left out
    timedelta(hours=3),  # local time taken for UTC
    timedelta(hours=25),
    timedelta(days=1),
    timedelta(days=7),
    timedelta(days=365),
    timedelta(days=366),
    timedelta(days=3653),
]


def stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def bracket(*, claimed: datetime, received: datetime = NOON) -> Bracket:
    """An entry after one that came in an hour before noon."""
    before = stamp(NOON - timedelta(hours=1))
    return Bracket(before, before, "").next(stamp(claimed), stamp(received))


def test_p7_what_fits_is_not_marked() -> None:
    for claimed in (NOON, NOON - timedelta(minutes=30), NOON - timedelta(hours=1)):
        assert bracket(claimed=claimed).doubts() == ()
    assert Bracket(stamp(NOON - timedelta(days=400)), stamp(NOON), "").doubts() == ()


@pytest.mark.parametrize("off", OFF)
def test_p7_every_claim_outside_the_bracket_is_marked(off: timedelta) -> None:
    assert bracket(claimed=NOON + off).doubts() == ("claimed-ahead",)
    assert bracket(claimed=NOON - timedelta(hours=1) - off).doubts() == ("claimed-early",)


@pytest.mark.parametrize("off", OFF)
def test_p7_a_clock_that_went_back_is_marked(off: timedelta) -> None:
    received = NOON - timedelta(hours=1) - off
    assert bracket(claimed=received, received=received).doubts() == ("clock-went-back",)
    both = bracket(claimed=NOON, received=received)
    assert both.doubts() == ("claimed-ahead", "clock-went-back")


def test_p7_a_leap_second_and_the_end_of_a_year_are_in_order() -> None:
    last, first = "2016-12-31T23:59:59.999Z", "2017-01-01T00:00:00.000Z"
    assert Bracket(last, last, "").next(first, first).doubts() == ()
    assert Bracket(first, first, "").next(last, last).doubts() == ("clock-went-back",)


def test_p7_what_was_handed_in_together_has_one_bracket() -> None:
    before, now, claimed = stamp(NOON - timedelta(hours=1)), stamp(NOON), stamp(NOON)
    first = Bracket(before, before, "").next(claimed, now)
    assert first.next(claimed, now) == first
    later = stamp(NOON + timedelta(seconds=1))
    assert first.next(later, later).not_before == now


def test_p7_all_four_times_are_told() -> None:
    told = bracket(claimed=NOON - timedelta(minutes=5))
    assert (told.claimed, told.received) == ("2017-09-15T11:55:00.000Z", "2017-09-15T12:00:00.000Z")
    # Not before the entry before it came in; not countersigned by anyone yet.
    assert (told.not_before, told.not_after) == ("2017-09-15T11:00:00.000Z", "")

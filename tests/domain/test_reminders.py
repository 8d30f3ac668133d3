from datetime import date, timedelta

import pytest

from truceline.domain.acts import Act
from truceline.domain.arrangement import Arrangement
from truceline.domain.reminders import reminders

END = date(2018, 3, 15)


@pytest.mark.parametrize(
    ("left", "step", "today"),
    [(30, 30, True), (29, 30, False), (14, 14, True), (7, 7, True), (2, 7, False), (1, 1, True)],
)
def test_reminds_at_30_14_7_and_1_days(
    two_clocks: Arrangement, left: int, step: int, today: object
) -> None:
    due = reminders(two_clocks.term, (), on=END - timedelta(days=left))
    (held,) = (r for r in due if r.clock.term.id == "announced-areas-term")
    assert (held.days_left, held.step, held.due_today) == (left, step, today)


def test_is_silent_before_and_after(two_clocks: Arrangement) -> None:
    areas = [term for term in two_clocks.term if term.id == "announced-areas-term"]
    assert reminders(areas, (), on=END - timedelta(days=31)) == ()
    assert reminders(areas, (), on=END) == ()


def test_an_extension_puts_the_reminder_off(two_clocks: Arrangement) -> None:
    areas = [term for term in two_clocks.term if term.id == "announced-areas-term"]
    day = date(2018, 3, 1)
    extended = Act(
        id="a", kind="extend", made=day, by=(), text="", term=areas[0].id, known_from=day
    )
    assert reminders(areas, [extended], on=END - timedelta(days=7)) == ()
    (later,) = reminders(areas, [extended], on=date(2018, 9, 8))
    assert later.days_left == 7


def test_the_nearest_end_comes_first(two_clocks: Arrangement) -> None:
    due = reminders(two_clocks.term, (), on=date(2018, 3, 8))
    assert [r.clock.term.id for r in due] == ["announced-areas-term", "road-term"]

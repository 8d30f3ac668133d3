from datetime import date

from tests.truces import question


def test_the_weeks_that_are_judged_end_before_a_day() -> None:
    asked = question(onset=date(2017, 5, 6), weeks_during=2)
    assert asked.until == date(2017, 5, 20)

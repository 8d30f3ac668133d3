from datetime import date, timedelta

import pytest

from truceline.projections.two_ledgers import Expected, Own
from truceline.publish.report.two_ledgers_weeks import LedgerPicture, OwnWeek, picture

WEEKS = [date(2021, 4, 5) + timedelta(days=7 * n) for n in range(3)]
TEN = Own(
    reports=Expected(10, 0, 10),
    both=Expected(6, 1, 10),
    only=Expected(3, 1, 10),
    not_compared=Expected(1, 0, 1),
)


@pytest.fixture
def drawn() -> LedgerPicture:
    up = [OwnWeek(week, TEN, silent=False) for week in WEEKS]
    down = [
        OwnWeek(WEEKS[0], Own(), silent=False),
        OwnWeek(WEEKS[1], None, silent=True),
        OwnWeek(WEEKS[2], TEN, silent=False),
    ]
    return picture("p", "Here", ("one", "other"), (up, down))


def test_one_ledger_goes_up_and_the_other_down_on_one_scale(drawn: LedgerPicture) -> None:
    up, down = (half.stacks[-1] for half in drawn.halves)
    assert up.zero > up.both > up.only > up.not_compared
    assert down.zero < down.both < down.only < down.not_compared
    for part in ("both", "only", "not_compared", "low", "high"):
        assert up.zero - getattr(up, part) == pytest.approx(getattr(down, part) - down.zero)


def test_parts_are_as_long_as_they_are_many(drawn: LedgerPicture) -> None:
    stack = drawn.halves[0].stacks[0]
    unit = (stack.zero - stack.not_compared) / 10
    assert stack.zero - stack.both == pytest.approx(6 * unit)
    assert stack.both - stack.only == pytest.approx(3 * unit)
    assert stack.zero - stack.low == pytest.approx((6 - 1.959964) * unit)


def test_nothing_known_is_hatched_and_none_is_empty(drawn: LedgerPicture) -> None:
    up, down = drawn.halves
    assert (len(up.stacks), len(up.blanks)) == (3, 0)
    assert (len(down.stacks), len(down.blanks)) == (1, 1)
    (blank,) = down.blanks
    assert (blank.start, blank.end) == (up.stacks[1].x, up.stacks[2].x)


def test_is_told_in_words(drawn: LedgerPicture) -> None:
    assert drawn.text == (
        "one: 3 weeks of which something is known, with 30.0 expected reports, about 18.0 of them "
        "in the other ledger too. other: 2 weeks of which something is known, with 10.0 expected "
        "reports, about 6.0 of them in the other ledger too."
    )


def test_weeks_of_which_nothing_is_known_can_be_drawn() -> None:
    blank = [OwnWeek(week, None, silent=True) for week in WEEKS]
    drawn = picture("p", "Here", ("one", "other"), (blank, blank))
    assert [len(half.blanks) for half in drawn.halves] == [3, 3]

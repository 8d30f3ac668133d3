import numpy as np
import pytest

from truceline.intake.exercise.drill import Drill
from truceline.intake.exercise.effort import is_night, shift_of


def test_a_day_has_two_shifts() -> None:
    hours = np.array([0.0, 5.9, 6.0, 17.9, 18.0, 29.9, 30.0])
    assert shift_of(hours / 24).tolist() == [-1, -1, 0, 0, 1, 1, 2]
    assert is_night(hours / 24).tolist() == [True, True, False, False, True, True, False]


def test_posts_watch_by_day_and_by_night_as_asked(drills: list[Drill]) -> None:
    for drill in drills:
        for ledger in drill.scenario.ledger:
            held = drill.effort[ledger.code]
            assert len(held.posts) == sum(ledger.posts.values())
            if not ledger.weekdays:
                # Restrictions take a little away.
                day, night = held.watched[:, 0::2].mean(), held.watched[:, 1::2].mean()
                assert ledger.day_watch - 0.12 < day < ledger.day_watch + 0.02
                assert ledger.night_watch - 0.12 < night < ledger.night_watch + 0.02


def test_the_mission_watches_less_on_fridays(drills: list[Drill]) -> None:
    for drill in drills:
        days = drill.effort["XM"].watched[:, 0::2].mean(axis=0)
        friday = (np.arange(drill.scenario.days) + drill.scenario.first.weekday()) % 7 == 4
        assert days[friday].mean() == pytest.approx(
            0.35 * days[~friday & (days > 0)].mean(), abs=0.12
        )


def test_nobody_watches_where_monitors_are_kept_out(drills: list[Drill]) -> None:
    for drill in drills:
        for held in drill.effort.values():
            assert len(held.restrictions) > 15
            for number in range(len(held.restrictions)):
                begins = held.restrictions.begins[number]
                here = held.district == held.restrictions.district[number]
                shift = int(shift_of(np.array([(begins + 0.5) / 24]))[0])
                assert here.any()
                assert shift < 0 or not held.watched[here, shift].any()

"""Who looked in a drill: posts of each ledger, when they watched, where they were kept from it.

A watch is a shift of twelve hours, from 6 or from 18 o'clock. No post of a ledger watches in a
district from which it is kept, so its ledger sees less there: that can be found in the files.
"""

from dataclasses import dataclass
from typing import Final, get_args

import numpy as np

from truceline.intake.exercise.ground import Flags, Floats, Ground, Ints, Points, Texts, scattered
from truceline.intake.exercise.scenario import Ledger, Scenario, Weekday

SHIFTS: Final = 2
"""A day: from 6 to 18 hours, and from 18 to 6."""
RESTRICTIONS: Final = {
    "denied": 0.4,
    "delayed": 0.2,
    "conditional": 0.15,
    "threat": 0.1,
    "mines": 0.1,
    "jamming": 0.05,
}
"""Share of each kind."""
_HOURS = 40.0
"""Mean length of a restriction."""
_FROM_SETTLEMENT_KM = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Restrictions:
    """Where one ledger's monitors were kept from looking; one entry a restriction."""

    district: Texts
    begins: Ints
    """Hours since the first midnight of the drill."""
    ends: Ints
    kind: Ints
    """An index into `RESTRICTIONS`."""
    by: Ints
    """Which of the two parties kept them from it; -1 where that is not said."""

    def __len__(self) -> int:
        return len(self.begins)


@dataclass(frozen=True, slots=True, eq=False)
class Effort:
    """The posts of one ledger and their watches."""

    posts: Points
    district: Texts
    """(n,) of each post."""
    watched: Flags
    """(n, shifts): the first shift begins at 6 hours of the first day."""
    restrictions: Restrictions


def effort(rng: np.random.Generator, ground: Ground, scenario: Scenario, ledger: Ledger) -> Effort:
    """Return who looked for one ledger."""
    posts = _posts(rng, ground, ledger)
    district, _ = ground.districts_of(posts)
    held = _restrictions(rng, scenario, district)
    shape = (len(posts), scenario.days, SHIFTS)
    often = np.array([ledger.day_watch, ledger.night_watch])
    watched = rng.uniform(size=shape) < often * _by_day(scenario, ledger)[:, None]
    kept = _kept_from(district, held, scenario.days * SHIFTS)
    return Effort(posts, district, watched.reshape(len(posts), -1) & ~kept, held)


def shift_of(day: Floats) -> Ints:
    """Return the shift in which a moment falls, -1 for the night before the first one."""
    return np.floor((day - 0.25) * SHIFTS).astype(np.int64)


def is_night(day: Floats) -> Flags:
    """Tell which moments fall in the shift from 18 to 6 hours."""
    night: Flags = shift_of(day) % SHIFTS == 1
    return night


def _posts(rng: np.random.Generator, ground: Ground, ledger: Ledger) -> Points:
    settlements = [
        rng.choice(np.flatnonzero(ground.area == ground.areas.index(area)), count)
        for area, count in ledger.posts.items()
    ]
    return scattered(rng, ground.settlements[np.concatenate(settlements)], _FROM_SETTLEMENT_KM)


def _by_day(scenario: Scenario, ledger: Ledger) -> Floats:
    """Return the factor of each day, no more than 1 where a ledger watches less on some."""
    factors = np.array([ledger.weekdays.get(name, 1.0) for name in get_args(Weekday)])
    return factors[(scenario.first.weekday() + np.arange(scenario.days)) % len(factors)]


def _restrictions(rng: np.random.Generator, scenario: Scenario, district: Texts) -> Restrictions:
    count = int(rng.poisson(scenario.restrictions_a_week * scenario.days / 7))
    begins = np.sort(rng.integers(0, scenario.days * 24, count))
    return Restrictions(
        district=district[rng.integers(0, len(district), count)],
        begins=begins,
        ends=begins + 1 + rng.exponential(_HOURS, count).astype(np.int64),
        kind=rng.choice(len(RESTRICTIONS), count, p=list(RESTRICTIONS.values())),
        by=rng.integers(-1, 2, count),
    )


def _kept_from(district: Texts, held: Restrictions, shifts: int) -> Flags:
    """Tell which shifts of which posts a restriction touches."""
    begins = 6 + 12 * np.arange(shifts)
    kept = np.zeros((len(district), shifts), dtype=bool)
    for number in range(len(held)):
        here = district == held.district[number]
        then = (begins < held.ends[number]) & (begins + 12 > held.begins[number])
        kept |= here[:, None] & then
    return kept

"""What a ledger made of what happened: which incidents it has, and what it says of each.

Blind spots come from odds, which a post that watched raises, and distance, area, kind and weekday
lower. What is recorded is then made worse in the ways in which reports are: places known to a
district only, days one off, kinds confused, numbers rounded or missing, blame laid by habit.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Final, get_args

import numpy as np

from truceline.domain.reports import is_kind_of
from truceline.intake.exercise.effort import Effort, is_night, shift_of
from truceline.intake.exercise.ground import Flags, Floats, Ground, Ints, Points, Texts, within
from truceline.intake.exercise.incidents import Incidents
from truceline.intake.exercise.scenario import Ledger, Scenario, Weekday

PRECISIONS: Final = ("exact", "near", "unit")
RADIUS_KM: Final = (0.5, 3.0, 15.0)
_MANY = 7
"""Numbers above it may be rounded."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What one ledger says; every array has one entry a report, in the order of publication."""

    incident: Ints
    """The incident that each speaks of. It is for the truth file alone."""
    first_day: Ints
    """Days since the first midnight of the drill."""
    last_day: Ints
    hour: Floats
    """Hour of the day, where a time is given; else not a number."""
    precision: Ints
    """An index into `PRECISIONS`."""
    points: Points
    district: Texts
    place: Ints
    """The named place that is written, from 0; -1 where a district is."""
    kind: Texts
    post: Ints
    """The post that watched; -1 for none."""
    how_known: Texts
    killed: Floats
    """Not a number where nothing is said; so with all numbers of people."""
    killed_low: Floats
    killed_high: Floats
    civilians: Floats
    injured: Floats
    alleged: Texts
    """Id of the party that is said to have done it; empty for none."""
    known_day: Ints

    def __len__(self) -> int:
        return len(self.incident)


def see(
    rng: np.random.Generator,
    ground: Ground,
    scenario: Scenario,
    ledger: Ledger,
    given: tuple[Incidents, Effort],
) -> Seen:
    """Return what a ledger makes of all that happened, with the effort of its own posts."""
    incidents, effort = given
    post = _watching(incidents, effort, ledger.view_km)
    odds = _odds(incidents, scenario, ledger, ground, (effort, post))
    (seen,) = np.nonzero(rng.uniform(size=len(incidents)) < odds / (1 + odds))
    return _told(rng, ground, scenario, ledger, _Recorded(incidents[seen], seen, post[seen]))


def _watching(incidents: Incidents, effort: Effort, view_km: float) -> Ints:
    """Return the nearest post that watched each incident, -1 for none."""
    km = incidents.points.km_to(effort.posts)
    shift = shift_of(incidents.day)
    on = effort.watched[:, np.maximum(shift, 0)].T & (shift >= 0)[:, None]
    km = np.where(on & (km <= view_km), km, np.inf)
    return np.where(np.isfinite(km.min(axis=1)), km.argmin(axis=1), -1)


def _odds(
    incidents: Incidents,
    scenario: Scenario,
    ledger: Ledger,
    ground: Ground,
    looked: tuple[Effort, Ints],
) -> Floats:
    effort, post = looked
    nearest = incidents.points.km_to(effort.posts).min(axis=1)
    by_area = np.array([ledger.areas.get(area, 1.0) for area in ground.areas])
    by_kind = np.array([kind_factor(kind, ledger) for kind in scenario.kinds])
    by_weekday = np.array([ledger.weekdays.get(name, 1.0) for name in get_args(Weekday)])
    weekday = (scenario.first.weekday() + np.floor(incidents.day).astype(np.int64)) % 7
    odds: Floats = (
        ledger.base
        * np.where(post >= 0, ledger.watched, 1.0)
        * ledger.severity**incidents.severity
        * np.exp(-nearest / ledger.reach_km)
        * by_area[incidents.area]
        * by_kind[incidents.kind]
        * by_weekday[weekday]
    )
    return odds


def kind_factor(kind: str, ledger: Ledger) -> float:
    """Return the factor of a kind: that of the kind itself, or of one above it."""
    return next((f for general, f in ledger.kinds.items() if is_kind_of(kind, general)), 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class _Recorded:
    """The incidents that a ledger has."""

    incidents: Incidents
    number: Ints
    post: Ints

    def __len__(self) -> int:
        return len(self.number)


def _told(
    rng: np.random.Generator,
    ground: Ground,
    scenario: Scenario,
    ledger: Ledger,
    recorded: _Recorded,
) -> Seen:
    held, watched = recorded.incidents, recorded.post >= 0
    first, last, hour = _when(rng, ledger, recorded)
    precision, points, district = _where(rng, ground, ledger, held.points)
    killed, low, high = _killed(rng, ledger, held.killed)
    delay = rng.geometric(1 / ledger.delay_days, len(recorded))
    told = Seen(
        incident=recorded.number,
        first_day=first,
        last_day=last,
        hour=hour,
        precision=precision,
        points=points,
        district=district,
        place=np.where(precision < 2, _named(rng, ground, ledger, points), -1),
        kind=_kinds(rng, scenario, ledger, held.kind),
        post=recorded.post,
        how_known=_how_known(rng, ledger, watched, is_night(held.day)),
        killed=killed,
        killed_low=low,
        killed_high=high,
        civilians=np.where(
            _happens(rng, ledger.civilians, len(recorded)) & (killed > 0),
            np.minimum(held.civilians, killed),
            np.nan,
        ),
        injured=_unless(rng, ledger.no_injured, _rounded(rng, ledger, held.injured)),
        alleged=_alleged(rng, scenario, ledger, held.by),
        known_day=np.maximum(last, np.floor(held.day).astype(np.int64)) + delay,
    )
    return _in_order(told)


def _in_order(told: Seen) -> Seen:
    # By what the reports say, so that their numbers tell nothing of what happened.
    order = np.lexsort((told.points.lat, told.points.lon, told.first_day, told.known_day))
    return replace(told, **{f.name: getattr(told, f.name)[order] for f in fields(told)})


def _when(
    rng: np.random.Generator, ledger: Ledger, recorded: _Recorded
) -> tuple[Ints, Ints, Floats]:
    """Return the first and the last day that are given, and the hour where a time is."""
    moment, count = recorded.incidents.day, len(recorded)
    day = np.floor(moment).astype(np.int64)
    timed = (recorded.post >= 0) & ledger.instants
    off = np.where(_happens(rng, ledger.day_off, count), rng.choice([-1, 1], count), 0)
    two = np.where(_happens(rng, ledger.two_days, count), rng.choice([-1, 1], count), 0)
    off, two = np.where(timed | (two != 0), 0, off), np.where(timed, 0, two)
    first = day + off + np.minimum(two, 0)
    # A watch writes the time down in steps of ten minutes.
    hour = np.floor((moment - day) * 144) / 6
    return first, first + np.abs(two), np.where(timed, hour, np.nan)


def _where(
    rng: np.random.Generator, ground: Ground, ledger: Ledger, true: Points
) -> tuple[Ints, Points, Texts]:
    """Return how well each place is known, the point that is given, and its district."""
    precision = rng.choice(len(PRECISIONS), len(true), p=ledger.precision)
    given = within(rng, true, np.array(RADIUS_KM)[precision])
    given = Points(np.round(given.lon, 4), np.round(given.lat, 4))
    district, middle = ground.districts_of(true)
    of_unit = precision == PRECISIONS.index("unit")
    points = Points(
        np.where(of_unit, middle.lon, given.lon), np.where(of_unit, middle.lat, given.lat)
    )
    return precision, points, district


def _named(rng: np.random.Generator, ground: Ground, ledger: Ledger, points: Points) -> Ints:
    """Return the nearest named place, or the second where it was misheard."""
    nearest = points.km_to(ground.places).argsort(axis=1)[:, :2]
    second = _happens(rng, ledger.misheard, len(points)).astype(np.int64)
    return np.take_along_axis(nearest, second[:, None], axis=1)[:, 0]


def _kinds(rng: np.random.Generator, scenario: Scenario, ledger: Ledger, kind: Ints) -> Texts:
    names = list(scenario.kinds)
    others = [siblings(name, names) for name in names]
    chance = rng.uniform(size=(len(kind), 2))
    told = []
    for true, (which, other) in zip(kind.tolist(), chance.tolist(), strict=True):
        name, alike = names[true], others[true]
        if which < ledger.coarser and "/" in name:
            name = name.rpartition("/")[0]
        elif which > 1 - ledger.sibling and alike:
            name = alike[int(other * len(alike))]
        told.append(name)
    return np.array(told, dtype=np.str_)


def siblings(kind: str, kinds: Iterable[str]) -> list[str]:
    """Return the other kinds of the same sort, in their order."""
    sort = kind.rpartition("/")[0]
    return [k for k in kinds if sort and k != kind and k.rpartition("/")[0] == sort]


def _how_known(rng: np.random.Generator, ledger: Ledger, watched: Flags, night: Flags) -> Texts:
    observed = np.where(
        night,
        rng.choice(["heard", "acoustic", "camera"], len(watched), p=[0.7, 0.15, 0.15]),
        rng.choice(["seen", "heard", "drone"], len(watched), p=[0.55, 0.35, 0.1]),
    )
    told = np.where(_happens(rng, ledger.hearsay, len(watched)), "hearsay", "third-party")
    return np.where(watched, observed, told)


def _killed(rng: np.random.Generator, ledger: Ledger, true: Ints) -> tuple[Floats, Floats, Floats]:
    """Return the best, the low and the high estimate."""
    best = _unless(rng, ledger.no_killed, _rounded(rng, ledger, true))
    ranged = _happens(rng, ledger.ranges, len(true)) & (best > 0)
    low = np.where(ranged, np.floor(best * 0.7), np.nan)
    return best, low, np.where(ranged, np.ceil(best * 1.3), np.nan)


def _rounded(rng: np.random.Generator, ledger: Ledger, true: Ints) -> Floats:
    rounds = _happens(rng, ledger.rounded, len(true)) & (true > _MANY)
    return np.where(rounds, 5.0 * np.round(true / 5), true)


def _unless(rng: np.random.Generator, chance: float, values: Floats) -> Floats:
    return np.where(_happens(rng, chance, len(values)), np.nan, values)


def _alleged(rng: np.random.Generator, scenario: Scenario, ledger: Ledger, by: Ints) -> Texts:
    names = [*ledger.accuses, ""]
    shares = [*ledger.accuses.values(), 1 - sum(ledger.accuses.values())]
    habit = rng.choice(names, len(by), p=shares)
    fair = _happens(rng, ledger.fair, len(by))
    return np.where(fair, np.array(scenario.accused)[by], habit)


def _happens(rng: np.random.Generator, chance: float, count: int) -> Flags:
    happens: Flags = rng.uniform(size=count) < chance
    return happens

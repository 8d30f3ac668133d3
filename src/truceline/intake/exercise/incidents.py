"""What happened in a drill: incidents in clusters, of which nobody has a whole list.

Some begin around settlements, at a rate that changes over the period; each draws others after it,
near and soon, and these draw others in turn. With a mean of 0.45 further ones, 45 % of all
incidents follow another.

Source: the cluster form of a self-exciting process, Hawkes and Oakes (1974), J. Appl. Prob. 11.
"""

from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np

from truceline.intake.exercise.ground import Floats, Ground, Ints, Points, scattered
from truceline.intake.exercise.scenario import Scenario

_SAME_KIND = 0.7
"""Share of incidents that are of the kind of the one they follow."""
_SEVERITIES = (0.62, 0.30, 0.08)
_KILLED = (0.0, 0.6, 5.0)
"""Mean number of people by severity; those of the last one vary widely, and are never none."""
_INJURED = (0.15, 1.8, 9.0)
_CIVILIANS = 0.6
_FIRST_PARTY = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Incidents:
    """All that happened, in the order in which it did; every array has one entry an incident."""

    parent: Ints
    """The incident that it followed; -1 for none."""
    day: Floats
    """Days since the first midnight of the drill, with their fraction."""
    points: Points
    area: Ints
    """An index into the areas of the ground."""
    kind: Ints
    """An index into the kinds of the scenario."""
    severity: Ints
    """0, 1 or 2."""
    killed: Ints
    civilians: Ints
    """Among the killed."""
    injured: Ints
    by: Ints
    """Which of the two parties did it: 0 or 1."""

    def __len__(self) -> int:
        return len(self.day)

    def __getitem__(self, index: Ints) -> Self:
        """Return some of them; parents keep their numbers."""
        return replace(self, **{f.name: getattr(self, f.name)[index] for f in fields(self)})


@dataclass(frozen=True, slots=True, eq=False)
class _Begun:
    """When, where and after which incident some began, and of what kind they are."""

    parent: Ints
    day: Floats
    points: Points
    area: Ints
    kind: Ints

    def __len__(self) -> int:
        return len(self.day)


def happen(rng: np.random.Generator, ground: Ground, scenario: Scenario) -> Incidents:
    """Return what happens in a drill."""
    generations = [_first(rng, ground, scenario)]
    number = 0
    while len(generations[-1]):
        generations.append(_followers(rng, generations[-1], number, scenario))
        number += len(generations[-2])
    parent = np.concatenate([g.parent for g in generations])
    day = np.concatenate([g.day for g in generations])
    order = np.argsort(day, kind="stable")
    place = np.empty(len(order) + 1, dtype=np.int64)
    place[order], place[-1] = np.arange(len(order)), -1
    severity = _chosen(rng, np.array(_SEVERITIES), len(order))
    killed = _killed(rng, severity)
    return Incidents(
        parent=place[parent[order]],
        day=day[order],
        points=Points(
            np.concatenate([g.points.lon for g in generations])[order],
            np.concatenate([g.points.lat for g in generations])[order],
        ),
        area=np.concatenate([g.area for g in generations])[order],
        kind=np.concatenate([g.kind for g in generations])[order],
        severity=severity,
        killed=killed,
        civilians=rng.binomial(killed, _CIVILIANS),
        injured=rng.poisson(np.array(_INJURED)[severity]),
        by=(rng.uniform(size=len(order)) > _FIRST_PARTY).astype(np.int64),
    )


def _first(rng: np.random.Generator, ground: Ground, scenario: Scenario) -> _Begun:
    """Return those that follow no other."""
    days = scenario.days
    count = int(rng.poisson(scenario.per_day * days * (1 - scenario.repeats)))
    rate = 1 + scenario.swing * np.cos(2 * np.pi * np.arange(days) / days)
    area = _chosen(rng, np.array(list(scenario.areas.values())), count)
    settlement = np.empty(count, dtype=np.int64)
    for number in range(len(ground.areas)):
        held = np.flatnonzero(ground.area == number)
        # Some settlements see far more than others.
        share, here = rng.dirichlet(np.full(len(held), 0.8)), area == number
        settlement[here] = held[_chosen(rng, share, int(here.sum()))]
    hour = rng.normal(15.0, 5.0, count) % 24
    return _Begun(
        parent=np.full(count, -1),
        day=_chosen(rng, rate, count) + hour / 24,
        points=scattered(rng, ground.settlements[settlement], scenario.spread_km),
        area=area,
        kind=_chosen(rng, np.array(list(scenario.kinds.values())), count),
    )


def _followers(rng: np.random.Generator, before: _Begun, first: int, scenario: Scenario) -> _Begun:
    """Return those that follow incidents directly, of which the first has the number `first`."""
    drawn = np.repeat(np.arange(len(before)), rng.poisson(scenario.repeats, len(before)))
    day = before.day[drawn] + rng.exponential(scenario.repeat_days, len(drawn))
    drawn, day = drawn[day < scenario.days], day[day < scenario.days]
    points = scattered(rng, before.points[drawn], scenario.repeat_km)
    other = _chosen(rng, np.array(list(scenario.kinds.values())), len(drawn))
    same = rng.uniform(size=len(drawn)) < _SAME_KIND
    return _Begun(
        parent=first + drawn,
        day=day,
        points=points,
        area=before.area[drawn],
        kind=np.where(same, before.kind[drawn], other),
    )


def _killed(rng: np.random.Generator, severity: Ints) -> Ints:
    mean = np.array(_KILLED)[severity]
    many = rng.geometric(1 / _KILLED[-1], len(severity))
    return np.where(severity == len(_KILLED) - 1, many, rng.poisson(mean))


def _chosen(rng: np.random.Generator, weights: Floats, count: int) -> Ints:
    return rng.choice(len(weights), count, p=weights / weights.sum())

"""The smallest ground that holds 90 % of a density, and whether the true place is on it."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from bench.coverage.masks import kilometres
from bench.coverage.scores import LEVEL, in_region
from bench.coverage.syria import Masked, Syria
from truceline.methods.geometry.draws import Draws, within
from truceline.methods.geometry.learned import Exact, Ground, weight

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Regions:
    """The 90 % regions of masked events."""

    def __init__(self, syria: Syria, masked: Masked, hidden: Bools, *, earlier: bool) -> None:
        """Take in what is masked.

        Args:
            syria: The events.
            masked: As they were coded.
            hidden: Which of them are masked; the others are learned from.
            earlier: Learn from any of an earlier month instead.
        """
        self._syria = syria
        self._masked = masked
        self._hidden = hidden
        self._earlier = earlier
        self._draws = Draws.of()
        self._on: dict[int, tuple[Indices, Floats]] = {}

    def uniform(self, asked: Bools) -> Floats:
        """Return, for each event, whether the nearest 90 % of its ground hold it."""
        events = np.flatnonzero(asked).tolist()
        return np.array([float(self._nearer(event) <= LEVEL) for event in events])

    def learned(self, asked: Bools, half_days: float, uniform: float) -> Floats:
        """Return, for each event, how far the region of what was learned holds it."""
        events = np.flatnonzero(asked).tolist()
        return np.array([self._held(event, half_days, uniform) for event in events])

    def _held(self, event: int, half_days: float, uniform: float) -> float:
        syria = self._syria
        on = self._ground(event)[0]
        before = syria.month[on] < syria.month[event]
        some = on[before if self._earlier else ~self._hidden[on]]
        weights = weight(syria.day[some] - syria.day[event], half_days)
        total = weights.sum() + uniform
        places, which = np.unique(syria.place[some], return_inverse=True)
        hit = np.flatnonzero(places == syria.place[event])
        return in_region(
            np.bincount(which, weights, minlength=len(places)) / total,
            int(hit[0]) if len(hit) else None,
            uniform / total,
            self._nearer(event),
        )

    def _nearer(self, event: int) -> float:
        """Return the share of the ground that is nearer its point than the true place."""
        distances = self._ground(event)[1]
        ground = self._masked.grounds[self._masked.ground[event]]
        here = self._syria.lon[event], self._syria.lat[event]
        own = kilometres(*map(np.asarray, (*here, ground.lon, ground.lat)))
        return float(np.searchsorted(distances, own) / len(distances))

    def _ground(self, event: int) -> tuple[Indices, Floats]:
        """Return the exact events on the ground of an event, and how far from its point it goes."""
        number = int(self._masked.ground[event])
        if number not in self._on:
            coded = self._masked.grounds[number]
            spread = within(coded.shape, self._draws.square)
            away = kilometres(*spread, np.asarray(coded.lon), np.asarray(coded.lat))
            on = self._exact.on(Ground(coded.shape, 0, np.empty(0, np.int64)))
            self._on[number] = on, np.sort(away)
        return self._on[number]

    @cached_property
    def _exact(self) -> Exact:
        count = len(self._syria.day)
        return Exact(
            lon=self._syria.lon,
            lat=self._syria.lat,
            day=self._syria.day,
            source=np.zeros(count, np.int64),
            inside=csr_array((count, 0)),
        )

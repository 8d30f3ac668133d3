"""Three made-up ledgers that saw some of the same incidents, and the truth.

800 incidents in a region small enough that most reports have many neighbours. 45 in 100 follow an
earlier one a few kilometres and days away, often of the same kind: two incidents that look like
one. Each ledger sees about half, the graver ones rather; it knows 40 places in 100 exactly, 40
nearly, 20 to a district; it is a day or two off one time in four, and mistakes kinds and numbers.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
import polars as pl
from numpy.random import Generator
from numpy.typing import NDArray

LEDGERS = ("north", "south", "west")
KINDS = {
    "fire/indirect/artillery": 0.2,
    "fire/indirect/mortar": 0.14,
    "fire/indirect/rocket": 0.1,
    "fire/air": 0.18,
    "fire/direct": 0.18,
    "fire/explosive": 0.07,
    "violence/killing": 0.05,
    "violence/detention": 0.04,
    "access/denied": 0.04,
}
_PATHS, _SHARES = np.array(list(KINDS)), np.array(list(KINDS.values()))
_PRECISIONS = np.array(["exact", "near", "unit"])
_RADII_KM = np.array([0.5, 3.0, 15.0])
_WEST, _SOUTH, _KM = 36.0, 34.0, 111.195
_BEGIN = date(2017, 5, 1)


@dataclass(frozen=True, slots=True)
class World:
    """What differs from one set of trials to the next."""

    name: str
    error: Literal["normal", "r95", "disc"]
    """What a radius means: a standard deviation, what holds 95 in 100, or a limit."""
    width_km: float
    height_km: float
    days: int
    incidents: int = 800
    followers: float = 0.45
    seen: tuple[float, float, float] = (0.55, 0.45, 0.4)


WORLDS = (
    World("radius holds 95 %", "r95", 60, 55, 90),
    World("radius is a limit", "disc", 60, 55, 90),
    World("radius is one sigma", "normal", 120, 100, 150),
    World("few neighbours", "r95", 160, 140, 180),
)


def triple(world: World, seed: int) -> pl.DataFrame:
    """Return the reports of three ledgers, with the incident each speaks of as `incident`."""
    rng = np.random.default_rng(seed)
    happened = _incidents(world, rng)
    return pl.concat(
        _ledger(world, happened, ledger, seen, rng)
        for ledger, seen in zip(LEDGERS, world.seen, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Incidents:
    """What happened, (n,) each."""

    x_km: NDArray[np.float64]
    y_km: NDArray[np.float64]
    day: NDArray[np.int64]
    kind: NDArray[np.int64]
    killed: NDArray[np.int64]


def _incidents(world: World, rng: Generator) -> _Incidents:
    n = world.incidents
    towns = 120
    town = rng.uniform(0, (world.width_km, world.height_km), (towns, 2))
    weight = 1 / np.arange(1, towns + 1) ** 0.7
    place = town[rng.choice(towns, n, p=weight / weight.sum())] + rng.normal(0, 3, (n, 2))
    time = rng.uniform(0, world.days, n)
    kind = rng.choice(len(_PATHS), n, p=_SHARES)
    for i in range(20, n):
        if rng.random() < world.followers:
            parent = rng.integers(i)
            place[i] = place[parent] + rng.normal(0, 2.5, 2)
            time[i] = time[parent] + rng.exponential(3)
            kind[i] = kind[parent] if rng.random() < 0.7 else kind[i]
    killed = np.where(rng.random(n) < 0.45, 0, rng.negative_binomial(1, 0.2, n))
    return _Incidents(place[:, 0], place[:, 1], np.floor(time).astype(np.int64), kind, killed)


def _ledger(
    world: World, happened: _Incidents, ledger: str, seen: float, rng: Generator
) -> pl.DataFrame:
    odds = seen / (1 - seen) * np.exp(0.4 * (np.log1p(happened.killed) - 0.8))
    known = rng.permutation(np.flatnonzero(rng.random(world.incidents) < odds / (1 + odds)))
    n = len(known)
    precision = rng.choice(3, n, p=[0.4, 0.4, 0.2])
    off = _errors(world, n, rng) * _RADII_KM[precision, None]
    day = happened.day[known] + rng.choice(5, n, p=[0.03, 0.12, 0.7, 0.12, 0.03]) - 2
    east = (happened.x_km[known] + off[:, 0]) / (_KM * np.cos(np.radians(_SOUTH)))
    return pl.DataFrame(
        {
            "report_id": [f"{ledger}-{number}" for number in range(n)],
            "ledger": [ledger] * n,
            "occurred_from": [(_BEGIN + timedelta(int(d))).isoformat() for d in day],
            "occurred_to": pl.Series([None] * n, dtype=pl.String),
            "lon": _WEST + east,
            "lat": _SOUTH + (happened.y_km[known] + off[:, 1]) / _KM,
            "precision": _PRECISIONS[precision],
            "radius_m": _RADII_KM[precision] * 1000,
            "kind": _told_kinds(happened.kind[known], rng),
            "killed_low": pl.Series([None] * n, dtype=pl.Int64),
            "killed_best": _told_numbers(happened.killed[known], rng),
            "killed_high": pl.Series([None] * n, dtype=pl.Int64),
            "alleged_party": pl.Series([None] * n, dtype=pl.String),
            "incident": known,
        }
    )


def _errors(world: World, n: int, rng: Generator) -> NDArray[np.float64]:
    if world.error == "disc":
        angle, share = rng.uniform(0, 2 * np.pi, n), np.sqrt(rng.random(n))
        return np.column_stack([share * np.cos(angle), share * np.sin(angle)])
    return rng.normal(0, 1 / 2.4477 if world.error == "r95" else 1, (n, 2))


def _told_kinds(kinds: NDArray[np.int64], rng: Generator) -> list[str]:
    """Return kinds as told: 8 in 100 less special, 6 a sibling, 6 anything."""
    told = []
    for kind, luck in zip(kinds, rng.random(len(kinds)), strict=True):
        path = str(_PATHS[kind])
        first = path.split("/", maxsplit=1)[0]
        if luck < 0.08:
            path = path.rsplit("/", 1)[0]
        elif luck < 0.14:
            path = str(rng.choice([p for p in _PATHS if p.startswith(first)]))
        elif luck < 0.2:
            path = str(rng.choice(_PATHS, p=_SHARES))
        told.append(path)
    return told


def _told_numbers(killed: NDArray[np.int64], rng: Generator) -> pl.Series:
    n = len(killed)
    told = pl.Series(np.where(rng.random(n) < 0.4, rng.poisson(killed), killed), dtype=pl.Int64)
    return told.set(pl.Series(rng.random(n) < 0.25), None)


def pairs_in(groups: pl.Series) -> int:
    """Return how many pairs lie within groups."""
    sizes = groups.value_counts()["count"].to_numpy().astype(np.int64)
    return int((sizes * (sizes - 1) // 2).sum())


@dataclass(frozen=True, slots=True)
class Score:
    """How well pairs were found."""

    found: int
    true: int
    right: int

    @property
    def precision(self) -> float:
        """Share of the pairs found that are true."""
        return self.right / max(self.found, 1)

    @property
    def recall(self) -> float:
        """Share of the true pairs that were found."""
        return self.right / max(self.true, 1)

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        return 2 * self.right / max(self.found + self.true, 1)


def score(incidents: pl.DataFrame, reports: pl.DataFrame) -> Score:
    """Compare incidents (incident_id, ledger, report_id) with the truth (column `incident`)."""
    held = incidents.join(
        reports.select("ledger", "report_id", "incident"), ["ledger", "report_id"]
    )
    both = held.select(pl.concat_str("incident_id", pl.lit(" "), "incident")).to_series()
    return Score(pairs_in(held["incident_id"]), pairs_in(held["incident"]), pairs_in(both))

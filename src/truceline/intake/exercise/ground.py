"""Where a drill is played: around the settlements that the boundaries of an arrangement name.

Districts are squares of a made-up grid, and each counts under the reporting unit of its area whose
chief town is nearest: a rule of the drill, not a border. Lengths are in km, angles in degrees, WGS
84; the earth is taken as flat around each place, which is off by less than 1 in 200 at 30 km.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from truceline.domain.areas import Area
from truceline.domain.arrangement import Arrangement, walk
from truceline.domain.periods import holds_on
from truceline.domain.places import Place
from truceline.domain.workspaces import MARK
from truceline.intake.exercise.scenario import Scenario

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Texts: TypeAlias = NDArray[np.str_]
_KM = 111.2
"""Of a degree of latitude."""


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Places on the map."""

    lon: Floats
    lat: Floats

    def __len__(self) -> int:
        return len(self.lon)

    def __getitem__(self, index: Ints | Flags) -> Self:
        """Return some of them."""
        return type(self)(self.lon[index], self.lat[index])

    def moved(self, east: Floats, north: Floats) -> Self:
        """Return where one comes to, going so many km east and north."""
        lat = self.lat + north / _KM
        return type(self)(self.lon + east / (_KM * np.cos(np.radians(self.lat))), lat)

    def km_to(self, others: "Points") -> Floats:
        """Return (n, m) distances."""
        east = (self.lon[:, None] - others.lon) * np.cos(np.radians(self.lat))[:, None]
        return np.hypot(east, self.lat[:, None] - others.lat) * _KM


def scattered(rng: np.random.Generator, points: Points, km: float) -> Points:
    """Return places around others, by a normal distribution in each direction."""
    east, north = rng.normal(0, km, (2, len(points)))
    return points.moved(east, north)


def within(rng: np.random.Generator, points: Points, km: Floats) -> Points:
    """Return places around others, anywhere within so many km."""
    angle, far = rng.uniform(0, 2 * np.pi, len(points)), km * np.sqrt(rng.uniform(size=len(points)))
    return points.moved(far * np.cos(angle), far * np.sin(angle))


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The settlements, named places, districts and reporting units of a drill."""

    areas: tuple[str, ...]
    settlements: Points
    area: Ints
    """(n,) of each settlement, an index into `areas`."""
    places: Points
    """Those that have a name, `place 1` and so on."""
    units: tuple[str, ...]
    """Names of the reporting units."""
    towns: Points
    """The chief town of each unit."""
    counts_under: Flags
    """(areas, units): whether the area has ground in the unit."""
    corner: tuple[float, float]
    """The south-west corner of the grid of districts."""
    step: tuple[float, float]
    """Width and height of a district, in degrees."""

    @classmethod
    def of(cls, arrangement: Arrangement, scenario: Scenario, rng: np.random.Generator) -> Self:
        """Take the ground from an arrangement, and name places around its settlements."""
        by_id = {area.id: area for area in arrangement.area}
        units = [unit for unit in arrangement.reporting_unit if unit.id in scenario.towns]
        held = [_settlements(by_id[area], scenario.first) for area in scenario.areas]
        found = np.array([place for places in held for place in places])
        west, south, _, north = arrangement.extent
        height = scenario.district_km / _KM
        around = Points(*np.repeat(found, scenario.places, axis=0).T)
        return cls(
            areas=tuple(scenario.areas),
            settlements=Points(*found.T),
            area=np.repeat(np.arange(len(held)), [len(places) for places in held]),
            places=scattered(rng, around, scenario.spread_km * 1.5),
            units=tuple(unit.name for unit in units),
            towns=Points(*np.array([scenario.towns[unit.id] for unit in units]).T),
            counts_under=np.array(
                [[unit.id in by_id[area].units for unit in units] for area in scenario.areas]
            ),
            corner=(west, south),
            step=(height / float(np.cos(np.radians((south + north) / 2))), height),
        )

    def unit_of(self, points: Points) -> Ints:
        """Return under which reporting unit each place counts, an index into `units`."""
        area = self.area[points.km_to(self.settlements).argmin(axis=1)]
        km: Floats = np.where(self.counts_under[area], points.km_to(self.towns), np.inf)
        nearest: Ints = km.argmin(axis=1)
        return nearest

    def districts_of(self, points: Points) -> tuple[Texts, Points]:
        """Return the code of the district that holds each place, and its middle."""
        cells = [
            np.floor((degrees - corner) / step).astype(np.int64)
            for degrees, corner, step in zip(
                (points.lon, points.lat), self.corner, self.step, strict=True
            )
        ]
        codes = [code_of(column, row) for column, row in zip(*cells, strict=True)]
        middles = (
            np.round(corner + (cell + 0.5) * step, 4)
            for cell, corner, step in zip(cells, self.corner, self.step, strict=True)
        )
        return np.array(codes, dtype=np.str_), Points(*middles)

    def outline(self, code: str) -> list[tuple[float, float]]:
        """Return the ring of a district, longitude first."""
        column, row = int(code[-4:-2]), int(code[-2:])
        west, east, south, north = (
            round(corner + number * step, 6)
            for corner, step, cell in zip(self.corner, self.step, (column, row), strict=True)
            for number in (cell, cell + 1)
        )
        return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def code_of(column: int, row: int) -> str:
    """Return the code of a district by its place in the grid, counted from the south-west."""
    return f"{MARK}-D{column:02}{row:02}"


def _settlements(area: Area, day: date) -> list[tuple[float, float]]:
    """Return the settlements that the boundaries of an area name on a day, each once."""
    return list(dict.fromkeys(_located(area, day)))


def _located(area: Area, day: date) -> Iterator[tuple[float, float]]:
    for boundary in area.boundary:
        if holds_on(boundary.valid_from, boundary.valid_to, day):
            for _, place in walk(boundary.shape):
                if isinstance(place, Place) and place.lon is not None and place.lat is not None:
                    yield place.lon, place.lat

"""Areas (the legal units) and the dated versions of their boundaries.

An undefined boundary stays undefined: it answers "near a named settlement" or not, never a
probability.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from truceline.domain.periods import Moment, holds_on
from truceline.domain.places import Place

Position = tuple[float, float]
"""Longitude and latitude in degrees, WGS 84."""
Line = tuple[Position, ...]
Rings = tuple[Line, ...]
"""The outer ring of a polygon, then its holes; each ring ends where it began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Polygon:
    """An outline: one or more polygons, each with its holes."""

    kind: Literal["polygon"]
    file: str = ""
    """GeoJSON file beside the arrangement; or give `polygons` in place."""
    feature: str = ""
    """The `id` or `name` of the feature; may be left out where the file holds one."""
    polygons: tuple[Rings, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlements:
    """A list of settlements, each with the ground around it."""

    kind: Literal["settlements"]
    place: tuple[Place, ...]
    radius_m: float = 0.0
    """Ground around each settlement that counts as inside, in metres."""
    hull: bool = False
    """Whether the ground between the settlements counts as inside too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Buffer:
    """A strip on both sides of a line such as a road."""

    kind: Literal["buffer"]
    each_side_m: float
    """Width on each side of the line, in metres."""
    file: str = ""
    """GeoJSON file with the line; or give `line`, or name the places it runs `through`."""
    feature: str = ""
    line: Line = ()
    through: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """A belt of some depth inside another area, along its edge; without a line it is no shape."""

    kind: Literal["depth"]
    inside: str
    """Id of the area."""
    least_m: float
    most_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOfContact:
    """Where the sides stood on a date."""

    kind: Literal["line-of-contact"]
    on: Moment
    file: str = ""
    feature: str = ""
    line: Line = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Undefined:
    """No line was published; settlements that are named say only what is near."""

    kind: Literal["undefined"]
    because: str
    near: tuple[Place, ...] = ()
    near_m: float = 5000.0
    """How close to a named settlement is called near, in metres."""


Shape = Polygon | Settlements | Buffer | Depth | LineOfContact | Undefined


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """Ground that is expressly left out."""

    name: str
    place: Place | None = None
    """A point with a radius; or a feature in a file, or `polygons` in place."""
    file: str = ""
    feature: str = ""
    polygons: tuple[Rings, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """One dated version of an area's shape, by one author."""

    id: str
    author: str
    """Id of a party or a source, or the name of who drew it."""
    status: Literal["agreed", "announced", "proposed", "drawn"]
    """`drawn` is a line that someone drew to work with, and nobody agreed."""
    valid_from: Moment
    valid_to: Moment | None = None
    uncertainty_m: float | None = None
    """How far off the line may be (95 % radius, metres); None for a line that is exact."""
    shape: Shape
    hole: tuple[Hole, ...] = ()
    known_from: date
    sources: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """Another name of an area, and who uses it."""

    name: str
    used_by: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A stretch of an area's history."""

    kind: Literal["announced", "in-force", "eroding", "frozen", "ended"]
    text: str
    valid_from: Moment
    valid_to: Moment | None = None
    known_from: date
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A legal unit of an arrangement, with a stable id."""

    id: str
    name: str
    local_name: str = ""
    instruments: tuple[str, ...]
    """Ids of the instruments that make it, the first one first."""
    units: tuple[str, ...] = ()
    """Ids of the reporting units it has ground in; a unit is never the area."""
    alias: tuple[Alias, ...] = ()
    boundary: tuple[Boundary, ...] = ()
    phase: tuple[Phase, ...] = ()
    known_from: date
    sources: tuple[str, ...] = ()
    note: str = ""

    def phase_on(self, day: date) -> Phase | None:
        """Return the stretch of history that the day falls in, the latest begun first."""
        held = [p for p in self.phase if holds_on(p.valid_from, p.valid_to, day)]
        return held[-1] if held else None

    def boundaries_on(self, day: date) -> tuple[Boundary, ...]:
        """Return the versions in force on the day, one an author."""
        return tuple(b for b in self.boundary if holds_on(b.valid_from, b.valid_to, day))

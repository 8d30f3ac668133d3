"""Maps: a frame around some ground, shapes as paths, names of places that do not collide.

Degrees become units by one factor north to south and by its cosine east to west, which is true
enough over a few hundred kilometres. A line that may be off is no line here but a soft edge as
wide as its doubt.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import shapely

from truceline.publish.report.charts import WIDTH, Point, short

KM_PER_DEGREE = 111.2
"""Of latitude, on a sphere of the Earth's mean radius."""
_DETAIL = 0.4
"""Units: how far a drawn line may leave the shape, so that pages stay small."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle in degrees and its size in units."""

    west: float
    south: float
    east: float
    north: float
    width: float = WIDTH

    @property
    def per_degree(self) -> tuple[float, float]:
        """Units to a degree of longitude and of latitude."""
        x = self.width / (self.east - self.west)
        return x, x / math.cos(math.radians((self.south + self.north) / 2))

    @property
    def per_km(self) -> float:
        """Units to a kilometre."""
        return self.per_degree[1] / KM_PER_DEGREE

    @property
    def height(self) -> float:
        """Units from north to south."""
        return (self.north - self.south) * self.per_degree[1]

    def __call__(self, lon: float, lat: float) -> Point:
        """Return where a place is drawn."""
        x, y = self.per_degree
        return (lon - self.west) * x, (self.north - lat) * y

    def holds(self, lon: float, lat: float) -> bool:
        """Tell whether a place is within."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north


def around(
    shapes: Iterable[shapely.Geometry],
    *,
    margin_km: float,
    least_km: float = 0.0,
    slim: float = 1.0,
) -> Frame:
    """Return a frame around shapes.

    Args:
        shapes: At least one; degrees.
        margin_km: Ground to show around them.
        least_km: Least extent each way.
        slim: Greatest height by width.
    """
    west, south, east, north = shapely.total_bounds([*shapes])
    middle = math.cos(math.radians((south + north) / 2))
    high = max((north - south) * KM_PER_DEGREE + 2 * margin_km, least_km)
    wide = max((east - west) * KM_PER_DEGREE * middle + 2 * margin_km, least_km, high / slim)
    high = max(high, wide / 1.6)
    across, up = wide / KM_PER_DEGREE / middle / 2, high / KM_PER_DEGREE / 2
    lon, lat = (west + east) / 2, (south + north) / 2
    return Frame(float(lon - across), float(lat - up), float(lon + across), float(lat + up))


def shape_path(shape: shapely.Geometry, frame: Frame) -> str:
    """Return the `d` of a shape, cut at the frame; empty if it lies outside."""
    x, y = frame.per_degree
    pad = 20 / x
    box = (frame.west - pad, frame.south - pad, frame.east + pad, frame.north + pad)
    cut = shapely.clip_by_rect(shape, *box)
    flat = shapely.transform(cut, lambda p: (p - (frame.west, frame.north)) * (x, -y))
    parts = shapely.get_parts(shapely.simplify(flat, _DETAIL)).tolist()
    return "".join(_part(part) for part in sorted(parts, key=lambda part: part.bounds))


def _part(part: shapely.Geometry) -> str:
    if isinstance(part, shapely.Polygon):
        return "".join(_run(ring.coords) + "Z" for ring in (part.exterior, *part.interiors))
    return _run(part.coords) if isinstance(part, shapely.LineString) else ""


def _run(points: Iterable[tuple[float, ...]]) -> str:
    return "M" + "L".join(f"{short(p[0])} {short(p[1])}" for p in points)


def bar(frame: Frame) -> tuple[int, float]:
    """Return a round number of kilometres, at most a third of the width, and its length."""
    most = frame.width / frame.per_km / 3
    size = 10 ** math.floor(math.log10(most))
    km = max(n * size for n in (1, 2, 5) if n * size <= most)
    return max(1, round(km)), max(1, round(km)) * frame.per_km


@dataclass(frozen=True, slots=True)
class Name:
    """A place on a map, and where its name goes; without a name where there is no room."""

    x: float
    y: float
    name: str
    at_x: float
    at_y: float
    anchor: str


def names(
    places: Iterable[tuple[str, float, float]], frame: Frame, *, size: float = 8.0
) -> list[Name]:
    """Return the places within a frame, with names that do not run into one another.

    Args:
        places: Name, longitude and latitude; the first of two that collide keeps its name.
        frame: Where to draw.
        size: Height of a letter in units.
    """
    found: list[Name] = []
    taken: list[tuple[float, float, float, float]] = []
    for name, lon, lat in places:
        if frame.holds(lon, lat):
            x, y = frame(lon, lat)
            found.append(_placed(name, x, y, size, taken, frame))
            taken.append((x - 2, y - 2, x + 2, y + 2))
    return found


def _placed(
    name: str,
    x: float,
    y: float,
    size: float,
    taken: list[tuple[float, float, float, float]],
    frame: Frame,
) -> Name:
    long = 0.56 * size * len(name)
    tries: Sequence[tuple[float, float, str, float]] = (
        (x + 4, y + size * 0.35, "start", x + 4),
        (x - 4, y + size * 0.35, "end", x - 4 - long),
        (x, y - 4, "middle", x - long / 2),
        (x, y + size + 3, "middle", x - long / 2),
    )
    for at_x, at_y, anchor, left in tries:
        box = (left, at_y - size, left + long, at_y + 1)
        inside = box[0] >= 2 and box[2] <= frame.width - 2 and 2 <= box[1] <= frame.height - size
        if inside and not any(_touch(box, other) for other in taken):
            taken.append(box)
            return Name(x, y, name, at_x, at_y, anchor)
    return Name(x, y, "", x, y, "start")


def _touch(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]

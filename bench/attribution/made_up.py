"""Made-up areas and points, the same bytes every time: Parquet that every contestant reads."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

DATA = Path(__file__).parent.parent / "data" / "attribution"

Floats = NDArray[np.float64]

WEST, SOUTH, EAST, NORTH = 35.7, 32.3, 42.4, 37.3
FIRST, LAST = (
    int(np.datetime64(day, "s").astype(np.int64)) for day in ("2016-01-01", "2022-01-01")
)
DAY = 86_400

ON_CORNERS, ON_EDGES = 5_000, 5_000
"""Points put exactly on corners and, as far as rounding allows, on the middle of edges."""
TOWNS = 80


def outline(rng: np.random.Generator, centre: Floats, size: float, corners: int) -> Floats:
    """Return a ragged ring: a circle bent by waves of all lengths, with some noise."""
    angle = np.sort(rng.uniform(0, 2 * np.pi, corners))
    waves = np.array([2, 3, 4, 5, 6, 7, 8, 9, 11, 17, 29, 53, 97, 181, 311])
    height = rng.normal(0, 0.25 / np.sqrt(waves))
    bent = (height * np.sin(np.outer(angle, waves) + rng.uniform(0, 2 * np.pi, waves.size))).sum(1)
    reach = size * np.clip(1 + bent + rng.normal(0, 0.01, corners), 0.25, 2.2)
    ring: Floats = centre + np.column_stack([1.2 * reach * np.cos(angle), reach * np.sin(angle)])
    return ring


def shapes(rng: np.random.Generator, largest: float, most: int) -> Iterator[shapely.Geometry]:
    """Yield valid areas without end: three in ten with a hole, one in seven in two parts."""
    while True:
        size = np.exp(rng.uniform(np.log(0.05), np.log(largest)))
        corners = int(np.exp(rng.uniform(np.log(200), np.log(most))))
        centre = rng.uniform((WEST + 0.4, SOUTH + 0.4), (EAST - 0.4, NORTH - 0.4))
        hole, part = rng.random(2) < (0.3, 0.15)
        holes = [outline(rng, centre, size * 0.08, max(50, corners // 20))] if hole else []
        area = shapely.Polygon(outline(rng, centre, size, corners), holes)
        if part:
            aside = np.add(centre, (3.5 * size, 0))
            second = outline(rng, aside, 0.4 * size, max(200, corners // 4))
            area = shapely.MultiPolygon([area, shapely.Polygon(second)])
        if area.is_valid:
            yield area


def areas(count: int) -> Path:
    """Write so many areas with the times they are valid; return the file."""
    path = DATA / f"areas_{count}.parquet"
    if path.exists():
        return path
    rng = np.random.default_rng(count)
    largest, most = (0.6, 5_000) if count <= 100 else (0.25, 10_000)
    drawn = list(islice(shapes(rng, largest, most), count))
    begins = rng.integers(FIRST, LAST - 60 * DAY, count)
    ends = np.minimum(LAST, begins + rng.integers(60 * DAY, 1_500 * DAY, count))
    columns = {"area": np.arange(count, dtype=np.int32), "wkb": shapely.to_wkb(drawn)}
    return _written(path, columns | {"valid_from": begins, "valid_to": ends})


def points(count: int, areas_file: Path) -> Path:
    """Write so many points around the areas: half anywhere, half near towns; return the file."""
    path = DATA / f"points_{count}_{areas_file.stem}.parquet"
    if path.exists():
        return path
    rng = np.random.default_rng(count)
    drawn = shapely.from_wkb(pq.read_table(areas_file)["wkb"].to_numpy())
    corners = shapely.get_coordinates(drawn)
    anywhere = rng.uniform((WEST, SOUTH), (EAST, NORTH), (count // 2, 2))
    near_towns = _near_towns(rng, count - count // 2 - ON_CORNERS - ON_EDGES)
    some = rng.integers(0, len(corners) - 1, ON_EDGES)
    special = [corners[rng.integers(0, len(corners), ON_CORNERS)]]
    special += [(corners[some] + corners[some + 1]) / 2]
    place = rng.permutation(np.concatenate([anywhere, near_towns, *special]))
    columns = {"point": np.arange(count, dtype=np.int32), "x": place[:, 0], "y": place[:, 1]}
    return _written(path, columns | {"t": rng.integers(FIRST, LAST, count)})


def _near_towns(rng: np.random.Generator, count: int) -> Floats:
    towns = rng.uniform((WEST, SOUTH), (EAST, NORTH), (TOWNS, 2))
    weight = rng.pareto(1.2, TOWNS) + 0.1
    which = rng.choice(TOWNS, count, p=weight / weight.sum())
    width = rng.choice([0.01, 0.05, 0.15], (count, 1))
    near: Floats = towns[which] + width * rng.normal(0, 1, (count, 2))
    return near


def _written(path: Path, columns: dict[str, NDArray[Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path, compression="none", use_dictionary=False)
    return path

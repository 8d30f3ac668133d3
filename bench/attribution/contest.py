"""The same question for every contestant, each in its own process, timed in the same way."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple, Self, TypeVar

import numpy as np
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Long = NDArray[np.int64]
Shapes = NDArray[np.object_]
Found = tuple[NDArray[Any], ...]
"""Point and area of each pair, and for discs the class."""

Index = TypeVar("Index")
Done = TypeVar("Done")

ENOUGH_S, ENOUGH_TIMES = 5.0, 7
"""A step is repeated until it has run so long or so often, and the median counts."""


class Question(NamedTuple):
    """What is asked, from the files on the command line."""

    areas_file: Path
    points_file: Path
    wkb: Shapes
    valid_from: Long
    valid_to: Long
    x: Floats
    y: Floats
    t: Long
    answer: str
    """Where to write the answer; empty if nobody wants to see it."""

    @classmethod
    def asked(cls) -> Self:
        """Read the files."""
        areas_file, points_file = map(Path, sys.argv[1:3])
        areas, points = pq.read_table(areas_file), pq.read_table(points_file)
        return cls(
            areas_file=areas_file,
            points_file=points_file,
            wkb=areas["wkb"].to_numpy(),
            valid_from=areas["valid_from"].to_numpy(),
            valid_to=areas["valid_to"].to_numpy(),
            x=points["x"].to_numpy(),
            y=points["y"].to_numpy(),
            t=points["t"].to_numpy(),
            answer="".join(sys.argv[3:]),
        )

    def shapes(self) -> Shapes:
        """Return the areas anew, so that nothing is prepared yet."""
        drawn: Shapes = shapely.from_wkb(self.wkb)
        return drawn

    def radius(self) -> Floats:
        """Return a radius for each point, from about 300 m to 20 km, in degrees."""
        sizes, shares = [0.003, 0.01, 0.05, 0.2], [0.40, 0.35, 0.20, 0.05]
        return np.random.default_rng(5).choice(sizes, len(self.x), p=shares)


def contest(
    question: Question,
    build: Callable[[Shapes], Index],
    join: Callable[[Index], Found],
) -> None:
    """Time a way to answer and print what came of it as JSON.

    `build` makes from the areas whatever can be used again, `join` answers with it. Without a
    file for the answer it is done once, as in everyday use; with one, several times.
    """

    def anew() -> tuple[Index, Found, float, float]:
        shapes = question.shapes()
        began = time.perf_counter()
        index = build(shapes)
        built = time.perf_counter()
        found = join(index)
        return index, found, built - began, time.perf_counter() - built

    index, found, building, joining = anew()
    said = {"pairs": len(found[0]), "checksum": checksum(found)}
    said |= {"first": building + joining, "build": building, "both": building + joining}
    said["again"] = joining
    if question.answer:
        np.save(question.answer, in_order(found))
        laps = _repeated(lambda: anew()[2:], building + joining) or [(building, joining)]
        again = _repeated(lambda: _timed(join, index), joining) or [joining]
        said |= {
            "build": median(build for build, _ in laps),
            "both": median(map(sum, laps)),
            "again": median(again),
        }
    print(json.dumps(said))


def _timed(join: Callable[[Index], Found], index: Index) -> float:
    began = time.perf_counter()
    join(index)
    return time.perf_counter() - began


def _repeated(work: Callable[[], Done], lasts: float) -> list[Done]:
    """Repeat what does not last too long; the first time has been counted elsewhere."""
    done: list[Done] = []
    began = time.perf_counter()
    while len(done) < ENOUGH_TIMES and time.perf_counter() - began + lasts < ENOUGH_S:
        done.append(work())
    return done


def in_order(found: Found) -> Long:
    """Return the rows sorted by point and area, (k, 2) or (k, 3)."""
    rows = np.stack([np.asarray(column, np.int64) for column in found], axis=1)
    return rows[np.lexsort((rows[:, 1], rows[:, 0]))]


def checksum(found: Found) -> str:
    """Return a sum over all rows that does not depend on their order."""
    mixed = np.zeros(len(found[0]), np.uint64)
    for column in found:
        # The finalizer of SplitMix64 (Steele, Lea and Flood 2014): every bit moves every other.
        mixed += np.asarray(column).astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return f"{int(mixed.sum(dtype=np.uint64)):016x}"

"""Points and discs in areas, beside the best peers: `python -m bench.attribution [--quick]`.

Every contestant reads the same Parquet files in a process of its own and must find the same pairs,
those on corners and edges included. Times are medians, on the same machine in one run; claim only
their ratio.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np

from bench.attribution import made_up
from bench.processes import Run, alone
from bench.tables import table

COMPILE = """
import shapely
from truceline.methods.geometry.index import AreaIndex
index = AreaIndex([shapely.box(0, 0, 1, 1)]).build()
index.join([0.5], [0.5], [0])
index.discs([0.5], [0.5], [0.1], [0])
"""

HEAD = (
    "contestant",
    "first call s",
    "process s",
    "peak MiB",
    "build s",
    "build + join s",
    "faster",
    "join again s",
    "faster",
)
PEERS = ("prepared_shapely", "sedonadb", "duckdb", "geopandas")
OURS = "truceline"
TURNS = 3
SLOW_S = 10.0
"""Who takes longer is timed once, and compared by the number and the checksum of pairs."""


@dataclass(frozen=True, slots=True)
class Round:
    """One question, and who takes part beside us."""

    kind: str
    areas: int
    points: int
    peers: Sequence[str]
    goal: str = ""


ROUNDS = (
    Round("by", 40, 1_000_000, PEERS),
    Round("by", 40, 10_000_000, PEERS[:3], "8 times, join again 15 times"),
    Round("by", 500, 10_000_000, PEERS[:2], "10 times"),
    Round("discs_by", 40, 10_000_000, PEERS[:1], "3 times"),
)
QUICK = (Round("by", 40, 1_000_000, PEERS[:3]), Round("discs_by", 40, 1_000_000, PEERS[:1]))


def play(asked: Round) -> bool:
    """Let everyone answer, print the table, and say whether all answered alike."""
    areas = made_up.areas(asked.areas)
    points = made_up.points(asked.points, areas)
    what = "points" if asked.kind == "by" else "discs of uncertainty"
    goal = f" (goal: {asked.goal})" if asked.goal else ""
    print(f"## {asked.points:,} {what} x {asked.areas} areas{goal}\n", flush=True)
    # Read once ahead, so that nobody pays for the disk.
    _ = areas.read_bytes(), points.read_bytes()
    names = (OURS, *asked.peers)
    module = f"bench.attribution.{asked.kind}_"
    with tempfile.TemporaryDirectory() as folder:
        answers = {name: f"{folder}/{name}.npy" for name in names}
        once = typical(names, lambda name: alone(module + name, areas, points))
        often = {
            name: once[name]
            if once[name].answer["first"] > SLOW_S
            else alone(module + name, areas, points, answers[name])
            for name in names
        }
        bare = alone(module + OURS, areas, points, environment={"NUMBA_CACHE_DIR": folder})
        written = [np.load(answers[name]) for name in names if often[name] is not once[name]]
    alike = len({run.answer["checksum"] for run in once.values()}) == 1
    alike &= all(np.array_equal(answer, written[0]) for answer in written)
    print(table(HEAD, rows(once, often, asked.peers)), end="\n\n")
    pairs = {
        name: f"{run.answer['pairs']:,} ({run.answer['checksum']})" for name, run in once.items()
    }
    print(f"All found the same pairs: {pairs[OURS]}." if alike else f"NOT THE SAME PAIRS: {pairs}.")
    print(
        f"With nothing compiled yet, as after an installation: first call "
        f"{bare.answer['first']:.2f} s, process {bare.wall_s:.2f} s.\n",
        flush=True,
    )
    return alike


def typical(names: Sequence[str], run: Callable[[str], Run]) -> dict[str, Run]:
    """Let all run in turns, who is slow only once; return each one's middle run by its time."""
    runs: dict[str, list[Run]] = {name: [] for name in names}
    for _ in range(TURNS):
        for name, done in runs.items():
            if not done or done[0].answer["first"] < SLOW_S:
                done.append(run(name))
    return {
        name: sorted(done, key=lambda one: one.wall_s)[len(done) // 2]
        for name, done in runs.items()
    }


def rows(
    once: Mapping[str, Run], often: Mapping[str, Run], peers: Sequence[str]
) -> list[tuple[str, ...]]:
    """Return the table; `faster` compares with the best peer of the column before it."""
    best = {step: min(often[name].answer[step] for name in peers) for step in ("both", "again")}
    return [
        (
            name,
            f"{run.answer['first']:.3f}",
            f"{run.wall_s:.2f}",
            f"{run.peak_mib:.0f}",
            f"{often[name].answer['build']:.3f}",
            f"{often[name].answer['both']:.3f}",
            f"{best['both'] / often[name].answer['both']:.1f}",
            f"{often[name].answer['again']:.3f}",
            f"{best['again'] / often[name].answer['again']:.1f}",
        )
        for name, run in once.items()
    ]


def versions() -> str:
    names = ("numba", "numpy", "shapely", "sedonadb", "duckdb", "geopandas")
    held = ", ".join(f"{name} {version(name)}" for name in names)
    return f"Python {platform.python_version()}, {held}; {os.cpu_count()} cores."


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.attribution", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one million points only")
    quick = parser.parse_args().quick
    print(versions(), end="\n\n")
    # Fill numba's cache, as any use before this one would have done; in a process of its own,
    # for what we hold when we start a contestant is counted as its memory, too.
    subprocess.run([sys.executable, "-c", COMPILE], check=True)
    alike = [play(asked) for asked in (QUICK if quick else ROUNDS)]
    return 0 if all(alike) else 1


sys.exit(main())

"""Which reports are the same incident: `python -m bench.linkage [--quick]`.

First how well: made-up triples with the truth, beside the field's baseline at its best window,
and how often pairs of a given probability are true. Then how fast: the three ledgers of ../shared,
beside Splink 5 on the same files with the same fields, each in a process of its own, in turns.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bench.linkage.ledgers import MAKER, made
from bench.linkage.plot import draw
from bench.linkage.triples import WORLDS, World, score, triple
from bench.processes import Run, alone
from bench.tables import table
from truceline.projections import windows
from truceline.projections.linkage import link

SEEDS = range(1000, 1012)
WINDOWS = [(km, days) for km in (1, 2, 3, 4, 6, 8, 12) for days in (0, 1, 2)]
BANDS = np.linspace(0, 1, 11)
TURNS = 3
LEAST_F1, LEAST_RATIO, MOST_RATIO = 0.7, 0.9, 1.1
QUALITY = ("world", "F1", "precision", "recall", "sum of p / true", "windows F1")
SPEED = ("contestant", "first s", "link s", "process s", "MiB", "F1", "faster")


def quality(seeds: Sequence[int]) -> bool:
    """Print how well made-up triples are linked; say whether it is well enough."""
    rows, well = [], True
    for world in WORLDS:
        trials = np.array([trial(world, seed) for seed in seeds])
        f1, precision, recall, ratio = trials.mean(axis=0)
        best = max(
            np.mean([by_window(triple(world, seed), *window) for seed in seeds[:3]])
            for window in WINDOWS
        )
        rows.append((world.name, *(f"{n:.3f}" for n in (f1, precision, recall, ratio, best))))
        well &= bool(f1 >= LEAST_F1 and LEAST_RATIO <= ratio <= MOST_RATIO)
    print(f"## {len(seeds)} made-up triples of each kind, 800 incidents in three ledgers\n")
    print(table(QUALITY, rows), end="\n\n")
    print("The last column: MELTT windows, the best of 21 chosen by the truth.\n", flush=True)
    return well


def trial(world: World, seed: int) -> tuple[float, float, float, float]:
    reports = triple(world, seed)
    linked = link(reports)
    told = score(linked.incidents, reports)
    ratio = float(linked.pairs["probability"].sum()) / told.true
    return told.f1, told.precision, told.recall, ratio


def by_window(reports: pl.DataFrame, km: float, days: int) -> float:
    with_levels, levels = windows.with_kinds(reports)
    return score(windows.link(with_levels, [levels], km=km, days=days).incidents, reports).f1


def calibration(seeds: Sequence[int], picture: Path | None) -> None:
    """Print how many of the pairs of a probability are true, and draw it where asked."""
    columns = [np.concatenate(part) for part in zip(*map(judged, pairs_of(seeds)), strict=True)]
    said, is_true = columns
    bands = [(said >= low) & (said <= high) for low, high in pairwise(BANDS)]
    points = [(said[b].mean(), is_true[b].mean(), int(b.sum())) for b in bands]
    rows = [
        (f"{low:.1f} to {high:.1f}", f"{count:,}", f"{mean:.2f}", f"{true:.2f}")
        for (low, high), (mean, true, count) in zip(pairwise(BANDS), points, strict=True)
    ]
    if picture:
        draw(picture, points)
    print("## Of pairs said to be so probable, so many are true\n")
    print(table(("probability", "pairs", "mean", "true"), rows), end="\n\n", flush=True)


def pairs_of(seeds: Sequence[int]) -> Iterator[pl.DataFrame]:
    for world in WORLDS:
        for seed in seeds:
            yield triple(world, seed)


def judged(reports: pl.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the probabilities of pairs, and whether they are true."""
    pairs = link(reports).pairs
    for side in "ab":
        key = reports.select(
            pl.col("ledger").alias(f"ledger_{side}"),
            pl.col("report_id").alias(f"report_{side}"),
            pl.col("incident").alias(f"incident_{side}"),
        )
        pairs = pairs.join(key, [f"ledger_{side}", f"report_{side}"])
    return pairs["probability"].to_numpy(), (pairs["incident_a"] == pairs["incident_b"]).to_numpy()


def speed(size: str, *, peer: bool) -> None:
    """Print how long three ledgers of a size take, in turns with Splink."""
    files = made(size)
    names = ("truceline", "splink") if peer else ("truceline",)
    runs: dict[str, list[Run]] = {name: [] for name in names}
    for _ in range(TURNS if peer else 1):
        for name in names:
            runs[name].append(alone(f"bench.linkage.by_{name}", *files))
    middle = {name: sorted(done, key=seconds)[len(done) // 2] for name, done in runs.items()}
    slowest = max(map(seconds, middle.values()))
    rows = [
        (
            name,
            f"{run.answer.get('first', run.answer['link']):.2f}",
            f"{seconds(run):.2f}",
            f"{run.wall_s:.1f}",
            f"{run.peak_mib:.0f}",
            f"{run.answer['f1']:.3f}",
            f"{slowest / seconds(run):.1f}",
        )
        for name, run in middle.items()
    ]
    print(f"## Three ledgers of {size} reports\n")
    print(table(SPEED, rows), end="\n\n", flush=True)


def seconds(run: Run) -> float:
    return float(run.answer["link"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few seeds, small ledgers")
    parser.add_argument("--plot", type=Path, help="SVG file for the calibration")
    options = parser.parse_args()
    quick = options.quick
    seeds = SEEDS[:3] if quick else SEEDS
    well = quality(seeds)
    calibration(seeds[:6], options.plot)
    if not Path(MAKER).exists():
        print("No speed: ../shared, which makes the ledgers, is not here.")
        return not well
    for size in ("5k", "50k") if quick else ("5k", "50k", "300k"):
        speed(size, peer=True)
    if not quick:
        speed("1m", peer=False)
    return not well


if __name__ == "__main__":
    sys.exit(main())

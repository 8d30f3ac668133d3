"""Hide where exact events were, attribute them again, and look: `python -m bench coverage`.

UCDP events of class 1 are masked to a coarser class, as a coder would have written them down
(`masks`), and attributed by the product to four rough areas. By events: half of them, drawn at
random, are masked, and the other half stays exact. By time: only exact events of earlier months
are known. Either way nothing that is masked is learned from.

The two constants of `methods.geometry.learned` were chosen on 2016 (last table); all else is
about 2017 to 2019. Goal: 90 % regions and 90 % intervals hold the truth in 85 to 95 of 100.
"""

import argparse
import sys
from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bench.coverage.masks import RULES
from bench.coverage.regions import Regions
from bench.coverage.scores import held, log_score
from bench.coverage.syria import CLASSES, Masked, Syria, load
from bench.tables import table
from truceline.methods.geometry.draws import DRAWS
from truceline.methods.geometry.learned import HALF_DAYS, UNIFORM
from truceline.projections.attribution import Attributor

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SEED = 20180326
CHOSEN_ON = 2016
CANDIDATES = list(product((5.0, 10.0, 20.0, 40.0), (1.0, 2.0, 4.0, 8.0)))
"""Days to half the weight, and weight of the uniform density."""
HEAD = (
    *("class", "density", "events", "in the 90 % region", "in doubt", "log score"),
    *("areas and months", "held, whole", "held, exact", "expected", "true"),
)


class Score(NamedTuple):
    """One density, one way to mask, one half."""

    events: int
    region: float
    doubtful: int
    log_score: float
    cells: int
    whole: float
    exact: float
    expected: float
    true: float


def shares(syria: Syria, masked: Masked, asked: Bools, learn_from: pl.DataFrame | None) -> Floats:
    """Return (asked, areas) probabilities that the product gives to masked events."""
    attributor = Attributor(syria.arrangement, syria.units, learn_from=learn_from, whenever=True)
    return syria.by_area(attributor.of(masked.reports.filter(asked)), asked)


def by_time(syria: Syria, masked: Masked, asked: Bools) -> Floats:
    """Return the same, where only exact events of earlier months are learned from."""
    found = np.zeros((len(asked), len(syria.areas)))
    for month in np.unique(syria.month[asked]):
        now = asked & (syria.month == month)
        found[now] = shares(syria, masked, now, syria.exact.filter(syria.month < month))
    return found[asked]


def score(syria: Syria, asked: Bools, found: Floats, uniform: Floats, region: Floats) -> Score:
    true = syria.true[asked]
    doubtful = (uniform.max(axis=1) < 1) & (uniform.sum(axis=1) > 0)
    month = syria.month[asked]
    cells = []
    for at, area in product(np.unique(month), range(true.shape[1])):
        p = found[month == at, area]
        if (p * (1 - p)).sum() > 1e-9:
            cells.append(held(p, int(true[month == at, area].sum())))
    return Score(
        events=len(true),
        region=float(region.mean()),
        doubtful=int(doubtful.sum()),
        log_score=float(log_score(found, true, 0.5 / DRAWS)[doubtful].mean()),
        cells=len(cells),
        whole=float(np.mean([cell.whole for cell in cells])),
        exact=float(np.mean([cell.exact for cell in cells])),
        expected=float(found.sum()),
        true=float(true.sum()),
    )


def both(
    syria: Syria, masked: Masked, hidden: Bools, asked: Bools, *, earlier: bool = False
) -> tuple[Score, Score]:
    """Return the scores of the uniform density and of the one that learns."""
    asked = asked & masked.possible
    regions = Regions(syria, masked, hidden, earlier=earlier)
    uniform = shares(syria, masked, asked, None)
    if earlier:
        learned = by_time(syria, masked, asked)
    else:
        learned = shares(syria, masked, asked, syria.exact.filter(~hidden))
    return (
        score(syria, asked, uniform, uniform, regions.uniform(asked)),
        score(syria, asked, learned, uniform, regions.learned(asked, HALF_DAYS, UNIFORM)),
    )


def lines(name: str, runs: Sequence[tuple[Score, Score]]) -> list[tuple[str, ...]]:
    """Return a line for each density: means of the runs, and the range of their coverage."""
    return [
        (
            name,
            density,
            f"{np.mean([s.events for s in scores]):.0f}",
            spread([s.region for s in scores]),
            f"{np.mean([s.doubtful for s in scores]):.0f}",
            f"{np.mean([s.log_score for s in scores]):.3f}",
            f"{np.mean([s.cells for s in scores]):.0f}",
            spread([s.whole for s in scores]),
            spread([s.exact for s in scores]),
            f"{np.mean([s.expected for s in scores]):.0f}",
            f"{np.mean([s.true for s in scores]):.0f}",
        )
        for density, scores in zip(("uniform", "learned"), zip(*runs, strict=True), strict=True)
    ]


def spread(values: Sequence[float]) -> str:
    middle, least, most = (100 * f(values) for f in (np.mean, min, max))
    return f"{middle:.1f}" if len(values) == 1 else f"{middle:.1f} ({least:.1f}-{most:.1f})"


def choices(syria: Syria, halves: int) -> list[tuple[str, ...]]:
    """Return the coverage of regions in the year on which the constants were chosen."""
    found = []
    for name, mask in CLASSES.items():
        runs = []
        for half in range(halves):
            rng = np.random.default_rng((SEED, half))
            hidden, masked = rng.random(len(syria.month)) < 0.5, mask(syria, rng)
            asked = hidden & masked.possible & (syria.year == CHOSEN_ON)
            regions = Regions(syria, masked, hidden, earlier=False)
            runs.append([regions.learned(asked, *pair).mean() for pair in CANDIDATES])
        found.append((name, np.mean(runs, axis=0)))
    return [
        (f"{days:g} days", f"{weight:g}", *(f"{100 * column[at]:.1f}" for _, column in found))
        for at, (days, weight) in enumerate(CANDIDATES)
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; exits with 0 whether or not the goal is met, for this is a measurement."""
    parser = argparse.ArgumentParser(prog="bench.coverage", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one half, one table")
    parser.add_argument("--halves", type=int, default=5, help="how often half is masked")
    options = parser.parse_args(arguments)
    halves = 1 if options.quick else options.halves
    syria = load()
    judged = syria.year > CHOSEN_ON
    print(f"{len(judged)} exact events, {judged.sum()} of them after {CHOSEN_ON}; seed {SEED}\n")
    print(f"By events, {halves} halves: mean (range)\n")
    rows = []
    for name, mask in CLASSES.items():
        runs = []
        for half in range(halves):
            rng = np.random.default_rng((SEED, half))
            hidden, masked = rng.random(len(judged)) < 0.5, mask(syria, rng)
            runs.append(both(syria, masked, hidden, hidden & judged))
        rows += lines(name, runs)
    print(table(HEAD, rows), flush=True)
    if options.quick:
        return 0
    print("\nBy time: only exact events of earlier months are known\n")
    everyone, rows = np.ones(len(judged), bool), []
    for name, mask in CLASSES.items():
        masked = mask(syria, np.random.default_rng((SEED, 0)))
        rows += lines(name, [both(syria, masked, everyone, judged, earlier=True)])
    print(table(HEAD, rows), flush=True)
    print("\nClass 2, by events, by what the coder names\n")
    rows = []
    for name, rule in RULES.items():
        rng = np.random.default_rng((SEED, 0))
        hidden, masked = rng.random(len(judged)) < 0.5, syria.near(rng, rule)
        rows += lines(name, [both(syria, masked, hidden, hidden & judged)])
    print(table(HEAD, rows), flush=True)
    print(f"\nEvents of {CHOSEN_ON} in the 90 % region, by the two constants and class\n")
    print(table(("half after", "uniform", *CLASSES), choices(syria, halves)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

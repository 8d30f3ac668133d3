"""What doubt about place does to intervals: `python -m bench.assessment.places`.

Events inside an area and around it are made, each with a probability of lying inside that is right
on average while nothing changes. Then either side changes at the onset, and the probabilities,
which know nothing of time, stay as they are. How often does each interval hold the change inside?
"""

import argparse
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from truceline.methods.pooling import pool_effects
from truceline.methods.ratios import Ratio
from truceline.methods.regression import CAUTIOUS, SINGLE, Series, segmented

Floats = NDArray[np.float64]
WORLDS = {
    "nothing changed": (1.0, 1.0),
    "fell here and around": (0.5, 0.5),
    "fell here only": (0.3, 1.0),
    "fell around only": (1.0, 0.3),
}
INSIDE, AROUND = 6.0, 10.0
"""Events a week before the onset."""
ONSET, WEEKS, DRAWS = 26, 52, 20


def weekly(rng: np.random.Generator, mean: float, factor: float, likeness: float) -> list[int]:
    state, counts = rng.normal(), []
    for week in range(WEEKS):
        level = mean * (factor if week >= ONSET else 1.0)
        counts.append(int(rng.poisson(level * np.exp(0.4 * state - 0.08))))
        state = likeness * state + np.sqrt(1 - likeness**2) * rng.normal()
    return counts


def probabilities(rng: np.random.Generator, count: int, *, inside: bool) -> Floats:
    """Return what would be said of so many events that do lie inside, or do not."""
    kept: Floats = np.empty(0)
    while len(kept) < count:
        said = rng.beta(0.6, 1.0, 64)
        right = said if inside else 1 - said
        kept = np.concatenate([kept, said[rng.random(64) < right]])
    return kept[:count]


def intervals(rng: np.random.Generator, here: Sequence[int], around: Sequence[int]) -> list[Ratio]:
    said = [
        np.concatenate([probabilities(rng, a, inside=True), probabilities(rng, b, inside=False)])
        for a, b in zip(here, around, strict=True)
    ]
    expected = np.array([p.sum() for p in said])
    drawn = np.array([(rng.random((DRAWS, len(p))) < p).sum(axis=1) for p in said], float).T
    steps = [segmented(Series(counts=counts, onset=ONSET), CAUTIOUS).step for counts in drawn]
    whole = Series(counts=expected, onset=ONSET)
    single = [segmented(whole, model).step.ratio for model in (SINGLE, CAUTIOUS)]
    return [*single, pool_effects(steps).effect.ratio]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="bench.assessment.places", description=__doc__)
    parser.add_argument("--series", type=int, default=100, help="series in each world")
    options = parser.parse_args()
    print("world                  likeness  mean step  reference  cautious  cautious, drawn")
    for world, (factor, beside) in WORLDS.items():
        for likeness in (0.0, 0.5):
            rng = np.random.default_rng(20170506)
            found = [
                intervals(
                    rng,
                    weekly(rng, INSIDE, factor, likeness),
                    weekly(rng, AROUND, beside, likeness),
                )
                for _ in range(options.series)
            ]
            held = np.mean([[r.low <= factor <= r.high for r in row] for row in found], axis=0)
            mean = np.exp(np.mean([np.log(row[1].estimate) for row in found]))
            shares = "".join(f"{share:>11.0%}" for share in held)
            print(f"{world:<23}{likeness:>8}{mean:>11.2f}{shares}", flush=True)


if __name__ == "__main__":
    main()

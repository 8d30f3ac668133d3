"""What the contestants read, and how they are scored.

The three ledgers of ../shared/bench/linkage: reports that share six fields, and the truth. Both
contestants are given all six and how exact each place is.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bench.linkage.triples import Score, pairs_in

MAKER = Path(__file__).parents[3] / "shared" / "bench" / "linkage" / "gen.py"
DATA = Path(__file__).parent.parent / "data" / "linkage"
SIZES = {"5k": 5_000, "50k": 50_000, "300k": 300_000, "1m": 1_000_000}
RADIUS_KM = {1: 1.0, 2: 5.0, 3: 10.0}
"""How far off a place may be, by the code of its precision; a limit, not a standard deviation."""
LEDGERS = 3


def made(size: str) -> list[Path]:
    """Return the files of three ledgers, made if they are not there."""
    files = [DATA / "perfdata" / f"B_{size}_L{ledger}.parquet" for ledger in range(LEDGERS)]
    if not all(file.exists() for file in files):
        (DATA / "perfdata").mkdir(parents=True, exist_ok=True)
        command = [sys.executable, str(MAKER), str(SIZES[size]), size]
        subprocess.run(command, cwd=DATA, check=True, stdout=subprocess.DEVNULL)
    return files


def truth(files: Sequence[Path]) -> pl.DataFrame:
    """Return `unique_id, ledger, truth` of all reports."""
    return pl.concat(
        pl.read_parquet(file, columns=["unique_id", "truth"]).with_columns(ledger=pl.lit(number))
        for number, file in enumerate(files)
    )


def true_pairs(reports: pl.DataFrame) -> int:
    """Return how many pairs of reports speak of one incident."""
    return pairs_in(reports["truth"])


def best_one_to_one(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    weight: NDArray[np.float64],
    reports: pl.DataFrame,
) -> Score:
    """Score pairs taken greedily, one partner in each ledger, down to the best threshold.

    The threshold is chosen by the truth, which no user has: this is the most that the weights can
    give.
    """
    of = reports.sort("unique_id")
    ids = of["unique_id"].to_numpy()
    a, b = np.searchsorted(ids, left), np.searchsorted(ids, right)
    ledger, incident = of["ledger"].to_numpy(), of["truth"].to_numpy()
    order = np.argsort(-weight, kind="stable")
    a, b = a[order], b[order]
    taken = _greedy(a * LEDGERS + ledger[b], b * LEDGERS + ledger[a])
    right_ones = np.cumsum(incident[a[taken]] == incident[b[taken]])
    found = np.arange(1, len(taken) + 1)
    true = true_pairs(reports)
    best = int(np.argmax(2 * right_ones / (found + true)))
    return Score(int(found[best]), true, int(right_ones[best]))


def _greedy(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return which pairs are taken, best first, when each end may be taken once."""
    used = np.zeros(int(max(one.max(), other.max())) + 1, dtype=bool)
    used_other = np.zeros_like(used)
    taken = []
    for n, (a, b) in enumerate(zip(one.tolist(), other.tolist(), strict=True)):
        if not (used[a] or used_other[b]):
            used[a] = used_other[b] = True
            taken.append(n)
    return np.array(taken, dtype=np.int64)

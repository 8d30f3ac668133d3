"""A drill as a folder of files, to be handed out: its ledgers by themselves, its truth apart."""

from pathlib import Path
from typing import Final

import polars as pl

from truceline.intake.exercise import tables
from truceline.intake.exercise.drill import Drill

LEDGERS: Final = "ledgers"
TRUTH: Final = "truth"
COUNTS: Final = "counts.csv"
DISTRICTS: Final = "districts.geojson"


def write(drill: Drill, folder: Path) -> None:
    """Write a drill to a folder; the same drill gives the same bytes."""
    held = {
        **{f"{LEDGERS}/{code}": tables.reports(drill, code) for code in drill.seen},
        COUNTS.removesuffix(".csv"): drill.counts,
        "posts": tables.posts(drill),
        "watches": tables.watches(drill),
        "restrictions": tables.restrictions(drill),
        "notices": tables.notices(drill),
        f"{TRUTH}/incidents": tables.incidents(drill),
        f"{TRUTH}/reports": tables.spoken_of(drill),
    }
    for name, frame in held.items():
        _write(folder / f"{name}.csv", frame)
    (folder / DISTRICTS).write_text(tables.districts(drill), encoding="utf-8")


def _write(file: Path, frame: pl.DataFrame) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    frame.write_csv(file)

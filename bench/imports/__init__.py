"""Import of event data beside polars' own CSV to Parquet: whole processes, turn by turn.

Both read the same made-up file of 49 columns. Ours also hashes the file, checks every row and
every field, adds the columns of the reports table and sees to repeated ids; theirs infers types
and writes. Claim only the ratio: the machine's other work moves both.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

HERE = Path(__file__).parent
DATA = HERE.parent / "data" / "imports"
ROWS, TURNS, GOAL = 350_000, 9, 2.0

OURS = """
import sys
from pathlib import Path
from truceline.intake.datasets import translate
done = translate(Path(sys.argv[1]), kind="ucdp", into=Path(sys.argv[2]))
assert done.read == done.accepted == int(sys.argv[3]), done
"""
THEIRS = """
import sys
import polars as pl
pl.scan_csv(sys.argv[1]).sink_parquet(sys.argv[2])
"""


@dataclass(frozen=True, slots=True)
class Lap:
    """What one process took."""

    wall_s: float
    cpu_s: float
    peak_mib: float


def lap(script: str, *arguments: object) -> Lap:
    """Run a script in a process of its own and wait for it."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", script, *map(str, arguments)])
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(process.returncode)
    return Lap(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def events_file(rows: int, folder: Path = DATA) -> Path:
    """Return a CSV file of so many made-up events, making it if need be."""
    path = folder / f"events_{rows}.csv"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".part")
        # In a process of its own: the peaks below start from the size of this one.
        subprocess.run([sys.executable, HERE / "generate.py", str(rows), draft], check=True)
        draft.replace(path)
    return path


def main(rows: int = ROWS, turns: int = TURNS) -> None:
    source = events_file(rows)
    result = DATA / "result.parquet"
    laps: dict[str, list[Lap]] = {"truceline": [], "polars": []}
    for _ in range(turns):
        laps["truceline"].append(lap(OURS, source, result, rows))
        laps["polars"].append(lap(THEIRS, source, result))
    result.unlink()
    print(
        f"import of {rows:,} rows x 49 columns, {source.stat().st_size / 1e6:.0f} MB, {turns} turns"
    )
    for name, taken in laps.items():
        print(
            f"  {name:10} {median(one.wall_s for one in taken):6.2f} s "
            f"(cpu {median(one.cpu_s for one in taken):.2f} s, "
            f"peak {max(one.peak_mib for one in taken):.0f} MiB)"
        )
    pairs = list(zip(laps["truceline"], laps["polars"], strict=True))
    wall = median(ours.wall_s / theirs.wall_s for ours, theirs in pairs)
    cpu = median(ours.cpu_s / theirs.cpu_s for ours, theirs in pairs)
    print(f"  ratio of pairs, median: wall {wall:.2f}, cpu {cpu:.2f}; goal at most {GOAL:g}")

"""Signed appends beside plain rows in sqlite3: `python -m bench.appends [--quick]`.

Each contestant writes the same records of about 0.5 kB to a new file on the same disk, one by one
or many to a commit, in turns. Plain sqlite3 is given our settings, so that it syncs as we do and
what is left is the price of signing, and its own default, which a power cut can undo. Figures are
the best of several rounds, as others may use the disk; claim only ratios from one run.
"""

import argparse
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.tables import table
from truceline.journal.notes import Signer
from truceline.journal.protocol import Record, StreamId
from truceline.journal.sqlite import SqliteJournal

NOW = "2017-09-15T10:00:01.000Z"
STREAM = StreamId("reports")
SIGNER = Signer(f"zone/node/{15:032x}", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
BODY = {
    "area": "north",
    "by": ["a", "b"],
    "rounds": 3,
    "note": "Rounds heard near the northern crossing at midday by the post, confirmed by patrol.",
}
DATA = Path(__file__).parents[1] / "data"
"""Beside the other benches' data: a folder in memory would not show what a sync costs."""
GOAL = 15_000
ROUNDS = 10


def truceline(folder: Path, count: int, batch: int) -> float:
    """Return the seconds for `count` signed appends, `batch` at a time; all must be there."""
    journal = SqliteJournal.create(folder / "journal.db", SIGNER, lambda: NOW)
    start = time.perf_counter()
    for size in range(0, count, batch):
        append(journal, size, batch)
    seconds = time.perf_counter() - start
    if sum(1 for _ in journal.read()) != count:
        sys.exit("entries are missing")
    return seconds


def on_a_core_of_its_own(folder: Path, count: int, batch: int) -> float:
    """Return the processor seconds for signed appends: what it takes when nothing else runs."""
    journal = SqliteJournal.create(folder / "journal.db", SIGNER, lambda: NOW)
    start = time.process_time()
    for size in range(0, count, batch):
        append(journal, size, batch)
    return time.process_time() - start


def append(journal: SqliteJournal, size: int, batch: int) -> None:
    records = [Record("report.filed", 1, BODY)] * batch
    journal.append(STREAM, records, after=size, author="ann", claimed=NOW)


def plain(settings: Sequence[str]) -> Callable[[Path, int, int], float]:
    """Return a contestant that writes rows of unsigned JSON."""

    def write(folder: Path, count: int, batch: int) -> float:
        with closing(sqlite3.connect(folder / "plain.db")) as db:
            for setting in settings:
                db.execute(f"PRAGMA {setting}")
            db.execute("CREATE TABLE entry (seq INTEGER PRIMARY KEY, about TEXT, body TEXT)")
            start = time.perf_counter()
            for size in range(0, count, batch):
                rows = [(size + i, STREAM, json.dumps(BODY)) for i in range(batch)]
                with db:
                    db.executemany("INSERT INTO entry VALUES (?, ?, ?)", rows)
            return time.perf_counter() - start

    return write


CONTESTANTS: dict[str, Callable[[Path, int, int], float]] = {
    "truceline, signed": truceline,
    "sqlite3, TRUNCATE + EXTRA": plain(["journal_mode=truncate", "synchronous=extra"]),
    "sqlite3 as it comes": plain([]),
}


def best(write: Callable[[Path, int, int], float], count: int, batch: int) -> float:
    """Return appends per second."""
    DATA.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=DATA) as folder:
        return count / write(Path(folder), count, batch)


def signatures() -> float:
    """Return Ed25519 signatures per second, which nothing signed can outrun."""
    text = b"x" * 600
    start = time.perf_counter()
    for _ in range(5000):
        SIGNER.key.sign(text)
    return 5000 / (time.perf_counter() - start)


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.appends", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer appends and rounds")
    quick = parser.parse_args().quick
    sizes = [(50, 1), (2_000, 100), (20_000, 10_000)]
    if quick:
        sizes = [(20, 1), (500, 100), (4_000, 2_000)]
    found: dict[tuple[str, int], float] = {}
    limit = 0.0
    for _ in range(2 if quick else ROUNDS):
        limit = max(limit, signatures())
        for count, batch in sizes:
            for name, write in CONTESTANTS.items():
                rate = best(write, count, batch)
                found[name, batch] = max(rate, found.get((name, batch), 0.0))
    batches = [batch for _, batch in sizes]
    rows = [[name, *(f"{found[name, b]:,.0f}" for b in batches)] for name in CONTESTANTS]
    print(table(["appends a second", *(f"{b:,} a commit" for b in batches)], rows))
    ours = found["truceline, signed", batches[-1]]
    alone = best(on_a_core_of_its_own, *sizes[-1])
    print(f"\nSigned in batches: {ours:,.0f} a second; counted by processor time, which other work")
    print(f"does not lengthen: {alone:,.0f}. Ed25519 alone: {limit:,.0f}. Goal: {GOAL:,}.")
    return 0


sys.exit(main())

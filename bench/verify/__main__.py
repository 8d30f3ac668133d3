"""Verifying a whole record: `python -m bench.verify [--quick]`.

Every entry is read strictly, its signature, order and root are checked, and every checkpoint with
it: one for each 100 entries, as an import makes them, or one for each entry, as people at work do.
Verifying the signatures alone is the limit. Goal: 100,000 entries in 30 seconds on two cores.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.tables import table
from truceline.journal.notes import Signer, verify_strict
from truceline.journal.protocol import Record, StreamId
from truceline.journal.sqlite import SqliteJournal
from truceline.journal.verify import Each, verify_record

NOW = "2017-09-15T10:00:01.000Z"
SIGNER = Signer(f"zone/node/{15:032x}", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
BODY = {
    "area": "north",
    "by": ["a", "b"],
    "rounds": 3,
    "note": "Rounds heard near the northern crossing at midday by the post, confirmed by patrol.",
}
GOAL_S = 30
HEADS = ["entries a checkpoint", "1 process", "of it processor", "2 processes"]


def record(file: Path, count: int, batch: int) -> SqliteJournal:
    journal = SqliteJournal.create(file, SIGNER, lambda: NOW)
    records = [Record("report.filed", 1, BODY)] * batch
    for size in range(0, count, batch):
        journal.append(StreamId("reports"), records, after=size, author="ann", claimed=NOW)
    return journal


@contextmanager
def workers(processes: int) -> Iterator[Each]:
    if processes == 1:
        yield map
        return
    with get_context("spawn").Pool(processes) as pool:
        yield pool.imap


def seconds(journal: SqliteJournal, count: int, processes: int) -> float:
    start = time.perf_counter()
    with workers(processes) as each:
        found = verify_record(journal, each=each)
    if found.fault is not None or found.entries != count:
        sys.exit(f"a wrong verdict: {found}")
    return time.perf_counter() - start


def signatures(count: int) -> float:
    """Return the seconds that one process needs for so many signatures and nothing else."""
    text = b"x" * 600
    public, signature = SIGNER.verifier.public, SIGNER.key.sign(text)
    start = time.perf_counter()
    for _ in range(count // 10):
        verify_strict(public, text, signature)
    return (time.perf_counter() - start) * 10


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.verify", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the entries")
    count = 10_000 if parser.parse_args().quick else 100_000
    rows = []
    # In memory where there is such a folder: this is not about the disk.
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        for batch in (100, 1):
            journal = record(Path(folder) / f"{batch}.db", count, batch)
            before = time.process_time()
            taken = [seconds(journal, count, 1), time.process_time() - before]
            taken.append(seconds(journal, count, 2))
            rows.append([f"{batch:,}", *(f"{one:.1f}" for one in taken)])
    print(f"{count:,} entries; seconds, with process start and all checkpoints\n")
    print(table(HEADS, rows))
    alone = signatures(count)
    print(
        f"\nTheir signatures alone take one process {alone:.1f} s. Other work on this machine takes"
    )
    print(f"its part of the rest. Goal: {GOAL_S} s for 100,000 entries on two cores.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

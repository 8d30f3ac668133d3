"""Writers to be killed: each line on stdin starts two, who append and say what was acknowledged.

Run as a script. It loads what it needs once and then forks, so that a kill costs milliseconds.
"""

import os
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from truceline.journal.notes import Signer
from truceline.journal.protocol import Record, StreamId
from truceline.journal.sqlite import SqliteJournal
from truceline.journal.tree import leaf_hash

RECEIVED = "2017-09-15T10:00:01.000Z"
SIGNER = Signer(f"zone/node/{15:032x}", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


def write(file: Path, stream: str) -> None:
    """Append for ever, one to three records at a time."""
    journal = SqliteJournal(file, SIGNER, lambda: RECEIVED)
    size = sum(1 for _ in journal.read(stream=StreamId(stream)))
    while True:
        records = [Record("x", 1, {"n": size})] * (1 + size % 3)
        added = journal.append(
            StreamId(stream), records, after=size, author="ann", claimed=RECEIVED
        )
        size += len(added)
        said = "".join(f"{e.position} {leaf_hash(e.note).hex()}\n" for e in added)
        os.write(1, said.encode())


def start(file: Path, stream: str) -> int:
    child = os.fork()
    if child == 0:
        try:
            write(file, stream)
        finally:
            os._exit(1)
    return child


def main() -> None:
    for line in sys.stdin:
        children = [start(Path(line.strip()), stream) for stream in "ab"]
        os.write(1, f"started {children[0]} {children[1]}\n".encode())
        for child in children:
            os.waitpid(child, 0)
        os.write(1, b"dead\n")


if __name__ == "__main__":
    main()

"""Looking for what is wrong with a workspace: its record, its blobs, its keys and its disk."""

import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from truceline.errors import NotFound, TrucelineError, Unsafe
from truceline.journal import files, keys
from truceline.journal.backups import BLOBS, KEYS, RECORD
from truceline.journal.blobs import Blobs, DraftLeft
from truceline.journal.protocol import Journal, JournalDamaged, Position, StreamId

_ENOUGH_MB = 100


class LittleSpace(Unsafe):
    """The disk is nearly full."""

    code = "files.little-space"
    text = (
        "{folder} has {free} MB left on its disk. On a full disk nothing is recorded: "
        "free some space or move the workspace to a larger disk."
    )


def privacy(folder: Path) -> Iterator[TrucelineError]:
    """Yield each part of a workspace that others on the machine may read and should not."""
    private = [folder / RECORD, folder / BLOBS, folder / KEYS, *sorted((folder / KEYS).glob("*"))]
    yield from keys.exposed(path for path in private if path.exists())


def disk(folder: Path) -> Iterator[TrucelineError]:
    """Yield what is wrong with the place where a workspace lies.

    Raises:
        FileSystemUnfit, InMemoryOnly: It lies where a record is not safe.
    """
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < _ENOUGH_MB:
        yield LittleSpace(folder=folder, free=free)
    files.refuse_remote(folder)
    files.refuse_forgetful(folder)


def faults(journal: Journal, blobs: Blobs) -> Iterator[TrucelineError]:
    """Yield what is wrong: the first damaged entry, then every blob damaged or missing."""
    named: set[str] = set()
    try:
        _read_all(journal, named)
    except Unsafe as error:
        yield error
    for sha256 in sorted({*named, *blobs.held()}):
        try:
            blobs.open(sha256)
        except (NotFound, Unsafe) as error:
            yield error
    for draft in blobs.drafts():
        if not _is_running(draft):
            yield DraftLeft(file=draft)


def _read_all(journal: Journal, named: set[str]) -> None:
    """Read every entry twice, once in order and once by what it is about; note the blobs."""
    by_stream: dict[StreamId, list[Position]] = defaultdict(list)
    for entry in journal.read():
        by_stream[entry.stream].append(entry.position)
        named.update(entry.record.blobs)
    for stream, positions in by_stream.items():
        if [entry.position for entry in journal.read(stream=stream)] != positions:
            raise JournalDamaged(position=positions[0], reason="it is listed wrongly")


def _is_running(draft: Path) -> bool:
    """Tell whether the process that a draft is named for is at work."""
    process = draft.name.split(".")[-3]
    return Path("/proc", process).is_dir()

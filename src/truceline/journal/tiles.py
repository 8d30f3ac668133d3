"""A log as a folder of files that anyone can check offline.

Source: C2SP tlog-tiles (https://c2sp.org/tlog-tiles): the newest checkpoint, the entries in bundles
of 256, each behind its length in 16 bits, and the hashes of the tree in tiles of 256. Beside them
stands the log's public key, for convenience: who checks must have it from elsewhere.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from truceline.errors import BadInput, NotFound
from truceline.journal.notes import Verifier
from truceline.journal.protocol import JournalDamaged
from truceline.journal.tree import leaf_hash, root_of

CHECKPOINT = "checkpoint"
KEY = "log.vkey"
_WIDTH = 256
_LENGTH_BYTES = 2


class NoTiles(NotFound):
    """A folder does not hold an exported record."""

    code = "journal.no-tiles"
    text = "{folder} holds no exported record. Name a folder that `truceline journal export` wrote."


class TilesUnfit(BadInput):
    """A file of an exported record is not what its entries make it."""

    code = "journal.tiles-unfit"
    text = "{file} does not fit the entries beside it. Have the record exported again."


def files(notes: Sequence[bytes], checkpoint: bytes, log: Verifier) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each file of an exported record."""
    yield CHECKPOINT, checkpoint
    yield KEY, f"{log}\n".encode()
    for index, bundle in enumerate(_groups(notes)):
        content = b"".join(len(note).to_bytes(_LENGTH_BYTES, "big") + note for note in bundle)
        yield _name("entries", index, len(bundle)), content
    level, hashes = 0, [leaf_hash(note) for note in notes]
    while hashes:
        tiles = list(_groups(hashes))
        for index, tile in enumerate(tiles):
            yield _name(str(level), index, len(tile)), b"".join(tile)
        level, hashes = level + 1, [root_of(tile) for tile in tiles if len(tile) == _WIDTH]


def write(folder: Path, notes: Sequence[bytes], checkpoint: bytes, log: Verifier) -> None:
    """Write an exported record."""
    for name, content in files(notes, checkpoint, log):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def checkpoint_in(folder: Path) -> bytes:
    """Return the checkpoint in an exported record, unchecked.

    Raises:
        NoTiles: There is none.
    """
    file = folder / CHECKPOINT
    if not file.is_file():
        raise NoTiles(folder=folder)
    return file.read_bytes()


def notes_in(folder: Path) -> Iterator[bytes]:
    """Yield the notes in an exported record, unchecked.

    Raises:
        JournalDamaged: A bundle breaks off.
    """
    seen = 0
    for bundle in _bundles(folder):
        at = 0
        while at < len(bundle):
            begin = at + _LENGTH_BYTES
            at = begin + int.from_bytes(bundle[at:begin], "big")
            if at > len(bundle):
                raise JournalDamaged(position=seen, reason="its bundle breaks off")
            yield bundle[begin:at]
            seen += 1


def check(folder: Path, log: Verifier) -> None:
    """Check that every file of an exported record is what its entries, verified before, make it.

    Raises:
        TilesUnfit: One is missing or different.
    """
    for name, content in files(list(notes_in(folder)), checkpoint_in(folder), log):
        file = folder / name
        if not file.is_file() or file.read_bytes() != content:
            raise TilesUnfit(file=file)


def _bundles(folder: Path) -> Iterator[bytes]:
    index = 0
    while (file := folder / _name("entries", index, _WIDTH)).is_file():
        yield file.read_bytes()
        index += 1
    # The last one may be short: then it lies alone in a folder, named for its width.
    yield from (part.read_bytes() for part in sorted(Path(f"{file}.p").glob("*"))[:1])


def _name(level: str, index: int, width: int) -> str:
    digits = f"{index:03}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    number = "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
    return f"tile/{level}/{number}" + ("" if width == _WIDTH else f".p/{width}")


def _groups(items: Iterable[bytes]) -> Iterator[list[bytes]]:
    rest = iter(items)
    while group := list(islice(rest, _WIDTH)):
        yield group

"""A disk in memory that can lose power, fill up or fail, under SQLite and out of its sight.

The model is adversarial. What was written since a file's last sync may reach the disk or not, in
any order and torn at sectors of 512 bytes; a file that grew may hold garbage there. A truncation
is no safer than a write. A name that was made or removed lasts only when its folder was synced,
which SQLite asks for where it needs it: on the first sync of a new rollback journal, and on a
removal that it calls synced.

Source for what SQLite's own layer does: https://sqlite.org/src/file/src/os_unix.c
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count

import apsw
import numpy as np

SECTOR = 512
_SYNCS_ITS_FOLDER = (
    apsw.SQLITE_OPEN_MAIN_JOURNAL | apsw.SQLITE_OPEN_SUPER_JOURNAL | apsw.SQLITE_OPEN_WAL
)
_names = count()


@dataclass
class Inode:
    """A file: what a reader sees, and what is surely on disk."""

    now: bytearray = field(default_factory=bytearray)
    durable: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    """Writes since the last sync, as (offset, bytes); a truncation is (size, None)."""

    def write(self, offset: int, data: bytes) -> None:
        self.now.extend(bytes(max(0, offset - len(self.now))))
        self.now[offset : offset + len(data)] = data
        self.pending.append((offset, data))

    def truncate(self, size: int) -> None:
        del self.now[size:]
        self.pending.append((size, None))

    def sync(self) -> None:
        self.durable = bytes(self.now)
        self.pending = []

    def after_power_cut(self, rng: np.random.Generator) -> "Inode":
        """Return what is found on disk: some of what was pending, chosen by the adversary."""
        found = bytearray(self.durable)
        kept = float(rng.choice([0.0, 0.1, 0.5, 0.9, 1.0]))
        for offset, data in self.pending:
            if data is not None:
                _write_torn(found, offset, data, kept, rng)
            elif rng.random() < kept:
                del found[offset:]
        return Inode(found, bytes(found))


def _write_torn(
    found: bytearray, offset: int, data: bytes, kept: float, rng: np.random.Generator
) -> None:
    for start in range(offset - offset % SECTOR, offset + len(data), SECTOR):
        if rng.random() < kept:
            begin, end = max(start, offset), min(start + SECTOR, offset + len(data))
            hole = max(0, begin - len(found))
            found.extend(rng.bytes(hole) if rng.random() < 0.5 else bytes(hole))
            found[begin:end] = data[begin - offset : end - offset]


class Disk:
    """Files by name, and a count of the operations that change them."""

    def __init__(self) -> None:
        self.names: dict[str, Inode] = {}
        self.durable_names: dict[str, Inode] = {}
        self.done = 0
        """Operations so far that change something."""
        self.kinds: list[str] = []
        self.fault: Fault | None = None
        self.readable = True

    def changes(self, kind: str, *, grows: bool = False) -> None:
        """Count an operation; raise if the disk fails at it."""
        self.done += 1
        self.kinds.append(kind)
        if self.fault is not None:
            self.fault.strike(self.done, grows=grows)

    def sync_folder(self) -> None:
        self.durable_names = dict(self.names)

    def copy(self) -> "Disk":
        """Return the same files on another disk that has no fault."""
        other = Disk()
        other.names, other.durable_names = deepcopy((self.names, self.durable_names))
        return other

    def after_power_cut(self, rng: np.random.Generator) -> "Disk":
        """Return the disk as it is found when power comes back."""
        other = Disk()
        for name in sorted(self.names.keys() | self.durable_names.keys()):
            names = self.names if rng.random() < 0.5 else self.durable_names
            inode = names.get(name)
            if inode is not None:
                other.names[name] = inode.after_power_cut(rng)
        other.sync_folder()
        return other


@dataclass
class Fault:
    """What goes wrong, and when."""

    at: int
    """Number of the operation that fails."""
    error: type[apsw.Error] = apsw.IOError
    lasts: bool = True
    """Later operations fail too; on a full disk, those that make a file grow."""

    def strike(self, number: int, *, grows: bool) -> None:
        if number < self.at or (number > self.at and not self.lasts):
            return
        if number == self.at or grows or self.error is not apsw.FullError:
            raise self.error


class _File:
    """What SQLite holds when it has opened a file of the disk."""

    def __init__(self, disk: Disk, inode: Inode, *, syncs_folder: bool) -> None:
        self.disk, self.inode = disk, inode
        self.syncs_folder = syncs_folder

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802  SQLite's name
        if not self.disk.readable:
            raise apsw.IOError
        return bytes(self.inode.now[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802  SQLite's name
        grows = offset + len(data) > len(self.inode.now)
        self.disk.changes("write", grows=grows)
        self.inode.write(offset, bytes(data))

    def xTruncate(self, size: int) -> None:  # noqa: N802  SQLite's name
        self.disk.changes("truncate")
        self.inode.truncate(size)

    def xSync(self, _: int) -> None:  # noqa: N802  SQLite's name
        self.disk.changes("sync")
        self.inode.sync()
        if self.syncs_folder:
            self.disk.changes("sync")
            self.disk.sync_folder()
            self.syncs_folder = False

    def xFileSize(self) -> int:  # noqa: N802  SQLite's name
        return len(self.inode.now)

    def xCheckReservedLock(self) -> bool:  # noqa: N802  SQLite's name
        return False

    def xFileControl(self, _op: int, _pointer: int) -> bool:  # noqa: N802  SQLite's name
        return False

    def xSectorSize(self) -> int:  # noqa: N802  SQLite's name
        return 4096

    def xDeviceCharacteristics(self) -> int:  # noqa: N802  SQLite's name
        # As SQLite's own layer says of every disk: a torn write spoils nothing beside it.
        return apsw.SQLITE_IOCAP_POWERSAFE_OVERWRITE

    def xLock(self, _: int) -> None:  # noqa: N802  SQLite's name
        """One connection only."""

    def xUnlock(self, _: int) -> None:  # noqa: N802  SQLite's name
        """One connection only."""

    def xClose(self) -> None:  # noqa: N802  SQLite's name
        """Nothing is held."""


class _Layer(apsw.VFS):
    def __init__(self, name: str, disk: Disk) -> None:
        self.disk = disk
        super().__init__(name, "")

    def xFullPathname(self, name: str) -> str:  # noqa: N802  SQLite's name
        return name

    def xOpen(  # type: ignore[override]  # any object with a file's methods will do  # noqa: N802
        self, name: str | apsw.URIFilename | None, flags: list[int]
    ) -> _File:
        path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        disk, new = self.disk, path not in self.disk.names
        if new:
            disk.names[path] = Inode()
            if flags[0] & apsw.SQLITE_OPEN_CREATE:
                disk.changes("create")
            else:  # The journal made this file itself, and synced its folder.
                disk.durable_names[path] = disk.names[path]
        flags[1] = flags[0]
        return _File(
            disk, disk.names[path], syncs_folder=new and bool(flags[0] & _SYNCS_ITS_FOLDER)
        )

    def xDelete(self, name: str, syncdir: bool) -> None:  # noqa: FBT001, N802  SQLite's name
        self.disk.changes("delete")
        self.disk.names.pop(name, None)
        if syncdir:
            self.disk.changes("sync")
            self.disk.sync_folder()

    def xAccess(self, name: str, _: int) -> bool:  # noqa: N802  SQLite's name
        return name in self.disk.names


@contextmanager
def layer(disk: Disk) -> Iterator[str]:
    """Give SQLite a layer over the disk; yields its name."""
    name = f"disk-{next(_names)}"
    made = _Layer(name, disk)
    try:
        yield name
    finally:
        made.unregister()

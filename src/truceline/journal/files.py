"""Files that must last: writing them so that a power cut loses none, and where they may lie.

A network or FUSE file system is refused: some of them acknowledge a sync that did not happen, or
grant one lock to two writers. What Linux calls each kind is in proc_pid_mountinfo(5).
"""

import os
from pathlib import Path

from truceline.errors import Unsafe

_MOUNTS = Path("/proc/self/mountinfo")
_REMOTE = {
    "9p", "afs", "beegfs", "ceph", "cifs", "coda", "gfs2", "glusterfs", "gpfs", "lustre", "ncpfs",
    "nfs", "nfs4", "ocfs2", "orangefs", "pvfs2", "smb2", "smb3", "smbfs", "vboxsf", "virtiofs",
}  # fmt: skip
_IN_MEMORY = {"tmpfs", "ramfs"}


class FileSystemUnfit(Unsafe):
    """A file system cannot keep what is acknowledged."""

    code = "files.unfit-file-system"
    text = (
        "{folder} lies on a file system of kind {kind}, where a written entry can be lost or two "
        "writers can hold one lock. Move the workspace to a local disk."
    )


class InMemoryOnly(Unsafe):
    """A file system forgets everything when the machine stops."""

    code = "files.in-memory"
    text = (
        "{folder} lies in memory ({kind}) and is lost when the machine stops. "
        "Move the workspace to a local disk."
    )


def file_system(path: Path, mounts: Path = _MOUNTS) -> str:
    """Return the kind of file system that a path lies on, "" where the machine does not tell."""
    if not mounts.is_file():
        return ""
    place = path.resolve()
    kind, longest = "", -1
    for line in mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
        before, _, after = line.partition(" - ")
        point = Path(_unescaped(before.split(" ")[4]))
        # A later mount hides an earlier one at the same place.
        if place.is_relative_to(point) and len(point.parts) >= longest:
            kind, longest = after.split(" ")[0], len(point.parts)
    return kind


def _unescaped(point: str) -> str:
    for code, sign in [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")]:
        point = point.replace(code, sign)
    return point


def refuse_remote(folder: Path, mounts: Path = _MOUNTS) -> None:
    """Check that a folder lies on a file system that keeps what it says it keeps.

    Raises:
        FileSystemUnfit: It is a network or FUSE file system.
    """
    kind = file_system(folder, mounts)
    if kind in _REMOTE or kind.startswith("fuse"):
        raise FileSystemUnfit(folder=folder, kind=kind)


def refuse_forgetful(folder: Path, mounts: Path = _MOUNTS) -> None:
    """Check that a folder outlasts the machine's next stop.

    Raises:
        InMemoryOnly: It lies in memory.
    """
    kind = file_system(folder, mounts)
    if kind in _IN_MEMORY:
        raise InMemoryOnly(folder=folder, kind=kind)


def sync(path: Path) -> None:
    """Wait until a file's bytes, or a folder's names, are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path, *, mode: int = 0o700) -> None:
    """Make a folder that only its owner may enter, and those above it; their names are on disk."""
    if folder.is_dir():
        return
    make_folder(folder.parent, mode=0o777)
    folder.mkdir(mode=mode, exist_ok=True)
    sync(folder.parent)


def write(file: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write a new file in an existing folder; when this returns, it is on disk."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(handle)
    sync(file.parent)


def sync_tree(folder: Path) -> None:
    """Wait until everything in a folder, and the folder's own name, is on disk."""
    for place, _, files in os.walk(folder):
        for name in files:
            sync(Path(place, name))
        sync(Path(place))
    sync(folder.parent)

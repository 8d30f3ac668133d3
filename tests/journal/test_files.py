import os
import stat
from pathlib import Path

import pytest

from truceline.journal import files

MOUNTS = """\
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 27 0:31 / /home rw - nfs4 server:/home rw
31 30 0:32 / /home/ann/my\\040disk rw shared:1 - ext4 /dev/vdb rw
32 27 0:33 / /mnt/phone rw - fuse.sshfs ann@phone:/ rw
33 27 0:34 / /mnt/phone rw - ext4 /dev/vdc rw
34 27 0:35 / /run rw - tmpfs tmpfs rw
35 27 0:36 / /homes rw - fuseblk /dev/vdd rw
"""


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    file = tmp_path / "mountinfo"
    file.write_text(MOUNTS, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/centre", "ext4"),
        ("/home/ann", "nfs4"),
        ("/home/ann/my disk/centre", "ext4"),
        ("/mnt/phone/centre", "ext4"),
        ("/run", "tmpfs"),
        ("/homes/x", "fuseblk"),
    ],
)
def test_finds_the_file_system_of_a_path(mounts: Path, path: str, kind: str) -> None:
    assert files.file_system(Path(path), mounts) == kind


def test_does_not_guess_where_the_machine_does_not_tell(tmp_path: Path) -> None:
    assert files.file_system(tmp_path, tmp_path / "none") == ""
    files.refuse_remote(tmp_path, tmp_path / "none")


def test_this_machine_tells_what_its_temporary_files_lie_on(tmp_path: Path) -> None:
    files.refuse_remote(tmp_path)
    if Path("/proc/self/mountinfo").exists():
        assert files.file_system(tmp_path)


@pytest.mark.parametrize("path", ["/home/ann", "/homes/x"])
def test_refuses_network_and_fuse(mounts: Path, path: str) -> None:
    with pytest.raises(files.FileSystemUnfit, match="Move the workspace to a local disk"):
        files.refuse_remote(Path(path), mounts)


def test_tells_what_is_only_in_memory(mounts: Path) -> None:
    files.refuse_forgetful(Path("/srv"), mounts)
    with pytest.raises(files.InMemoryOnly, match="tmpfs"):
        files.refuse_forgetful(Path("/run/centre"), mounts)


def test_writes_a_new_file_for_its_owner_only(tmp_path: Path) -> None:
    files.write(tmp_path / "a", b"abc")
    assert (tmp_path / "a").read_bytes() == b"abc"
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        files.write(tmp_path / "a", b"other")


def test_a_new_folder_is_on_disk_with_those_above_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(files, "sync", synced.append)
    files.make_folder(tmp_path / "a" / "b")
    files.make_folder(tmp_path / "a" / "b")
    assert synced == [tmp_path, tmp_path / "a"]
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700


def test_syncs_every_file_and_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (inner / "file").write_bytes(b"x")
    synced: set[int] = set()
    monkeypatch.setattr(os, "fsync", lambda handle: synced.add(os.fstat(handle).st_ino))
    files.sync_tree(tmp_path / "a")
    wanted = [tmp_path, tmp_path / "a", inner, inner / "file"]
    assert synced == {path.stat().st_ino for path in wanted}

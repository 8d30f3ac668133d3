from collections.abc import Callable
from pathlib import Path

import pytest
from tests.verifier.corpus import SIGNER, Log

from truceline.journal import tiles
from truceline.journal.protocol import JournalDamaged
from truceline.journal.tiles import NoTiles, TilesUnfit
from truceline.journal.tree import leaf_hash, root_of

KEY = SIGNER.verifier


def write(folder: Path, size: int) -> list[bytes]:
    notes = [b"note %d" % number for number in range(size)]
    tiles.write(folder, notes, b"checkpoint", KEY)
    return notes


def names(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


@pytest.mark.parametrize(
    ("size", "files"),
    [
        (0, []),
        (1, ["tile/0/000.p/1", "tile/entries/000.p/1"]),
        (256, ["tile/0/000", "tile/1/000.p/1", "tile/entries/000"]),
        (
            # The example of the specification has 70,000; this is its shape in small.
            600,
            [
                *["tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"],
                *["tile/entries/000", "tile/entries/001", "tile/entries/002.p/88"],
            ],
        ),
    ],
)
def test_writes_the_files_of_the_specification(tmp_path: Path, size: int, files: list[str]) -> None:
    notes = write(tmp_path, size)
    assert names(tmp_path) == sorted(["checkpoint", "log.vkey", *files])
    assert list(tiles.notes_in(tmp_path)) == notes
    assert tiles.checkpoint_in(tmp_path) == b"checkpoint"
    assert (tmp_path / "log.vkey").read_text(encoding="utf-8") == f"{KEY}\n"
    tiles.check(tmp_path, KEY)


def test_a_tile_holds_the_roots_over_the_tiles_below(tmp_path: Path) -> None:
    leaves = [leaf_hash(note) for note in write(tmp_path, 600)]
    assert (tmp_path / "tile/0/001").read_bytes() == b"".join(leaves[256:512])
    roots = root_of(leaves[:256]), root_of(leaves[256:512])
    assert (tmp_path / "tile/1/000.p/2").read_bytes() == b"".join(roots)


def test_names_go_on_beyond_a_thousand_tiles(tmp_path: Path) -> None:
    notes = write(tmp_path, 256 * 1001 + 3)
    assert (tmp_path / "tile/entries/x001/000").is_file()
    assert (tmp_path / "tile/entries/x001/001.p/3").is_file()
    assert (tmp_path / "tile/2/000.p/3").is_file()
    assert sum(1 for _ in tiles.notes_in(tmp_path)) == len(notes)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.unlink(),
        lambda file: file.write_bytes(file.read_bytes() + b"\0"),
        lambda file: file.write_bytes(file.read_bytes()[:-1] + b"\0"),
    ],
)
@pytest.mark.parametrize("name", ["tile/0/000", "tile/0/001.p/4", "tile/1/000.p/1", "log.vkey"])
def test_finds_a_file_that_is_not_what_the_entries_make_it(
    tmp_path: Path, spoil: Callable[[Path], object], name: str
) -> None:
    write(tmp_path, 260)
    spoil(tmp_path / name)
    with pytest.raises(TilesUnfit, match=name):
        tiles.check(tmp_path, KEY)


def test_finds_a_bundle_that_breaks_off(tmp_path: Path) -> None:
    write(tmp_path, 260)
    file = tmp_path / "tile/entries/001.p/4"
    content = file.read_bytes()
    for length, entry in ((len(content) - 1, 259), (13, 257), (12, 257), (1, 256)):
        file.write_bytes(content[:length])
        with pytest.raises(JournalDamaged, match=rf"Entry {entry} .*breaks off"):
            list(tiles.notes_in(tmp_path))


def test_finds_a_bundle_of_another_width(tmp_path: Path) -> None:
    notes = write(tmp_path, 260)
    file = tmp_path / "tile/entries/001.p/4"
    file.rename(file.with_name("3"))
    assert list(tiles.notes_in(tmp_path)) == notes
    with pytest.raises(TilesUnfit, match=r"001\.p/4"):
        tiles.check(tmp_path, KEY)


def test_says_when_a_folder_holds_no_record(tmp_path: Path) -> None:
    with pytest.raises(NoTiles, match="holds no exported record"):
        tiles.checkpoint_in(tmp_path)
    assert list(tiles.notes_in(tmp_path)) == []


def test_the_longest_entry_fits(tmp_path: Path) -> None:
    tiles.write(tmp_path, [b"x" * 65_535], Log().checkpoint(), KEY)
    assert [len(note) for note in tiles.notes_in(tmp_path)] == [65_535]

import gzip
import hashlib
from pathlib import Path

import pytest

from truceline.intake.encodings import EncodingUnreadable
from truceline.intake.streams import (
    FileEmpty,
    FileGone,
    FileMissing,
    FilePacked,
    GzipDamaged,
    HashedFile,
    TextStream,
)

TEXT = "a,b\n" + "".join(f"{n},دوما\n" for n in range(30_000))


def everything(stream: TextStream) -> bytes:
    pieces = []
    while not stream.at_end():
        pieces.append(stream.read(50_000))
    return b"".join(pieces)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_hands_on_the_text_and_hashes_the_file_as_it_lies(
    tmp_path: Path, pack: type[bytes]
) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(pack(TEXT.encode()))
    steps: list[tuple[int, int]] = []
    source = HashedFile(path, lambda *step: steps.append(step))
    assert everything(TextStream(source)).decode() == TEXT
    assert source.finish() == hashlib.sha256(path.read_bytes()).hexdigest()
    assert steps == sorted(steps)
    assert steps[-1] == (path.stat().st_size, path.stat().st_size)
    source.close()


def test_a_look_ahead_takes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(TEXT, encoding="utf-8")
    source = HashedFile(path)
    stream = TextStream(source)
    assert stream.peek(1000).startswith(b"a,b\n")
    assert everything(stream).decode() == TEXT
    source.close()


def test_there_must_be_a_file_with_something_in_it(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        HashedFile(tmp_path / "none.csv")
    with pytest.raises(FileGone, match="directory"):
        HashedFile(tmp_path)
    empty = tmp_path / "empty.csv"
    empty.touch()
    with pytest.raises(FileEmpty):
        HashedFile(empty)


def test_an_archive_or_spreadsheet_is_to_be_unpacked_first(tmp_path: Path) -> None:
    path = tmp_path / "ged251.zip"
    path.write_bytes(b"PK\x03\x04 and so on")
    with pytest.raises(FilePacked, match="ZIP"):
        HashedFile(path)


@pytest.mark.parametrize("damage", [slice(0, -500), slice(0, 40)])
def test_a_gzip_file_that_is_cut_off_is_refused(tmp_path: Path, damage: slice) -> None:
    path = tmp_path / "events.csv.gz"
    path.write_bytes(gzip.compress(TEXT.encode())[damage])
    source = HashedFile(path)
    with pytest.raises(GzipDamaged, match="Fetch it again"):
        everything(TextStream(source))
    source.close()


def test_what_follows_a_gzip_file_is_not_overlooked(tmp_path: Path) -> None:
    path = tmp_path / "events.csv.gz"
    path.write_bytes(gzip.compress(TEXT.encode()) + b"more")
    source = HashedFile(path)
    with pytest.raises(GzipDamaged):
        everything(TextStream(source))
    source.close()


def test_the_error_gives_the_byte_its_place_and_a_guess(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(TEXT.encode() + "Damas, été\n".encode("windows-1252"))
    source = HashedFile(path)
    with pytest.raises(EncodingUnreadable) as caught:
        everything(TextStream(source))
    assert caught.value.facts["offset"] == len(TEXT.encode()) + 7
    assert "--encoding windows-1252" in str(caught.value)
    source.close()


def test_a_file_that_goes_away_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(TEXT, encoding="utf-8")
    source = HashedFile(path)
    path.unlink()
    with pytest.raises(FileGone, match="No such file"):
        source.finish()
    source.close()


def test_a_file_that_is_written_to_meanwhile_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(TEXT, encoding="utf-8")
    source = HashedFile(path)
    with path.open("a", encoding="utf-8") as file:
        file.write("one more\n")
    with pytest.raises(FileGone, match="changed"):
        source.finish()
    source.close()


def test_a_disk_that_fails_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "events.csv"
    path.write_text(TEXT, encoding="utf-8")
    source = HashedFile(path)

    class Broken:
        def read(self, _size: int) -> bytes:
            raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(source, "_file", Broken())
        with pytest.raises(FileGone, match=r"error.*Copy it"):
            everything(TextStream(source))
    source.close()

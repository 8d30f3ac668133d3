import gzip
import hashlib
import os
import signal
import subprocess
import sys
import textwrap
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from truceline.domain.reports import NAMES
from truceline.errors import BadInput
from truceline.intake.accounts import Options, Translated
from truceline.intake.cells import MOMENT, WHOLE
from truceline.intake.csv_text import RowTooLong, SeparatorUnexpected
from truceline.intake.datasets import translate
from truceline.intake.drafts import DiskFull
from truceline.intake.encodings import EncodingUnreadable
from truceline.intake.reports import ColumnsUnmapped
from truceline.intake.streams import FileGone

HEADER = "report_id,ledger,occurred_from,lon,lat,killed_best,place_name\n"
MANY = "".join(f"r{n},north,2017-09-15,36.5,34.{n % 10},{n % 7},دوما\n" for n in range(60_000))


def read(folder: Path, text: str | bytes, options: Options | None = None) -> Translated:
    path = folder / "reports.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    done = translate(path, kind="reports", into=folder / "reports.parquet", options=options)
    assert done.read == done.accepted + done.repeated + done.quarantined.height
    assert pl.read_parquet(done.parquet).height == done.accepted
    return done


def test_every_row_is_accounted_for(tmp_path: Path) -> None:
    text = HEADER + textwrap.dedent("""\
        a,north,2017-06-30,36,34,1,x
        a,north,2017-06-30,36.0,34,1,x
        b,north,2017-06-31,36,34,-3,x
        c,north,2017-06-30,36,34,several,x
        d,north,2017-06-30
        e,north,2017-06-30,36,34,1,x
        e,north,2017-06-30,36,34,2,x
        e,south,2017-06-30,36,34,2,x
        f,north,2017-06-30,36,34""")
    done = read(tmp_path, text)
    assert (done.read, done.accepted, done.repeated) == (9, 2, 1)
    assert done.quarantined.select("row", "field", "reason").rows() == [
        (3, "occurred_from, killed_best", f"'2017-06-31' {MOMENT}; '-3' {WHOLE}"),
        (4, "killed_best", f"'several' {WHOLE}"),
        (5, "", "3 fields where the header has 7"),
        (6, "report_id", "rows 6, 7 have the same id and differ in killed_best"),
        (7, "report_id", "rows 6, 7 have the same id and differ in killed_best"),
        (9, "", "the file ends in the middle of this record; 5 fields where the header has 7"),
    ]  # fmt: skip
    assert done.quarantined["record"][2] == "d,north,2017-06-30"
    kept = pl.read_parquet(done.parquet)
    assert kept.select("ledger", "report_id").rows() == [("north", "a"), ("south", "e")]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_the_hash_is_that_of_the_file_as_it_lies(tmp_path: Path, pack: type[bytes]) -> None:
    data = pack((HEADER + MANY).encode())
    steps: list[tuple[int, int]] = []
    path = tmp_path / "reports.csv"
    path.write_bytes(data)
    done = translate(
        path,
        kind="reports",
        into=tmp_path / "out.parquet",
        progress=lambda *step: steps.append(step),
    )
    assert done.sha256 == hashlib.sha256(data).hexdigest()
    assert (done.read, done.accepted) == (60_000, 60_000)
    assert steps[-1] == (len(data), len(data))


def test_the_same_file_makes_the_same_bytes(tmp_path: Path) -> None:
    first, second = (read(tmp_path, HEADER + MANY).parquet.read_bytes() for _ in range(2))
    assert first == second


def test_csv_and_parquet_say_the_same(tmp_path: Path) -> None:
    text = HEADER + MANY[:100_000].rpartition("\n")[0] + "\n"
    from_csv = pl.read_parquet(read(tmp_path, text).parquet)
    path = tmp_path / "typed.parquet"
    pl.read_csv(text.encode(), try_parse_dates=True).write_parquet(path)
    from_parquet = translate(path, kind="reports", into=tmp_path / "out.parquet")
    assert pl.read_parquet(from_parquet.parquet).equals(from_csv)
    again = translate(from_parquet.parquet, kind="reports", into=tmp_path / "again.parquet")
    assert pl.read_parquet(again.parquet).equals(from_csv)


def test_a_file_without_rows_is_a_table_without_rows(tmp_path: Path) -> None:
    done = read(tmp_path, HEADER)
    assert (done.read, done.accepted) == (0, 0)
    assert pl.read_parquet(done.parquet).columns == list(NAMES)


def test_names_are_mapped_dropped_and_filled_in(tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(
        'separator = ";"\ndrop = ["reporter"]\n[columns]\n"Nr" = "report_id"\n"Tag" = '
        '"occurred_from"\n[fixed]\nledger = "north"\n',
        encoding="utf-8",
    )
    done = read(
        tmp_path,
        "Nr;Tag;reporter\n1;2017-09-15;Amal\n2;15.9.2017;Amal\n",
        Options(mapping=mapping, known_from=date(2020, 1, 1)),
    )
    kept = pl.read_parquet(done.parquet).select("report_id", "ledger", "known_from")
    assert kept.rows() == [("1", "north", "2020-01-01")]
    assert "Amal" not in done.quarantined["record"][0]


def test_names_of_ucdp_and_acled_are_known_in_any_case(tmp_path: Path) -> None:
    path = tmp_path / "ged.csv"
    path.write_text(
        "ID,TYPE_OF_VIOLENCE,where_prec,latitude,longitude,date_start,date_end,low,best,high,"
        "where_decription\n1,1,1,34,36,2017-01-01,2017-01-01,0,1,1,near the mill\n",
        encoding="utf-8",
    )
    done = translate(path, kind="ucdp", into=tmp_path / "out.parquet")
    kept = pl.read_parquet(done.parquet)
    assert kept["ucdp.where_description"].to_list() == ["near the mill"]


def test_exchanged_coordinates_are_found_where_an_extent_is_given(tmp_path: Path) -> None:
    text = HEADER + "a,n,2017-06-30,36,34,1,x\nb,n,2017-06-30,33.5,36.3,1,x\n"
    assert read(tmp_path, text).accepted == 2
    done = read(tmp_path, text, Options(extent=(35.5, 32, 42.5, 37.5)))
    assert done.quarantined["row"].to_list() == [2]
    assert "exchanged" in done.quarantined["reason"][0]


def test_other_encodings_are_read_where_they_are_named(tmp_path: Path) -> None:
    text = HEADER + "a,n,2017-06-30,36,34,1,دوما\n"
    for encoding in ("cp1256", "utf-16", "utf-8-sig"):
        done = read(tmp_path, text.encode(encoding), Options(encoding=encoding))
        assert pl.read_parquet(done.parquet)["place_name"].to_list() == ["دوما"]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ((HEADER + MANY).encode() + "é\n".encode("cp1252"), EncodingUnreadable),
        ((HEADER + MANY + "x" * 40_000_000).encode(), RowTooLong),
        ((HEADER + MANY).replace(",", ";").encode(), SeparatorUnexpected),
        ((HEADER + MANY).replace("place_name", "phone").encode(), ColumnsUnmapped),
    ],
)
def test_a_file_that_is_refused_leaves_nothing_behind(
    tmp_path: Path, data: bytes, error: type[BadInput]
) -> None:
    with pytest.raises(error, match="Nothing was imported"):
        read(tmp_path, data)
    assert [path.name for path in tmp_path.iterdir()] == ["reports.csv"]


def test_a_file_that_vanishes_while_it_is_read_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "reports.csv"
    path.write_text(HEADER + MANY, encoding="utf-8")
    with pytest.raises(FileGone):
        translate(
            path,
            kind="reports",
            into=tmp_path / "out.parquet",
            progress=lambda *_: path.unlink(missing_ok=True),
        )
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = [1, 2]
    write_table = pq.ParquetWriter.write_table

    def until_full(writer: pq.ParquetWriter, *arguments: object) -> None:
        if not room:
            raise OSError(28, "No space left on device")
        room.pop()
        write_table(writer, *arguments)

    monkeypatch.setattr(pq.ParquetWriter, "write_table", until_full)
    with pytest.raises(DiskFull, match="Make room"):
        read(tmp_path, (HEADER + MANY * 9).encode())
    assert [path.name for path in tmp_path.iterdir()] == ["reports.csv"]


def test_an_interrupt_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "reports.csv.gz"
    path.write_bytes(gzip.compress((HEADER + MANY * 40).encode(), 1))
    script = """
        import sys
        from pathlib import Path
        from truceline.intake.datasets import translate
        said = []
        def say(read, size):
            if read > 100_000 and not said:
                said.append(print("reading", flush=True))
        translate(Path(sys.argv[1]), kind="reports", into=Path(sys.argv[2]), progress=say)
    """
    command = [
        sys.executable,
        "-c",
        textwrap.dedent(script),
        str(path),
        str(tmp_path / "out.parquet"),
    ]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "reading\n"
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate(timeout=60)
    assert "KeyboardInterrupt" in complaint
    assert process.returncode == -signal.SIGINT
    assert list(tmp_path.iterdir()) == [path]

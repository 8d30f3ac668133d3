import csv
import io
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.intake.csv_text import CsvTable, RowTooLong, SeparatorUnexpected
from truceline.intake.encodings import EncodingUnreadable
from truceline.intake.records import ColumnsRepeated, Fault, TableUnreadable
from truceline.intake.streams import HashedFile, TextStream

Row = tuple[str | None, ...]


class Read(NamedTuple):
    rows: dict[int, Row]
    faults: list[Fault]
    notes: list[str]


def read(folder: Path, data: bytes | str, *, separator: str = ",", limit: int = 4096) -> Read:
    path = folder / "table.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    with closing(HashedFile(path)) as source:
        table = CsvTable(TextStream(source), separator, limit)
        rows: dict[int, Row] = {}
        for batch in table.batches():
            rows.update(zip(batch.rows, batch.frame.rows(), strict=True))
        return Read(rows, table.faults, table.notes)


cells = st.text(st.sampled_from(list('ab, "\n\r;\0é\ufeffد')), max_size=8)
lines = st.lists(st.lists(cells, min_size=2, max_size=4), max_size=40)


def slowly(text: str) -> tuple[dict[int, Row], set[int]]:
    """Read record by record, as the manual says."""
    records = [line for line in csv.reader(io.StringIO(text, newline="")) if line][1:]
    rows, aside = {}, set()
    for number, record in enumerate(records, 1):
        nul = any("\0" in value for value in record)
        run_on = any("\n" in value and value.count('"') % 2 for value in record)
        if len(record) != 3 or nul or run_on:
            aside.add(number)
        else:
            rows[number] = tuple(value or None for value in record)
    return rows, aside


@given(lines, st.sampled_from(["\n", "\r\n"]), st.integers(64, 400))
def test_agrees_with_the_obvious_loop(
    records: Sequence[Sequence[str]], line_end: str, limit: int
) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator=line_end).writerows([("a", "b", "c"), *records])
    with tempfile.TemporaryDirectory() as folder:
        rows, faults, _ = read(Path(folder), written.getvalue(), limit=limit)
    expected, aside = slowly(written.getvalue())
    assert rows == expected
    assert sorted(fault.row for fault in faults) == sorted(aside)


@pytest.mark.parametrize("limit", range(40, 60))
def test_blocks_may_end_anywhere(tmp_path: Path, limit: int) -> None:
    text = 'a,b\r\n1,"x ""y"" z"\r\n\r\n2,"p\r\nq"\r\n3\r\n4,"it""s, or"\r\n5,دوما\r\n'
    rows, faults, _ = read(tmp_path, text, limit=limit)
    assert rows == {
        1: ("1", 'x "y" z'),
        2: ("2", "p\r\nq"),
        4: ("4", 'it"s, or'),
        5: ("5", "دوما"),
    }
    assert faults == [Fault(3, "", "1 fields where the header has 2", "3")]


def test_a_row_with_too_few_or_too_many_fields_is_set_aside_as_it_stands(tmp_path: Path) -> None:
    rows, faults, _ = read(tmp_path, 'a,b,c\n1,2\n1,2,3\n"4",5,6,7\n')
    assert rows == {2: ("1", "2", "3")}
    assert faults == [
        Fault(1, "", "2 fields where the header has 3", "1,2"),
        Fault(3, "", "4 fields where the header has 3", '"4",5,6,7'),
    ]


def test_a_block_of_nothing_but_faults_does_not_end_the_file(tmp_path: Path) -> None:
    rows, faults, _ = read(tmp_path, "a,b\n" + "1\n" * 500 + "1,2\n", limit=64)
    assert list(rows) == [501]
    assert [fault.row for fault in faults] == list(range(1, 501))


@pytest.mark.parametrize(
    ("tail", "reason", "record"),
    [
        ("3,4", "the file ends in the middle of this record; 2 fields where", "3,4"),
        ('3,"4', "the file ends in the middle of this record", '3,"4'),
        ('3,4,"5', "the file ends in the middle of this record", '3,4,"5'),
        ('3,4,"5\n6,7,8\n', "the file ends in the middle of this record", '3,4,"5\n6,7,8\n'),
        ('3,4,"5""', "the file ends in the middle of this record", '3,4,"5""'),
    ],
)
def test_a_record_that_is_cut_off_is_set_aside(
    tmp_path: Path, tail: str, reason: str, record: str
) -> None:
    rows, faults, _ = read(tmp_path, "a,b,c\n1,2,3\n" + tail)
    assert rows == {1: ("1", "2", "3")}
    assert [(fault.row, fault.record) for fault in faults] == [(2, record)]
    assert faults[0].reason.startswith(reason)


@pytest.mark.parametrize(("tail", "row"), [(b"3,4,\xd8", 2), (b"3,\xd8", 2)])
def test_a_file_cut_in_the_middle_of_a_letter_loses_its_last_record_only(
    tmp_path: Path, tail: bytes, row: int
) -> None:
    rows, faults, _ = read(tmp_path, b"a,b,c\n1,2,3\n" + tail)
    assert rows == {1: ("1", "2", "3")}
    assert [fault.row for fault in faults] == [row]
    assert "the file ends in the middle" in faults[0].reason


def test_a_last_line_without_line_end_is_taken_and_said(tmp_path: Path) -> None:
    rows, faults, notes = read(tmp_path, "a,b\n1,2")
    assert (rows, faults) == ({1: ("1", "2")}, [])
    assert "does not end with a line break" in notes[0]


@pytest.mark.parametrize("text", ["a,b", "a,b\n", "\n\na,b\n\n", "\ufeffa,b\r\n", '"a","b"\n'])
def test_a_header_alone_is_a_table_without_rows(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == ({}, [], [])


def test_nul_bytes_are_set_aside_with_all_that_stands_beside_them(tmp_path: Path) -> None:
    text = "a,b\n1,2\n\0\0\0\0" + "3,4\n5,\0\n6,7\n"
    rows, faults, _ = read(tmp_path, text)
    assert rows == {1: ("1", "2"), 4: ("6", "7")}
    assert [(fault.row, fault.field, fault.reason) for fault in faults] == [
        (2, "a", "holds NUL bytes"),
        (3, "b", "holds NUL bytes"),
    ]
    assert '"b": "4"' in faults[0].record


def test_two_records_run_into_one_by_a_lost_quotation_mark_are_set_aside(tmp_path: Path) -> None:
    text = 'a,b,c\n1,"x,2\n3,"y",4\n5,"z ""w""\nv",6\n'
    rows, faults, _ = read(tmp_path, text)
    assert rows == {2: ("5", 'z "w"\nv', "6")}
    assert [fault.row for fault in faults] == [1]
    assert "quotation mark is missing" in faults[0].reason


@pytest.mark.parametrize("opening", ["", '1,"', "1,2\n" * 30])
def test_a_line_without_end_is_refused_without_being_read(tmp_path: Path, opening: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text("a,b\n" + opening + "x" * 200_000 + "\n1,2\n", encoding="utf-8")
    after = opening.count("\n")
    with closing(HashedFile(path)) as source:
        table = CsvTable(TextStream(source), limit=8192)
        with pytest.raises(RowTooLong, match=f"after record {after} "):
            list(table.batches())
        assert source.offset < 100_000


def test_a_header_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RowTooLong, match="after record 0 "):
        read(tmp_path, "x" * 200_000)


def test_a_long_record_within_the_limit_is_read(tmp_path: Path) -> None:
    long = "x" * 3_000_000
    rows, faults, _ = read(tmp_path, f'a,b\n1,2\n3,"{long}"\n4,5\n', limit=1 << 24)
    assert rows == {1: ("1", "2"), 2: ("3", long), 3: ("4", "5")}
    assert faults == []


def test_a_header_whose_quotation_mark_is_never_closed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableUnreadable, match="header"):
        read(tmp_path, 'a,"b\n1,2\n3,4\n')


@pytest.mark.parametrize(
    ("header", "name", "line"),
    [
        ("a;b;c", "semicolons", 'separator = ";"'),
        ("a\tb\tc", "tabs", r'separator = "\t"'),
        ("sep=;", "semicolons", 'separator = ";"'),
    ],
)
def test_another_separator_is_named_with_the_line_that_helps(
    tmp_path: Path, header: str, name: str, line: str
) -> None:
    with pytest.raises(SeparatorUnexpected) as caught:
        read(tmp_path, header + "\n1;2;3\n")
    assert name in str(caught.value)
    assert line in str(caught.value)


def test_another_separator_is_read_where_it_is_said(tmp_path: Path) -> None:
    rows = read(tmp_path, "a;b\n1,5;2\n", separator=";").rows
    assert rows == {1: ("1,5", "2")}


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ColumnsRepeated, match="named a"):
        read(tmp_path, "a, a ,b\n1,2,3\n")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_recognised_in_the_header(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(EncodingUnreadable, match=f"--encoding {encoding}"):
        read(tmp_path, "a,b\n1,2\n".encode(encoding))

"""CSV, read strictly: a record with a field too many or too few is set aside, never padded."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

import polars as pl
import pyarrow as pa
import pyarrow.csv as pc

from truceline.errors import BadInput
from truceline.intake.encodings import EncodingUnreadable
from truceline.intake.records import Batch, Fault, TableUnreadable, ahead, as_record, column_names
from truceline.intake.streams import TextStream

ROW_LIMIT: Final = 8 << 20
"""Bytes that a record may have; up to twice as many may pass."""
_AT_A_TIME = 2 << 20
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars", ",": "commas"}
_CUT = "the file ends in the middle of this record"
_NO_LINE_END = "The file does not end with a line break; its last record was taken as whole."
_LOST_QUOTE = "a quotation mark is missing or not doubled, so it is doubtful where the value ends"


class SeparatorUnexpected(BadInput):
    """The columns are separated by something else than was said."""

    code = "table.separator-unexpected"
    text = (
        "{file} looks separated by {found}, not by {expected}: its header is one column. Nothing "
        'was imported. Put the line separator = "{separator}" into a mapping file, or save it '
        "with {expected}."
    )


class RowTooLong(BadInput):
    """One record is longer than any report can be."""

    code = "table.row-too-long"
    text = (
        "{file}: the record after record {after:,} is longer than {limit:,} bytes. Nothing was "
        "imported. Look there for a lost line break or a quotation mark that is never closed."
    )


@dataclass(slots=True)
class _Block:
    """Some records in the order of the file, and those among them that are set aside."""

    first: int
    end: int
    """Number of the first record, and of the one after the last."""
    table: pa.Table
    faults: list[Fault]
    has_nul: bool

    def after_header(self) -> Self:
        """Return the records without the header."""
        return replace(self, first=1, table=self.table.slice(1))

    def holds_breaks(self) -> bool:
        """Tell whether any value holds a line break, from the bytes; far faster than by value."""
        chunks = (chunk for column in self.table.columns for chunk in column.chunks)
        texts = (chunk.buffers()[2] for chunk in chunks)
        return any(b"\n" in text.to_pybytes() for text in texts if text)

    def cut_last(self) -> str:
        """Take the last record out and return what it holds."""
        last = self.table.slice(self.table.num_rows - 1)
        self.table = self.table.slice(0, self.table.num_rows - 1)
        return as_record(last.to_pylist()[0])


class CsvTable:
    """Comma-separated text, all columns as text; an empty cell is null."""

    def __init__(self, stream: TextStream, separator: str = ",", limit: int = ROW_LIMIT) -> None:
        """Read the header.

        Args:
            stream: The text.
            separator: Between the columns.
            limit: Bytes to take at a time, which a record must not exceed.
        """
        self.faults: list[Fault] = []
        self.notes: list[str] = []
        self._stream = stream
        self._file = stream.source.path
        self._separator = separator
        self._limit = limit
        names = column_names(self._file, self._read_header())
        self.schema: dict[str, pl.DataType] = {name: pl.String() for name in names}
        # It has one field too many, so pyarrow sets aside whatever stands before it in its line.
        self._mark = "\0" + separator * len(names)

    def batches(self) -> Iterator[Batch]:
        """Yield the records that can be read."""
        for block in ahead(self._blocks()):
            self.faults += block.faults
            frame = pl.from_arrow(block.table)
            assert isinstance(frame, pl.DataFrame)
            numbers = pl.int_range(block.first, block.end, eager=True)
            aside = [fault.row for fault in block.faults]
            yield self._sound(block, Batch(numbers.filter(~numbers.is_in(aside)), frame))

    def _read_header(self) -> list[str]:
        start = self._stream.peek(self._limit)
        if b"\n" not in start and len(start) >= self._limit:
            raise RowTooLong(file=self._file, after=0, limit=self._limit)
        text = start.decode(errors="replace").removeprefix("\ufeff")
        try:
            lines = csv.reader(io.StringIO(text, newline=""), delimiter=self._separator)
            header = next((line for line in lines if line), [""])
        except csv.Error:
            raise RowTooLong(file=self._file, after=0, limit=csv.field_size_limit()) from None
        self._refuse_odd(header)
        return header

    def _refuse_odd(self, header: Sequence[str]) -> None:
        line = "".join(header)
        if "\0" in line:
            guess = "utf-16-be" if line.startswith("\0") else "utf-16-le"
            raise EncodingUnreadable(
                file=self._file,
                encoding="utf-8",
                byte=0,
                offset=line.index("\0"),
                unpacked="",
                guess=guess,
            )
        found = [other for other in _SEPARATORS if other in line and other != self._separator]
        if len(header) == 1 and found:
            raise SeparatorUnexpected(
                file=self._file,
                found=_SEPARATORS[found[0]],
                expected=_SEPARATORS.get(self._separator, repr(self._separator)),
                separator=found[0].replace("\t", "\\t"),
            )

    def _blocks(self) -> Iterator[_Block]:
        """Yield whole records, some at a time; the header counts as record 0."""
        rest, first = b"", 0
        while not self._stream.at_end():
            text = rest + self._stream.read(self._limit)
            block, rest = self._split(text, first)
            if len(rest) > self._limit:
                raise RowTooLong(file=self._file, after=max(block.end - 1, 0), limit=self._limit)
            if self._stream.at_end():
                self._end(block, text, rest.decode())
            if any(fault.row == 0 for fault in block.faults):
                problem = "its header is not one line of names"
                raise TableUnreadable(file=self._file, problem=problem)
            yield block.after_header() if first == 0 else block
            first = block.end

    def _split(self, text: bytes, first: int) -> tuple[_Block, bytes]:
        """Return the whole records in a text and the bytes of the one it breaks off in."""
        line_end = b"\n" if self._stream.at_end() else b""
        table, aside = self._parse(text + line_end)
        if not (aside and aside[-1].number == table.num_rows + len(aside)):
            # It breaks off inside quotation marks, in the last column; so close them.
            line_end += b'"'
            table, aside = self._parse(text + line_end)
        broken = aside.pop().text.removesuffix("\n").removesuffix(self._mark)
        faults = [
            Fault(
                first + row.number - 1,
                "",
                f"{row.actual_columns} fields where the header has {row.expected_columns}",
                row.text,
            )
            for row in aside
        ]
        end = first + table.num_rows + len(faults)
        rest = broken.encode().removesuffix(line_end)
        return _Block(first, end, table, faults, has_nul=b"\0" in text), rest

    def _parse(
        self, text: bytes, at_a_time: int = _AT_A_TIME
    ) -> tuple[pa.Table, list[pc.InvalidRow]]:
        """Return the records of a text, and those that do not have as many fields as the header."""
        aside: list[pc.InvalidRow] = []

        def set_aside(row: pc.InvalidRow) -> str:
            aside.append(row)
            return "skip"

        names = list(self.schema)
        # The blank line is skipped; without it, a mark of byte order would be.
        marked = b"\n" + text + f"{self._mark}\n".encode()
        try:
            table = pc.read_csv(
                pa.BufferReader(marked),
                # Records are only numbered for us when one thread reads them.
                pc.ReadOptions(block_size=at_a_time, use_threads=False, column_names=names),
                pc.ParseOptions(
                    delimiter=self._separator,
                    newlines_in_values=True,
                    invalid_row_handler=set_aside,
                ),
                pc.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()),
                    strings_can_be_null=True,
                    null_values=[""],
                ),
            )
        except pa.ArrowInvalid as error:
            # A long record straddles two pieces; then all is parsed as one.
            if "straddling" in str(error) and at_a_time < len(marked):
                return self._parse(text, len(marked))
            raise TableUnreadable(file=self._file, problem=error) from None
        return table, aside

    def _end(self, block: _Block, text: bytes, rest: str) -> None:
        """Set the last record aside if the file ends inside it."""
        if rest:
            block.faults.append(Fault(block.end, "", _CUT, rest))
            block.end += 1
            return
        is_whole = text.endswith(b"\n") and not self._stream.is_cut
        if is_whole or not text or block.end == 1:
            return
        last = block.faults[-1] if block.faults else None
        if last and last.row == block.end - 1:
            block.faults[-1] = replace(last, reason=f"{_CUT}; {last.reason}")
        elif self._stream.is_cut:
            block.faults.append(Fault(block.end - 1, "", _CUT, block.cut_last()))
        else:
            self.notes.append(_NO_LINE_END)

    def _sound(self, block: _Block, batch: Batch) -> Batch:
        """Set records aside that hold NUL bytes, or two records run into one."""
        texts = pl.all()
        if block.has_nul:
            batch = self._without(batch, texts.str.contains("\0", literal=True), "holds NUL bytes")
        if block.holds_breaks():
            runs_on = texts.str.contains("\n", literal=True)
            lone_quote = texts.str.count_matches('"', literal=True) % 2 == 1
            batch = self._without(batch, runs_on & lone_quote, _LOST_QUOTE)
        return batch

    def _without(self, batch: Batch, fault: pl.Expr, reason: str) -> Batch:
        found = batch.frame.select(fault)
        faulty = found.select(pl.any_horizontal(pl.all())).to_series().fill_null(value=False)
        if not faulty.any():
            return batch
        for row, record, at in zip(
            batch.rows.filter(faulty),
            batch.frame.filter(faulty).iter_rows(named=True),
            found.filter(faulty).iter_rows(named=True),
            strict=True,
        ):
            fields = ", ".join(name for name, here in at.items() if here)
            self.faults.append(Fault(row, fields, reason, as_record(record)))
        return Batch(batch.rows.filter(~faulty), batch.frame.filter(~faulty))

"""Tables as others send them: CSV, gzipped CSV, Parquet; told apart by content, not by name.

Every data record is either handed on or set aside with its number and the reason. Record 1 is
the first one after the header; blank lines are no records, and a quoted line break does not end
one.
"""

from collections.abc import Iterator
from typing import Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from truceline.intake.csv_text import ROW_LIMIT, CsvTable
from truceline.intake.records import Batch, Fault, Table, TableUnreadable, column_names
from truceline.intake.streams import HashedFile, TextStream

_PARQUET = b"PAR1"
_PLAIN: Final = (pl.String, pl.Boolean, pl.Date, pl.Datetime, pl.Categorical, pl.Enum, pl.Null)


def open_table(
    source: HashedFile, *, encoding: str | None = None, separator: str = ",", limit: int = ROW_LIMIT
) -> Table:
    """Open a file as the table it is.

    Args:
        source: The file; whoever opened it closes it.
        encoding: Of a CSV file; UTF-8 if none is named.
        separator: Between the columns of a CSV file.
        limit: Bytes that a CSV record may have.

    Raises:
        EncodingUnreadable, SeparatorUnexpected, ColumnsRepeated, RowTooLong, TableUnreadable,
        GzipDamaged, FileGone: It cannot be read to its end; some show only while batches are read.
    """
    if source.head.startswith(_PARQUET):
        return ParquetTable(source)
    return CsvTable(TextStream(source, encoding), separator, limit)


class ParquetTable:
    """A Parquet file; columns keep their types, and a number that is none is null."""

    def __init__(self, source: HashedFile) -> None:
        """Hash the file and read its schema."""
        self.faults: list[Fault] = []
        self.notes: list[str] = []
        self._path = source.path
        source.finish()
        try:
            self._file = pq.ParquetFile(source.path)
            empty = self._file.schema_arrow.empty_table()
            frame = pl.from_arrow(
                empty.rename_columns(column_names(self._path, empty.column_names))
            )
        except pa.ArrowException as error:
            raise TableUnreadable(file=self._path, problem=error) from None
        assert isinstance(frame, pl.DataFrame)
        self.schema = dict(frame.schema)
        for name, dtype in self.schema.items():
            if not (dtype.is_numeric() or isinstance(dtype, _PLAIN)):
                problem = f"column {name} holds {dtype}, which is neither text, number nor time"
                raise TableUnreadable(file=self._path, problem=problem)

    def batches(self) -> Iterator[Batch]:
        """Yield all records, in order."""
        row = 1
        try:
            for piece in self._file.iter_batches(batch_size=1 << 16):
                frame = pl.from_arrow(
                    pa.Table.from_batches([piece]).rename_columns(list(self.schema))
                )
                assert isinstance(frame, pl.DataFrame)
                rows = pl.int_range(row, row + frame.height, eager=True)
                yield Batch(rows, frame.fill_nan(None))
                row += frame.height
        except (pa.ArrowException, OSError) as error:
            raise TableUnreadable(file=self._path, problem=error) from None

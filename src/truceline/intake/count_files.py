"""A file of counts: read as a table of text, then judged figure by figure."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from truceline.domain.count_table import KEY
from truceline.intake import count_mappings, counts
from truceline.intake.accounts import Account, Options, Translated, account_for
from truceline.intake.drafts import write
from truceline.intake.marks import admitted
from truceline.intake.records import Fault
from truceline.intake.streams import HashedFile, Progress
from truceline.intake.tables import open_table


def translate_file(
    path: Path, *, into: Path, options: Options, parties: Sequence[str], progress: Progress | None
) -> Translated:
    """Translate a file of counts into a Parquet file with the columns of `domain.count_table`.

    Args:
        path: CSV, gzipped CSV or Parquet.
        into: The Parquet file to make; it appears only when all is done.
        options: What is known about the file.
        parties: Codes of the parties that count.
        progress: Called with the bytes read so far and the size of the file.

    Raises:
        BadInput: The file as a whole cannot be read as counts; nothing was made.
    """
    mapping = count_mappings.load(options.mapping) if options.mapping else None

    def read(source: HashedFile, whole: Path) -> Account:
        opened = open_table(source, encoding=options.encoding)
        table = admitted(path, opened, exercise=options.admits_exercise)
        batches = [b.frame.cast(pl.String).with_columns(row=b.rows) for b in table.batches()]
        empty = pl.DataFrame(schema={**dict.fromkeys(table.schema, pl.String), "row": pl.Int64})
        frame = pl.concat([empty, *batches])
        accepted, refused = counts.translate(frame, mapping, parties=parties)
        faults = [Fault(**fault) for fault in refused.iter_rows(named=True)]
        kept = accepted.drop("row")
        write(whole, [kept], kept.schema)
        return Account(
            key=KEY,
            read=frame.height + len(table.faults),
            rows=[accepted["row"]],
            faults=[*table.faults, *faults],
            notes=list(table.notes),
        )

    return account_for(path, into, read, progress=progress)

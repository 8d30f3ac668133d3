"""What became of the rows of a file.

Every row is accepted, repeated or quarantined: `read = accepted + repeated + len(quarantined)`.
Nothing appears under the name asked for unless the whole file was read and the whole result is on
disk.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import astuple, dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from truceline.intake.drafts import draft, publish, write
from truceline.intake.records import Fault
from truceline.intake.repeats import find_repeats, without
from truceline.intake.reports import Extent
from truceline.intake.streams import HashedFile, Progress

_QUARANTINE: Final = pl.Schema(
    {"row": pl.Int64(), "field": pl.String(), "reason": pl.String(), "record": pl.String()}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What whoever imports a file says about it."""

    mapping: Path | None = None
    """A mapping file, as `mapping.py` describes."""
    encoding: str | None = None
    """Of text; UTF-8 if it is not said."""
    known_from: date | None = None
    """Day of publication, for rows that carry no such day themselves."""
    extent: Extent | None = None
    """Where the events are; finds rows with longitude and latitude exchanged."""
    admits_exercise: bool = True
    """Whether rows of a drill may come in; a record that is no drill keeps them out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Translated:
    """What became of a file."""

    parquet: Path
    """All accepted rows."""
    sha256: str
    """Of the file as it was handed in, in hex."""
    read: int
    """Records in the file."""
    accepted: int
    repeated: int
    """Rows that say again what another row of the file says."""
    quarantined: pl.DataFrame
    """row (1 is the first record), field, reason, record; one line a row, in order."""
    notes: tuple[str, ...]
    """Whole sentences for whoever imports the file."""


@dataclass(slots=True, kw_only=True)
class Account:
    """The rows of a file as they are read."""

    key: tuple[str, ...]
    """The columns that make up the id of a row."""
    read: int = 0
    rows: list[pl.Series] = field(default_factory=list)
    """Numbers of the rows written so far."""
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    accepted: int = 0
    repeated: int = 0

    def without_repeats(self, whole: Path) -> Path:
        """Return a file of the rows that are to be kept."""
        rows = pl.concat(self.rows) if self.rows else pl.Series(dtype=pl.Int64)
        repeats = find_repeats(whole, self.key, rows)
        self.faults += repeats.faults
        self.repeated = repeats.again
        self.accepted = rows.len() - repeats.places.len()
        if repeats.places.is_empty():
            return whole
        kept = whole.with_name("kept.parquet")
        write(kept, without(whole, repeats.places), pl.Schema(pl.read_parquet_schema(whole)))
        return kept

    def close(self, parquet: Path, sha256: str) -> Translated:
        """Return what became of the file."""
        faults = sorted(self.faults, key=lambda fault: fault.row)
        return Translated(
            parquet=parquet,
            sha256=sha256,
            read=self.read,
            accepted=self.accepted,
            repeated=self.repeated,
            quarantined=pl.DataFrame(
                [astuple(fault) for fault in faults], _QUARANTINE, orient="row"
            ),
            notes=tuple(self.notes),
        )


def account_for(
    path: Path,
    into: Path,
    read: Callable[[HashedFile, Path], Account],
    *,
    progress: Progress | None,
) -> Translated:
    """Read a file, set aside what is said twice, and let the result appear when all is done.

    Args:
        path: The file.
        into: The Parquet file to make.
        read: Reads an open file and writes its rows to a Parquet file.
        progress: Called with the bytes read so far and the size of the file.
    """
    source = HashedFile(path, progress)
    with closing(source), draft(into) as folder:
        whole = folder / "whole.parquet"
        account = read(source, whole)
        kept = account.without_repeats(whole)
        sha256 = source.finish()
        publish(kept, into)
    return account.close(into, sha256)

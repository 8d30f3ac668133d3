"""Importing a file into a workspace: translate it, compare it with what is held, record it.

read = imported + known + quarantined, for every file. The rows that were accepted become one blob;
the record keeps its hash and the hash of the file. A file that brings nothing new is not recorded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

import polars as pl

from truceline.actions import datasets as actions
from truceline.actions.desk import Desk
from truceline.domain import count_table, effort, reports
from truceline.domain.datasets import (
    REPORT_KINDS,
    DatasetFact,
    DatasetImported,
    DatasetKind,
    held,
    next_name,
)
from truceline.intake import count_files, datasets, units
from truceline.intake.accounts import Options, Translated
from truceline.intake.streams import Progress
from truceline.journal.files import make_folder
from truceline.journal.workspaces import is_exercise

_FAMILIES: dict[DatasetKind, tuple[DatasetKind, ...]] = {
    **dict.fromkeys(REPORT_KINDS, REPORT_KINDS),
    "counts": ("counts",),
    "units": ("units",),
    **{kind: (kind,) for kind in effort.TABLES},
}
_KEYS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(REPORT_KINDS, reports.KEY),
    **{kind: effort.key(kind) for kind in effort.TABLES},
    "counts": count_table.KEY,
    "units": units.KEY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What became of one file."""

    file: str
    dataset: str = ""
    """Name of the import; empty where nothing was new."""
    read: int
    imported: int
    known: int
    quarantined: int
    revised: int
    notes: tuple[str, ...]
    quarantine: Path | None
    """The file with the rows that could not be read."""


class Translate(Protocol):
    """Turns a file into a Parquet file of accepted rows."""

    def __call__(
        self, path: Path, *, into: Path, options: Options, progress: Progress | None
    ) -> Translated:
        """Translate one file."""
        ...


def translator(kind: DatasetKind, *, parties: Sequence[str]) -> Translate:
    """Return what reads files of a kind; parties are the codes under which counts are kept."""

    def of_counts(
        path: Path, *, into: Path, options: Options, progress: Progress | None
    ) -> Translated:
        return count_files.translate_file(
            path, into=into, options=options, parties=parties, progress=progress
        )

    match kind:
        case "counts":
            return of_counts
        case "units":
            return units.translate
        case _:
            return partial(datasets.translate, kind=kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """Imports files of one kind at a desk."""

    desk: Desk
    kind: DatasetKind
    options: Options
    quarantine: Path
    """Folder for the rows that could not be read."""
    parties: Sequence[str] = ()
    progress: Progress | None = None

    def file(self, path: Path) -> Import:
        """Import one file.

        Raises:
            BadInput: The file as a whole cannot be read; nothing was recorded.
            ExerciseKeptOut: It belongs to a drill, and the record to none; nothing was recorded.
        """
        recorded = actions.facts(self.desk)
        draft = self.desk.blobs.draft(f"{self.kind}.parquet")
        try:
            translate = translator(self.kind, parties=self.parties)
            options = replace(self.options, admits_exercise=is_exercise(self.desk.journal))
            told = translate(path, into=draft, options=options, progress=self.progress)
            new, revised = self._compare(draft, recorded)
            return self._account(path, told, new, revised, recorded)
        finally:
            draft.unlink(missing_ok=True)

    def _compare(self, rows: Path, recorded: Sequence[DatasetFact]) -> tuple[int, int]:
        """Return how many rows are new and how many change a row that is held."""
        earlier = [
            self.desk.blobs.open(d.rows_sha256)
            for d in held(recorded)
            if d.kind in _FAMILIES[self.kind]
        ]
        return compare(rows, earlier, _KEYS[self.kind])

    def _account(
        self, path: Path, told: Translated, new: int, revised: int, recorded: Sequence[DatasetFact]
    ) -> Import:
        imported = new + revised
        name = next_name(self.kind, recorded) if imported else ""
        kept = told.quarantined.height
        quarantine = self._set_aside(told) if kept else None
        account = Import(
            file=path.name,
            dataset=name,
            read=told.read,
            imported=imported,
            known=told.read - imported - kept,
            quarantined=kept,
            revised=revised,
            notes=told.notes,
            quarantine=quarantine,
        )
        if imported:
            self._record(account, told, after=len(recorded))
        return account

    def _record(self, account: Import, told: Translated, *, after: int) -> None:
        mapping = self.options.mapping
        fact = DatasetImported(
            dataset=account.dataset,
            kind=self.kind,
            file=account.file,
            file_sha256=told.sha256,
            rows_sha256=self.desk.blobs.take(told.parquet),
            read=account.read,
            imported=account.imported,
            known=account.known,
            quarantined=account.quarantined,
            revised=account.revised,
            known_from=self.options.known_from or self.desk.today(),
            mapping=self.desk.blobs.put(mapping.read_bytes()) if mapping else "",
        )
        actions.record(self.desk, fact, after=after)

    def _set_aside(self, told: Translated) -> Path:
        make_folder(self.quarantine)
        file = self.quarantine / f"{self.kind}-{told.sha256[:12]}.csv"
        told.quarantined.write_csv(file)
        return file


def compare(rows: Path, earlier: Sequence[Path], key: Sequence[str]) -> tuple[int, int]:
    """Return how many rows are new, and how many differ from the row of the same key held before.

    The day from which a row is known does not make it another row.
    """
    fresh = pl.scan_parquet(rows)
    if not earlier:
        return fresh.select(pl.len()).collect().item(), 0
    before = current(earlier, key)
    joined = fresh.join(
        before.with_columns(_held=pl.lit(value=True)),
        on=list(key),
        how="left",
        nulls_equal=True,
        suffix="_held",
    )
    ours, theirs = fresh.collect_schema(), before.collect_schema()
    names = [n for n in ours.names() if n not in {*key, "known_from"}]
    shared = [n for n in names if n in theirs]
    added = [pl.col(n).is_null() for n in names if n not in theirs]
    same = pl.all_horizontal(
        *added,
        # A column that was empty once may have come back with another type: compare its text.
        *(
            pl.col(n).eq_missing(pl.col(f"{n}_held"))
            if ours[n] == theirs[n]
            else pl.col(n).cast(pl.String).eq_missing(pl.col(f"{n}_held").cast(pl.String))
            for n in shared
        ),
    )
    is_held = pl.col("_held").is_not_null()
    counted = joined.select(new=(~is_held).sum(), revised=(is_held & ~same).sum()).collect()
    new, revised = counted.row(0)
    return int(new), int(revised)


def current(files: Sequence[Path], key: Sequence[str]) -> pl.LazyFrame:
    """Return the rows of several imports, the last one of each key."""
    stacked = pl.concat([pl.scan_parquet(f) for f in files], how="diagonal_relaxed")
    return stacked.unique(list(key), keep="last", maintain_order=True)

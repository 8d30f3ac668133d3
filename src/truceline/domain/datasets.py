"""Imported files: what was taken in, what was refused, and what was taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final, Literal

from truceline.domain.effort import EffortKind
from truceline.errors import NotFound

DatasetKind = Literal["ucdp", "acled", "reports", "counts", "units"] | EffortKind
REPORT_KINDS: Final[tuple[DatasetKind, ...]] = ("ucdp", "acled", "reports")
"""Kinds of import whose rows are reports."""


class DatasetUnknown(NotFound):
    """No import of that id is held."""

    code = "dataset.unknown"
    text = "No import '{dataset}' is held. `truceline import list` shows those that are."


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetImported:
    """A file was imported; its accepted rows are a blob."""

    type: ClassVar[str] = "dataset.imported"
    version: ClassVar[int] = 1

    dataset: str
    kind: DatasetKind
    file: str
    """Name of the file, without its folder."""
    file_sha256: str
    rows_sha256: str
    """The accepted rows as Parquet, a blob."""
    read: int
    imported: int
    known: int
    quarantined: int
    revised: int = 0
    """Of the imported rows, those that changed a row held before."""
    known_from: date
    mapping: str = ""
    """SHA-256 of the mapping file, a blob, where one was used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetWithdrawn:
    """An import was taken back; the entry of the import stays."""

    type: ClassVar[str] = "dataset.withdrawn"
    version: ClassVar[int] = 1

    dataset: str
    reason: str = ""


DatasetFact = DatasetImported | DatasetWithdrawn


def held(facts: Iterable[DatasetFact]) -> tuple[DatasetImported, ...]:
    """Return the imports that stand, in the order in which they were made."""
    standing: dict[str, DatasetImported] = {}
    for fact in facts:
        match fact:
            case DatasetImported():
                standing[fact.dataset] = fact
            case DatasetWithdrawn():
                standing.pop(fact.dataset, None)
    return tuple(standing.values())


def next_name(kind: DatasetKind, facts: Iterable[DatasetFact]) -> str:
    """Return the name of the next import of a kind; a name is never used again."""
    made = sum(isinstance(f, DatasetImported) and f.kind == kind for f in facts)
    return f"{kind}-{made + 1}"

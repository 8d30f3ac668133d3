"""A report's input from a workspace: all that is on record within the two days of the question."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl
import shapely

from truceline.domain.arrangement import Arrangement
from truceline.domain.datasets import DatasetImported
from truceline.journal.blobs import Blobs
from truceline.journal.protocol import Journal
from truceline.journal.workspaces import is_exercise
from truceline.projections import arrangement, counts, datasets
from truceline.projections.assessment import assess_all
from truceline.projections.attribution import placed
from truceline.projections.counts import CountDay
from truceline.publish.report.inputs import Backdrop, InputFile, ReportInput


@dataclass(frozen=True, slots=True)
class Question:
    """What a report is asked; a day that is not given is the last on record."""

    about: date | None = None
    as_known_on: date | None = None


def gather(journal: Journal, blobs: Blobs, question: Question, *, version: str) -> ReportInput:
    """Return what a report is made from.

    Args:
        journal: The record.
        blobs: The files that it names.
        question: About which day, as known on which day.
        version: Of this program, to be printed.

    Cost: with 16,000 events, 3 s for where they lay and 2 s for each comparison.
    """
    held = arrangement.current(journal, blobs)
    imports = datasets.standing(journal)
    known_on = question.as_known_on or _last_day(held, imports)
    about = question.about or known_on
    known = held.as_known(known_on)
    dated, undated = _counts(known, datasets.counts(journal, blobs), known_on)
    units = datasets.units(journal, blobs)
    where = placed(known, datasets.reports(journal, blobs, as_known_on=known_on), units)
    return ReportInput(
        arrangement=held,
        about=about,
        as_known_on=known_on,
        counts=dated,
        undated=undated,
        placed=where,
        assessed=None if where.events.is_empty() else assess_all(known, where, about=about),
        backdrop=tuple(_backdrop(units)),
        files=tuple(_files(arrangement.adopted(journal).content_sha256, imports, known_on)),
        exercise=is_exercise(journal),
        version=version,
        command=f"truceline report --about {about} --as-known-on {known_on}",
    )


def _last_day(held: Arrangement, imports: tuple[DatasetImported, ...]) -> date:
    return max(held.last_day(), *(dataset.known_from for dataset in imports), date.min)


def _counts(
    known: Arrangement, table: pl.DataFrame, known_on: date
) -> tuple[tuple[CountDay, ...], tuple[CountDay, ...]]:
    if table.is_empty():
        return (), ()
    parties = counts.counting(table, [party.code for party in known.party if party.code])
    asked = (table, known.reporting_unit, parties)
    dated = counts.days(*asked, as_known_on=known_on)
    return tuple(dated), tuple(counts.undated(*asked, as_known_on=known_on))


def _backdrop(units: pl.DataFrame) -> Iterator[Backdrop]:
    least = None if units.is_empty() else units["level"].min()
    if least is None:
        return
    widest = units.filter(pl.col("level") == least)
    for name, shape in widest.select("name", "geometry").rows():
        yield Backdrop(name=name, shape=shapely.from_wkb(shape))


def _files(
    content: str, imports: tuple[DatasetImported, ...], known_on: date
) -> Iterator[InputFile]:
    yield InputFile(name="arrangement", sha256=content)
    for dataset in imports:
        if dataset.known_from <= known_on:
            yield InputFile(
                name=dataset.file, sha256=dataset.file_sha256, known_from=dataset.known_from
            )

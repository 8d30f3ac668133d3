"""A report's input from a workspace: all that is on record within the two days of the question."""

import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl
import shapely

from truceline.domain.arrangement import Arrangement
from truceline.domain.datasets import DatasetImported
from truceline.domain.linkage import LinkageSettings
from truceline.errors import NotFound
from truceline.journal.blobs import Blobs
from truceline.journal.protocol import Journal
from truceline.journal.workspaces import is_exercise
from truceline.projections import arrangement, counts, datasets
from truceline.projections.assessment import assess_all
from truceline.projections.attribution import placed
from truceline.projections.counts import CountDay
from truceline.projections.refusals import Refusal, tried
from truceline.projections.tallies import Placed
from truceline.projections.two_ledgers import SideBySide, compare
from truceline.projections.weeks import day_in
from truceline.publish.report.happened import first_day
from truceline.publish.report.inputs import Asked, Backdrop, InputFile, ReportInput, ask


class LedgerNotHeld(NotFound):
    """There is not one report of a ledger that is to be laid beside others."""

    code = "report.ledger-not-held"
    text = (
        "No report of ledger {ledger} is held that was known on {day}; held are reports of "
        "{ledgers}. Correct --ledger, or import its file with `truceline import`."
    )


@dataclass(frozen=True, slots=True)
class Question:
    """What a report is asked; a day that is not given is the last on record."""

    about: date | None = None
    as_known_on: date | None = None
    ledgers: tuple[str, ...] = ()
    """Ledgers that the readers may see, beside those that are published."""
    linkage: LinkageSettings = field(default_factory=LinkageSettings)
    """How reports of several ledgers are linked."""


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
    given = ReportInput(
        arrangement=held,
        about=about,
        as_known_on=known_on,
        counts=dated,
        undated=undated,
        placed=where,
        ledgers=_held(question.ledgers, where, known_on),
        assessed=None if where.events.is_empty() else assess_all(known, where, about=about),
        backdrop=tuple(_backdrop(units)),
        files=tuple(_files(arrangement.adopted(journal).content_sha256, imports, known_on)),
        exercise=is_exercise(journal),
        version=version,
        command=_command(question, about, known_on),
    )

    def pairs(reports: pl.DataFrame) -> pl.DataFrame:
        # numba takes half a second to load, which a report of one ledger need not pay.
        from truceline.projections import incidents  # noqa: PLC0415

        known = incidents.known(journal, blobs, as_known_on=known_on)
        return incidents.linked(replace(known, reports=reports), question.linkage).pairs

    return replace(given, side_by_side=_side_by_side(ask(given), pairs, question.linkage))


def _held(asked: tuple[str, ...], where: Placed, known_on: date) -> tuple[str, ...]:
    held = sorted(set(where.events["ledger"]))
    for ledger in asked:
        if ledger not in held:
            raise LedgerNotHeld(ledger=ledger, day=known_on, ledgers=", ".join(held) or "none")
    return asked


def _command(question: Question, about: date, known_on: date) -> str:
    words = ["truceline report", f"--about {about}", f"--as-known-on {known_on}"]
    return " ".join([*words, *(f"--ledger {shlex.quote(name)}" for name in question.ledgers)])


def _side_by_side(
    asked: Asked, pairs: Callable[[pl.DataFrame], pl.DataFrame], settings: LinkageSettings
) -> SideBySide | Refusal | None:
    """Lay ledgers side by side, from the day on which an area had its first line."""
    if asked.compared is None or asked.compared.events.is_empty():
        return None
    events = asked.compared.events
    events = events.filter(day_in("occurred_from") >= first_day(asked, events))
    if events["ledger"].n_unique() < 2:
        return None
    where = replace(asked.compared, events=events)
    return tried(lambda: _linked(asked.known, where, pairs, settings))


def _linked(
    known: Arrangement,
    where: Placed,
    pairs: Callable[[pl.DataFrame], pl.DataFrame],
    settings: LinkageSettings,
) -> SideBySide:
    from truceline.projections.linkage_records import comparable  # noqa: PLC0415

    events = where.events.with_columns(comparable(where.events, settings))
    return compare(known, replace(where, events=events), pairs(where.events), settings)


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

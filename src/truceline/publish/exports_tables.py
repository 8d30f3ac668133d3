"""The tables of a report for programs: areas, boundaries, clocks, counts, events, verdicts.

A column that is not declared here does not leave. Posts, reporters and what a centre's own people
filed have no table; events are those of ledgers whose terms let their rows be handed on.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal

import polars as pl
import shapely

from truceline.domain.areas import Boundary
from truceline.domain.periods import Moment, day_of
from truceline.domain.terms import clock
from truceline.projections.attribution import CONTESTED_BELOW
from truceline.projections.counts import CountDay
from truceline.projections.readings import Fitted, Outcome
from truceline.projections.weeks import in_force
from truceline.publish.exports_ledgers import (
    LEDGER_PAIRS,
    LEDGER_WEEKS,
    ledger_pairs,
    ledger_weeks,
)
from truceline.publish.report.held import open_ones
from truceline.publish.report.inputs import HANDED_ON, Asked, ReportInput, ask

Kind = Literal["text", "number", "whole", "geometry"]
_TYPES: dict[Kind, type[pl.DataType]] = {
    "text": pl.String,
    "number": pl.Float64,
    "whole": pl.Int64,
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column and what it means."""

    name: str
    kind: Kind
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table; a geometry, where there is one, is in degrees, WGS 84."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]

    @property
    def has_geometry(self) -> bool:
        """Whether the last column is a geometry."""
        return self.columns[-1].kind == "geometry"

    def frame(self, form: Callable[[shapely.Geometry], str | bytes]) -> pl.DataFrame:
        """Return the table with geometries in a form such as WKB."""
        rows = [
            (*row[:-1], None if row[-1] is None else form(row[-1])) if self.has_geometry else row
            for row in self.rows
        ]
        told = pl.String if form is shapely.to_wkt else pl.Binary
        schema = {c.name: _TYPES.get(c.kind, told) for c in self.columns}
        return pl.DataFrame(rows, schema=schema, orient="row")


def tables(given: ReportInput) -> list[Table]:
    """Return the tables of a report, and last the dictionary of their columns."""
    asked = ask(given)
    held = [
        Table("about", _ABOUT, tuple(_about(given))),
        Table("areas", _AREAS, tuple(_areas(asked))),
        Table("boundaries", _BOUNDARIES, tuple(_boundaries(asked))),
        Table("clocks", _CLOCKS, tuple(_clocks(asked))),
        Table("counts", _COUNTS, tuple(_counts(asked))),
        Table("bulletins", _BULLETINS, tuple(_bulletins(asked))),
        Table("events", _EVENTS, tuple(_events(asked))),
        Table("event_areas", _EVENT_AREAS, tuple(_event_areas(asked))),
        Table("ledger_weeks", _columns(*LEDGER_WEEKS), tuple(ledger_weeks(asked))),
        Table("ledger_pairs", _columns(*LEDGER_PAIRS), tuple(ledger_pairs(asked))),
        Table("verdicts", _VERDICTS, tuple(_verdicts(asked))),
    ]
    entries = (
        (table.name, column.name, column.meaning) for table in held for column in table.columns
    )
    return [*held, Table("dictionary", _DICTIONARY, tuple(entries))]


def _columns(*told: tuple[str, Kind, str]) -> tuple[Column, ...]:
    return tuple(Column(*one) for one in told)


_DICTIONARY = _columns(
    ("table", "text", "Name of the table"),
    ("column", "text", "Name of the column"),
    ("meaning", "text", "What it holds"),
)

_ABOUT = _columns(
    ("key", "text", "about, as_known_on, exercise, truceline, command, file: what this rests on"),
    ("value", "text", "Its value; of a file, its name and SHA-256"),
)


def _about(given: ReportInput) -> Iterator[tuple[str, str]]:
    yield "arrangement", given.arrangement.id
    yield "about", given.about.isoformat()
    yield "as_known_on", given.as_known_on.isoformat()
    yield "exercise", "EXERCISE: nothing in it happened" if given.exercise else "no"
    yield "truceline", given.version
    yield "command", given.command
    for file in given.files:
        yield "file", f"{file.name} {file.sha256}"


_AREAS = _columns(
    ("area", "text", "Id of the area"),
    ("name", "text", "Its name"),
    ("local_name", "text", "Its name in the language of the country"),
    ("instruments", "text", "Ids of the texts that make it"),
    ("reporting_units", "text", "Ids of the units it has ground in; a unit is never the area"),
    ("phase", "text", "Stretch of its history on the day asked about"),
    ("phase_text", "text", "What is told of that stretch"),
    ("also_called", "text", "Other names, each with who uses it"),
)


def _areas(asked: Asked) -> Iterator[tuple[Any, ...]]:
    for area in asked.known.area:
        phase = area.phase_on(asked.about)
        yield (
            area.id,
            area.name,
            area.local_name or None,
            _joined(area.instruments),
            _joined(area.units),
            phase.kind if phase else None,
            phase.text if phase else None,
            _joined(f"{alias.name} ({alias.used_by})" for alias in area.alias),
        )


_BOUNDARIES = _columns(
    ("boundary", "text", "Id of the boundary"),
    ("area", "text", "Id of the area"),
    ("author", "text", "Whose line it is"),
    ("status", "text", "agreed, announced, proposed, or drawn: to work with, agreed by nobody"),
    ("kind", "text", "What kind of line; undefined: none was published"),
    ("valid_from", "text", "When it begins, ISO 8601"),
    ("valid_to", "text", "When it ends; empty where that was not known on the day of knowledge"),
    ("on_day", "whole", "1 if it was in force on the day asked about, else 0"),
    ("uncertainty_m", "number", "How far off the line may be (95 % radius, metres)"),
    ("sources", "text", "Ids of its sources"),
    ("geometry", "geometry", "Its ground; empty where there is none. It implies no position"),
)


def _boundaries(asked: Asked) -> Iterator[tuple[Any, ...]]:
    for area in asked.known.area:
        on_day = {b.id for b in area.boundaries_on(asked.about)}
        for boundary in area.boundary:
            yield (
                boundary.id,
                area.id,
                asked.name(boundary.author),
                boundary.status,
                boundary.shape.kind,
                boundary.valid_from.isoformat(),
                _end(asked, boundary),
                int(boundary.id in on_day),
                boundary.uncertainty_m,
                _joined(boundary.sources),
                asked.ground.get(boundary.id),
            )


def _end(asked: Asked, boundary: Boundary) -> str | None:
    ends: Moment | None = boundary.valid_to
    return ends.isoformat() if ends is not None and day_of(ends) <= asked.as_known_on else None


_CLOCKS = _columns(
    ("term", "text", "Id of the term"),
    ("instrument", "text", "Id of the text"),
    ("starts", "text", "First day"),
    ("runs_to", "text", "First day on which it no longer runs, by the acts on record"),
    ("state", "text", "running, suspended, ended, not-started; no-act-found: no reading is chosen"),
    ("searched", "text", "Ids of the documents searched for an act"),
)


def _clocks(asked: Asked) -> Iterator[tuple[Any, ...]]:
    for term in asked.known.term:
        stands = clock(term, asked.known.act, about=asked.about)
        yield (
            term.id,
            term.instrument,
            term.starts.isoformat(),
            stands.runs_to.isoformat(),
            stands.state,
            _joined(term.searched),
        )


_BULLETINS = _columns(
    ("day", "text", "Day of publication; empty where the copy has none"),
    ("month", "text", "Month, where only that is known"),
    ("source", "text", "The copy that was read"),
    ("series", "text", "Way of counting; figures of two series do not compare"),
    ("overlap_min", "whole", "At least so many incidents are on both lists"),
    ("overlap_max", "whole", "At most so many; empty where a total is not known"),
    ("checks", "text", "Codes of what does not add up"),
)


def _bulletins(asked: Asked) -> Iterator[tuple[Any, ...]]:
    for held in _copies(asked):
        yield (
            *_copy(held),
            held.bulletin.series or None,
            held.overlap_min,
            held.overlap_max,
            _joined(dict.fromkeys(check.code for check in held.checks)),
        )


_COUNTS = _columns(
    ("day", "text", "Day of publication; empty where the copy has none"),
    ("month", "text", "Month, where only that is known"),
    ("source", "text", "The copy that was read"),
    ("party", "text", "Whose count it is; never add those of two parties"),
    ("published_by", "text", "Through whom it reached us"),
    ("state", "text", "reported, zero-reported, not-received, not-held, partial ..."),
    ("unit", "text", "Reporting unit; empty for the party's total"),
    ("count", "whole", "The figure; empty is not zero"),
    ("hearsay", "whole", "Of the total, what rests on the word of others"),
    ("answer", "text", "What the other party is said to have answered"),
)


def _counts(asked: Asked) -> Iterator[tuple[Any, ...]]:
    for held in _copies(asked):
        for party, figure in held.parties.items():
            whole = (None, figure.total)
            for unit, count in chain([whole], ((u.name, u.count) for u in figure.by_unit)):
                yield (
                    *_copy(held),
                    party,
                    figure.published_by or None,
                    figure.state,
                    unit,
                    None if count is None else count.number,
                    figure.hearsay.number if figure.hearsay and unit is None else None,
                    figure.answer.kind if figure.answer and unit is None else None,
                )


def _copies(asked: Asked) -> Iterable[CountDay]:
    return (*asked.counts, *asked.undated)


def _copy(held: CountDay) -> tuple[str | None, str | None, str]:
    on = held.bulletin.day
    return on.isoformat() if on else None, held.bulletin.month or None, held.bulletin.source


_EVENTS = _columns(
    ("ledger", "text", "Data set"),
    ("report_id", "text", "Id in it"),
    ("occurred_from", "text", "First day or instant"),
    ("occurred_to", "text", "Last, inclusive"),
    ("precision", "text", "What the place is known to: exact, near, unit, line, country, unknown"),
    ("radius_m", "number", "How far off the point may be, in metres"),
    ("kind", "text", "What happened"),
    ("killed_low", "whole", "People killed, the data set's low estimate"),
    ("killed_best", "whole", "Its best estimate"),
    ("killed_high", "whole", "Its high estimate"),
    ("source", "text", "Who said so"),
    ("known_from", "text", "From when it was known"),
    ("geometry", "geometry", "The point that the data set gives; see precision before using it"),
)


def _events(asked: Asked) -> Iterator[tuple[Any, ...]]:
    if asked.placed is None or asked.placed.events.is_empty():
        return
    held = asked.placed.events.filter(pl.col("ledger").is_in(HANDED_ON))
    wanted = [column.name for column in _EVENTS[:-1]]
    absent = [pl.lit(None).alias(name) for name in wanted if name not in held.columns]
    rows = held.with_columns(absent).select(*wanted, "lon", "lat").sort("ledger", "report_id")
    for *row, lon, lat in rows.iter_rows():
        yield (*row, None if lon is None or lat is None else shapely.Point(lon, lat))


_EVENT_AREAS = _columns(
    ("area", "text", "Id of the area"),
    ("author", "text", "Whose line"),
    ("ledger", "text", "Data set"),
    ("report_id", "text", "Id in it"),
    ("probability", "number", "That it lay inside while the line was in force; above 0"),
    ("contested", "whole", f"1 if the probability is below {CONTESTED_BELOW}, else 0"),
)


def _event_areas(asked: Asked) -> Iterator[tuple[Any, ...]]:
    if asked.placed is None or asked.placed.events.is_empty():
        return
    shares = in_force(asked.known, asked.placed).filter(pl.col("ledger").is_in(HANDED_ON))
    for area, author, ledger, report, _, probability in shares.iter_rows():
        line = asked.name(author)
        yield area, line, ledger, report, probability, int(probability < CONTESTED_BELOW)


_VERDICTS = _columns(
    ("comparison", "text", "Id of the comparison, declared before looking"),
    ("areas", "text", "Ids of the areas, together"),
    ("author", "text", "Whose line"),
    ("buffer_m", "number", "Ground around the areas that is not elsewhere; empty: no control"),
    ("weeks_before", "whole", "Weeks that the data cover before the onset"),
    ("weeks_during", "whole", "Weeks that they cover from the onset on"),
    ("before", "number", "Expected events before"),
    ("during", "number", "Expected events during"),
    ("reading", "text", "reference: intervals in common use; cautious: wider ones"),
    ("step", "number", "Level just after the onset by what the weeks before lead to"),
    ("step_low", "number", "Lower end of its 95 % interval"),
    ("step_high", "number", "Upper end"),
    ("by_elsewhere", "number", "The step by the step elsewhere"),
    ("by_elsewhere_low", "number", "Lower end of its 95 % interval"),
    ("by_elsewhere_high", "number", "Upper end"),
    ("verdict", "text", "Code of the verdict"),
)


def _verdicts(asked: Asked) -> Iterator[tuple[Any, ...]]:
    for one in open_ones(asked):
        for judged in one.judged:
            tallied = judged.tallied
            for answer in judged.answers:
                for name in ("reference", "cautious"):
                    reading = getattr(answer, name)
                    yield (
                        one.comparison.id,
                        _joined(judged.ground.areas),
                        asked.name(judged.ground.author),
                        answer.buffer_m,
                        tallied.before.weeks,
                        tallied.during.weeks,
                        tallied.before.expected,
                        tallied.during.expected,
                        name,
                        *_figures(reading.change),
                        *_figures(reading.controlled),
                        reading.verdict.value,
                    )


def _figures(outcome: Outcome | None) -> tuple[float | None, float | None, float | None]:
    if not isinstance(outcome, Fitted):
        return None, None, None
    step = outcome.step
    return step.estimate, step.low, step.high


def _joined(items: Iterable[str] | Sequence[str]) -> str | None:
    return "; ".join(items) or None

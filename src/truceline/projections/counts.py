"""What each party counted, one bulletin at a time, the parties side by side.

Input: a counts table (`domain.count_table`). Output: a `CountDay` a day and source. Two lists are
compared by bounds and never added. A party that a copy does not mention is `not-held`: that we
lack its figure says nothing of what it counted. Only a row that says so makes it `not-received`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

import polars as pl

from truceline.domain.count_checks import Check, bounds_cross, find
from truceline.domain.count_overlap import overlap
from truceline.domain.count_table import BETWEEN_COPIES, COUNTER
from truceline.domain.counts import (
    Answer,
    Bulletin,
    Hearsay,
    PartyBulletin,
    PartyCount,
    UnitFigure,
)
from truceline.domain.units import ReportingUnit, by_name, folded, match

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountDay:
    """One copy of one day's bulletin, the bounds of what its two lists share, and its checks."""

    bulletin: Bulletin
    overlap_min: int
    overlap_max: int | None
    """None where a total is not known, or where two parties' counts are not what is held."""
    checks: tuple[Check, ...]

    @property
    def parties(self) -> Mapping[str, PartyBulletin]:
        """What is held of each party, by its id."""
        return self.bulletin.parties

    @property
    def sources(self) -> tuple[str, ...]:
        """The copy that was read, then others with the same figures."""
        return (self.bulletin.source, *self.bulletin.also_in)


def counting(table: pl.DataFrame, codes: Sequence[str]) -> tuple[str, ...]:
    """Return the parties whose counts the table holds, in the arrangement's order."""
    counted = set(table["party"]) if table.height else set()
    return tuple(code for code in codes if code in counted)


def days(
    table: pl.DataFrame,
    units: Iterable[ReportingUnit],
    parties: Sequence[str],
    *,
    as_known_on: date | None = None,
) -> list[CountDay]:
    """Return the bulletins that have a day, in order of day and source.

    Args:
        table: A counts table; rows of parties other than those named are left aside.
        units: What the parties count by; without any, each printed name is a unit of its own.
        parties: Codes of the parties, in the order in which to show them.
        as_known_on: Leave out what was not yet published on that day.

    Raises:
        UnitNameShared: Two units go by one name.
    """
    dated = pl.col("date").is_not_null() & _published_by(as_known_on)
    return _assembled(table.filter(dated), [*units], parties)


def undated(
    table: pl.DataFrame,
    units: Iterable[ReportingUnit],
    parties: Sequence[str],
    *,
    as_known_on: date | None = None,
) -> list[CountDay]:
    """Return the bulletins of which the day is not known, to be shown apart."""
    of_no_day = pl.col("date").is_null() & _published_by(as_known_on)
    return _assembled(table.filter(of_no_day), [*units], parties)


def _published_by(day: date | None) -> pl.Expr:
    """Tell which rows were published by a day; of one without any date it cannot be denied."""
    if day is None:
        return pl.lit(value=True)
    return (pl.coalesce("known_from", "date") <= day).fill_null(value=True)


def _assembled(
    table: pl.DataFrame, units: Sequence[ReportingUnit], parties: Sequence[str]
) -> list[CountDay]:
    rows = table.sort("date", "month", "source", maintain_order=True).rows(named=True)
    index = by_name(units) if units else None
    bulletins = [
        _bulletin(list(group), index, parties)
        for _, group in groupby(rows, key=lambda row: (row["date"], row["month"], row["source"]))
    ]
    return [
        _compared(bulletin, checks)
        for bulletin, checks in zip(bulletins, find(bulletins, units), strict=True)
    ]


def _compared(bulletin: Bulletin, checks: tuple[Check, ...]) -> CountDay:
    least, most = overlap(*bulletin.parties.values())
    return CountDay(
        bulletin=bulletin,
        overlap_min=least,
        overlap_max=most,
        checks=(*checks, *bounds_cross(least, most)),
    )


def _bulletin(
    rows: Sequence[Row], index: Mapping[str, ReportingUnit] | None, parties: Sequence[str]
) -> Bulletin:
    counters = {name: _first(rows, name) for name in rows[0] if name.startswith(COUNTER)}
    copies = (_first(rows, "also_in") or "").split(BETWEEN_COPIES)
    return Bulletin(
        day=rows[0]["date"],
        month=rows[0]["month"] or "",
        source=rows[0]["source"],
        also_in=tuple(copy.strip() for copy in copies if copy.strip()),
        parties={
            party: _party(party, [row for row in rows if row["party"] == party], index)
            for party in parties
        },
        series=_first(rows, "series") or "",
        headline=_first(rows, "headline"),
        headline_adds_parties=bool(_first(rows, "headline_adds_parties")),
        weekday=_first(rows, "weekday") or "",
        counters={name.removeprefix(COUNTER): n for name, n in counters.items() if n is not None},
        known_from=_first(rows, "known_from") or rows[0]["date"],
    )


def _first(rows: Sequence[Row], name: str) -> Any:  # noqa: ANN401  a cell of any column
    return next((row[name] for row in rows if row[name] is not None), None)


def _party(
    party: str, rows: Sequence[Row], index: Mapping[str, ReportingUnit] | None
) -> PartyBulletin:
    if not rows:
        return PartyBulletin(party=party, state="not-held")
    total = _first(rows, "total")
    return PartyBulletin(
        party=party,
        state=_first(rows, "state"),
        total=None if total is None else PartyCount(total, party, _first(rows, "series") or ""),
        total_derived=bool(_first(rows, "total_derived")),
        by_unit=_units(rows, index),
        hearsay=_hearsay(rows, total),
        published_by=_first(rows, "published_by") or "",
        answer=_answer(rows),
        counting_rule=_first(rows, "counting_rule") or "",
        lead=_first(rows, "lead"),
        elsewhere=_first(rows, "elsewhere") or "",
        tags=tuple(dict.fromkeys(tag for row in rows for tag in (row["tags"] or "").split())),
        note=" ".join(dict.fromkeys(row["note"] for row in rows if row["note"])),
    )


def _units(
    rows: Sequence[Row], index: Mapping[str, ReportingUnit] | None
) -> tuple[UnitFigure, ...]:
    figures: dict[str, UnitFigure] = {}
    for figure in (_unit(row, index) for row in rows if row["unit"] is not None):
        key = figure.unit or figure.name
        figures[key] = _joined(figures[key], figure) if key in figures else figure
    return tuple(figures.values())


def _unit(row: Row, index: Mapping[str, ReportingUnit] | None) -> UnitFigure:
    printed, count = row["unit"], row["count"]
    known = match(printed, index) if index is not None else None
    return UnitFigure(
        name=known.name if known else printed,
        unit=known.id if known else "" if index is not None else folded(printed),
        count=None if count is None else PartyCount(count, row["party"], row["series"] or ""),
    )


def _joined(one: UnitFigure, other: UnitFigure) -> UnitFigure:
    """Join two figures of one party that are printed under two names of one unit."""
    if one.count is None or other.count is None:
        return replace(one, count=None)
    return replace(one, count=one.count + other.count)


def _hearsay(rows: Sequence[Row], total: int | None) -> Hearsay | None:
    number = _first(rows, "hearsay")
    if number is None:
        return None
    return Hearsay(number=number, of=total, by=_first(rows, "hearsay_by") or "")


def _answer(rows: Sequence[Row]) -> Answer | None:
    kind = _first(rows, "answer")
    if kind is None:
        return None
    numbers = {n: _first(rows, n) for n in ("confirmed", "not_confirmed", "counter_finding")}
    return Answer(by=_first(rows, "answer_by") or "", kind=kind, **numbers)

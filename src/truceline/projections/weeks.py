"""Events a week in each area, by the lines of each author, while these lines were in force.

Input: reports and where they lay, at whatever time. Output: shares that take time into account,
and weeks. Where and when are independent, so such a share is a product. Of a week in which no
line was in force, or that the data do not cover, nothing is known, which is no zero.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from truceline.domain.arrangement import Arrangement
from truceline.domain.periods import Moment, day_of
from truceline.methods.geometry.attribution import time_share
from truceline.projections.areas import outlines
from truceline.projections.attribution import interval
from truceline.projections.tallies import Placed, Week

CERTAIN = 1 - 1e-9
"""A sum of shares that comes to this much is the whole."""
_SEVEN = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaWeeks:
    """The weeks of one area by the lines of one author, each from a Monday on."""

    area: str
    author: str
    weeks: tuple[Week, ...]


def in_force(known: Arrangement, given: Placed) -> pl.DataFrame:
    """Return the probability of lying inside during the time of a line, by its author.

    Returns:
        `area, author, ledger, report_id, day, probability` above 0, in this order; `day` is the
        first of the report. Lines of one author that follow one another add to at most 1.
    """
    keys = [key for key in ("ledger", "report_id") if key in given.inside.columns]
    rows = given.inside.join(_times_of_lines(known), on="boundary").join(
        _times_of_reports(known, given), on=keys
    )
    share = time_share(*(rows[c].to_numpy() for c in ("begins", "ends", "valid_from", "valid_to")))
    by = ["area", "author", "ledger", "report_id", "day"]
    return (
        rows.with_columns(probability=pl.col("probability") * pl.Series(share, dtype=pl.Float64))
        .group_by(by)
        .agg(pl.col("probability").sum().clip(0, 1))
        .filter(pl.col("probability") > 0)
        .sort(by)
    )


def day_in(column: str) -> pl.Expr:
    """Return the day of a column that holds days and instants as ISO 8601 text."""
    return pl.col(column).str.head(10).str.to_date("%Y-%m-%d")


def weeks(
    known: Arrangement,
    events: pl.DataFrame,
    shares: pl.DataFrame,
    *,
    shaped: Collection[str],
    until: date,
) -> tuple[AreaWeeks, ...]:
    """Return the weeks of each area and author, in the order of the arrangement.

    Args:
        known: The arrangement as it was known.
        events: The reports; the days from the first to the last are what they cover.
        shares: What `in_force` returned.
        shaped: Ids of the boundaries that have a ground.
        until: The last day to look at.
    """
    days = events.select(day_in("occurred_from")).to_series()
    first, last = days.min(), days.max()
    if not isinstance(first, date) or not isinstance(last, date):
        return ()
    mondays = list(_mondays(first, min(last, until)))
    return tuple(
        AreaWeeks(
            area=area,
            author=author,
            weeks=tuple(_weeks(shares.filter(area=area, author=author), held, mondays)),
        )
        for area, author, held in lines(known, shaped, until)
    )


def _mondays(first: date, last: date) -> Iterator[date]:
    """Yield the Mondays of the weeks that lie wholly in [first, last]."""
    at = first + timedelta(days=-first.weekday() % 7)
    while at + _SEVEN <= last + timedelta(days=1):
        yield at
        at += _SEVEN


Held = list[tuple[date, date]]
"""First and last days."""


def lines(
    known: Arrangement, shaped: Collection[str], until: date
) -> Iterator[tuple[str, str, Held]]:
    """Yield each area and author with the times of the lines, those begun by a day."""
    for area in known.area:
        drawn = [b for b in area.boundary if b.id in shaped and day_of(b.valid_from) <= until]
        for author in dict.fromkeys(b.author for b in drawn):
            mine = [b for b in drawn if b.author == author]
            yield area.id, author, [(day_of(b.valid_from), _last_day(b.valid_to)) for b in mine]


def _last_day(valid_to: Moment | None) -> date:
    return date.max if valid_to is None else day_of(valid_to) - timedelta(days=1)


def _weeks(shares: pl.DataFrame, held: Held, mondays: list[date]) -> Iterator[Week]:
    p = pl.col("probability")
    sums = shares.group_by(starts=pl.col("day").dt.truncate("1w")).agg(
        expected=p.sum(),
        variance=(p * (1 - p)).sum(),
        certain=(p >= CERTAIN).sum(),
        possible=pl.len(),
    )
    found = {row["starts"]: row for row in sums.rows(named=True)}
    for monday in mondays:
        yield _week(monday, found.get(monday), is_held=all_week(monday, held))


def all_week(monday: date, held: Held) -> bool:
    """Tell whether the lines held on every day of the week, one after the other."""
    days = (monday + timedelta(days=n) for n in range(7))
    return all(any(first <= day <= last for first, last in held) for day in days)


def _week(starts: date, found: Mapping[str, Any] | None, *, is_held: bool) -> Week:
    if not is_held:
        return Week(starts=starts, expected=None, variance=None, certain=None, possible=None)
    if found is None:
        return Week(starts=starts, expected=0.0, variance=0.0, certain=0, possible=0)
    return Week(**found)


def _times_of_lines(known: Arrangement) -> pl.DataFrame:
    held = outlines(known)
    return pl.DataFrame(
        {
            "boundary": [line.boundary.id for line in held],
            "author": [line.boundary.author for line in held],
            "valid_from": [line.valid_from for line in held],
            "valid_to": [line.valid_to for line in held],
        },
        schema={
            "boundary": pl.String,
            "author": pl.String,
            "valid_from": pl.Int64,
            "valid_to": pl.Int64,
        },
    )


def _times_of_reports(known: Arrangement, given: Placed) -> pl.DataFrame:
    begins, ends = interval(given.events, ZoneInfo(known.zone))
    return given.events.select("ledger", "report_id", day=day_in("occurred_from")).with_columns(
        begins=pl.Series(begins, dtype=pl.Int64), ends=pl.Series(ends, dtype=pl.Int64)
    )

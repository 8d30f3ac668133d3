"""Events a week in each area, by the lines of each author, while these lines were in force.

Input: a reports table and where its reports lay, at whatever time. Output: shares that take time
into account, and weeks. A week in which no line was in force, or that the data do not cover, is
missing: nothing can be attributed to it, which is no zero.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from truceline.domain.arrangement import Arrangement
from truceline.domain.periods import day_of

_CERTAIN = 1 - 1e-9
_SEVEN = timedelta(days=7)
_KEYS = ("area", "author", "ledger", "report_id")


@dataclass(frozen=True, slots=True)
class Week:
    """Events in one area in seven days."""

    starts: date
    """A Monday."""
    expected: float
    """Sum of the probabilities of lying inside and in the time of the line."""
    certain: int
    possible: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaWeeks:
    """The weeks of one area by the lines of one author; those not covered are missing."""

    area: str
    author: str
    weeks: tuple[Week, ...]


def day_in(column: str) -> pl.Expr:
    """Return the day of a column that holds days and instants as ISO 8601 text."""
    return pl.col(column).str.head(10).str.to_date("%Y-%m-%d")


def attributed(known: Arrangement, events: pl.DataFrame, inside: pl.DataFrame) -> pl.DataFrame:
    """Return the probability that each event lay inside an area and in the time of a line.

    Time is uniform over the days of the event; versions of one author add to at most 1.

    Args:
        known: The arrangement as it was known.
        events: A reports table.
        inside: `ledger, report_id, area, boundary, probability` of the place alone.

    Returns:
        `area, author, ledger, report_id, day, probability`, above 0, in this order; `day` is the
        event's first.
    """
    joined = inside.join(_versions(known), on="boundary").join(
        events.select(
            "ledger",
            "report_id",
            begin=day_in("occurred_from"),
            end=pl.coalesce(day_in("occurred_to"), day_in("occurred_from")),
        ),
        on=["ledger", "report_id"],
    )
    length = (pl.col("end") - pl.col("begin")).dt.total_days() + 1
    first = pl.max_horizontal("begin", "valid_from")
    last = pl.min_horizontal("end", "valid_to")
    share = ((last - first).dt.total_days() + 1).clip(0) / length
    return (
        joined.with_columns(probability=pl.col("probability") * share, day=pl.col("begin"))
        .group_by(*_KEYS, "day")
        .agg(pl.col("probability").sum().clip(0, 1))
        .filter(pl.col("probability") > 0)
        .sort(*_KEYS, "day")
    )


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
        events: The reports table; its first and last day are what it covers.
        shares: What `attributed` returned.
        shaped: Ids of the boundaries that have a shape.
        until: The last day to look at.
    """
    days = events.select(day_in("occurred_from")).to_series()
    first, last = days.min(), days.max()
    if not isinstance(first, date) or not isinstance(last, date):
        return ()
    mondays = list(_mondays(first, min(last, until)))
    return tuple(
        AreaWeeks(area=area, author=author, weeks=counted)
        for area, author, held in _in_force(known, shaped)
        if (counted := tuple(_weeks(shares, area, author, _covered(mondays, held))))
    )


def _versions(known: Arrangement) -> pl.DataFrame:
    rows = [
        (b.id, b.author, day_of(b.valid_from), _last_day(b.valid_to))
        for area in known.area
        for b in area.boundary
    ]
    schema = {
        "boundary": pl.String,
        "author": pl.String,
        "valid_from": pl.Date,
        "valid_to": pl.Date,
    }
    return pl.DataFrame(rows, schema, orient="row")


def _last_day(valid_to: date | None) -> date:
    """Return the last day of [.., valid_to), taking a day that ends within for a whole one."""
    return date.max if valid_to is None else day_of(valid_to) - timedelta(days=1)


def _mondays(first: date, last: date) -> Iterator[date]:
    """Yield the Mondays of the weeks that lie wholly in [first, last]."""
    at = first + timedelta(days=-first.weekday() % 7)
    while at + _SEVEN <= last + timedelta(days=1):
        yield at
        at += _SEVEN


Held = list[tuple[date, date]]
"""First and last days."""


def _in_force(known: Arrangement, shaped: Collection[str]) -> Iterator[tuple[str, str, Held]]:
    for area in known.area:
        drawn = [b for b in area.boundary if b.id in shaped]
        for author in dict.fromkeys(b.author for b in drawn):
            mine = [b for b in drawn if b.author == author]
            yield area.id, author, [(day_of(b.valid_from), _last_day(b.valid_to)) for b in mine]


def _covered(mondays: Iterable[date], held: Held) -> list[date]:
    sunday = timedelta(days=6)
    return [m for m in mondays if any(a <= m and m + sunday <= b for a, b in held)]


def _weeks(shares: pl.DataFrame, area: str, author: str, mondays: list[date]) -> Iterator[Week]:
    mine = shares.filter((pl.col("area") == area) & (pl.col("author") == author))
    sums = mine.group_by(pl.col("day").dt.truncate("1w").alias("week")).agg(
        expected=pl.col("probability").sum(),
        certain=(pl.col("probability") >= _CERTAIN).sum(),
        possible=pl.len(),
    )
    found = {row[0]: row[1:] for row in sums.rows()}
    for monday in mondays:
        yield Week(monday, *found.get(monday, (0.0, 0, 0)))

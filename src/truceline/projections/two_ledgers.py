"""What of one ledger another ledger has too, by area and week.

Input: reports, where they lay, and how probably two of them are one incident (`linkage`). Output:
for each ledger beside each other, its own reports: how many the other has too and how many it has
not. Two ledgers' reports are never added, for both may have the same incident. A report that could
not be compared is in neither number: of it nothing is known, which is no zero.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Final

import polars as pl

from truceline.domain.arrangement import Arrangement
from truceline.domain.linkage import LinkageSettings
from truceline.domain.reports import KEY
from truceline.projections.tallies import Placed
from truceline.projections.weeks import CERTAIN, day_in, in_force

EVERYWHERE, AREA, ELSEWHERE, UNPLACED = "everywhere", "area", "elsewhere", "unplaced"
"""Kinds of ground. Elsewhere: in no area while its line was in force, whosever line takes in most.
Unplaced: reports whose place could not be asked about."""

GROUND: Final = ("ground", "area", "author")
ROWS: Final = {
    "ledger": pl.String,
    "report_id": pl.String,
    "other": pl.String,
    "ground": pl.String,
    "area": pl.String,
    "author": pl.String,
    "day": pl.Date,
    "share": pl.Float64,
    "both": pl.Float64,
}
"""A report of `ledger` beside `other`, on one ground. `day` is its first, `share` the probability
that it lies there, `both` that the other ledger has it too; null where it could not be compared.
`area` and `author` (of the line) are null for ground that is no area."""

ACCOUNT: Final = (
    *(*KEY, "occurred_from", "occurred_to", "kind"),
    *("killed_low", "killed_best", "killed_high", "precision", "radius_m"),
)
"""What of a report is handed on; places, posts and free text are not."""

_Z95 = 1.959964
_SEVEN = timedelta(days=7)


@dataclass(frozen=True, slots=True, eq=False)
class SideBySide:
    """Reports of several ledgers, and what of each the others have too."""

    pairs: tuple[tuple[str, str], ...]
    """Ledgers that can be compared, in the order of their names."""
    rows: pl.DataFrame
    """`ROWS`, by ledger, other, ground, area, author, day and report."""
    links: pl.DataFrame
    """Pairs of reports, as `linkage.PAIRS`."""
    accounts: pl.DataFrame
    """`ACCOUNT` of every report."""
    weeks: tuple[date, ...]
    """Mondays, from the week of the first report to that of the last."""
    silent: frozenset[tuple[str, date]]
    """Ledger and Monday of the weeks of which the ledger has no report at all."""
    ledgers: tuple[str, ...]
    least_probability: float
    """Pairs of reports less probable than this count as none."""

    def weeks_of(self, *pair: str) -> tuple[date, ...]:
        """Return the weeks from the first of which either ledger has a report to the last."""
        spoken = [w for w in self.weeks if any((a, w) not in self.silent for a in pair)]
        return tuple(w for w in self.weeks if spoken[0] <= w <= spoken[-1])


@dataclass(frozen=True, slots=True)
class Expected:
    """An expected number of reports, and its doubt."""

    mean: float = 0.0
    variance: float = 0.0
    most: float = 0.0
    """The number of reports that may be among them."""

    @property
    def interval(self) -> tuple[float, float]:
        """The range that holds the number with 95 %, as if reports were independent."""
        reach = _Z95 * self.variance**0.5
        return max(self.mean - reach, 0.0), min(self.mean + reach, self.most)


@dataclass(frozen=True, slots=True)
class Own:
    """Reports of one ledger beside another."""

    reports: Expected = Expected()
    both: Expected = Expected()
    only: Expected = Expected()
    not_compared: Expected = Expected()


def compare(
    known: Arrangement, placed: Placed, pairs: pl.DataFrame, settings: LinkageSettings
) -> SideBySide:
    """Lay ledgers side by side.

    Args:
        known: The arrangement as it was known.
        placed: Reports of two ledgers or more, with `has_place` and `comparable`, and where they
            lay.
        pairs: Which of them may be the same incident, as `linkage.PAIRS`.
        settings: With which they were linked.
    """
    events = placed.events
    ledgers = tuple(sorted(events["ledger"].unique()))
    able = set(events.filter("comparable")["ledger"])
    rows = _shares(known, placed).join(_chances(events, pairs, settings), on=KEY)
    weeks, silent = _silent(events, ledgers)
    return SideBySide(
        pairs=tuple(pair for pair in combinations(ledgers, 2) if able.issuperset(pair)),
        rows=rows.select(*ROWS).sort("ledger", "other", *GROUND, "day", "report_id"),
        links=pairs,
        accounts=events.select(*(_column(events, name) for name in ACCOUNT)),
        weeks=weeks,
        silent=silent,
        ledgers=ledgers,
        least_probability=settings.least_probability,
    )


def _column(events: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(name) if name in events.columns else pl.lit(None).alias(name)


def _chances(events: pl.DataFrame, pairs: pl.DataFrame, settings: LinkageSettings) -> pl.DataFrame:
    """Return `ledger, report_id, other, both`: a row for each report and each other ledger."""
    there = pairs.select(
        ledger="ledger_a", report_id="report_a", other="ledger_b", probability="probability"
    )
    back = pairs.select(
        ledger="ledger_b", report_id="report_b", other="ledger_a", probability="probability"
    )
    # A report is at most one of another ledger's incidents, unless its ledger gathers several.
    p = pl.col("probability")
    at_most_one, any_of_several = p.sum().clip(0, 1), 1 - (1 - p).product()
    found = (
        pl.concat([there, back])
        .group_by("ledger", "report_id", "other")
        .agg(one=at_most_one, several=any_of_several)
    )
    gathers = pl.col("ledger").is_in(list(settings.several))
    both = pl.when(gathers).then("several").otherwise("one").fill_null(0.0)
    others = events.select(other=pl.col("ledger").unique())
    return (
        events.select(*KEY, "comparable")
        .join(others, how="cross")
        .filter(pl.col("ledger") != pl.col("other"))
        .join(found, on=[*KEY, "other"], how="left")
        .select(*KEY, "other", both=pl.when("comparable").then(both))
    )


def _shares(known: Arrangement, placed: Placed) -> pl.DataFrame:
    """Return `ground, area, author, ledger, report_id, day, share` above 0."""
    days = placed.events.select(*KEY, "has_place", day=day_in("occurred_from"))
    in_areas = in_force(known, placed).rename({"probability": "share"})
    by_line = in_areas.group_by("author", *KEY).agg(pl.col("share").sum().clip(0, 1))
    taken = by_line.group_by(*KEY).agg(taken=pl.col("share").max())
    outside = (
        days.filter("has_place")
        .join(taken, on=KEY, how="left")
        .with_columns(share=1 - pl.col("taken").fill_null(0.0))
        .filter(pl.col("share") > 1 - CERTAIN)
    )
    grounds = {
        EVERYWHERE: days.with_columns(share=pl.lit(1.0)),
        AREA: in_areas,
        ELSEWHERE: outside,
        UNPLACED: days.filter(~pl.col("has_place")).with_columns(share=pl.lit(1.0)),
    }
    told = [rows.with_columns(ground=pl.lit(ground)) for ground, rows in grounds.items()]
    return pl.concat(told, how="diagonal").drop("has_place", "taken")


def _silent(
    events: pl.DataFrame, ledgers: Sequence[str]
) -> tuple[tuple[date, ...], frozenset[tuple[str, date]]]:
    """Return all weeks, and those in which a ledger has no report that may be of them."""
    first = day_in("occurred_from")
    last = pl.max_horizontal(day_in("occurred_to").fill_null(first), first)
    spoken = events.select(
        "ledger",
        pl.date_ranges(first.dt.truncate("1w"), last.dt.truncate("1w"), "1w").alias("week"),
    ).explode("week")
    said = set(spoken.unique().rows())
    begun = events.select(first.min(), last=first.max()).row(0)
    weeks = tuple(_mondays(*begun))
    return weeks, frozenset((a, week) for a in ledgers for week in weeks if (a, week) not in said)


def _mondays(first: date, last: date) -> Iterator[date]:
    at = first - timedelta(days=first.weekday())
    while at <= last:
        yield at
        at += _SEVEN


def sums(rows: pl.DataFrame, *by: str) -> dict[tuple[object, ...], Own]:
    """Return the sums of rows by some of their columns, or by `starts`, the Monday of their day.

    Raises:
        ValueError: Reports of two ledgers would be added.
    """
    if not {"ledger", "other"} <= set(by):
        message = "reports of two ledgers are never added"
        raise ValueError(message)
    q, p = pl.col("share"), pl.col("both")
    parts = {
        "reports": q,
        "both": q * p,
        "only": q * (1 - p),
        "not_compared": q.filter(p.is_null()),
    }
    told = [
        cell
        for name, part in parts.items()
        for cell in (
            part.sum().alias(f"{name}.mean"),
            (part * (1 - part)).sum().alias(f"{name}.variance"),
            (part > 0).sum().cast(pl.Float64).alias(f"{name}.most"),
        )
    ]
    starts = pl.col("day").dt.truncate("1w").alias("starts")
    table = rows.with_columns(starts).group_by(by).agg(told).sort(by)
    return {
        row[: len(by)]: Own(*(Expected(*row[at : at + 3]) for at in range(len(by), len(row), 3)))
        for row in table.iter_rows()
    }

"""Which reports are one incident by the field's baseline: fixed windows and taxonomies.

Input: reports of several ledgers with the levels of their categories. Output: pairs, incidents,
what a person must look at, and a summary. The method and its limits: `methods/linkage/windows.py`.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypedDict

import numpy as np
import polars as pl
from numpy.typing import NDArray

from truceline.methods.linkage.windows import Pairs, Records, match

PAIRS: Final = {
    "ledger_a": pl.String,
    "report_a": pl.String,
    "ledger_b": pl.String,
    "report_b": pl.String,
    "fit": pl.Float64,
}
"""0 is the best fit, 1 the worst."""
INCIDENTS: Final = {"incident_id": pl.String, "ledger": pl.String, "report_id": pl.String}
"""Incidents are numbered in the order in which their first reports stand in the table."""


class Overlap(TypedDict):
    """How many incidents are in all of some ledgers and in no other."""

    ledgers: list[str]
    incidents: int


class Summary(TypedDict):
    """What was linked, in numbers."""

    records: int
    unique: int
    """Incidents, those that one ledger alone has included."""
    matches: int
    """Incidents that two ledgers or more have."""
    overlaps: list[Overlap]
    """All sets of ledgers with an incident: first single ledgers, then pairs, and so on."""
    episodes_to_review: int
    """Episodes that an event of another ledger would fit."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Linked:
    """Which reports are one incident."""

    pairs: pl.DataFrame
    """`PAIRS`: for each report added to an incident, the incident's first report and the other. Two
    reports of one incident that were not compared with each other are no pair."""
    incidents: pl.DataFrame
    """`INCIDENTS`: every report once, in the order of the table."""
    to_review: pl.DataFrame
    """`PAIRS`: an event, then an episode of another ledger, that a person must judge."""
    summary: Summary


def link(
    reports: pl.DataFrame, taxonomies: Sequence[Sequence[str]], *, km: float, days: int
) -> Linked:
    """Link reports of different ledgers by a window and taxonomies.

    Args:
        reports: One row a report, with `ledger, report_id, occurred_from, occurred_to, lon, lat` as
            in `domain.reports`, and the levels. Ledgers are folded in, in the order in which they
            first stand in the table; another order can give another answer. The day of an instant
            is the one that is written. A report without a point is linked to none.
        taxonomies: Columns that hold the levels of each taxonomy, the finest first; null is
            unknown, and fits nothing.
        km: Greatest distance of two reports, inclusive.
        days: Greatest number of days between their first days, inclusive.

    Raises:
        WindowUnusable: A width is negative or not finite.
        NothingToCompare: There is no taxonomy, or one without levels.
    """
    ledgers = reports["ledger"].unique(maintain_order=True)
    first = _day(reports["occurred_from"])
    found = match(
        Records(
            ledger=_codes(reports["ledger"], ledgers),
            lon=_numbers(reports["lon"]),
            lat=_numbers(reports["lat"]),
            first_day=first,
            last_day=_day(reports["occurred_to"].fill_null(reports["occurred_from"])),
            levels=[_levels(reports.select(columns)) for columns in taxonomies],
        ),
        km=km,
        days=days,
    )
    incidents = _incidents(reports, found.group)
    return Linked(
        pairs=_pairs(reports, found.pairs),
        incidents=incidents,
        to_review=_pairs(reports, found.flagged),
        summary=_summary(incidents, ledgers, len(np.unique(found.flagged.second))),
    )


def with_kinds(reports: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Return reports with the levels of their kind beside them, and the columns that hold these.

    A kind `fire/indirect/artillery` belongs to itself, to `fire/indirect` and to `fire`. There are
    as many levels as the longest kind has steps; a shorter kind stands for itself in the finer.
    """
    steps = reports["kind"].cast(pl.String).str.split("/")
    depth = int(steps.list.len().drop_nulls().to_numpy().max(initial=1))
    levels = {
        f"kind.{level}": steps.list.head(depth + 1 - level).list.join("/")
        for level in range(1, depth + 1)
    }
    return reports.with_columns(**levels), tuple(levels)


def _day(moments: pl.Series) -> NDArray[np.int64]:
    """Return days since 1970 of texts that begin with a day."""
    return moments.str.head(10).str.to_date("%Y-%m-%d").to_physical().cast(pl.Int64).to_numpy()


def _numbers(column: pl.Series) -> NDArray[np.float64]:
    return column.cast(pl.Float64).fill_null(np.nan).to_numpy()


def _levels(columns: pl.DataFrame) -> NDArray[np.int64]:
    """Return (n, depth) numbers of categories, -1 where unknown."""
    coded = [_codes(column, column.drop_nulls().unique()) for column in columns]
    return np.column_stack(coded) if coded else np.empty((columns.height, 0), np.int64)


def _codes(column: pl.Series, words: pl.Series) -> NDArray[np.int64]:
    """Return the place of each word in a list of words, -1 for none."""
    places = pl.int_range(len(words), eager=True)
    found = column.replace_strict(words, places, default=-1, return_dtype=pl.Int64)
    return found.fill_null(-1).to_numpy()


def _pairs(reports: pl.DataFrame, pairs: Pairs) -> pl.DataFrame:
    a, b = (reports.select("ledger", "report_id")[rows] for rows in (pairs.first, pairs.second))
    columns = [a["ledger"], a["report_id"], b["ledger"], b["report_id"], pl.Series(pairs.fit)]
    return pl.DataFrame(dict(zip(PAIRS, columns, strict=True)), schema=PAIRS)


def _incidents(reports: pl.DataFrame, group: NDArray[np.int64]) -> pl.DataFrame:
    _, number = np.unique(group, return_inverse=True)
    columns = [pl.Series(number + 1).cast(pl.String), reports["ledger"], reports["report_id"]]
    return pl.DataFrame(dict(zip(INCIDENTS, columns, strict=True)), schema=INCIDENTS)


def _summary(incidents: pl.DataFrame, ledgers: pl.Series, episodes: int) -> Summary:
    place = {ledger: place for place, ledger in enumerate(ledgers)}
    found_in = incidents.group_by("incident_id").agg("ledger")["ledger"].to_list()
    sets = Counter(tuple(sorted(place[ledger] for ledger in found)) for found in found_in)
    return Summary(
        records=incidents.height,
        unique=sets.total(),
        matches=sum(count for found, count in sets.items() if len(found) > 1),
        overlaps=[
            Overlap(ledgers=[ledgers[at] for at in found], incidents=sets[found])
            for found in sorted(sets, key=lambda found: (len(found), found))
        ],
        episodes_to_review=episodes,
    )

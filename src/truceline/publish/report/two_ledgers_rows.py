"""The reports behind the numbers of two ledgers, and the pairs to look at first.

Of a report its days, its kind, the number of people killed and how well its place is known are
shown, and only where its rows may be handed on. Places, posts, names and free text are not.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import groupby, islice
from math import ceil
from typing import Any

import polars as pl

from truceline.projections.two_ledgers import AREA, ELSEWHERE, GROUND, SideBySide
from truceline.publish.report.happened import PRECISIONS
from truceline.publish.report.inputs import HANDED_ON, Asked
from truceline.wording import day, distance, later, number, say, say_count

MOST_ROWS = 200
"""Reports listed behind one number."""
MOST_CONTESTED = 20
_MOST_PARTNERS = 3
CONTESTED = (0.2, 0.8)
"""Pairs between these probabilities are for a person to judge."""

_EVIDENCE = {
    "place": later("place"),
    "date": later("date"),
    "kind": later("kind"),
    "casualties": later("people killed"),
    "alleged_party": later("party blamed"),
    "place_name": later("name of the place"),
    "weapon": later("weapon"),
}

ListKey = tuple[str, str, str, str | None, str | None]
"""Ledger, the ledger it is beside, and the ground: kind, area, author of the line."""
_Way = tuple[str, str, str]
"""Ledger, report, and the ledger it is beside."""


@dataclass(frozen=True, slots=True)
class Account:
    """What is shown of one report."""

    report: str
    days: str = ""
    what: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One report behind a number."""

    anchor: str
    """Id, if it is the first of its week."""
    account: Account
    share: str
    both: str
    partners: str


@dataclass(frozen=True, slots=True)
class RowList:
    """The reports behind the numbers of one ledger on one ground."""

    id: str
    rows: tuple[Row, ...]
    left_out: int
    doubtful: bool
    """Whether a report may lie there or not."""
    weeks: frozenset[date]
    """Mondays whose first report is listed."""

    def href(self, starts: date | None = None) -> str:
        """Return the address of the list, or of the week that starts on a day."""
        return f"#{self.id}-{starts}" if starts in self.weeks else f"#{self.id}"


@dataclass(frozen=True, slots=True)
class Contested:
    """A pair of reports of which it is open whether they are one incident."""

    probability: str
    accounts: tuple[Account, Account]
    apart: str
    evidence: tuple[tuple[str, str], ...]
    """What was compared, and its weight in bits."""


Shown = Callable[[str, str], Account]
"""What may be shown of a report, by ledger and id. Worded when asked for, for most are not."""


def accounts(asked: Asked, side: SideBySide) -> Shown:
    """Return what may be shown of a report, by ledger and id."""
    handed_on = {*HANDED_ON, *asked.may_see}
    columns = side.accounts.columns
    at = {row[:2]: row for row in side.accounts.iter_rows()}

    @cache
    def shown(ledger: str, report: str) -> Account:
        if ledger not in handed_on:
            return Account(report)
        return _account(dict(zip(columns, at[ledger, report], strict=True)))

    return shown


def _account(row: Mapping[str, Any]) -> Account:
    return Account(row["report_id"], _days(row), _what(row), _place(row))


def _days(row: Mapping[str, Any]) -> str:
    first, last = (row[c] and date.fromisoformat(row[c][:10]) for c in _INTERVAL)
    if last is None or last == first:
        return day(first)
    return say("{first} to {last}", first=day(first), last=day(last))


_INTERVAL = ("occurred_from", "occurred_to")


def _what(row: Mapping[str, Any]) -> str:
    low, best, high = (row[f"killed_{n}"] for n in ("low", "best", "high"))
    if best is not None:
        killed = say("killed: {count}", count=number(best))
    elif low is not None and high is not None:
        killed = say("killed: {low} to {high}", low=number(low), high=number(high))
    else:
        killed = say("killed: not said")
    return f"{row['kind'] or say('kind not said')}; {killed}"


def _place(row: Mapping[str, Any]) -> str:
    words = say(PRECISIONS.get(row["precision"], PRECISIONS["unknown"]))
    if not row["radius_m"]:
        return words
    return say("{words}, within {far}", words=words, far=distance(row["radius_m"]))


def lists(rows: pl.DataFrame, side: SideBySide, shown: Shown, name: str) -> dict[ListKey, RowList]:
    """Return the reports behind the numbers.

    Args:
        rows: Of `side`, in their order.
        side: With the partners of each report.
        shown: What may be shown of each report.
        name: What the ids of the lists begin with.
    """
    partners = _partners(side)
    cells = rows.select("ledger", "other", *GROUND, "report_id", "day", "share", "both")
    groups = groupby(cells.iter_rows(), key=lambda row: row[:5])
    return {
        key: _list(f"{name}-{at}", key, [row[5:] for row in held], shown, partners)
        for at, (key, held) in enumerate(groups, 1)
    }


def _list(
    name: str,
    key: ListKey,
    held: list[tuple[str, date, float, float | None]],
    shown: Shown,
    partners: Mapping[_Way, list[tuple[str, float]]],
) -> RowList:
    ledger, other = key[:2]
    rows, weeks = [], set[date]()
    for report, on, share, both in held[:MOST_ROWS]:
        starts = on - timedelta(days=on.weekday())
        anchor = "" if starts in weeks else f"{name}-{starts}"
        weeks.add(starts)
        told = say("not compared") if both is None else number(both, decimals=2)
        rows.append(
            Row(
                anchor=anchor,
                account=shown(ledger, report),
                share=number(share, decimals=2),
                both=told,
                partners=_told(partners.get((ledger, report, other), [])),
            )
        )
    return RowList(
        id=name,
        rows=tuple(rows),
        left_out=max(len(held) - MOST_ROWS, 0),
        doubtful=key[2] in {AREA, ELSEWHERE},
        weeks=frozenset(weeks),
    )


def _partners(side: SideBySide) -> dict[_Way, list[tuple[str, float]]]:
    """Return, for a report and another ledger, the reports there, the most probable first."""
    found: dict[_Way, list[tuple[str, float]]] = {}
    columns = ("ledger_a", "report_a", "ledger_b", "report_b", "probability")
    for a, report_a, b, report_b, probability in side.links.select(columns).iter_rows():
        found.setdefault((a, report_a, b), []).append((report_b, probability))
        found.setdefault((b, report_b, a), []).append((report_a, probability))
    return found


def _told(reports: list[tuple[str, float]]) -> str:
    told = [f"{name} ({number(p, decimals=2)})" for name, p in islice(reports, _MOST_PARTNERS)]
    return ", ".join(told + ["…"] * (len(reports) > _MOST_PARTNERS))


def contested(
    side: SideBySide, pair: tuple[str, str], shown: Shown
) -> tuple[tuple[Contested, ...], int]:
    """Return the most doubtful pairs of two ledgers, and how many more there are."""
    low, high = CONTESTED
    p = pl.col("probability")
    doubtful = side.links.filter(
        pl.col("ledger_a").is_in(pair) & pl.col("ledger_b").is_in(pair) & (p > low) & (p < high)
    ).sort((p - 0.5).abs().round(12), *("ledger_a", "report_a", "ledger_b", "report_b"))
    told = tuple(_contested(doubtful.head(MOST_CONTESTED), shown))
    return told, len(doubtful) - len(told)


def _contested(rows: pl.DataFrame, shown: Shown) -> Iterator[Contested]:
    for row in rows.iter_rows(named=True):
        yield Contested(
            probability=number(row["probability"], decimals=2),
            accounts=(
                shown(row["ledger_a"], row["report_a"]),
                shown(row["ledger_b"], row["report_b"]),
            ),
            apart=_apart(row["distance_km"], row["days_apart"]),
            evidence=tuple(
                (say(words), _bits(row[f"evidence_{name}"]))
                for name, words in _EVIDENCE.items()
                if f"evidence_{name}" in row
            ),
        )


def _apart(kilometres: float, days: int) -> str:
    # Whole kilometres: the distance from a place that is known would else give the other away.
    far = say("within {km} km", km=number(max(ceil(kilometres), 1)))
    if days == 0:
        return say("{far}, days overlap", far=far)
    return say_count("{far}, {count} day apart", "{far}, {count} days apart", days, far=far)


def _bits(bits: float) -> str:
    rounded = round(bits, 1)
    if rounded == 0:
        return number(0)
    return "+" * (rounded > 0) + number(rounded, decimals=1)

"""The columns of a counts table: what intake writes and what is concluded from.

One row is one figure: what one copy of a bulletin says a party counted in one unit. What belongs
to the party or to the whole bulletin stands on each of its rows. docs/formats/counts.md explains
each column to those who write such a table.
"""

from typing import Literal, NamedTuple, get_args

from truceline.domain.count_checks import WEEKDAYS
from truceline.domain.counts import AnswerKind, CountState

Kind = Literal["text", "day", "month", "number", "flag"]


class Column(NamedTuple):
    """What a column holds and whose it is."""

    kind: Kind
    of: Literal["figure", "party", "bulletin"]
    choices: tuple[str, ...] = ()
    """The only words allowed; empty where any will do."""


COLUMNS: dict[str, Column] = {
    "date": Column("day", "bulletin"),
    "month": Column("month", "bulletin"),
    "source": Column("text", "bulletin"),
    "also_in": Column("text", "bulletin"),
    "series": Column("text", "bulletin"),
    "party": Column("text", "party"),
    "published_by": Column("text", "party"),
    "counting_rule": Column("text", "party"),
    "unit": Column("text", "figure"),
    "count": Column("number", "figure"),
    "total": Column("number", "party"),
    "total_derived": Column("flag", "party"),
    "state": Column("text", "party", get_args(CountState)),
    "hearsay": Column("number", "party"),
    "hearsay_by": Column("text", "party"),
    "answer": Column("text", "party", get_args(AnswerKind)),
    "answer_by": Column("text", "party"),
    "confirmed": Column("number", "party"),
    "not_confirmed": Column("number", "party"),
    "counter_finding": Column("number", "party"),
    "lead": Column("number", "party"),
    "elsewhere": Column("text", "party"),
    "headline": Column("number", "bulletin"),
    "headline_adds_parties": Column("flag", "bulletin"),
    "weekday": Column("text", "bulletin", WEEKDAYS),
    "known_from": Column("day", "bulletin"),
    "tags": Column("text", "figure"),
    "note": Column("text", "figure"),
}

KEY = ("source", "date", "month", "party", "unit")
"""The columns that tell one figure from another."""

COUNTER = "counter_"
"""Prefix of further columns: counter_settlements holds the running total `settlements`."""

BETWEEN_COPIES = ";"
"""What stands between the names of several copies in `also_in`."""


def column(name: str) -> Column | None:
    """Return what a column holds, or None where a counts table has no such column."""
    if name.startswith(COUNTER) and name != COUNTER:
        return Column("number", "bulletin")
    return COLUMNS.get(name)

"""The tables of ledgers side by side: what each week of one has that another has too, and pairs.

Reports are named by their ids only; their rows stay where they are.
"""

from collections.abc import Iterator
from typing import Any, Final, Literal

from truceline.projections.two_ledgers import EVERYWHERE, GROUND, SideBySide, sums
from truceline.publish.report.inputs import Asked

Declared = tuple[tuple[str, Literal["text", "number", "whole"], str], ...]

LEDGER_WEEKS: Final[Declared] = (
    ("ledger", "text", "Whose reports; never add those of two ledgers"),
    ("other", "text", "The ledger they are beside"),
    (
        "ground",
        "text",
        "everywhere, area, elsewhere (no area while its line was in force), unplaced",
    ),
    ("area", "text", "Id of the area, where the ground is one"),
    ("author", "text", "Whose line"),
    ("week", "text", "Its Monday; a report counts in the week of its first day"),
    ("reports", "number", "Expected reports; empty: none at all, and not known whether it looked"),
    ("both", "number", "Of these, how many the other ledger has too"),
    ("both_low", "number", "Lower end of its 95 % range"),
    ("both_high", "number", "Upper end"),
    ("only", "number", "How many it has not"),
    ("not_compared", "number", "How many have no place or date that could be compared"),
)

LEDGER_PAIRS: Final[Declared] = (
    ("ledger_a", "text", "Ledger of the first report"),
    ("report_a", "text", "Its id"),
    ("ledger_b", "text", "Ledger of the second report"),
    ("report_b", "text", "Its id"),
    ("probability", "number", "That both speak of one incident"),
)


def ledger_weeks(asked: Asked) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of `ledger_weeks`, by ledger, other, ground and week."""
    side = asked.side_by_side
    if not isinstance(side, SideBySide):
        return
    able = {way for a, b in side.pairs for way in ((a, b), (b, a))}
    for key, own in sums(side.rows, "ledger", "other", *GROUND, "starts").items():
        ledger, other, ground, area, author, starts = key
        if (ledger, other) in able:
            line = None if author is None else asked.name(str(author))
            figures = (own.reports.mean, own.both.mean, *own.both.interval, own.only.mean)
            place = (ledger, other, ground, area, line, str(starts))
            yield *place, *figures, own.not_compared.mean
    for ledger, other in sorted(able):
        for week in side.weeks_of(ledger, other):
            if (ledger, week) in side.silent:
                yield ledger, other, EVERYWHERE, None, None, str(week), *(None,) * 6


def ledger_pairs(asked: Asked) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of `ledger_pairs`, the most probable first."""
    if isinstance(asked.side_by_side, SideBySide):
        names = [name for name, *_ in LEDGER_PAIRS]
        yield from asked.side_by_side.links.select(names).iter_rows()

"""The weeks of two ledgers as a picture: one upwards, the other downwards, each by its own dates.

So no height is ever the sum of both. A week of which a ledger has no report at all is hatched, and
so is one without a line in force: nothing is known of it, which is no zero.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from truceline.projections.two_ledgers import Own
from truceline.publish.report.charts import WIDTH, Days, Scale, Tick, month_ticks, steps
from truceline.publish.report.happened_weeks import Stretch
from truceline.wording import number, say

_NAME, _UP, _MIDDLE, _GAP, _TICKS = 10.0, 18.0, 82.0, 8.0, 14.0
_DOWN = _MIDDLE + _GAP
_BOTTOM = _DOWN + (_MIDDLE - _UP)


@dataclass(frozen=True, slots=True)
class OwnWeek:
    """A week of one ledger beside the other on one ground."""

    starts: date
    own: Own | None
    """None where nothing is known of the week."""
    silent: bool
    """Whether that is because the ledger has no report at all."""


@dataclass(frozen=True, slots=True)
class Stack:
    """A week of one ledger: where each part ends, seen from the zero."""

    x: float
    zero: float
    both: float
    only: float
    not_compared: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Half:
    """One ledger's half of the picture."""

    name: str
    name_at: float
    top: float
    height: float
    zero: float
    stacks: tuple[Stack, ...]
    blanks: tuple[Stretch, ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPicture:
    """Weeks of two ledgers on one ground."""

    id: str
    title: str
    text: str
    halves: tuple[Half, Half]
    bar_width: float
    x_ticks: tuple[Tick, ...]
    ticks_at: float = _BOTTOM + 26
    width: float = WIDTH
    height: float = _BOTTOM + 30


def picture(
    id_: str, title: str, names: tuple[str, str], weeks: tuple[Sequence[OwnWeek], Sequence[OwnWeek]]
) -> LedgerPicture:
    """Return the picture of the weeks of two ledgers.

    Args:
        id_: Id of the picture, the only one in the page.
        title: What ground it is, and by whose line.
        names: The two ledgers.
        weeks: Of each ledger, one after the other, at least one; the same weeks.
    """
    starts = [week.starts for week in weeks[0]]
    days = Days(starts[0], starts[-1] + timedelta(days=6))
    most = max((w.own.reports.mean for half in weeks for w in half if w.own), default=0)
    high = max(most, 4)
    return LedgerPicture(
        id=id_,
        title=title,
        text=" ".join(_text(name, half) for name, half in zip(names, weeks, strict=True)),
        halves=(
            _half(names[0], weeks[0], days, Scale(0, high, _MIDDLE, _UP)),
            _half(names[1], weeks[1], days, Scale(0, high, _DOWN, _BOTTOM)),
        ),
        bar_width=days(starts[0] + timedelta(days=7)) - days.start,
        x_ticks=tuple(month_ticks(days)),
    )


def _half(name: str, weeks: Sequence[OwnWeek], days: Days, scale: Scale) -> Half:
    top, up = min(scale.start, scale.end), scale.end < scale.start
    return Half(
        name=name,
        name_at=_NAME if up else _BOTTOM + _TICKS - 2,
        top=top,
        height=abs(scale.end - scale.start),
        zero=scale.start,
        stacks=tuple(_stacks(weeks, days, scale)),
        blanks=tuple(_blanks(weeks, days)),
        ticks=tuple(
            Tick(scale(n), number(n) if up or n else "") for n in steps(scale.high, at_most=3)
        ),
    )


def _stacks(weeks: Sequence[OwnWeek], days: Days, scale: Scale) -> Iterator[Stack]:
    for week in weeks:
        if (own := week.own) is not None and own.reports.mean > 0:
            compared = own.both.mean + own.only.mean
            low, high = own.both.interval
            yield Stack(
                x=days(week.starts),
                zero=scale.start,
                both=scale(own.both.mean),
                only=scale(compared),
                not_compared=scale(compared + own.not_compared.mean),
                low=scale(low),
                high=scale(min(high, compared)),
            )


def _blanks(weeks: Sequence[OwnWeek], days: Days) -> Iterator[Stretch]:
    for week in weeks:
        if week.own is None:
            after = week.starts + timedelta(days=7)
            yield Stretch(days(week.starts), days(after), "blank")


def _text(name: str, weeks: Sequence[OwnWeek]) -> str:
    known = [week.own for week in weeks if week.own is not None]
    return say(
        "{ledger}: {weeks} weeks of which something is known, with {reports} expected reports, "
        "about {both} of them in the other ledger too.",
        ledger=name,
        weeks=number(len(known)),
        reports=number(sum(own.reports.mean for own in known), decimals=1),
        both=number(sum(own.both.mean for own in known), decimals=1),
    )

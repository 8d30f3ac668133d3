"""A picture of the clocks: how long each term ran, and the time for which no act is on record."""

from dataclasses import dataclass
from datetime import timedelta

from truceline.domain.terms import ClockState
from truceline.publish.report.agreed import Stand
from truceline.publish.report.charts import WIDTH, Days, Tick, month_ticks
from truceline.publish.report.inputs import Asked
from truceline.wording import day, say

_ROW, _TOP = 40.0, 22.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One clock."""

    label: str
    state: ClockState
    y: float
    start: float
    end: float
    open_until: float
    """Where the day asked about lies, if the clock has run out before it; else `end`."""


@dataclass(frozen=True, slots=True)
class ClockPicture:
    """All clocks on one scale of days."""

    id: str
    title: str
    text: str
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    about: float
    bottom: float
    height: float
    width: float = WIDTH


def clock_picture(asked: Asked, stands: tuple[Stand, ...]) -> ClockPicture | None:
    """Return the picture, or None without a clock."""
    if not stands:
        return None
    first = min(s.clock.term.starts for s in stands) - timedelta(days=14)
    last = max(asked.about, *(s.clock.runs_to for s in stands)) + timedelta(days=14)
    days = Days(first, last, 6.0, WIDTH - 6.0)
    bottom = _TOP + _ROW * len(stands)
    return ClockPicture(
        id="clocks-picture",
        title=say("Clocks, up to {day}", day=day(asked.about)),
        text=" ".join(s.sentence for s in stands),
        bars=tuple(
            _bar(asked, stand, days, _TOP + _ROW * index) for index, stand in enumerate(stands)
        ),
        ticks=tuple(month_ticks(days)),
        about=days(asked.about),
        bottom=bottom,
        height=bottom + 20,
    )


def _bar(asked: Asked, stand: Stand, days: Days, y: float) -> Bar:
    clock = stand.clock
    text = next(i.name for i in asked.known.instrument if i.id == clock.term.instrument)
    end = days(clock.runs_to)
    runs_out = clock.state == "no-act-found"
    return Bar(
        label=text,
        state=clock.state,
        y=y,
        start=days(clock.term.starts),
        end=end,
        open_until=days(asked.about) if runs_out else end,
    )

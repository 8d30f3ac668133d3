"""Pictures of both parties' figures, one a year: a lane a party, and one for what both share.

Figures are joined by a line only from one day to the next and within one series. A day of which
no copy is held is hatched, a party that said nothing has a cross, and neither is a zero.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from truceline.domain.counts import CountState, PartyBulletin
from truceline.projections.counts import CountDay
from truceline.publish.counts import STATE_WORDS
from truceline.publish.report.charts import (
    LEFT,
    WIDTH,
    Days,
    Scale,
    Tick,
    month_ticks,
    path,
    spans,
    steps,
)
from truceline.publish.report.inputs import Asked
from truceline.wording import day, number, say, say_count

_LANE, _STRIP, _GAP, _TOP = 56.0, 6.0, 26.0, 30.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure of a party on a day, or that there is none."""

    kind: CountState
    x: float
    y: float
    beyond: str
    """The figure, where it is too large for the picture; else empty."""


@dataclass(frozen=True, slots=True)
class Range:
    """At least and at most how many incidents are on both lists."""

    x: float
    least: float
    most: float
    beyond: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One party's figures in one picture, or the bounds of what both lists share."""

    title: str
    top: float
    base: float
    """Where zero is."""
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...] = ()
    lines: tuple[str, ...] = ()
    strip: float = 0.0
    """Where the strip lies that shows on which days a copy is held."""
    strip_end: float = 0.0
    """Where the day asked about ends, or the picture."""
    held: tuple[float, ...] = ()
    """Where the days begin of which a copy is held."""
    ranges: tuple[Range, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """The figures of a year or a quarter."""

    id: str
    title: str
    text: str
    """What can be seen, for those who cannot see it."""
    height: float
    day_width: float
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    breaks: tuple[Tick, ...]
    bottom: float
    width: float = WIDTH


def pictures(asked: Asked, first: date, last: date) -> Iterator[Picture]:
    """Yield a picture for each year, or quarter, of a time."""
    most = _most(f.total.number for c in asked.counts for f in c.parties.values() if f.total)
    breaks = list(_breaks(asked.counts))
    for begin, end in spans(first, last):
        days = Days(begin, end)
        held = [c for c in asked.counts if c.bulletin.day and days.holds(c.bulletin.day)]
        yield _picture(asked, days, held, most, breaks)


def _most(totals: Iterable[int]) -> int:
    """Return the greatest figure drawn to scale; the few far above it bear their number."""
    ordered = sorted(totals) or [0]
    usual = ordered[int(0.97 * (len(ordered) - 1))]
    return max(*(total for total in ordered if total <= 1.5 * usual), 4, 4)


def _picture(
    asked: Asked,
    days: Days,
    held: Sequence[CountDay],
    most: int,
    breaks: Sequence[tuple[date, str]],
) -> Picture:
    parties = list(asked.counts[0].parties)
    tops = [_TOP + i * (_LANE + _STRIP + _GAP) for i in range(len(parties) + 1)]
    lanes = [
        _lane(asked, party, days, held, Scale(0, most, top + _LANE, top))
        for party, top in zip(parties, tops, strict=False)
    ]
    lanes.append(_shared(days, held, Scale(0, most, tops[-1] + _LANE, tops[-1])))
    bottom = tops[-1] + _LANE
    whole_year = (days.last - days.first).days > 200
    name = (
        str(days.first.year)
        if whole_year
        else say("{first} to {last}", first=day(days.first), last=day(days.last))
    )
    return Picture(
        id=f"counted-{days.first.isoformat()}",
        title=name,
        text=_text(asked, held, parties),
        height=bottom + 22,
        day_width=max(days(days.first + timedelta(days=1)) - LEFT, 0.8),
        lanes=tuple(lanes),
        ticks=tuple(month_ticks(days)),
        breaks=tuple(Tick(days(on), series) for on, series in breaks if days.holds(on)),
        bottom=bottom,
    )


def _lane(asked: Asked, party: str, days: Days, held: Sequence[CountDay], scale: Scale) -> Lane:
    figures = [(c, c.parties[party]) for c in held]
    marks = [_mark(c, figure, days, scale) for c, figure in figures if _drawn(figure)]
    return Lane(
        title=say("{party} counted", party=asked.name(party)),
        top=scale.end,
        base=scale.start,
        ticks=tuple(Tick(scale(n), number(n)) for n in steps(scale.high, at_most=3)),
        marks=tuple(marks),
        lines=tuple(_lines(figures, days, scale)),
        strip=scale.start + 4,
        strip_end=days(min(asked.about, days.last) + timedelta(days=1)),
        held=tuple(
            days(c.bulletin.day) for c, f in figures if f.state != "not-held" and c.bulletin.day
        ),
    )


def _drawn(figure: PartyBulletin) -> bool:
    """Tell whether there is something to draw; a count without a total has no height, not 0."""
    numbered = figure.state in {"reported", "partial"}
    return figure.total is not None if numbered else figure.state != "not-held"


def _mark(held: CountDay, figure: PartyBulletin, days: Days, scale: Scale) -> Mark:
    assert held.bulletin.day is not None
    value = figure.total.number if figure.total else 0
    beyond = number(value) if value > scale.high else ""
    return Mark(figure.state, days.middle(held.bulletin.day), scale(min(value, scale.high)), beyond)


def _lines(
    figures: Sequence[tuple[CountDay, PartyBulletin]], days: Days, scale: Scale
) -> Iterator[str]:
    points = [
        (on, c.bulletin.series, scale(min(f.total.number, scale.high)))
        for c, f in figures
        if (on := c.bulletin.day) is not None and f.total is not None and f.state != "partial"
    ]
    run = points[:1]
    for before, after in pairwise(points):
        if after[0] - before[0] != timedelta(days=1) or after[1] != before[1]:
            yield from _line(run, days)
            run = []
        run.append(after)
    yield from _line(run, days)


def _line(run: Sequence[tuple[date, str, float]], days: Days) -> Iterator[str]:
    if len(run) > 1:
        yield path([(days.middle(on), y) for on, _, y in run])


def _shared(days: Days, held: Sequence[CountDay], scale: Scale) -> Lane:
    ranges = tuple(
        Range(
            days.middle(on),
            scale(min(c.overlap_min, scale.high)),
            scale(min(c.overlap_max, scale.high)),
            number(c.overlap_max) if c.overlap_max > scale.high else "",
        )
        for c in held
        if (on := c.bulletin.day) is not None and c.overlap_max is not None
    )
    return Lane(
        title=say("On both lists, from at least to at most"),
        top=scale.end,
        base=scale.start,
        ticks=tuple(Tick(scale(n), number(n)) for n in steps(scale.high, at_most=3)),
        ranges=ranges,
    )


def _text(asked: Asked, held: Sequence[CountDay], parties: Sequence[str]) -> str:
    told = []
    for party in parties:
        figures = [c.parties[party] for c in held]
        totals = [f.total.number for f in figures if f.total is not None]
        words = say_count("{count} figure", "{count} figures", len(totals))
        if totals:
            words = say(
                "{figures} from {least} to {most}",
                figures=words,
                least=number(min(totals)),
                most=number(max(totals)),
            )
        states = Counter(f.state for f in figures if f.state not in {"reported", "zero-reported"})
        others = [f"{say(STATE_WORDS[s])}: {number(n)}" for s, n in sorted(states.items())]
        told.append(f"{asked.name(party)}: {'; '.join([words, *others])}.")
    return " ".join(told)


def _breaks(counts: Sequence[CountDay]) -> Iterator[tuple[date, str]]:
    for before, after in pairwise(counts):
        if before.bulletin.series != after.bulletin.series and after.bulletin.day is not None:
            yield after.bulletin.day, after.bulletin.series

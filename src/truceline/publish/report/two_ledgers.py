"""Two ledgers, one reality: what of each ledger the other has too, by area and week.

Each number is of one ledger's reports, beside one other ledger; the two are never added. The
reports behind the numbers are in `two_ledgers_rows`, the picture in `two_ledgers_weeks`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from truceline.projections.refusals import Refusal
from truceline.projections.two_ledgers import (
    AREA,
    ELSEWHERE,
    EVERYWHERE,
    GROUND,
    UNPLACED,
    Expected,
    Own,
    SideBySide,
    sums,
)
from truceline.projections.weeks import Held, all_week, lines
from truceline.publish.assessment import refusal_words
from truceline.publish.report.inputs import OPEN_LEDGERS, Asked
from truceline.publish.report.two_ledgers_rows import (
    Contested,
    RowList,
    Shown,
    accounts,
    contested,
    lists,
)
from truceline.publish.report.two_ledgers_weeks import LedgerPicture, OwnWeek, picture
from truceline.wording import number, say, say_count

Pair = tuple[str, str]
Ground = tuple[str, str | None, str | None]
"""Kind, area, author of the line."""
ALL: Ground = (EVERYWHERE, None, None)


@dataclass(frozen=True, slots=True)
class Figure:
    """An expected number of reports, its range, and where its reports are listed."""

    text: str
    between: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """What one ledger has on one ground, or in one week."""

    ledger: str
    reports: Figure
    both: Figure
    only: Figure
    not_compared: Figure


@dataclass(frozen=True, slots=True)
class GroundRow:
    """Both ledgers on one ground."""

    ground: str
    line: str
    figures: tuple[Figures, Figures]


@dataclass(frozen=True, slots=True)
class WeekRow:
    """Both ledgers in one week; words where nothing is known."""

    starts: date
    figures: tuple[Figures | str, Figures | str]


@dataclass(frozen=True, slots=True)
class Weeks:
    """A picture, and its figures."""

    ground: str
    line: str
    picture: LedgerPicture
    rows: tuple[WeekRow, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """The reports behind the numbers of one ledger on one ground."""

    title: str
    list: RowList


@dataclass(frozen=True, slots=True)
class Beside:
    """Two ledgers."""

    id: str
    names: tuple[str, str]
    parties: tuple[str, ...]
    """Which party's a ledger is, where its name is the code of a party."""
    sentences: tuple[str, ...]
    weeks: tuple[Weeks, ...]
    grounds: tuple[GroundRow, ...]
    contested: tuple[Contested, ...]
    contested_more: int
    lists: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class TwoLedgers:
    """What the section shows."""

    why_not: str
    """Why there is nothing to compare; empty where there is."""
    withheld: int
    """Ledgers that are not shown."""
    named: tuple[str, ...]
    """Ledgers that are shown because the readers may see them."""
    beside: tuple[Beside, ...]
    least_probability: float


def two_ledgers(asked: Asked) -> TwoLedgers:
    """Return ledgers side by side."""
    side = asked.side_by_side
    if isinstance(side, SideBySide) and side.pairs:
        shown = accounts(asked, side)
        beside = tuple(
            _Pair(asked, side, pair, shown, f"ledgers-{at}").beside()
            for at, pair in enumerate(side.pairs, 1)
        )
        named = tuple(ledger for ledger in side.ledgers if ledger in asked.may_see)
        return TwoLedgers("", asked.withheld, named, beside, side.least_probability)
    return TwoLedgers(_why_not(side), asked.withheld, (), (), 0.0)


def _why_not(side: SideBySide | Refusal | None) -> str:
    if side is None:
        return say("It takes reports of two ledgers that may be shown.")
    if isinstance(side, Refusal):
        return refusal_words(side)
    return say("The reports have no place or no date that could be compared.")


def _name(ledger: str) -> str:
    # Never the party's own name: "also in Turkey" would be read as a place.
    return ledger.upper() if ledger in OPEN_LEDGERS else ledger


class _Pair:
    """Two ledgers, about to be worded."""

    def __init__(self, asked: Asked, side: SideBySide, pair: Pair, shown: Shown, id_: str) -> None:
        self._asked, self._side, self._pair = asked, side, pair
        self._shown, self._id = shown, id_
        self._span = side.weeks_of(*pair)
        self._names = (_name(pair[0]), _name(pair[1]))
        rows = side.rows
        rows = rows.filter(rows["ledger"].is_in(pair) & rows["other"].is_in(pair))
        self._totals = sums(rows, "ledger", "other", *GROUND)
        self._by_week = sums(rows, "ledger", "other", *GROUND, "starts")
        self._lists = lists(rows, side, self._shown, f"{self._id}-rows")

    def beside(self) -> Beside:
        doubtful, more = contested(self._side, self._pair, self._shown)
        return Beside(
            id=self._id,
            names=self._names,
            parties=tuple(self._parties()),
            sentences=tuple(self._sentences()),
            weeks=tuple(self._weeks()),
            grounds=tuple(self._grounds()),
            contested=doubtful,
            contested_more=more,
            lists=tuple(self._listed()),
        )

    def _parties(self) -> Iterator[str]:
        for ledger in self._pair:
            if (party := self._asked.name(ledger)) != ledger:
                yield say("{ledger}: the ledger of {party}", ledger=ledger, party=party)

    def _ways(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield each ledger and the other, and their names."""
        (a, b), (name_a, name_b) = self._pair, self._names
        yield a, b, name_a, name_b
        yield b, a, name_b, name_a

    def _own(self, ledger: str, other: str, ground: Ground) -> Own:
        return self._totals.get((ledger, other, *ground), Own())

    def _sentences(self) -> Iterator[str]:
        for ledger, other, name, beside in self._ways():
            own = self._own(ledger, other, ALL)
            low, high = own.both.interval
            yield say_count(
                "{ledger} has {count} report; about {both} of them ({low} to {high}) is also in "
                "{other}.",
                "{ledger} has {count} reports; about {both} of them ({low} to {high}) are also in "
                "{other}.",
                round(own.reports.mean),
                ledger=name,
                both=_about(own.both.mean),
                low=_about(low),
                high=_about(high),
                other=beside,
            )
            if own.not_compared.mean:
                yield say_count(
                    "{count} has no place or no date that could be compared: it is in neither "
                    "number.",
                    "{count} have no place or no date that could be compared: they are in neither "
                    "number.",
                    round(own.not_compared.mean),
                )
        yield from self._silences()

    def _silences(self) -> Iterator[str]:
        for ledger, other, name, beside in self._ways():
            weeks = [week for week in self._span if (ledger, week) in self._side.silent]
            theirs = sum(
                self._by_week[key].reports.mean
                for week in weeks
                if (key := (other, ledger, *ALL, week)) in self._by_week
            )
            if weeks:
                yield say_count(
                    "{ledger} has no report at all in {count} week, and it is not known whether "
                    "it looked. Reports of {other} in that week: {theirs}.",
                    "{ledger} has no report at all in {count} weeks, and it is not known whether "
                    "it looked. Reports of {other} in those weeks: {theirs}.",
                    len(weeks),
                    ledger=name,
                    theirs=number(round(theirs)),
                    other=beside,
                )

    def _drawn(self) -> Iterator[tuple[Ground, Held]]:
        """Yield each area and author of lines, with the times of the lines."""
        assert self._asked.compared is not None
        shaped = self._asked.compared.shaped
        for area, author, held in lines(self._asked.known, shaped, self._asked.about):
            yield (AREA, area, author), held

    def _words(self, ground: Ground) -> tuple[str, str]:
        kind, area, author = ground
        if area is not None and author is not None:
            return self._asked.area(area), self._asked.name(author)
        return {
            EVERYWHERE: say("All places"),
            ELSEWHERE: say("In no area while its line was in force"),
            UNPLACED: say("Place not known well enough"),
        }[kind], ""

    def _all_grounds(self) -> list[Ground]:
        apart: list[Ground] = [(ELSEWHERE, None, None), (UNPLACED, None, None)]
        # Nothing lies inside a line before it is drawn: that is no zero, and no row.
        drawn = [ground for ground, held in self._drawn() if self._was_in_force(ground, held)]
        return [ALL, *drawn, *apart]

    def _was_in_force(self, ground: Ground, held: Held) -> bool:
        return self._lies_on(ground) or any(all_week(week, held) for week in self._span)

    def _grounds(self) -> Iterator[GroundRow]:
        for ground in self._all_grounds():
            first, second = (
                self._figures(name, self._own(a, b, ground), self._lists.get((a, b, *ground)))
                for a, b, name, _ in self._ways()
            )
            yield GroundRow(*self._words(ground), (first, second))

    def _figures(
        self, name: str, own: Own, held: RowList | None, starts: date | None = None
    ) -> Figures:
        href = held.href(starts) if held else ""
        return Figures(
            ledger=name,
            reports=_figure(own.reports, href),
            both=_figure(own.both, href),
            only=_figure(own.only, href),
            not_compared=_figure(own.not_compared, href),
        )

    def _weeks(self) -> Iterator[Weeks]:
        told = [(ground, held) for ground, held in self._drawn() if self._lies_on(ground)]
        for at, (ground, held) in enumerate([(ALL, None), *told], 1):
            words, line = self._words(ground)
            first, second = (
                [self._week(a, b, ground, week, held) for week in self._span]
                for a, b, *_ in self._ways()
            )
            drawn = picture(
                f"{self._id}-weeks-{at}",
                ": ".join(filter(None, (self._both_names(), words, line))),
                self._names,
                (first, second),
            )
            rows = (self._week_row(ground, *both) for both in zip(first, second, strict=True))
            yield Weeks(words, line, drawn, tuple(rows))

    def _both_names(self) -> str:
        return say("{a} and {b}", a=self._names[0], b=self._names[1])

    def _lies_on(self, ground: Ground) -> bool:
        return any((a, b, *ground) in self._totals for a, b, *_ in self._ways())

    def _week(
        self, ledger: str, other: str, ground: Ground, week: date, held: Held | None
    ) -> OwnWeek:
        if (ledger, week) in self._side.silent:
            return OwnWeek(week, None, silent=True)
        if held is not None and not all_week(week, held):
            return OwnWeek(week, None, silent=False)
        own = self._by_week.get((ledger, other, *ground, week), Own())
        return OwnWeek(week, own, silent=False)

    def _week_row(self, ground: Ground, *weeks: OwnWeek) -> WeekRow:
        first, second = (
            say("no report at all")
            if week.silent
            else say("no line in force")
            if week.own is None
            else self._figures(name, week.own, self._lists.get((a, b, *ground)), week.starts)
            for week, (a, b, name, _) in zip(weeks, self._ways(), strict=True)
        )
        return WeekRow(weeks[0].starts, (first, second))

    def _listed(self) -> Iterator[Listed]:
        for ledger, other, name, beside in self._ways():
            title = say("{ledger}, beside {other}", ledger=name, other=beside)
            for ground in self._all_grounds():
                if (held := self._lists.get((ledger, other, *ground))) is not None:
                    yield Listed(": ".join(filter(None, (title, *self._words(ground)))), held)


def _figure(expected: Expected, href: str) -> Figure:
    if expected.most == 0:
        return Figure(number(0))
    low, high = expected.interval
    between = ""
    if expected.variance > _SETTLED:
        between = say("{low} to {high}", low=_tenth(low), high=_tenth(high))
    return Figure(_tenth(expected.mean), between, href)


_SETTLED = 1e-6
_MANY = 10


def _about(value: float) -> str:
    return _tenth(value) if value < _MANY else number(round(value))


def _tenth(value: float) -> str:
    whole = abs(value - round(value)) < _SETTLED
    return number(round(value)) if whole else number(value, decimals=1)

"""What does not add up in a bulletin, or from one bulletin to the next.

A check rejects nothing: it says what a reader should look at before quoting a figure. Its code
is stable. The list is what went wrong in published bulletins of 2017-2021 and their copies.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Literal, get_args

from truceline.domain.counts import Bulletin, CountState, PartyBulletin
from truceline.domain.units import ReportingUnit

CheckCode = Literal[
    "sum-mismatch",
    "headline-mismatch",
    "headline-adds-parties",
    "counter-fell",
    "repeats-yesterday",
    "unknown-unit",
    "weekday-mismatch",
    "series-break",
    "zero-vs-missing",
    "sources-disagree",
    "part-exceeds-total",
    "bounds-cross",
]

# strftime would name them in the language of the machine.
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_NOTHING = {"zero-reported": "a reported zero", "not-received": "no report"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing to look at before a figure is quoted."""

    code: CheckCode
    text: str
    party: str = ""
    """Whose figure it concerns; empty where it concerns the whole bulletin."""


def find(
    bulletins: Sequence[Bulletin], units: Iterable[ReportingUnit] = ()
) -> list[tuple[Check, ...]]:
    """Run every check over bulletins that stand in order of their days.

    A bulletin without a day is checked by itself only. Returns the checks of each bulletin.
    """
    known = {unit.id: unit for unit in units}
    found: list[tuple[Check, ...]] = []
    previous: list[Bulletin] = []
    highest: dict[str, int] = {}
    for day, group in groupby(bulletins, key=lambda bulletin: bulletin.day):
        copies = list(group)
        if day is None:
            found += [tuple(_within(copy, known)) for copy in copies]
            continue
        found += [
            (*_within(copy, known), *_against(copy, copies, previous), *_fallen(copy, highest))
            for copy in copies
        ]
        previous = copies
        for name, value in (counter for copy in copies for counter in copy.counters.items()):
            highest[name] = max(value, highest.get(name, value))
    return found


def bounds_cross(least: int, most: int | None) -> Iterator[Check]:
    """Check that no more was confirmed than the two breakdowns can share."""
    if most is not None and least > most:
        text = f"{least} confirmed, though the breakdowns leave room for {most} in common."
        yield Check(code="bounds-cross", text=text)


def _within(bulletin: Bulletin, known: Mapping[str, ReportingUnit]) -> Iterator[Check]:
    yield from _headline(bulletin)
    yield from _weekday(bulletin)
    for figure in bulletin.parties.values():
        yield from _sum(figure)
        yield from _parts(figure)
        yield from _lead(figure)
        yield from _units(bulletin, figure, known)
        yield from _elsewhere(figure)


def _against(
    bulletin: Bulletin, copies: Sequence[Bulletin], previous: Sequence[Bulletin]
) -> Iterator[Check]:
    for copy in copies:
        if copy is not bulletin:
            yield from _copies(bulletin, copy)
    yield from _repeats(bulletin, previous)
    yield from _series(bulletin, previous)


def _sum(figure: PartyBulletin) -> Iterator[Check]:
    numbers = [u.count.number for u in figure.by_unit if u.count is not None]
    if figure.total is None or not numbers:
        return
    parts, total = sum(numbers), figure.total.number
    whole = len(numbers) == len(figure.by_unit) and figure.state != "partial"
    if parts > total or (whole and parts < total):
        text = f"Total {total} as printed, but its units add to {parts}."
        yield Check(code="sum-mismatch", party=figure.party, text=text)


def _parts(figure: PartyBulletin) -> Iterator[Check]:
    if figure.total is None:
        return
    answer, hearsay, total = figure.answer, figure.hearsay, figure.total.number
    answered = (answer.confirmed, answer.not_confirmed, answer.counter_finding) if answer else ()
    parts = {
        "on the word of others": hearsay.number if hearsay else 0,
        "answered": sum(number or 0 for number in answered),
    }
    for what, number in parts.items():
        if number > total:
            text = f"{number} {what}, out of a total of {total}."
            yield Check(code="part-exceeds-total", party=figure.party, text=text)


def _lead(figure: PartyBulletin) -> Iterator[Check]:
    if figure.lead is not None and figure.total and figure.lead != figure.total.number:
        text = f"The opening lines say {figure.lead}, the text {figure.total.number}."
        yield Check(code="headline-mismatch", party=figure.party, text=text)


def _headline(bulletin: Bulletin) -> Iterator[Check]:
    totals = {p.party: p.total.number for p in bulletin.parties.values() if p.total is not None}
    printed = " and ".join(f"{party} ({number})" for party, number in totals.items())
    headline = bulletin.headline
    adds = headline not in totals.values() and _takes_up(headline, totals)
    if bulletin.headline_adds_parties or adds:
        number = "" if headline is None else f" of {headline}"
        text = f"A headline{number} puts the counts of {printed} together; no such count exists."
        yield Check(code="headline-adds-parties", text=text)
    elif headline is not None and totals and headline not in totals.values():
        text = f"The headline says {headline}, the text {printed}."
        yield Check(code="headline-mismatch", text=text)


def _takes_up(headline: int | None, totals: Mapping[str, int]) -> bool:
    """Tell whether nothing of a headline is left once each party's count is taken from it."""
    left = headline or 0
    for number in totals.values():
        left -= number
    return headline is not None and len(totals) > 1 and left == 0


def _weekday(bulletin: Bulletin) -> Iterator[Check]:
    if bulletin.day is None or not bulletin.weekday:
        return
    actual = WEEKDAYS[bulletin.day.weekday()]
    if bulletin.weekday != actual:
        text = f"The text says {bulletin.weekday}; {bulletin.day} was a {actual}."
        yield Check(code="weekday-mismatch", text=text)


def _units(
    bulletin: Bulletin, figure: PartyBulletin, known: Mapping[str, ReportingUnit]
) -> Iterator[Check]:
    for part in figure.by_unit:
        unit = known.get(part.unit)
        text = ""
        if not part.unit:
            text = f"'{part.name}' is none of the units the parties count by."
        elif unit and bulletin.day and not unit.counts_on(bulletin.day):
            text = f"The parties did not count by '{part.name}' on {bulletin.day}."
        if text:
            yield Check(code="unknown-unit", party=figure.party, text=text)


def _elsewhere(figure: PartyBulletin) -> Iterator[Check]:
    if figure.elsewhere in get_args(CountState):
        number = 0 if figure.elsewhere == "zero-reported" else None
        yield from _clash(figure, figure.elsewhere, number, "another copy")
    elif figure.elsewhere:
        number = int(figure.elsewhere)
        yield from _clash(figure, "reported" if number else "zero-reported", number, "another copy")


def _copies(bulletin: Bulletin, copy: Bulletin) -> Iterator[Check]:
    for party, figure in bulletin.parties.items():
        other = copy.parties[party]
        number = other.total.number if other.total else None
        clashes = list(_clash(figure, other.state, number, copy.source))
        yield from clashes
        if not clashes and _split_otherwise(figure, other):
            text = f"{copy.source} splits the same total otherwise."
            yield Check(code="sources-disagree", party=party, text=text)


def _clash(figure: PartyBulletin, state: str, number: int | None, where: str) -> Iterator[Check]:
    own = figure.total.number if figure.total else None
    if {figure.state, state} == set(_NOTHING):
        text = f"Held as {_NOTHING[figure.state]}, but {where} has {_NOTHING[state]}."
        yield Check(code="zero-vs-missing", party=figure.party, text=text)
    elif own is not None and number is not None and own != number:
        text = f"Held as {own}, but {where} has {number}."
        yield Check(code="sources-disagree", party=figure.party, text=text)


def _split(figure: PartyBulletin) -> dict[str, int]:
    return {u.unit or u.name: u.count.number for u in figure.by_unit if u.count is not None}


def _split_otherwise(one: PartyBulletin, other: PartyBulletin) -> bool:
    own = _split(one)
    return any(own.get(unit, number) != number for unit, number in _split(other).items())


def _repeats(bulletin: Bulletin, previous: Sequence[Bulletin]) -> Iterator[Check]:
    for before in previous:
        assert bulletin.day is not None, "bulletins without a day follow nothing"
        yesterday = before.day == bulletin.day - timedelta(days=1)
        if yesterday and _figures(before) == (own := _figures(bulletin)) and any(own.values()):
            text = f"The same figures as on {before.day}; perhaps yesterday's text again."
            yield Check(code="repeats-yesterday", text=text)
            return


def _figures(bulletin: Bulletin) -> dict[str, dict[str, int]]:
    """Return each party's units and total where these are not 0."""
    return {
        party: {u: n for u, n in (_split(f) | {"": f.total.number}).items() if n}
        for party, f in bulletin.parties.items()
        if f.total is not None
    }


def _series(bulletin: Bulletin, previous: Sequence[Bulletin]) -> Iterator[Check]:
    before = sorted({copy.series for copy in previous})
    if before and bulletin.series not in before:
        text = (
            f"Counted as '{bulletin.series}', before as '{before[0]}': "
            "figures on the two sides of this day do not compare."
        )
        yield Check(code="series-break", text=text)


def _fallen(bulletin: Bulletin, highest: Mapping[str, int]) -> Iterator[Check]:
    for name, value in bulletin.counters.items():
        if value < highest.get(name, value):
            text = f"The running total '{name}' is {value}, after {highest[name]} before."
            yield Check(code="counter-fell", text=text)

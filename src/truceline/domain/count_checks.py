"""What does not add up in a bulletin, or from one bulletin to the next.

A check rejects nothing: it says what a reader should look at before quoting a figure. Its code
is stable. The list is what went wrong in published bulletins of 2017-2021 and their copies.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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

_OTHER_ZERO = "Another copy has a reported zero; here it is no report."
_OTHER_NOTHING = "Another copy has no report; here it is a reported zero."


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing to look at before a figure is quoted."""

    code: CheckCode
    text: str
    """What was found, with blanks for the facts."""
    facts: dict[str, str | int] = field(default_factory=dict)
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
        text = "{least} confirmed, though the breakdowns leave room for {most} in common."
        yield _found("bounds-cross", text, least=least, most=most)


def _found(code: CheckCode, text: str, party: str = "", **facts: str | int) -> Check:
    return Check(code=code, text=text, party=party, facts=facts)


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
        text = "Total {total} as printed, but its units add to {parts}."
        yield _found("sum-mismatch", text, figure.party, total=total, parts=parts)


def _parts(figure: PartyBulletin) -> Iterator[Check]:
    if figure.total is None:
        return
    total, hearsay, answer = figure.total.number, figure.hearsay, figure.answer
    if hearsay and hearsay.number > total:
        text = "{number} on the word of others, out of a total of {total}."
        party, number = figure.party, hearsay.number
        yield _found("part-exceeds-total", text, party, number=number, total=total)
    if answer and (number := answer.items) > total:
        text = "{number} answered, out of a total of {total}."
        yield _found("part-exceeds-total", text, figure.party, number=number, total=total)


def _lead(figure: PartyBulletin) -> Iterator[Check]:
    if figure.lead is not None and figure.total and figure.lead != figure.total.number:
        text, total = "The opening lines say {lead}, the text {total}.", figure.total.number
        yield _found("headline-mismatch", text, figure.party, lead=figure.lead, total=total)


def _headline(bulletin: Bulletin) -> Iterator[Check]:
    totals = {p.party: p.total.number for p in bulletin.parties.values() if p.total is not None}
    counts = ", ".join(f"{party} {number}" for party, number in totals.items())
    headline = bulletin.headline
    if headline is None:
        if bulletin.headline_adds_parties:
            yield _found("headline-adds-parties", "A headline puts two parties' counts together.")
    elif bulletin.headline_adds_parties or _takes_up(headline, totals):
        text = "A headline puts two parties' counts together: {headline} for {counts}."
        yield _found("headline-adds-parties", text, headline=headline, counts=counts)
    elif totals and headline not in totals.values():
        text = "The headline says {headline}, the text {counts}."
        yield _found("headline-mismatch", text, headline=headline, counts=counts)


def _takes_up(headline: int, totals: Mapping[str, int]) -> bool:
    """Tell whether a headline is neither count, but both taken from it leave nothing."""
    left = headline
    for number in totals.values():
        left -= number
    return left == 0 and len(totals) > 1 and headline not in totals.values()


def _weekday(bulletin: Bulletin) -> Iterator[Check]:
    if bulletin.day is None or not bulletin.weekday:
        return
    actual = WEEKDAYS[bulletin.day.weekday()]
    if bulletin.weekday != actual:
        text = "The text says {stated}; the day was a {actual}."
        yield _found("weekday-mismatch", text, stated=bulletin.weekday, actual=actual)


def _units(
    bulletin: Bulletin, figure: PartyBulletin, known: Mapping[str, ReportingUnit]
) -> Iterator[Check]:
    for part in figure.by_unit:
        unit = known.get(part.unit)
        if not part.unit:
            text = "'{unit}' is none of the units that the parties count by."
            yield _found("unknown-unit", text, figure.party, unit=part.name)
        elif unit and bulletin.day and not unit.counts_on(bulletin.day):
            text = "The parties did not count by '{unit}' on that day."
            yield _found("unknown-unit", text, figure.party, unit=part.name)


def _elsewhere(figure: PartyBulletin) -> Iterator[Check]:
    if figure.elsewhere in get_args(CountState):
        number = 0 if figure.elsewhere == "zero-reported" else None
        yield from _clash(figure, figure.elsewhere, number)
    elif figure.elsewhere:
        number = int(figure.elsewhere)
        yield from _clash(figure, "reported" if number else "zero-reported", number)


def _copies(bulletin: Bulletin, copy: Bulletin) -> Iterator[Check]:
    for party, figure in bulletin.parties.items():
        other = copy.parties[party]
        number = other.total.number if other.total else None
        clashes = list(_clash(figure, other.state, number))
        yield from clashes
        if not clashes and _split_otherwise(figure, other):
            text = "Another copy splits the same total otherwise."
            yield _found("sources-disagree", text, party)


def _clash(figure: PartyBulletin, state: str, number: int | None) -> Iterator[Check]:
    own = figure.total.number if figure.total else None
    if {figure.state, state} == {"zero-reported", "not-received"}:
        text = _OTHER_ZERO if state == "zero-reported" else _OTHER_NOTHING
        yield _found("zero-vs-missing", text, figure.party)
    elif own is not None and number is not None and own != number:
        text = "Another copy has {other}; here it is {own}."
        yield _found("sources-disagree", text, figure.party, other=number, own=own)


def _split(figure: PartyBulletin) -> dict[str, int]:
    return {u.unit or u.name: u.count.number for u in figure.by_unit if u.count is not None}


def _split_otherwise(one: PartyBulletin, other: PartyBulletin) -> bool:
    own = _split(one)
    return any(own.get(unit, number) != number for unit, number in _split(other).items())


def _repeats(bulletin: Bulletin, previous: Sequence[Bulletin]) -> Iterator[Check]:
    assert bulletin.day is not None, "bulletins without a day follow nothing"
    yesterday, figures = bulletin.day - timedelta(days=1), _figures(bulletin)
    if not any(figures.values()):
        return
    if any(before.day == yesterday and _figures(before) == figures for before in previous):
        text = "The same figures as on the day before; perhaps yesterday's text again."
        yield _found("repeats-yesterday", text)


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
            "Counted as '{series}', before as '{before}': "
            "figures on the two sides of this day do not compare."
        )
        yield _found("series-break", text, series=bulletin.series, before=before[0])


def _fallen(bulletin: Bulletin, highest: Mapping[str, int]) -> Iterator[Check]:
    for name, value in bulletin.counters.items():
        if value < highest.get(name, value):
            text = "The running total '{name}' is {value}, after {highest} before."
            yield _found("counter-fell", text, name=name, value=value, highest=highest[name])

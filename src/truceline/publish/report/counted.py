"""What each party counted: two lists side by side, never as one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from truceline.projections.counts import CountDay
from truceline.publish.counts import ANSWER_WORDS, bounds, cell
from truceline.publish.report.counted_pictures import Picture, pictures
from truceline.publish.report.inputs import Asked
from truceline.wording import day, number, say, say_count


@dataclass(frozen=True, slots=True)
class Row:
    """One bulletin in the table."""

    day: str
    cells: tuple[str, ...]
    bounds: str
    checks: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """What the section shows."""

    parties: tuple[str, ...]
    sentences: tuple[str, ...]
    pictures: tuple[Picture, ...]
    series: tuple[str, ...]
    answers: tuple[str, ...]
    publishers: tuple[str, ...]
    checks: tuple[tuple[str, int, str], ...]
    """Code, how often, and the first case in words."""
    latest: tuple[Row, ...]
    rows: tuple[Row, ...]
    undated: tuple[Row, ...]


def counted(asked: Asked) -> Counted | None:
    """Return what the parties counted up to the day asked about; None where nothing is held."""
    if not asked.counts:
        return None
    rows = [_row(asked, held) for held in asked.counts]
    return Counted(
        parties=tuple(asked.name(party) for party in asked.counts[0].parties),
        sentences=tuple(_sentences(asked)),
        pictures=tuple(pictures(asked, *held_days(asked))),
        series=tuple(_series(asked.counts)),
        answers=tuple(_answers(asked)),
        publishers=tuple(_publishers(asked)),
        checks=tuple(_checks(asked.counts)),
        latest=tuple(rows[-8:]),
        rows=tuple(rows),
        undated=tuple(_row(asked, held) for held in asked.undated),
    )


def held_days(asked: Asked) -> tuple[date, date]:
    """Return the days of the first bulletin held and of the last."""
    days = [on for held in asked.counts if (on := held.bulletin.day) is not None]
    return min(days), max(days)


def least_and_most(asked: Asked, party: str) -> tuple[int, int] | None:
    """Return a party's smallest and greatest total in a bulletin that is held."""
    totals = [t.number for held in asked.counts if (t := held.parties[party].total) is not None]
    return (min(totals), max(totals)) if totals else None


def differing(asked: Asked) -> tuple[int, int, CountDay | None]:
    """Return on how many bulletins both gave a total, how many differ, and the widest apart."""
    both = [held for held in asked.counts if _apart(held) is not None]
    differ = [held for held in both if _apart(held)]
    widest = max(differ, key=lambda held: _apart(held) or 0, default=None)
    return len(both), len(differ), widest


def _apart(held: CountDay) -> int | None:
    totals = [figure.total.number for figure in held.parties.values() if figure.total]
    return abs(totals[0] - totals[1]) if len(totals) == len(held.parties) == 2 else None


def totals_of(asked: Asked, held: CountDay) -> str:
    """Return each party's total on a day, by name."""
    return "; ".join(
        say("{party} {number}", party=asked.name(party), number=number(figure.total.number))
        for party, figure in held.parties.items()
        if figure.total is not None
    )


def _sentences(asked: Asked) -> Iterator[str]:
    first, last = held_days(asked)
    yield say_count(
        "{count} bulletin is held, of {first}.",
        "{count} bulletins are held, from {first} to {last}.",
        len(asked.counts),
        first=day(first),
        last=day(last),
    )
    both, differ, widest = differing(asked)
    yield say_count(
        "In {count} of them both parties gave a total.",
        "In {count} of them both parties gave a total.",
        both,
    )
    if widest is not None and widest.bulletin.day is not None:
        yield say_count(
            "The two totals differ in {count}; they lie furthest apart on {day}: {totals}.",
            "The two totals differ in {count}; they lie furthest apart on {day}: {totals}.",
            differ,
            day=day(widest.bulletin.day),
            totals=totals_of(asked, widest),
        )


def _series(counts: Sequence[CountDay]) -> Iterator[str]:
    for series, group in groupby(counts, key=lambda c: c.bulletin.series):
        run = list(group)
        first, last = run[0].bulletin.day, run[-1].bulletin.day
        assert first is not None
        assert last is not None
        yield say_count(
            "Counted as “{series}”: {count} bulletin, {first} to {last}.",
            "Counted as “{series}”: {count} bulletins, {first} to {last}.",
            len(run),
            series=series or say("not named"),
            first=day(first),
            last=day(last),
        )


def _answers(asked: Asked) -> Iterator[str]:
    for party in asked.counts[0].parties:
        figures = [c.parties[party] for c in asked.counts]
        kinds = Counter(f.answer.kind for f in figures if f.answer is not None)
        told = [f"{say(ANSWER_WORDS[kind])} {number(n)}" for kind, n in sorted(kinds.items())]
        without = sum(f.total is not None and f.answer is None for f in figures)
        yield say(
            "Answers to the figures of {party}: {answers}; none is held to {without}.",
            party=asked.name(party),
            answers=", ".join(told) or say("none"),
            without=number(without),
        )


def _publishers(asked: Asked) -> Iterator[str]:
    through = Counter(
        (party, figure.published_by)
        for held in asked.counts
        for party, figure in held.parties.items()
        if figure.published_by not in {"", party}
    )
    for (party, publisher), times in sorted(through.items()):
        yield say_count(
            "Figures of {party} that reach us through {publisher}: {count} bulletin.",
            "Figures of {party} that reach us through {publisher}: {count} bulletins.",
            times,
            party=asked.name(party),
            publisher=asked.name(publisher),
        )


def _checks(counts: Sequence[CountDay]) -> Iterator[tuple[str, int, str]]:
    found = [(c, check) for c in counts for check in c.checks]
    times = Counter(check.code for _, check in found)
    for code, count in times.most_common():
        held, check = next((c, k) for c, k in found if k.code == code)
        assert held.bulletin.day is not None
        text = say(check.text, **check.facts)
        yield code.replace("-", " "), count, f"{day(held.bulletin.day)}: {text}"


def _row(asked: Asked, held: CountDay) -> Row:
    names = {party: asked.name(party) for party in held.parties}
    on = held.bulletin.day
    return Row(
        day=day(on) if on else held.bulletin.month or say("no day"),
        cells=tuple(cell(figure, names) for figure in held.parties.values()),
        bounds=bounds(held),
        checks=tuple(say(check.text, **check.facts) for check in held.checks),
        sources=held.sources,
    )

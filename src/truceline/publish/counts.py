"""Both parties' counts for people and for programs: side by side, with bounds, never as one.

"None reported", "no report" and "not held by us" are three things and stay three.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from truceline.domain.counts import Answer, AnswerKind, CountState, PartyBulletin
from truceline.projections.counts import CountDay

STATE_WORDS: dict[CountState, str] = {
    "reported": "reported",
    "zero-reported": "none reported",
    "not-received": "no report",
    "not-held": "not held by us",
    "not-due": "not due",
    "not-applicable": "does not count here",
    "partial": "in part",
}

ANSWER_WORDS: dict[AnswerKind, str] = {
    "confirmed": "confirmed",
    "not-confirmed": "not confirmed",
    "counter-finding": "found otherwise",
    "mixed": "in part confirmed, in part not",
    "silent": "none",
}


def to_json(days: Sequence[CountDay]) -> list[dict[str, object]]:
    """Return an object a day and source; what is not known is None, never 0."""
    return [
        {
            "date": day.bulletin.day.isoformat() if day.bulletin.day else None,
            "parties": {party: _figure(figure) for party, figure in day.parties.items()},
            "overlap_min": day.overlap_min,
            "overlap_max": day.overlap_max,
            "checks": [{"code": c.code, "party": c.party, "text": c.text} for c in day.checks],
            "sources": list(day.sources),
        }
        for day in days
    ]


def to_text(
    days: Sequence[CountDay],
    *,
    undated: Sequence[CountDay] = (),
    names: Mapping[str, str] | None = None,
    width: int = 120,
) -> str:
    """Return a readable table, what to look at, who published, and what comes next.

    Args:
        days: Bulletins that have a day.
        undated: Bulletins that have none; they are counted and not shown in the table.
        names: What to call the parties, by their ids.
        width: Columns of the terminal or page.
    """
    page = StringIO()
    console = Console(file=page, width=width, color_system=None, highlight=False, markup=False)
    if days:
        console.print(_table(days, names or {}))
    for line in (*_looks(days), *_publishers(days, names or {}), summary(days, undated=undated)):
        console.print(line, soft_wrap=True)
    return page.getvalue()


def summary(days: Sequence[CountDay], *, undated: Sequence[CountDay] = ()) -> str:
    """Return the sentence that says what was shown and what comes next."""
    kept = len({party for day in days for party in day.parties})
    looks = len(list(_looks(days)))
    apart = f" {_number(len(undated), 'bulletin')} without a day set apart;" if undated else ""
    return (
        f"{_number(len(days), 'bulletin')}: {_number(kept, 'count')} kept apart; "
        f"{_number(looks, 'thing')} to look at before quoting a figure;{apart} "
        "next: truceline report"
    )


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _table(days: Sequence[CountDay], names: Mapping[str, str]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("Day", no_wrap=True)
    for party in days[0].parties:
        table.add_column(f"{names.get(party, party)} counted", ratio=1)
    table.add_column("On both lists")
    table.add_column("Checks")
    for day in days:
        cells = [_cell(figure, names) for figure in day.parties.values()]
        codes = ", ".join(dict.fromkeys(check.code for check in day.checks))
        table.add_row(str(day.bulletin.day or "no day"), *cells, _bounds(day), codes)
    return table


def _looks(days: Sequence[CountDay]) -> Iterator[str]:
    for day in days:
        for check in day.checks:
            whose = f" {check.party}" if check.party else ""
            yield f"{day.bulletin.day or 'no day'}{whose} {check.code}: {check.text}"


def _publishers(days: Sequence[CountDay], names: Mapping[str, str]) -> Iterator[str]:
    through = Counter(
        (party, figure.published_by)
        for day in days
        for party, figure in day.parties.items()
        if figure.published_by not in {"", party}
    )
    for (party, publisher), times in sorted(through.items()):
        yield (
            f"Figures of {names.get(party, party)} that reach us through "
            f"{names.get(publisher, publisher)}: {_number(times, 'bulletin')}."
        )


def _bounds(day: CountDay) -> str:
    if day.overlap_max is None:
        return f"{day.overlap_min} or more"
    return f"{day.overlap_min} to {day.overlap_max}"


def _cell(figure: PartyBulletin, names: Mapping[str, str]) -> str:
    parts = [_total(figure), _split(figure)]
    if figure.total_derived:
        parts.append("no total printed, sum of its own units")
    if figure.hearsay:
        by = names.get(figure.hearsay.by, figure.hearsay.by)
        parts.append(f"{figure.hearsay.number} of these on the word of {by}")
    if figure.answer:
        parts.append(_answered(figure.answer, names))
    return "; ".join(part for part in parts if part)


def _total(figure: PartyBulletin) -> str:
    if figure.state not in {"reported", "partial"}:
        return STATE_WORDS[figure.state]
    number = str(figure.total.number) if figure.total else "no total printed"
    return f"{number}, {STATE_WORDS['partial']}" if figure.state == "partial" else number


def _split(figure: PartyBulletin) -> str:
    numbered = [f"{u.name} {u.count.number}" for u in figure.by_unit if u.count is not None]
    bare = [u.name for u in figure.by_unit if u.count is None]
    unnumbered = f"without numbers: {', '.join(bare)}" if bare else ""
    return "; ".join(part for part in (", ".join(numbered), unnumbered) if part)


def _answered(answer: Answer, names: Mapping[str, str]) -> str:
    numbers = {
        "confirmed": answer.confirmed,
        "not confirmed": answer.not_confirmed,
        "found otherwise": answer.counter_finding,
    }
    told = [f"{number} {what}" for what, number in numbers.items() if number is not None]
    words = ", ".join(told) or ANSWER_WORDS[answer.kind]
    return f"answer of {names.get(answer.by, answer.by)}: {words}"


def _figure(figure: PartyBulletin) -> dict[str, object]:
    hearsay, answer = figure.hearsay, figure.answer
    return {
        "total": figure.total.number if figure.total else None,
        "total_derived": figure.total_derived,
        "state": figure.state,
        "by_unit": {u.name: u.count.number if u.count else None for u in figure.by_unit},
        "hearsay": {"number": hearsay.number, "of": hearsay.of, "by": hearsay.by}
        if hearsay
        else None,
        "published_by": figure.published_by or None,
        "answer": {
            "by": answer.by,
            "kind": answer.kind,
            "confirmed": answer.confirmed,
            "not_confirmed": answer.not_confirmed,
            "counter_finding": answer.counter_finding,
        }
        if answer
        else None,
    }

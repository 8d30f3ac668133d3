"""Both parties' counts for people and for programs: side by side, with bounds, never as one.

"None reported", "no report" and "not held by us" are three things and stay three.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from truceline.domain.count_checks import Check
from truceline.domain.counts import Answer, AnswerKind, CountState, PartyBulletin
from truceline.projections.counts import CountDay
from truceline.wording import later, say, say_count

STATE_WORDS: dict[CountState, str] = {
    "reported": later("reported"),
    "zero-reported": later("none reported"),
    "not-received": later("no report"),
    "not-held": later("not held by us"),
    "not-due": later("not due"),
    "not-applicable": later("does not count here"),
    "partial": later("in part"),
}

ANSWER_WORDS: dict[AnswerKind, str] = {
    "confirmed": later("confirmed"),
    "not-confirmed": later("not confirmed"),
    "counter-finding": later("found otherwise"),
    "mixed": later("in part confirmed, in part not"),
    "silent": later("none"),
}


def to_json(days: Sequence[CountDay]) -> list[dict[str, object]]:
    """Return an object a day and source; what is not known is None, never 0."""
    return [
        {
            "date": day.bulletin.day.isoformat() if day.bulletin.day else None,
            "parties": {party: _figure(figure) for party, figure in day.parties.items()},
            "overlap_min": day.overlap_min,
            "overlap_max": day.overlap_max,
            "checks": [_look(check) for check in day.checks],
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
    failed = sum(len(day.checks) for day in days)
    parts = [
        say_count("{count} bulletin", "{count} bulletins", len(days)),
        say_count("{count} count kept apart", "{count} counts kept apart", kept),
        say_count("{count} figure failed a check", "{count} figures failed a check", failed),
    ]
    if undated:
        one, many = (
            "{count} bulletin without a day set apart",
            "{count} bulletins without a day set apart",
        )
        parts.append(say_count(one, many, len(undated)))
    return "; ".join([*parts, say("next: truceline report")])


def _table(days: Sequence[CountDay], names: Mapping[str, str]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(say("Day"), no_wrap=True)
    for party in days[0].parties:
        table.add_column(say("{party} counted", party=names.get(party, party)), ratio=1)
    table.add_column(say("On both lists"))
    table.add_column(say("Checks"))
    for day in days:
        cells = [cell(figure, names) for figure in day.parties.values()]
        codes = ", ".join(dict.fromkeys(check.code for check in day.checks))
        table.add_row(_when(day), *cells, bounds(day), codes)
    return table


def _when(day: CountDay) -> str:
    on, month = day.bulletin.day, day.bulletin.month
    return on.isoformat() if on else month or say("no day")


def _look(check: Check) -> dict[str, str]:
    return {"code": check.code, "party": check.party, "text": say(check.text, **check.facts)}


def _looks(days: Sequence[CountDay]) -> Iterator[str]:
    for day in days:
        for look in map(_look, day.checks):
            whose = f" {look['party']}" if look["party"] else ""
            yield f"{_when(day)}{whose} {look['code']}: {look['text']}"


def sentences(day: CountDay, names: Mapping[str, str]) -> Iterator[str]:
    """Yield what each party counted in one bulletin, then the bounds of what they share."""
    for party, figure in day.parties.items():
        yield f"{names.get(party, party)}: {cell(figure, names)}."
    yield say("On both lists: {bounds}.", bounds=bounds(day))
    for check in map(_look, day.checks):
        yield f"{check['text']}"


def _publishers(days: Sequence[CountDay], names: Mapping[str, str]) -> Iterator[str]:
    through = Counter(
        (party, figure.published_by)
        for day in days
        for party, figure in day.parties.items()
        if figure.published_by not in {"", party}
    )
    for (party, publisher), times in sorted(through.items()):
        yield say_count(
            "Figures of {party} that reach us through {publisher}: {count} bulletin.",
            "Figures of {party} that reach us through {publisher}: {count} bulletins.",
            times,
            party=names.get(party, party),
            publisher=names.get(publisher, publisher),
        )


def bounds(day: CountDay) -> str:
    """Return how many incidents may stand on both lists."""
    least, most = day.overlap_min, day.overlap_max
    if most is None:
        return say("{least} or more", least=least)
    return say("{least} to {most}", least=least, most=most)


def cell(figure: PartyBulletin, names: Mapping[str, str]) -> str:
    """Return what a copy says of one party's count: total, units, hearsay, answer."""
    parts = [_total(figure), _split(figure)]
    if figure.total_derived:
        parts.append(say("no total printed, sum of its own units"))
    if hearsay := figure.hearsay:
        by = names.get(hearsay.by, hearsay.by)
        parts.append(say("{number} of these on the word of {by}", number=hearsay.number, by=by))
    if answer := figure.answer:
        by = names.get(answer.by, answer.by)
        parts.append(say("answer of {by}: {answer}", by=by, answer=_answered(answer)))
    return "; ".join(part for part in parts if part)


def _total(figure: PartyBulletin) -> str:
    if figure.state not in {"reported", "partial"}:
        return say(STATE_WORDS[figure.state])
    number = str(figure.total.number) if figure.total else say("no total printed")
    return f"{number}, {say(STATE_WORDS['partial'])}" if figure.state == "partial" else number


def _split(figure: PartyBulletin) -> str:
    numbered = ", ".join(
        f"{u.name} {u.count.number}" for u in figure.by_unit if u.count is not None
    )
    bare = ", ".join(u.name for u in figure.by_unit if u.count is None)
    unnumbered = say("without numbers: {units}", units=bare) if bare else ""
    return "; ".join(part for part in (numbered, unnumbered) if part)


def _answered(answer: Answer) -> str:
    told = [
        say(text, number=number)
        for text, number in (
            (later("{number} confirmed"), answer.confirmed),
            (later("{number} not confirmed"), answer.not_confirmed),
            (later("{number} found otherwise"), answer.counter_finding),
        )
        if number is not None
    ]
    return ", ".join(told) or say(ANSWER_WORDS[answer.kind])


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

"""The first page: five questions, one sentence each, how we know it and what we cannot say."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from truceline.domain.periods import day_of
from truceline.domain.terms import ClockState
from truceline.publish import gaps
from truceline.publish.assessment import refusal_words
from truceline.publish.report.agreed import Agreed, binding, guarantors
from truceline.publish.report.counted import (
    Counted,
    differing,
    held_days,
    least_and_most,
)
from truceline.publish.report.happened import ByArea, Happened
from truceline.publish.report.held import open_ones, tally
from truceline.publish.report.inputs import Asked
from truceline.wording import day, listed, number, say, say_count


@dataclass(frozen=True, slots=True)
class Answer:
    """One question and its answer."""

    section: str
    """Id of the section with the rest."""
    question: str
    sentence: str
    known: str
    unknown: str


def answers(
    asked: Asked, agreed: Agreed, counted: Counted | None, happened: Happened | None
) -> list[Answer]:
    """Return the answers in the order of the sections."""
    return [
        _bound(asked),
        _clocks(agreed),
        _counted(asked, counted),
        _happened(asked, happened),
        _held(asked),
    ]


def _bound(asked: Asked) -> Answer:
    texts = binding(asked)
    cited = {s for text in texts for s in text.sources}
    read = Counter(s.read for s in asked.known.source if s.id in cited)
    return Answer(
        section="agreed",
        question=say("What binds whom?"),
        sentence=_binding_sentence(asked),
        known=say_count(
            "From {count} document: {whole} read whole, {part} in part. Each clause is told in "
            "our own words.",
            "From {count} documents: {whole} read whole, {part} in part. Each clause is told in "
            "our own words.",
            read.total(),
            whole=number(read["whole"]),
            part=number(read["part"]),
        ),
        unknown=_open_sentence(asked),
    )


def _binding_sentence(asked: Asked) -> str:
    texts = binding(asked)
    if not texts:
        return say("No text is on record as in force on {day}.", day=day(asked.about))
    latest = max(texts, key=lambda text: day_of(text.made))
    facts = {"day": day(asked.about), "name": latest.name, "made": day(day_of(latest.made))}
    if parties := guarantors(asked):
        return say_count(
            "On {day}, {count} text is in force, guaranteed by {parties}: “{name}” of {made}.",
            "On {day}, {count} texts are in force, guaranteed by one or more of {parties}; the "
            "latest is “{name}” of {made}.",
            len(texts),
            parties=listed(parties),
            **facts,
        )
    return say_count(
        "On {day}, {count} text is in force: “{name}” of {made}.",
        "On {day}, {count} texts are in force; the latest is “{name}” of {made}.",
        len(texts),
        **facts,
    )


def _open_sentence(asked: Asked) -> str:
    kinds = Counter(gap.kind for gap in gaps.in_order(asked.known, asked.about))
    told = [
        words
        for kind, words in (
            (
                "no-line-agreed",
                say_count(
                    "{count} area has no agreed line that was published",
                    "{count} areas have no agreed line that was published",
                    kinds["no-line-agreed"],
                ),
            ),
            (
                "annex-not-published",
                say_count(
                    "{count} annex was not published",
                    "{count} annexes were not published",
                    kinds["annex-not-published"],
                ),
            ),
            (
                "left-open",
                say_count(
                    "{count} clause leaves open what it depends on",
                    "{count} clauses leave open what they depend on",
                    kinds["left-open"],
                ),
            ),
        )
        if kinds[kind]
    ]
    if not told:
        return say("What was agreed and not published.")
    return say("How far the texts reach: {gaps}.", gaps="; ".join(told))


def _state_words(state: ClockState, count: int) -> str:
    match state:
        case "running":
            return say_count("{count} clock runs", "{count} clocks run", count)
        case "suspended":
            return say_count("{count} clock is suspended", "{count} clocks are suspended", count)
        case "ended":
            return say_count("{count} clock was ended", "{count} clocks were ended", count)
        case "no-act-found":
            return say_count(
                "{count} clock has run out with no act on record that extends or ends it",
                "{count} clocks have run out with no act on record that extends or ends them",
                count,
            )
        case "not-started":
            return say_count(
                "{count} clock has yet to begin", "{count} clocks have yet to begin", count
            )


def _clocks(agreed: Agreed) -> Answer:
    states = Counter(stand.clock.state for stand in agreed.clocks)
    told = [_state_words(state, count) for state, count in sorted(states.items())]
    searched = {source.id for stand in agreed.clocks for source in stand.searched}
    open_ = states["no-act-found"] > 0
    return Answer(
        section="clocks",
        question=say("Where do the clocks stand?"),
        sentence=say("{clocks}.", clocks=listed(told))
        if told
        else say("No clock has begun to run."),
        known=say_count(
            "{count} document was searched for an act; all are listed.",
            "{count} documents were searched for an act; all are listed.",
            len(searched),
        )
        if searched
        else say("From the texts and the acts on record."),
        unknown=say(
            "Whether they were extended, lapsed or were overtaken by events. Each reading has its "
            "grounds, and none is chosen here."
        )
        if open_
        else say("What was decided and not published."),
    )


def _counted(asked: Asked, counted: Counted | None) -> Answer:
    question = say("What did each party count?")
    if counted is None:
        return Answer(
            section="counted",
            question=question,
            sentence=say("No count of a party is held for this day or before."),
            known=say("Nothing was imported."),
            unknown=say("What the parties counted: “not held by us” is not “none reported”."),
        )
    first, last = held_days(asked)
    held = {c.bulletin.day for c in asked.counts}
    days = (last - first) // timedelta(days=1) + 1
    return Answer(
        section="counted",
        question=question,
        sentence=_counted_sentence(asked),
        known=" ".join(
            (
                say_count(
                    "From {count} bulletin, {first} to {last}.",
                    "From {count} bulletins, {first} to {last}.",
                    len(asked.counts),
                    first=day(first),
                    last=day(last),
                ),
                *counted.publishers,
            )
        ),
        unknown=say(
            "What was counted on {missing} of {days} days, of which no copy is held; and how many "
            "incidents both lists name. So the two are never added.",
            missing=number(days - len(held)),
            days=number(days),
        ),
    )


def _counted_sentence(asked: Asked) -> str:
    told = []
    for party in asked.counts[0].parties:
        span = least_and_most(asked, party)
        name = asked.name(party)
        if span is None:
            told.append(say("of {party} no total is held", party=name))
        else:
            told.append(
                say(
                    "{party} counted {least} to {most} violations a day",
                    party=name,
                    least=number(span[0]),
                    most=number(span[1]),
                )
            )
    both, differ, _ = differing(asked)
    return say_count(
        "{told}; where both gave a total, the two differ in {differ} of {count} bulletin.",
        "{told}; where both gave a total, the two differ in {differ} of {count} bulletins.",
        both,
        told=listed(told),
        differ=number(differ),
    )


def _happened(asked: Asked, happened: Happened | None) -> Answer:
    question = say("What happened?")
    if happened is None:
        return Answer(
            section="happened",
            question=question,
            sentence=say(
                "No event data is held that was known on {day}.", day=day(asked.as_known_on)
            ),
            known=say("Nothing was imported, or what was imported became known later."),
            unknown=say("What happened: “no report” is not “nothing happened”."),
        )
    return Answer(
        section="happened",
        question=question,
        sentence=_happened_sentence(happened),
        known=" ".join(
            (
                say("From published data; expected numbers are sums of probabilities."),
                *(_bounds(rows) for rows in _by_area(happened.by_area)),
            )
        ),
        unknown=_unattributed(happened),
    )


def _happened_sentence(happened: Happened) -> str:
    facts = {
        "data": listed([name.upper() for name in happened.ledgers]),
        "first": day(happened.begins),
        "last": day(happened.ends),
    }
    if not happened.by_area:
        return say_count(
            "{data} has {count} event from {first} to {last}.",
            "{data} has {count} events from {first} to {last}.",
            happened.events,
            **facts,
        )
    return say_count(
        "{data} has {count} event from {first} to {last}: {areas}, by the line one takes.",
        "{data} has {count} events from {first} to {last}: {areas}, by the line one takes.",
        happened.events,
        areas=listed([_expected(rows) for rows in _by_area(happened.by_area)]),
        **facts,
    )


def _by_area(rows: tuple[ByArea, ...]) -> Iterator[list[ByArea]]:
    for _, mine in groupby(rows, key=lambda row: row.area):
        yield list(mine)


def _expected(rows: list[ByArea]) -> str:
    least, most = (round(f(row.expected for row in rows)) for f in (min, max))
    if least == most:
        return say("an expected {most} in {area}", most=number(most), area=rows[0].area)
    return say(
        "an expected {least} to {most} in {area}",
        least=number(least),
        most=number(most),
        area=rows[0].area,
    )


def _bounds(rows: list[ByArea]) -> str:
    return say(
        "{area}: {least} for certain, {most} possibly.",
        least=number(min(row.certain for row in rows)),
        most=number(max(row.possible for row in rows)),
        area=rows[0].area,
    )


def _unattributed(happened: Happened) -> str:
    told = [say("What no publisher recorded.")]
    if happened.without_line:
        told.insert(
            0,
            say(
                "What happened in {areas}: no line is held, so no event is attributed.",
                areas=listed(list(happened.without_line)),
            ),
        )
    return " ".join(told)


def _held(asked: Asked) -> Answer:
    made = [one for one in open_ones(asked) if one.judged]
    if not made:
        return Answer(
            section="held",
            question=say("Did it hold?"),
            sentence=say("This cannot be said: no comparison could be made."),
            known=say("A comparison takes event data, a line, and a question declared before."),
            unknown=say("Whether violence fell, and whether more than elsewhere."),
        )
    first = made[0]
    return Answer(
        section="held",
        question=say("Did it hold?"),
        sentence=say(
            "Against the {before} weeks before {onset}, {tally}.",
            before=number(first.comparison.weeks_before),
            onset=day(first.comparison.onset),
            tally=tally(first),
        ),
        known=say_count(
            "{name}. {count} event in {data}, in two readings on every line that somebody drew.",
            "{name}. {count} events in {data}, in two readings on every line that somebody drew.",
            first.counted,
            name=first.comparison.name,
            data=first.comparison.dataset.upper(),
        ),
        unknown=" ".join(
            (
                *(refusal_words(refusal) for refusal in first.refusals),
                say("Whether the arrangement is the reason: a comparison shows when, not why."),
            )
        ),
    )

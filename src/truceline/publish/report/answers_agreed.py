"""The first two answers: what binds whom, and where the clocks stand."""

from collections import Counter
from collections.abc import Iterator

from truceline.domain.periods import day_of
from truceline.domain.terms import ClockState
from truceline.publish import gaps
from truceline.publish.report.agreed import Agreed, binding, guarantors
from truceline.publish.report.inputs import Answer, Asked
from truceline.wording import day, listed, number, say, say_count


def bound(asked: Asked) -> Answer:
    """Answer what binds whom."""
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
    told = list(_open_words(asked))
    if not told:
        return say("What was agreed and not published.")
    return say("How far the texts reach: {gaps}.", gaps="; ".join(told))


def _open_words(asked: Asked) -> Iterator[str]:
    kinds = Counter(gap.kind for gap in gaps.in_order(asked.known, asked.about))
    if count := kinds["no-line-agreed"]:
        yield say_count(
            "{count} area has no agreed line that was published",
            "{count} areas have no agreed line that was published",
            count,
        )
    if count := kinds["annex-not-published"]:
        yield say_count(
            "{count} annex was not published", "{count} annexes were not published", count
        )
    if count := kinds["left-open"]:
        yield say_count(
            "{count} clause leaves open what it depends on",
            "{count} clauses leave open what they depend on",
            count,
        )


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


def clocks(agreed: Agreed) -> Answer:
    """Answer where the clocks stand."""
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

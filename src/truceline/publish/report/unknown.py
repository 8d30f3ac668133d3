"""What we do not know, gathered from every section, and what is left out on purpose."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from truceline.publish.counts import STATE_WORDS
from truceline.publish.report.agreed import Agreed, Group
from truceline.publish.report.counted import Counted, held_days
from truceline.publish.report.happened import Happened
from truceline.publish.report.inputs import Asked
from truceline.wording import day, listed, number, say, say_count


def unknown(
    asked: Asked, agreed: Agreed, counted: Counted | None, happened: Happened | None
) -> list[Group]:
    """Return what is not known, by what it is about."""
    groups = [
        Group(say("The texts"), tuple(_texts(agreed))),
        Group(say("The counts"), tuple(_counts(asked, counted))),
        Group(say("The events"), tuple(_events(happened))),
        Group(say("Who looked"), (_watch(),)),
        Group(say("Left out on purpose"), tuple(_left_out(asked))),
    ]
    return [group for group in groups if group.sentences]


def _texts(agreed: Agreed) -> Iterator[str]:
    for group in agreed.gaps:
        yield say_count(
            "{heading}: {count}.",
            "{heading}: {count}.",
            len(group.sentences),
            heading=group.heading,
        )


def _counts(asked: Asked, counted: Counted | None) -> Iterator[str]:
    if counted is None:
        yield say("No count of a party is held. Add them with `truceline import counts FILE`.")
        return
    first, last = held_days(asked)
    days = (last - first) // timedelta(days=1) + 1
    held = len({c.bulletin.day for c in asked.counts})
    yield say(
        "Of {days} days from {first} to {last}, a bulletin is held for {held}. Which bulletins "
        "survive is no random sample, so no average is given.",
        days=number(days),
        first=day(first),
        last=day(last),
        held=number(held),
    )
    for party in asked.counts[0].parties:
        states = Counter(c.parties[party].state for c in asked.counts)
        told = [
            f"{say(STATE_WORDS[state])} {number(states[state])}"
            for state in ("not-received", "not-held", "partial")
            if states[state]
        ]
        if told:
            yield say("{party}: {states}.", party=asked.name(party), states=", ".join(told))
    if counted.undated:
        yield say_count(
            "{count} bulletin bears no day and stands apart.",
            "{count} bulletins bear no day and stand apart.",
            len(counted.undated),
        )


def _events(happened: Happened | None) -> Iterator[str]:
    if happened is None:
        yield say("No event is held. Add them with `truceline import ucdp FILE`.")
        return
    drawn = sum(on_map for *_, on_map in happened.by_precision)
    yield say(
        "{drawn} of {events} events are on the map; the others lie outside it, or their place is "
        "known too loosely.",
        drawn=number(drawn),
        events=number(happened.events),
    )
    if happened.without_line:
        yield say(
            "No line is held of {areas}: no event is attributed to them.",
            areas=listed(list(happened.without_line)),
        )
    if "ucdp" in happened.ledgers:
        yield say(
            "UCDP holds events in which somebody died. A violation without a death is not in it."
        )


def _watch() -> str:
    return say(
        "This report holds no record of who watched where and when. “None reported” may mean that "
        "nobody watched."
    )


def _left_out(asked: Asked) -> Iterator[str]:
    yield say("What became known after {day}.", day=day(asked.as_known_on))
    if asked.may_see:
        yield say(
            "Posts, patrols, reporters and persons; exact places; what a centre's own people "
            "filed, but for the ledgers that are laid side by side."
        )
    else:
        yield say(
            "Posts, patrols, reporters and persons; exact places; what a centre's own people filed."
        )
    yield say("A sum of two parties' counts, which would be the number of nothing.")
    yield say("Who did it. That takes a finding, and a text that allows a name.")

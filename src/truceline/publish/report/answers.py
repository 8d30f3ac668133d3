"""The first page: five questions, one sentence each, how we know it and what we cannot say."""

from datetime import timedelta

from truceline.publish.report.agreed import Agreed
from truceline.publish.report.answers_agreed import bound, clocks
from truceline.publish.report.answers_events import about_events, about_verdicts
from truceline.publish.report.counted import Counted, differing, held_days, least_and_most
from truceline.publish.report.happened import Happened
from truceline.publish.report.inputs import Answer, Asked
from truceline.wording import day, listed, number, say, say_count


def answers(
    asked: Asked, agreed: Agreed, counted: Counted | None, happened: Happened | None
) -> list[Answer]:
    """Return the answers in the order of the sections."""
    return [
        bound(asked),
        clocks(agreed),
        _counted(asked, counted),
        about_events(asked, happened),
        about_verdicts(asked),
    ]


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

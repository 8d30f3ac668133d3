"""The last two answers: what happened, and whether it held."""

from collections.abc import Iterator
from itertools import groupby

from truceline.publish.assessment import refusal_words
from truceline.publish.report.happened import ByArea, Happened
from truceline.publish.report.held import open_ones, tally
from truceline.publish.report.inputs import Answer, Asked
from truceline.wording import day, listed, number, say, say_count


def about_events(asked: Asked, happened: Happened | None) -> Answer:
    """Answer what happened."""
    question = say("What happened?")
    if happened is None:
        return Answer(
            section="happened",
            question=question,
            sentence=say(
                "No published event data (UCDP, ACLED) is held that was known on {day}.",
                day=day(asked.as_known_on),
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


def about_verdicts(asked: Asked) -> Answer:
    """Answer whether it held."""
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

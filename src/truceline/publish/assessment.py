"""Did it hold? The comparisons in words: verdicts, figures, what they hang on, what they lack.

A verdict never stands alone: both readings, the comparison with elsewhere, every line that was
drawn, and what the counted events are, stand beside it.
"""

from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import groupby
from math import isinf

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from truceline.domain.arrangement import Arrangement
from truceline.domain.grounds import Ground
from truceline.domain.verdicts import Verdict
from truceline.projections.assessment import (
    Alarm,
    Answer,
    Assessed,
    Elsewhere,
    Judged,
)
from truceline.projections.readings import Fitted, Reading
from truceline.projections.refusals import Refusal
from truceline.projections.tallies import Figure, Tallied
from truceline.wording import day, distance, later, listed, number, say

VERDICT_WORDS: dict[Verdict, str] = {
    Verdict.CANNOT_TELL: later("cannot tell"),
    Verdict.BREAKING_DOWN: later("breaking down"),
    Verdict.HOLDING: later("holding"),
    Verdict.FELL_AS_ELSEWHERE: later("fell, as elsewhere"),
    Verdict.FELL_COMPARISON_UNCLEAR: later("fell; whether more than elsewhere cannot be told"),
    Verdict.NO_CHANGE_SHOWN: later("no change shown"),
}

_REASONS: dict[Verdict, str] = {
    Verdict.CANNOT_TELL: later("Half as many and twice as many are both possible: {step}."),
    Verdict.BREAKING_DOWN: later("The whole interval lies above 1.2: {step}."),
    Verdict.HOLDING: later("The whole interval lies below 0.8: {step}; by elsewhere: {against}."),
    Verdict.FELL_AS_ELSEWHERE: later(
        "The whole interval lies below 1: {step}; by elsewhere, within 0.8 to 1.25: {against}."
    ),
    Verdict.FELL_COMPARISON_UNCLEAR: later(
        "The whole interval lies below 1: {step}; by elsewhere: {against}."
    ),
    Verdict.NO_CHANGE_SHOWN: later(
        "The interval lies neither below 1 nor above 1.2: {step}; by elsewhere: {against}."
    ),
}

_WHAT_COUNTS = {
    "ucdp": later("UCDP counts events in which someone was killed, not violations."),
}
_ANY_REPORTS = later("{dataset} holds reports of events, not findings of violations.")


def to_text(assessed: Sequence[Assessed], arrangement: Arrangement, *, width: int = 120) -> str:
    """Return every comparison as text: the question, figures, verdicts in words, caveats.

    Args:
        assessed: The comparisons, in the order in which they are declared.
        arrangement: For the names of areas, authors and texts.
        width: Columns of the terminal or page.
    """
    page = StringIO()
    console = Console(file=page, width=width, color_system=None, highlight=False, markup=False)

    def line(text: str) -> None:
        console.print(text, soft_wrap=True)

    for one in assessed:
        line(say("Did it hold? {name}", name=one.comparison.name))
        line(question(one))
        for drawn, group in groupby(one.judged, key=lambda j: lines_words(j, arrangement)):
            judged = list(group)
            console.print("", drawn, _table(judged, arrangement), sep="\n")
            for ground in judged:
                line(sentence(ground, arrangement))
                for more in (*alternatives(ground, arrangement), *doubt(ground, arrangement)):
                    line(more)
        if one.elsewhere:
            console.print("", say("Elsewhere"), _elsewhere(one.elsewhere), sep="\n")
        for caveat in caveats(one, arrangement):
            line(caveat)
        line("")
    if not assessed:
        line(say("No comparison is declared, and the program chooses none."))
    return page.getvalue()


def question(one: Assessed) -> str:
    """Return what was asked, and when it was declared."""
    asked = one.comparison
    return say(
        "Declared on {declared}: {during} weeks from {onset} on against the {before} weeks before. "
        "{counted} of {held} reports of {dataset} pass its filters.",
        declared=day(asked.declared),
        onset=day(asked.onset),
        before=number(asked.weeks_before),
        during=number(asked.weeks_during),
        counted=number(one.counted),
        held=number(one.held),
        dataset=asked.dataset,
    )


def sentence(judged: Judged, arrangement: Arrangement) -> str:
    """Return the verdict on a ground in words: both readings, and what each rests on."""
    answer = judged.answers[0]
    words = say(
        "{where}: {verdict}. {reason} {cautious}",
        where=where_words(judged.ground, arrangement),
        verdict=say(VERDICT_WORDS[answer.reference.verdict]),
        reason=_reason(answer.reference),
        cautious=_cautious(answer),
    )
    if judged.alarm is not None and judged.alarm.raised:
        return f"{words} {_rings(judged.alarm)}"
    return words


def alternatives(judged: Judged, arrangement: Arrangement) -> Iterator[str]:
    """Yield what a ground would be called against another control than the declared one."""
    for answer in judged.answers[1:]:
        yield say(
            "{where}, against {control}: {verdict}; in the cautious reading: {cautious}. "
            "By elsewhere: {against}.",
            where=where_words(judged.ground, arrangement),
            control=control_words(answer.buffer_m),
            verdict=say(VERDICT_WORDS[answer.reference.verdict]),
            cautious=say(VERDICT_WORDS[answer.cautious.verdict]),
            against=step_words(answer.reference.controlled),
        )


def doubt(judged: Judged, arrangement: Arrangement) -> Iterator[str]:
    """Yield how many events lay on a ground for certain, and how many may have, if they differ."""
    before, during = judged.tallied.before, judged.tallied.during
    if judged.tallied.whole:
        return
    yield say(
        "{where}: before, {sure} events lay inside for certain and {maybe} may have; during, "
        "{sure_during} and {maybe_during}.",
        where=where_words(judged.ground, arrangement),
        sure=number(before.certain),
        maybe=number(before.possible),
        sure_during=number(during.certain),
        maybe_during=number(during.possible),
    )


def caveats(one: Assessed, arrangement: Arrangement) -> Iterator[str]:
    """Yield what must be read beside every verdict of a comparison."""
    asked = one.comparison
    for refusal in one.refusals:
        yield refusal_words(refusal)
    yield say(_WHAT_COUNTS.get(asked.dataset, _ANY_REPORTS), dataset=asked.dataset)
    if one.elsewhere:
        yield _bound(one, arrangement)
        yield say("What happened where no line is held counts as elsewhere.")
    if one.judged:
        yield from _about_intervals(one)
    if asked.note:
        yield asked.note


def where_words(ground: Ground, arrangement: Arrangement) -> str:
    """Return which area or areas."""
    names = {area.id: area.name for area in arrangement.area}
    areas = listed([names.get(area, area) for area in ground.areas])
    return areas if len(ground.areas) == 1 else say("{areas} together", areas=areas)


def lines_words(judged: Judged, arrangement: Arrangement) -> str:
    """Return whose lines a ground has, and whether the comparison asks for them."""
    titles = {source.id: source.publisher or source.title for source in arrangement.source}
    author = arrangement.party_name(judged.ground.author, on=judged.ground.day)
    facts = {"author": titles.get(author, author), "day": day(judged.ground.day)}
    if judged.declared:
        return say("Lines by {author}, {day}", **facts)
    return say("Lines by {author}, {day}, as an alternative", **facts)


def control_words(buffer_m: float | None) -> str:
    """Return what counts as elsewhere."""
    if buffer_m is None:
        return say("no control")
    if buffer_m == 0:
        return say("all ground outside the areas")
    return say("ground {distance} or more from any area", distance=distance(buffer_m))


def refusal_words(refusal: Refusal) -> str:
    """Return why there is no answer."""
    return say(refusal.text, **refusal.facts)


def figure_words(figure: Figure) -> str:
    """Return a ratio with its interval, which may have no upper end."""
    low = number(figure.low, decimals=3)
    if isinf(figure.estimate):
        return say("{low} or more", low=low)
    estimate = number(figure.estimate, decimals=3)
    if isinf(figure.high):
        return say("{estimate} ({low} or more)", estimate=estimate, low=low)
    high = number(figure.high, decimals=3)
    return say("{estimate} ({low} to {high})", estimate=estimate, low=low, high=high)


def step_words(outcome: Fitted | Refusal | None) -> str:
    """Return the step that a regression found, or that there is none."""
    if outcome is None:
        return say("not compared")
    return figure_words(outcome.step) if isinstance(outcome, Fitted) else say("refused")


def _reason(reading: Reading) -> str:
    if isinstance(reading.change, Refusal):
        return refusal_words(reading.change)
    if reading.verdict is Verdict.BREAKING_DOWN and reading.change.step.low <= 1.2:
        return say("An early alarm rings.")
    words = say(
        _REASONS[reading.verdict],
        step=step_words(reading.change),
        against=step_words(reading.controlled),
    )
    if isinstance(reading.controlled, Refusal):
        return f"{words} {refusal_words(reading.controlled)}"
    return words


def _rings(alarm: Alarm) -> str:
    return say(
        "The newest week, from {day}, is out of line with those before it: {events} events, where "
        "{bound} would be in line.",
        day=day(alarm.week),
        events=number(alarm.expected, decimals=1),
        bound=number(max(bound or 0.0 for bound in alarm.bounds), decimals=1),
    )


def _cautious(answer: Answer) -> str:
    if not answer.differs:
        return say("The cautious reading says the same.")
    return say(
        "The cautious reading says otherwise: {verdict}. {reason}",
        verdict=say(VERDICT_WORDS[answer.cautious.verdict]),
        reason=_reason(answer.cautious),
    )


def _bound(one: Assessed, arrangement: Arrangement) -> str:
    names = [text.name for text in arrangement.instrument if text.id in one.binding_elsewhere]
    if not names:
        return say("Whether a ceasefire bound elsewhere too is not on record here.")
    return say("Elsewhere lives under a ceasefire too: {texts}.", texts=listed(names))


def _about_intervals(one: Assessed) -> Iterator[str]:
    yield say(
        "Each line is laid over all weeks, those before it was in force too, so that the same "
        "ground is compared."
    )
    yield say(
        "Step: the level just after the onset, by the level that the weeks before lead to. By "
        "elsewhere: the step inside by the step elsewhere; below 1 is a deeper fall inside."
    )
    yield say(
        "Reference intervals are those in common use. In series of 26 and 26 weeks that were made "
        "to try them they held the truth in 82 of 100, the cautious ones in 94."
    )
    if any(not judged.tallied.whole for judged in one.judged):
        yield say(
            "Events that may have lain inside count with their probability, which draws an area "
            "and its surroundings together. Reference intervals do not hold that doubt, and those "
            "of the plain rates are then not exact."
        )
    weeks = one.judged[0].tallied.weeks
    missing = sum(week.expected is None for week in weeks)
    if missing:
        yield say(
            "Weeks that the data do not cover: {missing} of {weeks}. They are left out.",
            missing=number(missing),
            weeks=number(len(weeks)),
        )


def _table(judged: Sequence[Judged], arrangement: Arrangement) -> Table:
    table = _columns(say("Where"), say("By elsewhere"))
    for ground in judged:
        answer, where = ground.answers[0], where_words(ground.ground, arrangement)
        table.add_row(where, *_rates(ground.tallied), *_cells(say("reference"), answer.reference))
        table.add_row("", "", "", *_cells(say("cautious"), answer.cautious))
    return table


def _elsewhere(controls: Sequence[Elsewhere]) -> Table:
    table = _columns(say("Control"))
    for control in controls:
        where = control_words(control.buffer_m)
        if isinstance(control.tallied, Refusal):
            table.add_row(where, say("refused"))
            continue
        step = step_words(control.reference)
        table.add_row(where, *_rates(control.tallied), say("reference"), step)
        table.add_row("", "", "", say("cautious"), step_words(control.cautious))
    return table


def _columns(first: str, *more: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(first)
    others = (say("A week"), say("During by before"), say("Reading"), say("Step"), *more)
    for name in others:
        table.add_column(name, no_wrap=True)
    return table


def _cells(name: str, reading: Reading) -> tuple[str, str, str]:
    return name, step_words(reading.change), step_words(reading.controlled)


def _rates(tallied: Tallied) -> tuple[str, str]:
    before, during = (
        say("not covered") if period.rate is None else number(period.rate, decimals=1)
        for period in (tallied.before, tallied.during)
    )
    ratio = tallied.ratio
    words = say("refused") if isinstance(ratio, Refusal) else figure_words(ratio)
    return say("{before}, then {during}", before=before, during=during), words

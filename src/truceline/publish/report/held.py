"""Whether it held: the comparisons that were declared, in both readings, on every line.

One verdict from one line and one model is no answer, so no verdict here stands alone.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from truceline.projections.assessment import Answer, Assessed, Judged
from truceline.projections.readings import Reading
from truceline.projections.refusals import Refusal
from truceline.publish.assessment import (
    VERDICT_WORDS,
    caveats,
    control_words,
    doubt,
    figure_words,
    lines_words,
    question,
    sentence,
    step_words,
    where_words,
)
from truceline.publish.report.happened_weeks import WeekPicture, mark_at, week_picture
from truceline.publish.report.held_forest import Forest, forest
from truceline.publish.report.inputs import OPEN_LEDGERS, Asked
from truceline.wording import listed, number, say, say_count


@dataclass(frozen=True, slots=True)
class Row:
    """One ground against one control."""

    where: str
    line: str
    control: str
    before: str
    during: str
    plain: str
    readings: tuple[tuple[str, str, str, str], ...]
    """Name of the reading, step, step by elsewhere, verdict."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One declared comparison."""

    id: str
    name: str
    question: str
    tally: str
    sentences: tuple[tuple[str, str], ...]
    """Whose line, and what is said of the widest ground."""
    further: tuple[tuple[str, str], ...]
    """The same for each area by itself."""
    forest: Forest | None
    weeks: tuple[WeekPicture, ...]
    rows: tuple[Row, ...]
    """Against the declared control."""
    others: tuple[Row, ...]
    """Against other controls."""
    caveats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """What the section shows."""

    compared: tuple[Compared, ...]
    withheld: int
    """Comparisons that count what a centre's own people filed."""


def held(asked: Asked) -> Held | None:
    """Return the comparisons; None where none was made."""
    if not asked.assessed:
        return None
    shown = open_ones(asked)
    return Held(
        compared=tuple(_compared(asked, one) for one in shown),
        withheld=len(asked.assessed) - len(shown),
    )


def open_ones(asked: Asked) -> list[Assessed]:
    """Return the comparisons that count published events only."""
    return [one for one in asked.assessed or () if one.comparison.dataset in OPEN_LEDGERS]


def tally(one: Assessed) -> str:
    """Return how many readings say what, on every declared line; empty where none was made."""
    declared = [judged.answers[0] for judged in one.judged if judged.declared]
    if not declared:
        return ""
    said = Counter(reading.verdict for answer in declared for reading in _both(answer))
    told = [
        say("{count} say “{verdict}”", count=number(times), verdict=say(VERDICT_WORDS[verdict]))
        for verdict, times in said.most_common()
    ]
    return say_count(
        "of {count} reading {told}", "of {count} readings {told}", said.total(), told=listed(told)
    )


def _both(answer: Answer) -> tuple[Reading, Reading]:
    return answer.reference, answer.cautious


def _compared(asked: Asked, one: Assessed) -> Compared:
    widest = _widest(one.judged)
    return Compared(
        id=one.comparison.id,
        name=one.comparison.name,
        question=question(one),
        tally=tally(one),
        sentences=tuple(_told(asked, j) for j in widest),
        further=tuple(_told(asked, j) for j in one.judged if j not in widest),
        forest=forest(asked, one),
        weeks=tuple(_weeks(asked, one)),
        rows=tuple(_row(asked, j, j.answers[0]) for j in one.judged),
        others=tuple(_row(asked, j, a) for j in one.judged for a in j.answers[1:]),
        caveats=tuple(caveats(one, asked.known)),
    )


def _told(asked: Asked, judged: Judged) -> tuple[str, str]:
    known = asked.known
    words = (sentence(judged, known), *doubt(judged, known))
    return lines_words(judged, known), " ".join(words)


def _weeks(asked: Asked, one: Assessed) -> Iterator[WeekPicture]:
    for at, judged in enumerate((j for j in _widest(one.judged) if j.declared), 1):
        weeks = judged.tallied.weeks
        yield week_picture(
            f"{one.comparison.id}-weeks-{at}",
            (where_words(judged.ground, asked.known), lines_words(judged, asked.known)),
            weeks,
            marks=(mark_at(weeks, one.comparison.onset),),
        )


def _widest(judged: Sequence[Judged]) -> list[Judged]:
    """Return, for each author and day, the ground of all areas together, or else each."""
    most = {
        (j.ground.author, j.ground.day): max(
            len(k.ground.areas) for k in judged if k.ground.author == j.ground.author
        )
        for j in judged
    }
    return [j for j in judged if len(j.ground.areas) == most[j.ground.author, j.ground.day]]


def _row(asked: Asked, judged: Judged, answer: Answer) -> Row:
    tallied = judged.tallied
    plain = tallied.ratio
    names = (say("reference"), say("cautious"))
    return Row(
        where=where_words(judged.ground, asked.known),
        line=lines_words(judged, asked.known),
        control=control_words(answer.buffer_m),
        before=_rate(tallied.before.rate),
        during=_rate(tallied.during.rate),
        plain=say("refused") if isinstance(plain, Refusal) else figure_words(plain),
        readings=tuple(
            (
                name,
                step_words(reading.change),
                step_words(reading.controlled),
                say(VERDICT_WORDS[reading.verdict]),
            )
            for name, reading in zip(names, _both(answer), strict=True)
        ),
    )


def _rate(rate: float | None) -> str:
    return say("not covered") if rate is None else number(rate, decimals=1)

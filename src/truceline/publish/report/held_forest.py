"""Intervals under one another, on a scale on which half and double lie equally far from 1."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from truceline.projections.assessment import Assessed, Judged
from truceline.projections.readings import Fitted, Reading
from truceline.projections.tallies import Figure
from truceline.publish.assessment import VERDICT_WORDS, lines_words, step_words, where_words
from truceline.publish.report.charts import WIDTH, Scale, Tick
from truceline.publish.report.inputs import Asked
from truceline.wording import say

_LEAST, _MOST = 0.1, 10.0
_ROW, _TOP, _EDGE = 42.0, 6.0, 14.0


@dataclass(frozen=True, slots=True)
class Span:
    """A ratio and its interval."""

    reading: str
    y: float
    low: float
    high: float
    at: float
    open_low: bool
    """Whether the interval goes on beyond the picture."""
    open_high: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One ground: its name, whose line it is, and its intervals."""

    where: str
    line: str
    y: float
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Forest:
    """All grounds of a comparison."""

    id: str
    title: str
    text: str
    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    one: float
    bottom: float
    height: float
    width: float = WIDTH


def forest(asked: Asked, one: Assessed) -> Forest | None:
    """Return the steps of every ground against the declared control; None without a ground."""
    if not one.judged:
        return None
    scale = Scale(math.log(_LEAST), math.log(_MOST), _EDGE, WIDTH - _EDGE)
    lines = [_line(asked, judged, scale, at) for at, judged in enumerate(one.judged)]
    bottom = _TOP + _ROW * len(lines)
    return Forest(
        id=f"{one.comparison.id}-forest",
        title=say("Step at the onset: {name}", name=one.comparison.name),
        text=" ".join(_told(asked, judged) for judged in one.judged),
        lines=tuple(lines),
        ticks=tuple(Tick(scale(math.log(n)), f"{n:g}") for n in (0.1, 0.2, 0.5, 1, 2, 5, 10)),
        one=scale(0.0),
        bottom=bottom,
        height=bottom + 18,
    )


def _line(asked: Asked, judged: Judged, scale: Scale, at: int) -> Line:
    top = _TOP + _ROW * at
    return Line(
        where=where_words(judged.ground, asked.known),
        line=lines_words(judged, asked.known),
        y=top,
        spans=tuple(_spans(judged, scale, top + 25)),
    )


def _spans(judged: Judged, scale: Scale, y: float) -> Iterator[Span]:
    answer = judged.answers[0]
    for at, (name, reading) in enumerate(
        (("reference", answer.reference), ("cautious", answer.cautious))
    ):
        if isinstance(reading.change, Fitted):
            yield _span(name, reading.change.step, scale, y + 8 * at)


def _span(name: str, step: Figure, scale: Scale, y: float) -> Span:
    def place(value: float) -> float:
        return scale(math.log(min(max(value, _LEAST), _MOST)))

    return Span(
        reading=name,
        y=y,
        low=place(step.low),
        high=place(step.high),
        at=place(step.estimate),
        open_low=step.low < _LEAST,
        open_high=step.high > _MOST,
    )


def _told(asked: Asked, judged: Judged) -> str:
    answer = judged.answers[0]
    return say(
        "{where}, {line}: {reference}; cautious: {cautious}.",
        where=where_words(judged.ground, asked.known),
        line=lines_words(judged, asked.known),
        reference=_reading(answer.reference),
        cautious=_reading(answer.cautious),
    )


def _reading(reading: Reading) -> str:
    return f"{step_words(reading.change)}, {say(VERDICT_WORDS[reading.verdict])}"

"""The comparisons as plain data, for JSON: an object a comparison, nothing rounded.

A figure without an upper end has null there; what was refused has a code and a text in its place.
"""

from collections.abc import Sequence
from math import isinf

from truceline.projections.assessment import (
    Alarm,
    Answer,
    Assessed,
    Elsewhere,
    Judged,
)
from truceline.projections.readings import Fitted, Reading
from truceline.projections.refusals import Refusal
from truceline.projections.tallies import Figure, Period, Tallied
from truceline.wording import say

Data = dict[str, object]


def as_data(assessed: Sequence[Assessed]) -> list[Data]:
    """Return the comparisons in the order in which they are declared."""
    return [
        {
            "comparison": one.comparison.id,
            "dataset": one.comparison.dataset,
            "declared": one.comparison.declared.isoformat(),
            "onset": one.comparison.onset.isoformat(),
            "reports_held": one.held,
            "reports_counted": one.counted,
            "grounds": [_judged(judged) for judged in one.judged],
            "elsewhere": [_elsewhere(control) for control in one.elsewhere],
            "texts_that_bind_elsewhere": list(one.binding_elsewhere),
            "refusals": [_refusal(refusal) for refusal in one.refusals],
        }
        for one in assessed
    ]


def _judged(judged: Judged) -> Data:
    ground = judged.ground
    return {
        "author": ground.author,
        "day": ground.day.isoformat(),
        "boundaries": dict(zip(ground.areas, ground.boundaries, strict=True)),
        "declared": judged.declared,
        **_tallied(judged.tallied),
        "alarm": None if judged.alarm is None else _alarm(judged.alarm),
        "answers": [_answer(answer) for answer in judged.answers],
    }


def _answer(answer: Answer) -> Data:
    return {
        "buffer_m": answer.buffer_m,
        "differs": answer.differs,
        "reference": _reading(answer.reference),
        "cautious": _reading(answer.cautious),
    }


def _reading(reading: Reading) -> Data:
    return {
        "verdict": reading.verdict,
        "change": _fitted(reading.change),
        "controlled": _fitted(reading.controlled),
    }


def _elsewhere(control: Elsewhere) -> Data:
    return {
        "buffer_m": control.buffer_m,
        **_series(control.tallied),
        "reference": _fitted(control.reference),
        "cautious": _fitted(control.cautious),
    }


def _series(tallied: Tallied | Refusal) -> Data:
    if isinstance(tallied, Refusal):
        return {"refused": _refusal(tallied)}
    return _tallied(tallied)


def _tallied(tallied: Tallied) -> Data:
    return {
        "weeks": [
            {
                "starts": week.starts.isoformat(),
                "expected": week.expected,
                "variance": week.variance,
                "certain": week.certain,
                "possible": week.possible,
            }
            for week in tallied.weeks
        ],
        "before": _period(tallied.before),
        "during": _period(tallied.during),
        "rate_ratio": _figure(tallied.ratio),
        "rate_ratio_exact": tallied.whole,
    }


def _period(period: Period) -> Data:
    return {
        "weeks": period.weeks,
        "expected": period.expected,
        "variance": period.variance,
        "certain": period.certain,
        "possible": period.possible,
        "rate": period.rate,
    }


def _alarm(alarm: Alarm) -> Data:
    return {
        "week": alarm.week.isoformat(),
        "expected": alarm.expected,
        "bounds": {"C1": alarm.bounds[0], "C2": alarm.bounds[1]},
        "raised": alarm.raised,
    }


def _fitted(outcome: Fitted | Refusal | None) -> Data | None:
    if isinstance(outcome, Fitted):
        return {
            "step": _figure(outcome.step),
            "slope": _figure(outcome.slope) if outcome.slope else None,
            "likeness": outcome.likeness,
            "from_place": outcome.from_place,
        }
    return None if outcome is None else {"refused": _refusal(outcome)}


def _figure(figure: Figure | Refusal) -> Data:
    if isinstance(figure, Refusal):
        return {"refused": _refusal(figure)}
    return {
        "estimate": _end(figure.estimate),
        "low": figure.low,
        "high": _end(figure.high),
    }


def _end(value: float) -> float | None:
    return None if isinf(value) else value


def _refusal(refusal: Refusal) -> Data:
    return {"code": refusal.code, "text": say(refusal.text, **refusal.facts)}

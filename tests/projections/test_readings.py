from datetime import date, timedelta

import numpy as np
import pytest
from tests.truces import Reports, question

from truceline.domain.verdicts import Verdict
from truceline.methods.regression import CAUTIOUS, SINGLE, Series, segmented
from truceline.projections.readings import Fits, Fitted, Outcome, reading
from truceline.projections.refusals import Refusal
from truceline.projections.tallies import Figure, Selection, Tallied, select

COUNTS = [9, 4, 7, 6, 9, 3, 8, 5, 6, 7, 2, 4, 1, 3, 2, 5, 2, 1, 3, 4]
REFUSED = Refusal("x.y", "No. Do.", {})


def selection(counts: list[int], probability: float = 1.0) -> Selection:
    reports = Reports()
    reports.weekly(counts, {"x": probability})
    return select(question(), reports.placed("x"), "UTC")


def certain(counts: list[int]) -> Tallied:
    found = selection(counts)
    return found.tallied(found.probability(["x"]))


def fitted(outcome: Outcome | None) -> Fitted:
    assert isinstance(outcome, Fitted)
    return outcome


def test_the_two_readings_are_those_of_the_methods() -> None:
    reference, cautious = Fits(certain(COUNTS)).alone()
    series = Series(counts=np.array(COUNTS, float), onset=10)
    assert fitted(reference).step == segmented(series, SINGLE).step.ratio
    assert fitted(cautious).step == segmented(series, CAUTIOUS).step.ratio
    assert fitted(reference).likeness is None
    assert fitted(cautious).likeness == segmented(series, CAUTIOUS).autocorrelation
    assert fitted(cautious).from_place is None


def test_doubt_about_place_widens_the_cautious_reading_only() -> None:
    found = selection([4 * count for count in COUNTS], 0.25)
    probability = found.probability(["x"])
    tallied = found.tallied(probability)
    drawn = Fits(tallied, tuple(found.drawn(probability, 20))).alone()
    plain = Fits(tallied).alone()
    assert drawn[0] == plain[0]
    pooled, alone = fitted(drawn[1]), fitted(plain[1])
    assert pooled.step.high / pooled.step.low > 1.5 * alone.step.high / alone.step.low
    assert pooled.from_place is not None
    assert 0 < pooled.from_place < 1
    assert pooled.slope is not None


def test_against_an_elsewhere_that_is_refused_everything_is_refused_alike() -> None:
    assert Fits(certain(COUNTS)).against(REFUSED) == (REFUSED, REFUSED)


def test_against_itself_nothing_differs() -> None:
    tallied = certain(COUNTS)
    for outcome in Fits(tallied).against(tallied):
        assert fitted(outcome).step.estimate == pytest.approx(1)


def test_too_few_events_are_refused_with_the_words_of_the_method() -> None:
    reference, cautious = Fits(certain([0] * 20)).alone()
    assert isinstance(reference, Refusal)
    assert reference.code == "regression.too-few-events"
    assert reference == cautious


def outcome(low: float, high: float) -> Fitted:
    return Fitted(step=Figure(low, low, high), slope=None, likeness=None, from_place=None)


def test_a_verdict_follows_the_ordered_rule() -> None:
    fell = outcome(0.349, 0.786)
    assert reading(fell, outcome(0.531, 1.711), alarm=False).verdict == "fell-comparison-unclear"
    assert reading(fell, outcome(0.2, 0.9), alarm=False).verdict is Verdict.HOLDING
    assert reading(fell, REFUSED, alarm=False).verdict == "fell-comparison-unclear"
    assert reading(fell, None, alarm=True).verdict is Verdict.BREAKING_DOWN
    assert reading(REFUSED, fell, alarm=True).verdict is Verdict.CANNOT_TELL


def test_a_week_that_is_not_covered_is_left_out_of_the_fit() -> None:
    reports = Reports()
    reports.weekly(COUNTS, {"x": 1.0})
    found = select(
        question(), reports.placed("x"), "UTC", about=date(2017, 5, 6) + timedelta(weeks=9, days=-1)
    )
    reference, _ = Fits(found.tallied(found.probability(["x"]))).alone()
    short = Series(counts=np.array(COUNTS[:19], float), onset=10)
    assert fitted(reference).step.estimate == pytest.approx(
        segmented(short, SINGLE).step.ratio.estimate
    )

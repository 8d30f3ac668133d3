import json
from pathlib import Path
from typing import Any

import pytest
from tests.truces import REFERENCE, Reports, arrangement, line, question, syria

from truceline.domain.comparisons import Comparison
from truceline.projections.assessment import assess
from truceline.publish.assessment_data import as_data


def plain(reports: Reports, asked: Comparison) -> dict[str, Any]:
    truce = arrangement({"a": [line("x")], "b": [line("words")]})
    data = as_data([assess(asked, truce, reports.placed("x"), draws=2)])
    (one,) = json.loads(json.dumps(data, allow_nan=False))
    assert isinstance(one, dict)
    return one


def test_the_reference_case_is_not_rounded(shared: Path) -> None:
    (one,) = as_data([assess(REFERENCE, *syria(shared))])
    together: Any = one["grounds"][0]  # type: ignore[index]
    answer = together["answers"][0]
    assert answer["reference"]["verdict"] == "fell-comparison-unclear"
    assert answer["reference"]["change"]["step"]["estimate"] == pytest.approx(0.5239765)
    assert answer["cautious"]["verdict"] == "no-change-shown"
    assert answer["differs"] is True
    assert sum(week["certain"] for week in together["weeks"]) == 1778


def test_what_is_refused_has_a_code_and_a_text_in_its_place() -> None:
    one = plain(Reports(), question(elsewhere_buffer_m=10.0))
    (ground,) = one["grounds"]
    change = ground["answers"][0]["reference"]["change"]
    assert change["refused"]["code"] == "regression.too-few-events"
    assert ground["rate_ratio"]["refused"]["code"] == "rates.no-events"
    assert one["elsewhere"][0]["refused"]["code"] == "tallies.distances-missing"
    assert [refusal["code"] for refusal in one["refusals"]] == ["assessment.no-ground"]
    assert "No line of b is held" in one["refusals"][0]["text"]


def test_a_figure_without_an_upper_end_has_none() -> None:
    reports = Reports()
    reports.weekly([0] * 10 + [3] * 10, {"x": 1.0})
    (ground,) = plain(reports, question(elsewhere="none"))["grounds"]
    ratio = ground["rate_ratio"]
    assert (ratio["estimate"], ratio["high"]) == (None, None)
    assert ratio["low"] > 1
    assert ground["rate_ratio_exact"] is True
    assert ground["answers"][0]["reference"]["controlled"] is None


def test_a_week_that_the_data_do_not_cover_is_null_and_not_zero() -> None:
    reports = Reports()
    reports.weekly([5] * 20, {"x": 0.5})
    one = plain(reports, question(weeks_during=20))
    weeks = one["grounds"][0]["weeks"]
    assert weeks[-1]["expected"] is None
    assert weeks[0]["expected"] == 2.5
    assert one["grounds"][0]["during"]["weeks"] == 14

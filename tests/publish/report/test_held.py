import math
from dataclasses import replace

import pytest

from truceline.projections.assessment import Assessed, NoGround
from truceline.projections.readings import Fitted
from truceline.projections.refusals import Refusal
from truceline.publish.report.held import Held, held, open_ones, tally
from truceline.publish.report.held_forest import forest
from truceline.publish.report.inputs import Asked, ReportInput, ask


@pytest.fixture(scope="module")
def found(astana_asked: Asked) -> Held:
    told = held(astana_asked)
    assert told is not None
    return told


def test_every_line_and_both_readings_stand_side_by_side(found: Held, astana_asked: Asked) -> None:
    (one,) = found.compared
    judged = open_ones(astana_asked)[0].judged
    assert len(one.rows) == len(judged) > 5
    assert all([r[0] for r in row.readings] == ["reference", "cautious"] for row in one.rows)
    assert len(one.sentences) + len(one.further) == len(judged)
    assert {row.control for row in one.others} == {"ground 30 km or more from any area"}


def test_what_a_centre_filed_itself_is_withheld(found: Held, pages: dict[str, str]) -> None:
    assert found.withheld == 1
    assert "1 comparison counts what a centre&#39;s own people filed." in pages["astana"]


def test_the_tally_counts_the_declared_lines_only(astana_asked: Asked) -> None:
    one = open_ones(astana_asked)[0]
    declared = [j for j in one.judged if j.declared]
    assert 0 < len(declared) < len(one.judged)
    assert tally(one).startswith(f"of {2 * len(declared)} readings ")


def test_intervals_are_drawn_on_a_scale_of_ratios(astana_asked: Asked) -> None:
    one = open_ones(astana_asked)[0]
    drawn = forest(astana_asked, one)
    assert drawn is not None
    ticks = {tick.label: tick.at for tick in drawn.ticks}
    assert ticks["2"] - ticks["1"] == pytest.approx(ticks["1"] - ticks["0.5"])
    assert ticks["1"] == drawn.one
    first = one.judged[0].answers[0].reference.change
    assert isinstance(first, Fitted)
    span = drawn.lines[0].spans[0]
    assert span.low <= span.at <= span.high
    along = (span.at - ticks["0.1"]) / (ticks["10"] - ticks["0.1"])
    assert along == pytest.approx((math.log10(first.step.estimate) + 1) / 2)
    assert span.open_low == (first.step.low < 0.1)


def test_a_comparison_that_could_not_be_made_says_why(astana_asked: Asked) -> None:
    refused = Assessed(
        comparison=open_ones(astana_asked)[0].comparison,
        refusals=(Refusal.of(NoGround(area="The Belt")),),
    )
    told = held(replace(astana_asked, assessed=(refused,)))
    assert told is not None
    (one,) = told.compared
    assert (one.tally, one.forest, one.rows) == ("", None, ())
    assert one.caveats[0].startswith("No line of The Belt is held")


def test_without_a_comparison_there_is_nothing_to_show(bare: ReportInput) -> None:
    assert held(ask(bare)) is None

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from math import inf
from pathlib import Path

import pytest
from tests.truces import ONSET, REFERENCE, Reports, arrangement, line, question, syria

from truceline.domain.arrangement import Arrangement
from truceline.domain.comparisons import Comparison
from truceline.domain.instruments import Clause, Instrument
from truceline.domain.parties import Party
from truceline.domain.verdicts import Verdict
from truceline.projections.assessment import Assessed, assess
from truceline.projections.tallies import Figure
from truceline.publish.assessment import (
    VERDICT_WORDS,
    alternatives,
    caveats,
    control_words,
    doubt,
    figure_words,
    lines_words,
    sentence,
    to_text,
)
from truceline.publish.assessment import (
    question as question_words,
)

STEADY, CALM = [6, 9, 5, 8, 7, 6, 10, 4, 8, 7], [2, 1, 3, 1, 2, 0, 2, 3, 1, 2]


@pytest.fixture(scope="module")
def reference(shared: Path) -> tuple[Assessed, Arrangement]:
    truce, placed = syria(shared)
    only_together = replace(REFERENCE, areas=tuple(area.id for area in truce.area))
    return assess(only_together, truce, placed), truce


def small(
    asked: Comparison | None = None, *, inside: float = 1.0, truce: Arrangement | None = None
) -> tuple[Assessed, Arrangement]:
    reports = Reports()
    reports.weekly((*STEADY, *CALM), {"x": inside})
    reports.weekly((*STEADY, *STEADY))
    truce = truce or arrangement({"a": [line("x")]})
    return assess(asked or question(), truce, reports.placed("x"), draws=2), truce


def test_the_reference_case_reads_as_agreed(reference: tuple[Assessed, Arrangement]) -> None:
    assessed, truce = reference
    words = sentence(assessed.judged[0], truce)
    assert ": fell; whether more than elsewhere cannot be told. " in words
    assert "0.524 (0.349 to 0.786); by elsewhere: 0.953 (0.531 to 1.711)." in words
    assert "The cautious reading says otherwise: no change shown." in words
    assert "0.524 (0.225 to 1.221)" in words


def test_another_control_is_read_out_with_both_readings(
    reference: tuple[Assessed, Arrangement],
) -> None:
    assessed, truce = reference
    (other,) = alternatives(assessed.judged[0], truce)
    assert "against ground 30 km or more from any area: holding; in the cautious" in other
    assert "no change shown. By elsewhere: 0.305 (0.095 to 0.981)." in other


def test_the_caveats_stand_beside_the_verdict(reference: tuple[Assessed, Arrangement]) -> None:
    assessed, truce = reference
    clause = Clause(id="1", kind="prohibition", text="")
    ceasefire = Instrument(
        id="nationwide",
        name="Ceasefire of 30 December 2016",
        kind="agreement",
        made=ONSET,
        in_force=ONSET,
        known_from=ONSET,
        clause=(clause,),
    )
    bound = replace(assessed, binding_elsewhere=("nationwide",))
    text = to_text([bound], replace(truce, instrument=(ceasefire,)))
    assert "UCDP counts events in which someone was killed, not violations." in text
    assert "Elsewhere lives under a ceasefire too: Ceasefire of 30 December 2016." in text


def test_the_whole_page_of_a_small_truce(golden: Callable[[str, str], None]) -> None:
    truce = replace(arrangement({"a": [line("x")], "b": []}), id="t")
    asked = question(name="Around the halt", areas=("a", "b"), note="Made up.")
    assessed, truce = small(asked, inside=0.75, truce=truce)
    golden("assessment/small.txt", to_text([assessed], truce, width=110))


def test_without_a_comparison_none_is_made() -> None:
    text = to_text([], arrangement({}))
    assert text == "No comparison is declared, and the program chooses none.\n"


def test_a_refused_comparison_says_what_to_do() -> None:
    assessed, truce = small(question(dataset="acled"))
    told = list(caveats(assessed, truce))
    assert told[0].startswith("No report of acled is held, which is not the same as none")
    assert told[1] == "acled holds reports of events, not findings of violations."
    assert "0 of 0 reports of acled" in question_words(assessed)


def test_an_area_without_events_says_why() -> None:
    truce = arrangement({"a": [line("x")]})
    assessed = assess(question(), truce, Reports().placed("x"))
    words = sentence(assessed.judged[0], truce)
    assert words.startswith("a: cannot tell. Only 0 events before the onset")
    assert words.endswith("The cautious reading says the same.")
    assert "refused" in to_text([assessed], truce)


def test_a_control_that_is_refused_says_why() -> None:
    assessed, truce = small(question(elsewhere_buffer_m=500.0))
    words = sentence(assessed.judged[0], truce)
    assert "by elsewhere: refused. Reports have no distance to the nearest area" in words
    assert "ground 500 m or more from any area" in to_text([assessed], truce)


def test_an_alarm_is_told_whatever_the_verdict() -> None:
    reports = Reports()
    reports.weekly([*STEADY, *CALM[:-1], 60], {"x": 1.0})
    truce = arrangement({"a": [line("x")]})
    (judged,) = assess(question(), truce, reports.placed("x")).judged
    words = sentence(judged, truce)
    assert "breaking down. An early alarm rings." in words
    assert "The newest week, from 8 Jul 2017, is out of line" in words
    assert words.endswith("60.0 events, where 5.2 would be in line.")


def test_doubt_about_place_is_told_in_numbers() -> None:
    assessed, truce = small(inside=0.75)
    (told,) = doubt(assessed.judged[0], truce)
    assert "before, 0 events lay inside for certain and 70 may have; during, 0 and 17." in told
    certain, truce = small()
    assert list(doubt(certain.judged[0], truce)) == []


def test_weeks_without_data_are_told() -> None:
    truce, reports = arrangement({"a": [line("x")]}), Reports()
    placed, about = reports.placed("x"), ONSET + timedelta(weeks=4)
    told = list(caveats(assess(question(), truce, placed, about=about), truce))
    assert "Weeks that the data do not cover: 6 of 20. They are left out." in told


def test_whose_lines_they_are_is_said_by_name() -> None:
    truce = arrangement({"a": [line("x", author="north")]})
    party = Party(id="north", name="Northern Authority", kind="state")
    assessed, truce = small(truce=replace(truce, party=(party,)))
    (judged,) = assessed.judged
    assert lines_words(judged, truce) == "Lines by Northern Authority, 6 May 2017"
    other = replace(judged, declared=False)
    assert lines_words(other, truce).endswith("6 May 2017, as an alternative")


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (Figure(0.5239, 0.3492, 0.7862), "0.524 (0.349 to 0.786)"),
        (Figure(2, 0.25, inf), "2.000 (0.250 or more)"),
        (Figure(inf, 0.25, inf), "0.250 or more"),
    ],
)
def test_a_ratio_may_have_no_upper_end(figure: Figure, words: str) -> None:
    assert figure_words(figure) == words


def test_every_verdict_has_its_words() -> None:
    assert set(VERDICT_WORDS) == set(Verdict)
    assert control_words(None) == "no control"

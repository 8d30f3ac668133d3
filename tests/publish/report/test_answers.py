from dataclasses import replace
from datetime import date

from truceline.publish.report.agreed import agreed
from truceline.publish.report.answers import answers
from truceline.publish.report.counted import counted
from truceline.publish.report.happened import happened
from truceline.publish.report.inputs import Answer, ReportInput, ask


def told(given: ReportInput) -> list[Answer]:
    asked = ask(given)
    return answers(asked, agreed(asked), counted(asked), happened(asked))


def test_five_questions_are_answered_in_one_sentence_each(full: ReportInput) -> None:
    found = told(full)
    assert [answer.section for answer in found] == [
        "agreed",
        "clocks",
        "counted",
        "happened",
        "held",
    ]
    for answer in found:
        assert answer.sentence.endswith(".")
        assert answer.known
        assert answer.unknown


def test_the_sentences_of_the_example(full: ReportInput) -> None:
    bound, clocks, counts, events, verdict = (answer.sentence for answer in told(full))
    assert bound.startswith("On 20 Mar 2018, 14 texts are in force, guaranteed by one or more of")
    assert clocks == "2 clocks have run out with no act on record that extends or ends them."
    assert counts == (
        "Russia counted 4 to 18 violations a day and Turkey counted 0 to 19 violations a day; "
        "where both gave a total, the two differ in 19 of 20 bulletins."
    )
    assert events.startswith("UCDP has ")
    assert "in Eastern Ghouta, by the line one takes." in events
    assert verdict.startswith("Against the 26 weeks before 6 May 2017, of ")


def test_no_reading_of_a_clock_is_chosen(full: ReportInput) -> None:
    words = told(full)[1].sentence + told(full)[1].known
    for reading in ("lapsed", "extended.", "expired", "overtaken"):
        assert reading not in words


def test_without_data_nothing_is_made_up(bare: ReportInput) -> None:
    bound, clocks, counts, events, verdict = (answer.sentence for answer in told(bare))
    assert bound == "On 1 Aug 2021, 1 text is in force: “The Halt” of 1 Mar 2021."
    assert clocks == "1 clock runs and 1 clock is suspended."
    assert counts == "No count of a party is held for this day or before."
    assert events == "No published event data (UCDP, ACLED) is held that was known on 1 Aug 2021."
    assert verdict == "This cannot be said: no comparison could be made."


def test_before_everything_there_is_nothing(bare: ReportInput) -> None:
    early = date(2021, 3, 2)
    bound, clocks, *_ = told(replace(bare, about=early, as_known_on=early))
    assert bound.sentence == "No text is on record as in force on 2 Mar 2021."
    assert clocks.sentence == "No clock has begun to run."

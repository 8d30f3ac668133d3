from dataclasses import replace
from datetime import date

from truceline.publish.report.agreed import agreed, binding, guarantors
from truceline.publish.report.clocks import clock_picture
from truceline.publish.report.inputs import Asked, ReportInput, ask


def test_tells_the_texts_in_force_with_clauses_and_what_they_leave_open(bare: ReportInput) -> None:
    found = agreed(ask(bare))
    assert [text.name for text in found.texts] == ["The Halt"]
    assert [row.verb for row in found.texts[0].clauses] == ["forbids", "forbids", "asks", "runs"]
    assert found.texts[0].roles == ("Signed by: Northern Authority and Southern Council.",)


def test_a_text_that_is_not_in_force_stands_apart(bare: ReportInput) -> None:
    between = date(2022, 1, 25)
    asked = ask(replace(bare, about=between, as_known_on=between))
    assert [text.id for text in binding(asked)] == ["halt"]
    assert agreed(asked).others == ("20 Jan 2022: Second Protocol",)


def test_guarantors_stand_in_the_order_of_the_alphabet(astana_asked: Asked) -> None:
    assert guarantors(astana_asked) == ["Iran", "Jordan", "Russia", "Turkey", "United States"]


def test_posts_are_nowhere(astana_asked: Asked) -> None:
    found = agreed(astana_asked)
    assert astana_asked.known.post
    assert not [group for group in found.gaps if "Posts" in group.heading]


def test_what_came_of_a_deadline_is_told_in_hindsight_only(full: ReportInput) -> None:
    early = agreed(ask(replace(full, about=date(2018, 3, 20), as_known_on=date(2018, 3, 20))))
    assert early.dues
    assert not [due for due in early.dues if due.outcome]
    late = replace(full, as_known_on=full.arrangement.last_day())
    assert [due for due in agreed(ask(late)).dues if due.outcome]


def test_a_proposal_bears_its_author_and_status(bare: ReportInput) -> None:
    assert agreed(ask(bare)).proposals == (
        "10 Apr 2021, Southern Council (rejected): Boats of a third party off the coast.",
    )


def test_a_clock_that_ran_out_is_open_until_the_day(astana_asked: Asked) -> None:
    picture = clock_picture(astana_asked, agreed(astana_asked).clocks)
    assert picture is not None
    memorandum, announced = picture.bars
    assert memorandum.start < announced.start < memorandum.end
    assert memorandum.open_until == announced.open_until == picture.about

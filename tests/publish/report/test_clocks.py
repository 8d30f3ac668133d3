from dataclasses import replace
from datetime import date

from truceline.publish.report.agreed import agreed
from truceline.publish.report.clocks import clock_picture
from truceline.publish.report.inputs import ReportInput, ask


def test_a_running_clock_ends_where_it_would_run_to(bare: ReportInput) -> None:
    during = date(2021, 4, 1)
    asked = ask(replace(bare, about=during, as_known_on=during))
    picture = clock_picture(asked, agreed(asked).clocks)
    assert picture is not None
    assert {bar.state for bar in picture.bars} == {"running"}
    for bar in picture.bars:
        assert bar.start < picture.about < bar.end == bar.open_until <= picture.width


def test_without_a_clock_there_is_no_picture(bare: ReportInput) -> None:
    before = date(2021, 3, 2)
    asked = ask(replace(bare, about=before, as_known_on=before))
    assert clock_picture(asked, agreed(asked).clocks) is None

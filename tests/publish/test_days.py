from datetime import date

from truceline.domain.arrangement import Arrangement
from truceline.projections.days import day
from truceline.publish.days import show


def test_words_what_is_held_about_a_day(island: Arrangement) -> None:
    text = show(island, day(island, date(2021, 3, 5)))
    assert text.startswith("5 Mar 2021: what is held\n")
    assert "In force from this day: The Halt." in text


def test_says_when_nothing_was_said(island: Arrangement) -> None:
    assert "No statement is held for this day." in show(island, day(island, date(2019, 1, 1)))


def test_each_statement_has_record_status_and_doubt(island: Arrangement) -> None:
    for statement in island.statement:
        text = show(island, day(island, statement.made))
        assert "Record: " in text
        assert f"Status: {statement.status}" in text
        assert "Doubtful: " in text

from truceline.publish.report.agreed import agreed
from truceline.publish.report.counted import counted
from truceline.publish.report.happened import happened
from truceline.publish.report.inputs import ReportInput, ask
from truceline.publish.report.unknown import unknown


def told(given: ReportInput) -> dict[str, tuple[str, ...]]:
    asked = ask(given)
    groups = unknown(asked, agreed(asked), counted(asked), happened(asked))
    return {group.heading: group.sentences for group in groups}


def test_tells_what_is_missing_from_each_part(full: ReportInput) -> None:
    found = told(full)
    assert list(found) == [
        "The texts",
        "The counts",
        "The events",
        "Who looked",
        "Left out on purpose",
    ]
    assert found["The counts"][0].startswith("Of 399 days from 15 Jan 2017 to 17 Feb 2018")
    assert any("UCDP holds events in which somebody died." in s for s in found["The events"])


def test_three_kinds_of_nothing_stay_three(full: ReportInput) -> None:
    words = " ".join(s for sentences in told(full).values() for s in sentences)
    assert "“None reported” may mean that nobody watched." in words
    assert "a bulletin is held for" in words


def test_without_data_it_says_how_to_add_them(bare: ReportInput) -> None:
    found = told(bare)
    assert "`truceline import counts FILE`" in found["The counts"][0]
    assert "`truceline import ucdp FILE`" in found["The events"][0]

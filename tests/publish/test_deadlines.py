import re
from datetime import UTC, date, datetime

from hypothesis import example, given
from hypothesis import strategies as st
from tests.drills import Drill

from truceline.domain.arrangement import Arrangement
from truceline.domain.workspaces import in_exercise
from truceline.projections.decisions import decided
from truceline.publish.deadlines import Due, calendar, dues, show

TIMES = re.compile(r"DTSTART(;VALUE=DATE:\d{8}|:\d{8}T\d{6}Z)")


def unfolded(text: str) -> list[str]:
    """Read a calendar as RFC 5545 has it: CRLF, at most 75 octets, folds taken out."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def test_every_date_has_an_event_and_each_term_its_reminders(two_clocks: Arrangement) -> None:
    found = dues(two_clocks, None, about=date(2018, 3, 1))
    assert [due.id for due in found] == [
        "deadline-maps",
        "term-memorandum-term",
        "term-announced-areas-term",
        "term-road-term",
        "term-desk-term",
    ]
    lines = unfolded(calendar(two_clocks, found))
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 5
    assert sum(TIMES.fullmatch(line) is not None for line in lines) == 5
    for days in (30, 14, 7, 1):
        assert lines.count(f"TRIGGER:-P{days}D") == 4
    assert "DTSTART;VALUE=DATE:20180315" in lines
    assert r"SUMMARY:Memorandum on de-escalation areas: Maps\; of areas\, and of lines" in lines
    assert len({line for line in lines if line.startswith("UID:")}) == 5


def test_a_motion_is_due_at_its_instant_and_stamped_when_it_was_opened(drill: Drill) -> None:
    drill.open()
    held = decided(drill.desk.journal, drill.desk.blobs)
    found = dues(held.arrangement, held.docket, about=held.on)
    lines = unfolded(calendar(held.arrangement, found))
    begins = lines.index("UID:motion-1@two-clocks")
    assert lines[begins + 1 : begins + 3] == [
        "DTSTAMP:20180220T120000Z",
        "DTSTART:20180314T220000Z",
    ]
    assert "15 Mar 2018, 00:00: Votes on motion-1 count until now" in show(
        held.arrangement, found, about=held.on
    )


def test_each_reminder_of_a_drill_says_so(two_clocks: Arrangement) -> None:
    found = dues(two_clocks, None, about=date(2018, 3, 1))
    lines = unfolded(calendar(in_exercise(two_clocks), found))
    told = [line for line in lines if line.startswith(("SUMMARY:", "DESCRIPTION:The term"))]
    assert len(told) == 5
    assert all(line.startswith("SUMMARY:EXERCISE: ") for line in told)


def test_the_same_record_gives_the_same_bytes(two_clocks: Arrangement) -> None:
    one, other = (
        calendar(two_clocks, dues(two_clocks, None, about=date(2018, 3, 1))) for _ in "ab"
    )
    assert one == other


@example("a" * 400)
@example("الرستن" * 60)
@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=200))
def test_any_text_can_be_folded_and_read_back(text: str) -> None:
    arrangement = Arrangement(format=1, id="a", name="A", zone="UTC", extent=(0, 0, 1, 1))
    due = Due(id="x", when=date(2018, 1, 1), what=text, known=datetime(2018, 1, 1, tzinfo=UTC))
    lines = unfolded(calendar(arrangement, (due,)))
    (written,) = (line for line in lines if line.startswith("SUMMARY:"))
    assert re.sub(r"\\(.)", r"\1", written.removeprefix("SUMMARY:")) == text

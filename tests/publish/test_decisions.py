import json
from datetime import date

from tests.drills import Drill

from truceline.actions import decisions as actions
from truceline.journal import decisions as record
from truceline.journal.protocol import Record, StreamId
from truceline.projections.decisions import Decided, decided
from truceline.publish.decisions import as_data, beside_terms, listing


def known_on(drill: Drill, day: str) -> Decided:
    on = date.fromisoformat(day)
    return decided(drill.desk.journal, drill.desk.blobs, as_known_on=on)


def page(drill: Drill, day: str) -> str:
    return listing(known_on(drill, day), about=date.fromisoformat(day))


def test_a_draft_lies_ready_until_someone_opens_it(drill: Drill) -> None:
    before = page(drill, "2018-03-01")
    assert "14 days left, to 15 Mar 2018. Reminder of the day." in before.replace("\n  ", " ")
    assert "is extended to 15 Sep 2018.”" in before
    assert "truceline motion open extend-term announced-areas-term --party PARTY" in before
    drill.open()
    after = page(drill, "2018-03-01")
    assert "Open: motion-1." in after
    assert "open extend-term announced-areas-term" not in after


def test_what_was_decided_stands_beside_its_term(drill: Drill) -> None:
    motion = drill.open()
    drill.vote(motion, "turkey", "object", "Not before the maps.")
    beside = beside_terms(known_on(drill, "2018-03-20"), about=date(2018, 3, 20))
    assert list(beside) == ["announced-areas-term"]
    assert "Turkey objected: “Not before the maps.”" in beside["announced-areas-term"][0]


def test_an_empty_seat_says_what_needed_its_consent(drill: Drill) -> None:
    actions.leave(drill.desk, drill.delegate("turkey"), "joint-statement", text="We go.")
    told = " ".join(page(drill, "2018-02-20").split())
    assert (
        "Turkey left its seat under Joint statement of 15 September 2017 on 20 Feb 2018; what it "
        "agreed to before stays. Its consent was needed for: Joint statement of 15 September 2017, "
        "clause term; Northern Homs; Road to Homs. Seated now: Iran and Russia."
    ) in told


def test_who_agreed_to_both_of_two_rivals_is_named(drill: Drill) -> None:
    for number in (1, 2):
        motion = drill.open()
        assert motion.motion == f"motion-{number}"
        drill.vote(motion, "iran", "assent")
    told = " ".join(page(drill, "2018-02-21").split())
    assert "Iran agreed to both motion-1 and motion-2" in told


def test_an_entry_that_counts_for_nothing_is_shown(drill: Drill) -> None:
    journal = drill.desk.journal
    forged = Record("motion.closed", 1, {"motion": "motion-9", "outcome": "adopted"})
    journal.append(
        StreamId(record.STREAM),
        [forged],
        after=record.count(journal),
        author="x",
        claimed="2018-02-20T12:00:00.000Z",
    )
    assert "motion.closed: No motion 'motion-9' is on record." in page(drill, "2018-02-21")


def test_a_program_sees_the_same(drill: Drill) -> None:
    drill.open()
    actions.compare(drill.desk, "a", "b", open_to_all=False)
    actions.leave(drill.desk, drill.delegate("turkey"), "memorandum")
    data = as_data(known_on(drill, "2018-03-08"), about=date(2018, 3, 8))
    assert json.loads(json.dumps(data)) == data
    assert data["comparisons"] == [{"one": "a", "other": "b", "open_to": "none"}]
    assert data["seats_left"] == [
        {"party": "turkey", "instrument": "memorandum", "left": "2018-02-20T12:00:00Z"}
    ]
    assert isinstance(data["reminders"], list)
    assert [(r["term"], r["days_left"]) for r in data["reminders"]] == [
        ("announced-areas-term", 7),
        ("road-term", 12),
    ]

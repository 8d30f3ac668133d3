from tests.drills import Drill

from truceline.actions import decisions as actions
from truceline.domain.motions import BoundariesCompared, KeyRecorded
from truceline.publish import decision_entries
from truceline.publish.journal import sentence

SQUARE = ((((36.6, 34.8), (36.7, 34.8), (36.7, 34.9), (36.6, 34.8)),),)


def test_every_entry_of_a_drill_can_be_read(drill: Drill) -> None:
    motion = drill.open()
    for party, ballot in (("iran", "assent"), ("russia", "reserve"), ("turkey", "object")):
        drill.vote(motion, party, ballot, "So be it.")  # type: ignore[arg-type]
    actions.propose(drill.desk, drill.delegate("iran"), "northern-homs", SQUARE)
    actions.compare(drill.desk, "proposal-1", "first-line", open_to_all=False)
    actions.leave(drill.desk, drill.delegate("turkey"), "bilateral")
    actions.close(drill.on("2018-03-20").desk, motion.motion)
    entries = list(drill.desk.journal.read())
    assert sentence(entries[0]) == "EXERCISE: nothing that follows happened."
    told = [sentence(entry) for entry in entries if entry.stream == "decisions"]
    over = motion.hash()[:12]
    assert told[0].startswith("The key of iran is ")
    assert told[3] == (
        f"russia opened motion-1 about term:announced-areas-term, over the text {over}, until "
        "2018-03-14T22:00:00Z. “Six months more.”"
    )
    assert told[4:] == [
        f"iran assented to motion-1, over the text {over}. “So be it.”",
        f"russia assented to motion-1 with a reservation, over {over}. “So be it.”",
        f"turkey objected to motion-1, over the text {over}. “So be it.”",
        "proposal-1: iran put forward an outline for northern-homs.",
        "proposal-1 and first-line were compared, for none of the parties to see.",
        "turkey left its seat under bilateral.",
        "motion-1 is closed: objected to by turkey.",
    ]


def test_a_closing_names_who_was_silent(drill: Drill) -> None:
    motion = drill.open()
    fact = actions.close(drill.on("2018-03-20").desk, motion.motion)
    told = decision_entries.sentence(fact)
    assert told == "motion-1 is closed: no act found. Silent: iran, russia, and turkey."


def test_a_key_is_told_whole() -> None:
    assert "abcd" in decision_entries.sentence(KeyRecorded(party="iran", key="abcd", proof=""))
    seen = BoundariesCompared(one="a", other="b", open_to_all=True)
    assert "for all parties to see" in decision_entries.sentence(seen)

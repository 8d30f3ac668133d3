from dataclasses import replace

from tests.drills import Drill
from tests.motions import at

from truceline.actions.arrangement import adopt
from truceline.domain.arrangement import Arrangement
from truceline.journal import decisions as record
from truceline.journal.protocol import Record, StreamId

SQUARE = ((((36.6, 34.8), (36.7, 34.8), (36.7, 34.9), (36.6, 34.8)),),)


def test_the_same_record_always_comes_to_the_same(drill: Drill) -> None:
    motion = drill.open()
    drill.on("2018-03-01").vote(motion, "iran", "assent")
    desk = drill.desk
    one, other = (record.docket(desk.journal, desk.blobs, at=at("2018-03-20")) for _ in "ab")
    assert one == other
    assert one.motion("motion-1").tally.assented == ("iran",)
    assert one.void == ()


def test_arrangements_and_decisions_come_in_the_order_of_the_record(
    drill: Drill, two_clocks: Arrangement
) -> None:
    drill.open()
    adopt(drill.desk, replace(two_clocks, note="Seen again."))
    dated = record.dated(drill.desk.journal, drill.desk.blobs)
    kinds = [type(fact).__name__ for _, fact in dated]
    assert kinds == ["Arrangement", *["KeyRecorded"] * 3, "MotionOpened", "Arrangement"]
    assert record.last_received(drill.desk.journal) == at("2018-02-20")


def test_a_vote_forged_into_the_record_counts_for_nothing(drill: Drill) -> None:
    motion = drill.open()
    vote = drill.vote(motion, "iran", "assent")
    journal = drill.desk.journal
    body = {**next(reversed(list(journal.read()))).record.body, "party": "turkey"}
    seen = record.count(journal)
    forged = Record(vote.type, vote.version, body)
    stream = StreamId(record.STREAM)
    journal.append(stream, [forged], after=seen, author="x", claimed="2018-02-20T12:00:00.000Z")
    docket = record.docket(journal, drill.desk.blobs, at=at("2018-03-20"))
    assert [void.why.code for void in docket.void] == ["motion.signature-wrong"]
    assert docket.motion(motion.motion).tally.silent == ("russia", "turkey")


def test_the_record_is_named_for_the_log_of_its_first_entry(drill: Drill) -> None:
    assert record.record_of(drill.desk.journal) == drill.workspace.settings.log


def test_an_outline_comes_back_as_it_was_put(drill: Drill) -> None:
    sha256 = drill.desk.blobs.put(record.outline_bytes(SQUARE))
    assert record.outline(drill.desk.blobs, sha256) == SQUARE

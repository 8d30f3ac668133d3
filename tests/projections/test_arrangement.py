from datetime import date

from tests.drills import Drill
from tests.motions import THREE

from truceline.actions import decisions
from truceline.projections import arrangement, views


def test_all_who_ask_for_the_arrangement_see_what_was_decided(drill: Drill) -> None:
    motion = drill.open()
    for party in THREE:
        drill.vote(motion, party, "assent")
    assert [act.id for act in arrangement.current(drill.desk.journal, drill.desk.blobs).act] == []
    decisions.close(drill.on("2018-03-15").desk, motion.motion)
    desk = drill.desk
    held = arrangement.current(desk.journal, desk.blobs)
    assert [(act.id, act.known_from) for act in held.act] == [("motion-1", date(2018, 3, 15))]
    (clocks,) = (v for v in views.views(desk.journal, desk.blobs) if v.name == "clock")
    assert ("announced-areas-term", "running", "2018-09-15") in clocks.frame.rows()

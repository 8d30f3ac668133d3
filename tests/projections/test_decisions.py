from datetime import date

from tests.drills import Drill
from tests.motions import THREE

from truceline.actions import decisions as actions
from truceline.actions.decisions import Draft
from truceline.domain.terms import clock
from truceline.projections.decisions import Decided, decided

SQUARE = ((((36.6, 34.8), (36.7, 34.8), (36.7, 34.9), (36.6, 34.8)),),)


def known_on(drill: Drill, day: date | None) -> Decided:
    return decided(drill.desk.journal, drill.desk.blobs, as_known_on=day)


def runs_to(drill: Drill, day: date) -> date:
    known = known_on(drill, day).arrangement
    term = next(t for t in known.term if t.id == "announced-areas-term")
    return clock(term, known.as_known(day).act, about=day).runs_to


def test_an_extension_is_known_from_the_day_of_its_deadline(drill: Drill) -> None:
    motion = drill.open()
    for party in THREE:
        drill.on("2018-03-01").vote(motion, party, "assent")
    assert runs_to(drill, date(2018, 3, 14)) == date(2018, 3, 15)
    assert runs_to(drill, date(2018, 3, 15)) == date(2018, 9, 15)


def test_a_deadline_at_midnight_has_not_come_when_the_day_before_ends(drill: Drill) -> None:
    motion = drill.open().motion
    assert known_on(drill, date(2018, 3, 14)).docket.motion(motion).outcome is None
    assert known_on(drill, date(2018, 3, 15)).docket.motion(motion).outcome == "no-act-found"


def test_the_last_day_is_that_of_the_last_entry_about_motions(drill: Drill) -> None:
    motion = drill.open()
    drill.on("2018-03-02").vote(motion, "iran", "assent")
    held = known_on(drill, None)
    assert held.on == date(2018, 3, 2)
    assert held.docket.motion(motion.motion).outcome is None


def test_before_the_record_began_nothing_was_moved(drill: Drill) -> None:
    drill.open()
    early = known_on(drill, date(2017, 6, 1))
    assert early.docket.motions == {}
    assert early.arrangement.id == "two-clocks"


def test_an_adopted_outline_becomes_a_boundary(drill: Drill) -> None:
    actions.propose(drill.desk, drill.delegate("iran"), "northern-homs", SQUARE)
    draft = Draft(
        kind="adopt-boundary",
        name="northern-homs",
        text="This line.",
        deadline=drill.desk.now().replace(day=25),
        proposal="proposal-1",
    )
    motion = drill.open(draft)
    for party in THREE:
        drill.vote(motion, party, "assent")
    known = known_on(drill, date(2018, 2, 25)).arrangement
    drawn = next(b for a in known.area for b in a.boundary if b.id == "proposal-1")
    assert drawn.shape.kind == "polygon"
    assert drawn.shape.polygons == SQUARE

from datetime import date

from tests.drills import Drill

from truceline.actions import decisions as actions
from truceline.actions.decisions import Draft
from truceline.projections.decisions import Decided, decided
from truceline.publish.motions import motion_data, reasons, sentence, shown


def known_on(drill: Drill, day: str) -> Decided:
    on = date.fromisoformat(day)
    return decided(drill.desk.journal, drill.desk.blobs, as_known_on=on)


def told(drill: Drill, day: str, motion: str = "motion-1") -> str:
    held = known_on(drill, day)
    return sentence(held, held.docket.motion(motion))


def test_the_silent_seat_is_named(drill: Drill) -> None:
    motion = drill.open()
    drill.vote(motion, "iran", "assent")
    drill.vote(motion, "russia", "reserve", "If maps follow.")
    assert "No vote yet: Turkey." in told(drill, "2018-03-01")
    after = told(drill, "2018-03-15")
    assert "No act found; nothing changes." in after
    assert "Silent: Turkey." in after
    assert "Assent with a reservation: Russia." in after


def test_an_objection_is_shown_with_its_text(drill: Drill) -> None:
    motion = drill.open()
    drill.vote(motion, "turkey", "object", "Not before the maps.")
    held = known_on(drill, "2018-03-15")
    stands = held.docket.motion(motion.motion)
    assert list(reasons(held, stands)) == ["Turkey objected: “Not before the maps.”"]
    assert "Objected to; nothing changes." in sentence(held, stands)


def test_an_empty_seat_is_not_called_silent(drill: Drill) -> None:
    drill.open()
    actions.leave(drill.desk, drill.delegate("turkey"), "joint-statement")
    after = told(drill, "2018-03-15")
    assert "Silent: Iran and Russia." in after
    assert "Seat empty, so no consent can be had: Turkey." in after


def test_a_seat_that_was_left_later_was_silent(drill: Drill) -> None:
    drill.open()
    drill.on("2018-03-16")
    actions.leave(drill.desk, drill.delegate("turkey"), "joint-statement")
    assert "Silent: Iran, Russia, and Turkey." in told(drill, "2018-03-20")


def test_what_is_shown_is_what_is_signed_line_for_line(drill: Drill) -> None:
    motion = drill.open()
    held = known_on(drill, "2018-03-01")
    page = shown(held, held.docket.motion(motion.motion))
    for line in motion.signed_text().splitlines():
        assert f"    {line}".rstrip() in page.splitlines()
    assert f"Hash of this text: {motion.hash()}" in page
    assert f"--over {motion.hash()[:12]}" in page


def test_says_which_guarantor_of_another_text_has_no_seat(drill: Drill) -> None:
    actions.propose(drill.desk, drill.delegate("turkey"), "northern-homs", SQUARE)
    draft = Draft(
        kind="adopt-boundary",
        name="northern-homs",
        text="The line of Turkey.",
        instrument="bilateral",
        deadline=drill.desk.now().replace(day=25),
        proposal="proposal-1",
    )
    drill.open(draft)
    held = known_on(drill, "2018-02-21")
    page = shown(held, held.docket.motion("motion-1"))
    assert "Iran, a guarantor of Memorandum on de-escalation areas" in page
    assert "adopt proposal-1 as a boundary of Northern Homs" in page


def test_the_next_step_follows_from_how_it_stands(drill: Drill) -> None:
    motion = drill.open().motion
    late = known_on(drill, "2018-03-20")
    assert "Next: truceline motion close motion-1" in shown(late, late.docket.motion(motion))
    actions.close(drill.on("2018-03-20").desk, motion)
    late = known_on(drill, "2018-03-20")
    assert "takes no more votes" in shown(late, late.docket.motion(motion))


def test_a_program_sees_the_same(drill: Drill) -> None:
    motion = drill.open()
    drill.vote(motion, "iran", "abstain")
    data = motion_data(known_on(drill, "2018-03-01").docket.motion(motion.motion))
    assert (data["outcome"], data["abstained"], data["silent"]) == (
        "pending",
        ["iran"],
        ["russia", "turkey"],
    )
    assert data["hash"] == motion.hash()


SQUARE = ((((36.6, 34.8), (36.7, 34.8), (36.7, 34.9), (36.6, 34.8)),),)

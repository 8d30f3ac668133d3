from dataclasses import replace
from datetime import date

import pytest
from tests.motions import RECORD, THREE, Room, at, key_of, signed

from truceline.domain.arrangement import Arrangement
from truceline.domain.docket import closing
from truceline.domain.motions import BoundariesCompared, BoundaryProposed, MotionClosed, SeatLeft


@pytest.fixture
def room(two_clocks: Arrangement) -> Room:
    return Room(two_clocks)


def proposal(
    name: str = "proposal-1", *, by: str = "russia", area: str = "northern-homs"
) -> BoundaryProposed:
    fact = BoundaryProposed(proposal=name, record=RECORD, area=area, by=by, outline="a" * 64)
    return signed(fact, by)


def seat_left(party: str, instrument: str = "joint-statement", *, key: str = "") -> SeatLeft:
    return signed(SeatLeft(party=party, record=RECORD, instrument=instrument), key or party)


# Votes.


def test_a_vote_over_an_outdated_text_is_refused(room: Room) -> None:
    first = room.open()
    room.vote("2018-02-21", first, "iran", "assent")
    revised = signed(replace(first, text=("Let it be so, for six months.",)), "russia")
    room.hand("2018-02-22", revised)
    room.vote("2018-02-23", first, "turkey", "assent")
    assert room.refusals == ["motion.text-outdated"]
    # Votes on the earlier text are votes on that text; nobody agreed to the new one yet.
    assert room.docket.motion("motion-1").tally.silent == THREE


def test_a_vote_over_an_outdated_version_is_refused(room: Room) -> None:
    first = room.open(fact=room.motion(deadline="2018-03-01"))
    second = room.open(fact=room.motion("suspend-term", by="iran"))
    for party in THREE:
        room.vote("2018-02-25", first, party, "assent")
    room.vote("2018-03-02", second, "iran", "assent")
    assert room.refusals == ["motion.parent-outdated"]


def test_a_vote_at_the_deadline_is_too_late(room: Room) -> None:
    motion = room.open()
    room.vote("2018-03-14T22:00", motion, "iran", "assent")
    assert room.refusals == ["motion.deadline-passed"]


def test_a_clock_set_back_opens_no_vote_again(room: Room) -> None:
    motion = room.open()
    room.wait("2018-03-15")
    room.vote("2018-03-01", motion, "iran", "assent")
    assert room.refusals == ["motion.deadline-passed"]


def test_nobody_votes_for_another(room: Room) -> None:
    motion = room.open()
    room.vote("2018-03-01", motion, "turkey", "assent", key="iran")
    room.vote("2018-03-01", motion, "jordan", "assent")
    assert room.refusals == ["motion.signature-wrong", "motion.not-seated"]


def test_a_vote_signed_for_one_motion_is_none_on_another(room: Room) -> None:
    first, second = room.open(), room.open(fact=room.motion(by="iran"))
    vote = room.vote("2018-03-01", first, "turkey", "assent")
    moved = replace(vote, motion=second.motion, over=second.hash())
    room.hand("2018-03-02", moved)
    assert room.refusals == ["motion.signature-wrong"]


def test_an_older_vote_cannot_return(room: Room) -> None:
    motion = room.open()
    assent = room.vote("2018-03-01", motion, "turkey", "assent")
    room.vote("2018-03-02", motion, "turkey", "object")
    room.hand("2018-03-03", assent)
    assert room.refusals == ["motion.vote-repeated"]
    assert room.docket.motion(motion.motion).tally.objected == ("turkey",)


def test_a_vote_needs_a_motion_and_a_key(two_clocks: Arrangement) -> None:
    room = Room(two_clocks, keys=("russia",))
    motion = room.open()
    room.vote("2018-03-01", motion, "iran", "assent")
    room.vote("2018-03-01", replace(motion, motion="motion-9"), "russia", "assent")
    assert room.refusals == ["motion.key-missing", "motion.unknown"]


# Keys.


def test_whoever_records_a_key_holds_it(two_clocks: Arrangement) -> None:
    room = Room(two_clocks, keys=())
    room.hand("2018-02-02", replace(key_of("iran"), key="somebody-elses"))
    assert room.refusals == ["motion.signature-wrong"]


def test_a_key_gives_way_only_to_one_that_it_approved(room: Room) -> None:
    room.hand("2018-02-02", key_of("iran", "second"))
    room.hand("2018-02-02", key_of("iran", "third", approved_by="russia"))
    assert room.refusals == ["motion.key-taken"] * 2
    room.hand("2018-02-03", key_of("iran", "fourth", approved_by="iran"))
    assert room.docket.keys["iran"] == "fourth"


# Motions.


def test_seats_and_rule_are_those_of_the_text(room: Room) -> None:
    for wrong in ({"seats": ("russia",)}, {"rule": "majority"}, {"by": "jordan"}):
        room.open(fact=room.motion(**wrong))
    room.open(fact=signed(replace(room.motion(), record="another/node/0a"), "russia"))
    assert room.refusals == [
        "motion.not-seated",
        "motion.unfit",
        "motion.key-missing",
        "motion.other-record",
    ]


def test_a_text_decides_only_what_it_makes(room: Room) -> None:
    room.open(fact=room.motion(instrument="bilateral", seats=("russia", "turkey")))
    room.open(fact=room.motion("admit-forces", "jordan", subject="term:announced-areas-term"))
    assert room.refusals == ["motion.unfit", "motion.unfit"]


def test_a_majority_decides_neither_terms_nor_boundaries(room: Room) -> None:
    room.open(fact=room.motion(name="desk-term"))
    room.open(fact=room.motion("end-term", "desk-term"))
    room.open(fact=room.motion("adopt-boundary", "homs-road", instrument="house-rules"))
    assert room.refusals == ["motion.majority-unsafe"] * 3
    posts = room.open(fact=room.motion("move-post", "hilltop", instrument="house-rules"))
    for party in ("iran", "turkey"):
        room.vote("2018-03-01", posts, party, "assent")
    room.wait("2018-03-15")
    assert room.outcome(posts) == "adopted"


def test_silence_counts_after_its_days(room: Room) -> None:
    room.open("2018-03-01", room.motion(name="road-term", deadline="2018-03-10"))
    assert room.refusals == ["motion.unfit"]
    motion = room.open("2018-03-01", room.motion(name="road-term", deadline="2018-03-16"))
    room.wait("2018-03-17")
    assert room.outcome(motion) == "adopted"


def test_a_motion_says_what_would_follow(room: Room) -> None:
    room.open(fact=room.motion(to="2030-01-01"))
    room.open(fact=room.motion("amend-attribution", "joint-statement", to="guess"))
    room.open(fact=room.motion("end-term", to="now"))
    assert room.refusals == ["motion.unfit"] * 3


def test_only_the_mover_replaces_a_text_and_only_in_time(room: Room) -> None:
    first = room.open()
    room.hand("2018-02-21", signed(replace(first, by="iran"), "iran"))
    late = signed(replace(first, deadline=at("2018-05-01")), "russia")
    room.hand("2018-03-20", late)
    room.open("2018-03-20", room.motion("end-term", deadline="2018-03-19"))
    assert room.refusals == ["motion.not-the-mover", "motion.deadline-passed", "motion.unfit"]


def test_a_motion_needs_a_version_that_stands(room: Room, two_clocks: Arrangement) -> None:
    motion = room.motion()
    terms = tuple(replace(term, length="P1Y") for term in two_clocks.term)
    room.hand("2018-02-10", replace(two_clocks, term=terms))
    room.open(fact=signed(replace(motion, to="2019-09-15"), "russia"))
    assert room.refusals == ["motion.parent-outdated"]


def test_a_term_changed_meanwhile_overtakes_a_motion(room: Room, two_clocks: Arrangement) -> None:
    motion = room.open()
    for party in THREE:
        room.vote("2018-03-01", motion, party, "assent")
    terms = tuple(replace(term, length="P1Y") for term in two_clocks.term)
    room.hand("2018-03-02", replace(two_clocks, term=terms))
    room.wait("2018-03-15")
    assert room.outcome(motion) == "overtaken"


# Proposals.


def test_a_boundary_is_adopted_from_a_proposal_about_its_area(room: Room) -> None:
    room.open(fact=room.motion("adopt-boundary", "northern-homs", proposal="proposal-1"))
    room.hand("2018-02-20", proposal())
    room.open(fact=room.motion("adopt-boundary", "homs-road", proposal="proposal-1"))
    swapped = room.motion("adopt-boundary", "northern-homs", proposal="proposal-1")
    room.open(fact=signed(replace(swapped, outline="b" * 64), "russia"))
    assert room.refusals == ["motion.proposal-unknown", "motion.unfit", "motion.unfit"]
    room.open(fact=swapped)
    assert list(room.docket.motions) == ["motion-1"]


def test_a_proposal_is_signed_new_and_about_an_area(room: Room) -> None:
    room.hand("2018-02-20", proposal())
    room.hand("2018-02-20", proposal())
    room.hand("2018-02-20", proposal("proposal-2", area="nowhere"))
    room.hand("2018-02-20", replace(proposal("proposal-2"), outline="c" * 64))
    assert room.refusals == [
        "motion.already-recorded",
        "motion.subject-unknown",
        "motion.signature-wrong",
    ]


def test_what_all_have_seen_cannot_be_unseen(room: Room) -> None:
    for open_to_all in (False, True, False):
        fact = BoundariesCompared(one="a", other="b", open_to_all=open_to_all)
        room.hand("2018-02-20", fact)
    assert room.docket.compared == {("a", "b"): True}


# Seats and closing.


def test_only_a_party_itself_leaves_its_seat(room: Room) -> None:
    room.hand("2018-02-20", seat_left("turkey", key="russia"))
    room.hand("2018-02-20", seat_left("jordan"))
    assert room.refusals == ["motion.signature-wrong", "motion.not-seated"]
    room.hand("2018-02-21", seat_left("turkey"))
    room.hand("2018-02-22", seat_left("turkey"))
    assert room.refusals[2:] == ["motion.not-seated"]


def test_an_empty_seat_stops_what_needed_it_and_not_what_comes_after(room: Room) -> None:
    before = room.open(fact=room.motion(deadline="2018-03-10"))
    room.hand("2018-02-21", seat_left("turkey"))
    after = room.open("2018-02-22")
    for party in ("iran", "russia"):
        room.vote("2018-03-01", before, party, "assent")
        room.vote("2018-03-01", after, party, "assent")
    room.wait("2018-03-15")
    assert (room.outcome(before), before.seats) == ("no-act-found", THREE)
    assert (room.outcome(after), after.seats) == ("adopted", ("iran", "russia"))


def test_what_a_closing_says_is_what_the_votes_say(room: Room) -> None:
    motion = room.open()
    lie = MotionClosed(motion=motion.motion, outcome="adopted", assented=THREE)
    room.hand("2018-03-01", lie)
    room.hand("2018-03-20", lie)
    room.hand("2018-03-20", closing(room.docket.motion(motion.motion)))
    room.hand("2018-03-21", closing(room.docket.motion(motion.motion)))
    assert room.refusals == [
        "motion.still-open",
        "motion.outcome-differs",
        "motion.already-recorded",
    ]
    assert room.docket.motion(motion.motion).closed
    assert room.docket.day(room.docket.now) == date(2018, 3, 21)

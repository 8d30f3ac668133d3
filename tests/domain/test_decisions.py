from datetime import date

import pytest
from tests.motions import RECORD, THREE, Room, at, key_of, valid

from truceline.domain import decisions
from truceline.domain.arrangement import Arrangement
from truceline.domain.decisions import outcome_of
from truceline.domain.docket import Tally
from truceline.domain.motions import Ballot, Outcome, Rule


@pytest.fixture
def room(two_clocks: Arrangement) -> Room:
    return Room(two_clocks)


def test_three_assents_extend(room: Room) -> None:
    motion = room.open()
    for party in THREE:
        room.vote("2018-03-01", motion, party, "assent")
    assert room.outcome(motion) == "pending"
    room.wait("2018-03-15")
    assert room.outcome(motion) == "adopted"
    assert room.refusals == []


def test_a_reservation_is_an_assent(room: Room) -> None:
    motion = room.open()
    for party, ballot in zip(THREE, ("assent", "reserve", "assent"), strict=True):
        room.vote("2018-03-01", motion, party, ballot)  # type: ignore[arg-type]
    room.wait("2018-03-15")
    assert room.outcome(motion) == "adopted"


def test_silence_is_no_consent_and_is_named(room: Room) -> None:
    motion = room.open()
    room.vote("2018-03-01", motion, "iran", "assent")
    room.vote("2018-03-02", motion, "russia", "assent")
    held = room.wait("2018-03-15").motion(motion.motion)
    assert (held.outcome, held.tally.silent) == ("no-act-found", ("turkey",))


def test_the_last_vote_before_the_deadline_counts(room: Room) -> None:
    motion = room.open()
    for party in THREE:
        room.vote("2018-03-01", motion, party, "assent")
    room.vote("2018-03-14T21:59", motion, "turkey", "object", text=("Not yet.",))
    held = room.wait("2018-03-15").motion(motion.motion)
    assert held.outcome == "objected"
    assert held.votes["turkey"].text == ("Not yet.",)


def test_nothing_is_decided_before_the_deadline_or_by_a_clock_set_back(room: Room) -> None:
    motion = room.open()
    for party in THREE:
        room.vote("2018-03-01", motion, party, "assent")
    assert room.wait("2018-03-14T21:59").motion(motion.motion).outcome is None
    room.wait("2018-03-14T22:00")
    assert room.wait("2018-01-01").motion(motion.motion).outcome == "adopted"


def test_of_two_motions_over_one_version_one_takes_effect(room: Room) -> None:
    first = room.open(fact=room.motion(deadline="2018-03-10"))
    second = room.open(fact=room.motion("end-term", by="iran", deadline="2018-03-12"))
    for party in THREE:
        room.vote("2018-03-01", first, party, "assent")
        room.vote("2018-03-01", second, party, "assent")
    room.wait("2018-03-15")
    assert (room.outcome(first), room.outcome(second)) == ("adopted", "overtaken")


def test_only_motions_open_at_one_time_are_rivals(room: Room) -> None:
    first = room.open(fact=room.motion(deadline="2018-02-25"))
    room.vote("2018-02-21", first, "iran", "assent")
    again = room.open("2018-02-25T12:00")
    room.vote("2018-02-26", again, "iran", "assent")
    assert decisions.signed_rivals(room.docket) == ()
    beside = room.open("2018-02-26", room.motion("end-term", by="iran"))
    room.vote("2018-02-27", beside, "iran", "assent")
    assert decisions.signed_rivals(room.docket) == (("iran", "motion-2", "motion-3"),)


def test_what_comes_later_is_not_known_earlier(room: Room) -> None:
    begun = at("2018-02-01")
    dated: list[decisions.Dated] = [(begun, room.docket.held)]
    dated += [(begun, key_of(party)) for party in THREE]
    dated.append((at("2018-02-20"), room.motion()))
    early = decisions.state(dated, record=RECORD, at=at("2018-02-19"), valid=valid)
    late = decisions.state(dated, record=RECORD, at=at("2018-03-20"), valid=valid)
    assert early.motions == {}
    assert late.motion("motion-1").outcome == "no-act-found"
    assert late.day(late.now) == date(2018, 3, 20)


@pytest.mark.parametrize(
    ("rule", "ballots", "outcome"),
    [
        ("consensus", ["assent"], "adopted"),
        ("consensus", ["assent", "abstain"], "no-act-found"),
        ("consensus", ["assent", ""], "no-act-found"),
        ("consensus", ["object", ""], "objected"),
        ("silence-procedure", ["", "", ""], "adopted"),
        ("silence-procedure", ["abstain", ""], "adopted"),
        ("silence-procedure", ["assent", "assent", "object"], "objected"),
        ("majority", ["assent", "reserve", "object"], "adopted"),
        ("majority", ["assent", "assent", "", ""], "no-act-found"),
        ("majority", ["assent", "object"], "objected"),
    ],
)
def test_what_votes_come_to(rule: Rule, ballots: list[Ballot], outcome: Outcome) -> None:
    seats = [f"party-{n}" for n in range(len(ballots))]
    cast = list(zip(seats, ballots, strict=True))

    def those(ballot: str) -> tuple[str, ...]:
        return tuple(seat for seat, given in cast if given == ballot)

    tally = Tally(
        assented=those("assent"),
        reserved=those("reserve"),
        objected=those("object"),
        abstained=those("abstain"),
        silent=those(""),
    )
    assert outcome_of(rule, tally) == outcome

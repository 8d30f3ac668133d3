from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.motions import RECORD, THREE, Room, at, signed

from truceline.domain import effects
from truceline.domain.areas import Polygon
from truceline.domain.arrangement import Arrangement
from truceline.domain.motions import BoundaryProposed, MotionKind, SeatLeft
from truceline.domain.terms import clock

SQUARE = ((((36.6, 34.8), (36.7, 34.8), (36.7, 34.9), (36.6, 34.8)),),)


@pytest.fixture
def room(two_clocks: Arrangement) -> Room:
    return Room(two_clocks)


def decide(room: Room, kind: MotionKind, name: str, **given: Any) -> None:
    """Open a motion and let every seat assent to it."""
    motion = room.open("2018-03-01", room.motion(kind, name, **given))
    for seat in motion.seats:
        room.vote("2018-03-02", motion, seat, "assent")
    room.wait("2018-03-15")
    assert room.refusals == []
    assert room.outcome(motion) == "adopted"


def state_of(room: Room, term: str, on: date) -> tuple[str, date]:
    known = effects.applied(room.docket.held, room.docket, {})
    (held,) = (t for t in known.term if t.id == term)
    stands = clock(held, known.act, about=on)
    return stands.state, stands.runs_to


def test_an_extension_moves_the_clock_from_the_day_of_its_deadline(room: Room) -> None:
    decide(room, "extend-term", "announced-areas-term")
    (act,) = effects.acts(room.docket)
    assert (act.kind, act.by, act.made) == ("extend", THREE, date(2018, 3, 15))
    extended = ("running", date(2018, 9, 15))
    assert state_of(room, "announced-areas-term", date(2018, 3, 15)) == extended
    assert state_of(room, "announced-areas-term", date(2018, 3, 14))[1] == date(2018, 3, 15)


def test_a_second_extension_counts_from_the_start(room: Room) -> None:
    decide(room, "extend-term", "announced-areas-term")
    end = effects.next_end(room.docket, "announced-areas-term", deadline=at("2018-09-10"))
    assert end == date(2019, 3, 15)


@pytest.mark.parametrize(("kind", "state"), [("suspend-term", "suspended"), ("end-term", "ended")])
def test_a_term_is_suspended_or_ended(room: Room, kind: MotionKind, state: str) -> None:
    decide(room, kind, "announced-areas-term", deadline="2018-03-10")
    assert state_of(room, "announced-areas-term", date(2018, 3, 11))[0] == state


def test_a_boundary_takes_the_place_of_another_on_its_day(room: Room) -> None:
    fact = BoundaryProposed(
        proposal="proposal-1", record=RECORD, area="northern-homs", by="iran", outline="a" * 64
    )
    room.hand("2018-02-20", signed(fact, "iran"))
    decide(
        room,
        "replace-boundary",
        "northern-homs",
        proposal="proposal-1",
        to="first-line",
        deadline="2018-03-10",
    )
    known = effects.applied(room.docket.held, room.docket, {"a" * 64: SQUARE})
    area = known.area[0]
    assert [b.id for b in area.boundaries_on(date(2018, 3, 9))] == ["first-line"]
    (drawn,) = area.boundaries_on(date(2018, 3, 10))
    assert (drawn.id, drawn.author, drawn.status) == (
        "proposal-1",
        "iran, russia, turkey",
        "agreed",
    )
    assert drawn.shape == Polygon(kind="polygon", polygons=SQUARE)


def test_a_line_that_ended_before_keeps_its_end(room: Room, two_clocks: Arrangement) -> None:
    area = two_clocks.area[0]
    (line,) = area.boundary
    ended = replace(area, boundary=(replace(line, valid_to=date(2018, 1, 1)),))
    room.hand("2018-02-10", replace(two_clocks, area=(ended, *two_clocks.area[1:])))
    fact = BoundaryProposed(
        proposal="proposal-1", record=RECORD, area="northern-homs", by="iran", outline="a" * 64
    )
    room.hand("2018-02-20", signed(fact, "iran"))
    decide(room, "replace-boundary", "northern-homs", proposal="proposal-1", to="first-line")
    known = effects.applied(room.docket.held, room.docket, {"a" * 64: SQUARE})
    assert known.area[0].boundary[0].valid_to == date(2018, 1, 1)


def test_an_attribution_policy_is_amended(room: Room) -> None:
    decide(room, "amend-attribution", "joint-statement", to="direction")
    known = effects.applied(room.docket.held, room.docket, {})
    policies = {text.id: text.attribution for text in known.instrument}
    assert (policies["joint-statement"], policies["memorandum"]) == ("direction", "none")


def test_forces_and_posts_become_acts_with_their_text(room: Room) -> None:
    decide(room, "admit-forces", "jordan", instrument="memorandum")
    (act,) = effects.acts(room.docket)
    assert (act.kind, act.text, act.instrument) == ("amend", "Let it be so.", "memorandum")


def test_a_seat_that_was_left_is_empty_from_that_day(room: Room) -> None:
    fact = SeatLeft(party="turkey", record=RECORD, instrument="joint-statement")
    room.hand("2018-03-01", signed(fact, "turkey"))
    known = effects.applied(room.docket.held, room.docket, {})
    text = next(t for t in known.instrument if t.id == "joint-statement")
    assert text.parties("guarantor", on=date(2018, 2, 28)) == THREE
    assert text.parties("guarantor", on=date(2018, 3, 1)) == ("iran", "russia")
    others = [t for t in known.instrument if t.id != "joint-statement"]
    assert others == [t for t in room.docket.held.instrument if t.id != "joint-statement"]


def test_a_role_that_ended_earlier_stays_as_it_was(room: Room, two_clocks: Arrangement) -> None:
    fact = SeatLeft(party="turkey", record=RECORD, instrument="joint-statement")
    room.hand("2018-03-01", signed(fact, "turkey"))
    texts = tuple(
        replace(t, role=tuple(replace(r, valid_to=date(2018, 1, 1)) for r in t.role))
        for t in two_clocks.instrument
    )
    held = replace(two_clocks, instrument=texts)
    assert effects.applied(held, room.docket, {}).instrument == texts

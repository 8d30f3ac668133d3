from datetime import date

import pytest
from tests.motions import Room, at

from truceline.domain.arrangement import Arrangement
from truceline.domain.docket import closing
from truceline.domain.motion_errors import MotionUnknown, ProposalUnknown


def test_a_day_is_that_of_the_arrangement(two_clocks: Arrangement) -> None:
    docket = Room(two_clocks).docket
    assert docket.day(at("2018-03-14T22:30")) == date(2018, 3, 15)


def test_what_is_not_on_record_is_named(two_clocks: Arrangement) -> None:
    docket = Room(two_clocks).docket
    with pytest.raises(MotionUnknown, match="motion-7"):
        docket.motion("motion-7")
    with pytest.raises(ProposalUnknown, match="none yet"):
        docket.proposal("proposal-7")


def test_each_seat_stands_in_one_group(two_clocks: Arrangement) -> None:
    room = Room(two_clocks)
    motion = room.open()
    room.vote("2018-03-01", motion, "turkey", "object")
    room.vote("2018-03-01", motion, "iran", "reserve")
    room.wait("2018-03-15")
    said = closing(room.docket.motion(motion.motion))
    groups = (said.assented, said.reserved, said.objected, said.abstained, said.silent)
    assert groups == ((), ("iran",), ("turkey",), (), ("russia",))

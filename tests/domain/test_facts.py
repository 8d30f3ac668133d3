from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import pytest

from truceline.domain.areas import Boundary, Settlements, Undefined
from truceline.domain.facts import from_plain, to_plain
from truceline.domain.places import Place


@dataclass(frozen=True)
class Small:
    kind: Literal["small"]
    when: date | datetime
    size: float | None = None
    names: tuple[str, ...] = ()
    box: tuple[float, float] = (0.0, 0.0)


@pytest.mark.parametrize(
    "value",
    [
        Small("small", date(2017, 9, 15)),
        Small("small", datetime(2017, 7, 9, 12)),  # noqa: DTZ001  local to the arrangement
        Small("small", date(2017, 9, 15), 3.0, ("a", "b"), (1.0, 2.0)),
    ],
)
def test_comes_back_as_it_went_in(value: Small) -> None:
    plain = to_plain(value)
    again = from_plain(Small, plain)
    assert again == value
    assert type(again.when) is type(value.when)


def test_leaves_out_what_has_its_default() -> None:
    assert to_plain(Small("small", date(2017, 9, 15))) == {"kind": "small", "when": "2017-09-15"}


@pytest.mark.parametrize(
    "shape",
    [
        Undefined(kind="undefined", because="no line was published"),
        Settlements(kind="settlements", place=(Place(name="A", lon=36.5, lat=34),), radius_m=2000),
    ],
)
def test_tells_the_members_of_a_union_by_their_kind(shape: Settlements | Undefined) -> None:
    boundary = Boundary(
        id="b",
        author="x",
        status="drawn",
        valid_from=date(2017, 9, 15),
        shape=shape,
        known_from=date(2017, 9, 15),
    )
    assert from_plain(Boundary, to_plain(boundary)) == boundary

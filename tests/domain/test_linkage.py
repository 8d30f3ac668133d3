from typing import get_args

from truceline.domain.linkage import RADII_M, LinkageSettings
from truceline.domain.places import Precision
from truceline.domain.reports import NAMES


def test_every_precision_but_a_country_has_a_radius() -> None:
    assert set(RADII_M) == set(get_args(Precision)) - {"country"}


def test_a_radius_that_is_set_takes_the_place_of_ours() -> None:
    radii = LinkageSettings(radius_m={"unit": 20_000}).radii_m()
    assert radii["unit"] == 20_000
    assert radii["near"] == RADII_M["near"]


def test_who_is_blamed_is_not_compared_unless_asked_for() -> None:
    assert "alleged_party" in NAMES
    assert LinkageSettings().names == ()

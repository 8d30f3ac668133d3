from datetime import date

from truceline.domain.instruments import Instrument, Role

TEXT = Instrument(
    id="memorandum",
    name="Memorandum",
    kind="memorandum",
    made=date(2017, 5, 4),
    in_force=date(2017, 5, 5),
    role=(
        Role(party="iran", role="guarantor"),
        Role(party="russia", role="guarantor", valid_to=date(2018, 1, 1)),
        Role(party="government", role="conflicting-party"),
    ),
    known_from=date(2017, 5, 4),
)


def test_binds_from_the_day_it_takes_effect() -> None:
    assert not TEXT.binds_on(date(2017, 5, 4))
    assert TEXT.binds_on(date(2017, 5, 5))


def test_a_role_ends_on_its_day() -> None:
    assert TEXT.parties("guarantor", on=date(2017, 12, 31)) == ("iran", "russia")
    assert TEXT.parties("guarantor", on=date(2018, 1, 1)) == ("iran",)

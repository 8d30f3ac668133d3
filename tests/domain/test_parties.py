from datetime import date

from truceline.domain.parties import DatedName, Party

TURKEY = Party(
    id="turkey",
    name="Türkiye",
    kind="state",
    names=(DatedName(name="Turkey", valid_to=date(2022, 6, 1)),),
)


def test_a_name_changes_on_its_day() -> None:
    assert TURKEY.name_on(date(2017, 9, 15)) == "Turkey"
    assert TURKEY.name_on(date(2022, 6, 1)) == "Türkiye"

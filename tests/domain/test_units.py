from dataclasses import replace
from datetime import date

import pytest

from truceline.domain.units import ReportingUnit, UnitNameShared, by_name, folded, match

ALEPPO = ReportingUnit(id="aleppo", name="Aleppo", aliases={"tr": ("Halep",)})


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        ("HOMS", "homs"),
        ("İdlib", "idlib"),
        ("IDLİB", "idlib"),
        ("Idl\N{LATIN SMALL LETTER DOTLESS I}b", "idlib"),
        ("Idlib ", "idlib"),
        ("Dera\N{RIGHT SINGLE QUOTATION MARK}a", "daraa"),
        ("al-Quneitra", "quneitra"),
        ("Al Quneitra", "quneitra"),
        ("القنيطرة", "quneitra"),
        ("قنيطرة", "quneitra"),
        ("ادلب", "idlib"),
        ("ИДЛИБ", "idlib"),
        ("Эль\N{EN DASH}Кунейтра", "quneitra"),
        ("Ιντλίμπ", "idlib"),
        ("Latalia", "latakia"),
        ("\u015eam", "damascus"),
        ("Sueida", None),
        ("", None),
    ],
)
def test_a_name_is_found_in_each_spelling(
    printed: str, unit: str | None, astana_units: tuple[ReportingUnit, ...]
) -> None:
    found = match(printed, by_name(astana_units))
    assert (found.id if found else None) == unit


def test_the_nine_provinces_of_the_bulletins_are_there(
    astana_units: tuple[ReportingUnit, ...],
) -> None:
    provinces = "Aleppo Damascus Daraa Hama Homs Idlib Latakia Quneitra Suwayda"
    assert sorted(unit.name for unit in astana_units) == provinces.split()


def test_one_name_for_two_units_is_refused() -> None:
    with pytest.raises(UnitNameShared, match="'HALEP' names both 'aleppo' and 'other'"):
        by_name([ALEPPO, ReportingUnit(id="other", name="HALEP")])


def test_a_unit_counts_only_in_its_period() -> None:
    unit = replace(ALEPPO, valid_from=date(2017, 1, 1), valid_to=date(2018, 7, 1))
    assert unit.counts_on(date(2018, 6, 30))
    assert not unit.counts_on(date(2018, 7, 1))


def test_case_and_hyphens_do_not_matter(astana_units: tuple[ReportingUnit, ...]) -> None:
    for name in (name for unit in astana_units for name in unit.names()):
        assert folded(name.upper()) == folded(name) == folded(f" {name.replace('-', ' ')} ")

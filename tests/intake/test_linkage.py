from pathlib import Path

import pytest

from truceline.domain.linkage import LinkageSettings
from truceline.intake.linkage import LinkageFileMissing, LinkageFileUnreadable, read


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "linkage.toml"


def test_what_is_not_said_is_as_usual(file: Path) -> None:
    file.write_text('spread = 2\nseveral = ["ucdp"]\n[radius_m]\nunit = 20000\n', encoding="utf-8")
    assert read(file) == LinkageSettings(spread=2, several=("ucdp",), radius_m={"unit": 20_000})


def test_an_empty_file_changes_nothing(file: Path) -> None:
    file.write_text("", encoding="utf-8")
    assert read(file) == LinkageSettings()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("spread = 0", "spread"),
        ("days = 6", "days"),
        ("days = 2.5", "days"),
        ("sprad = 3", "sprad"),
        ('names = ["note"]', "names.0"),
        ("[radius_m]\nunit = -1", "radius_m.unit"),
        ("[radius_m]\ncountry_wide = 5", "radius_m.country_wide"),
        ("spread = ", "TOML"),
    ],
)
def test_what_cannot_be_said_is_named(file: Path, text: str, key: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(LinkageFileUnreadable) as told:
        read(file)
    assert str(told.value.facts["key"]).startswith(key)
    assert str(file) in str(told.value)


def test_a_file_that_is_not_there(file: Path) -> None:
    with pytest.raises(LinkageFileMissing):
        read(file)

from pathlib import Path

import pytest

from truceline.intake.mapping import (
    ColumnMapping,
    MappingMissing,
    MappingUnreadable,
    MappingWithoutColumn,
    load_mapping,
)

FILE = Path("north.csv")


def written(folder: Path, text: str) -> Path:
    path = folder / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_reads_what_a_mapping_can_say(tmp_path: Path) -> None:
    mapping = load_mapping(
        written(
            tmp_path,
            'separator = ";"\ndrop = ["reporter"]\n[columns]\n"Nr" = "report_id"\n'
            '[fixed]\nledger = "north"\nlevel = 2\n',
        )
    )
    assert mapping == ColumnMapping(
        separator=";",
        drop=frozenset({"reporter"}),
        columns={"Nr": "report_id"},
        fixed={"ledger": "north", "level": "2"},
    )
    assert mapping.names(FILE, ["Nr", "reporter", "lon"]) == {"Nr": "report_id", "lon": "lon"}


def test_an_empty_mapping_changes_nothing(tmp_path: Path) -> None:
    assert load_mapping(written(tmp_path, "")) == ColumnMapping()
    assert ColumnMapping().names(FILE, ["a", "b"]) == {"a": "a", "b": "b"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("columns = [", "Invalid value"),
        ("colums = {}", "'colums' is not known; did you mean 'columns'"),
        ("drop = 'reporter'", "'drop' must be a list"),
        ("separator = '::'", "one ASCII character"),
        ("separator = '،'", "one ASCII character"),
        ("[columns]\nNr = 3", "names of columns must be text"),
        ("drop = [3]", "names of columns must be text"),
    ],
)
def test_anything_else_is_refused_with_the_reason(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(MappingUnreadable) as caught:
        load_mapping(written(tmp_path, text))
    assert problem in str(caught.value)


def test_there_must_be_a_mapping_file(tmp_path: Path) -> None:
    with pytest.raises(MappingMissing):
        load_mapping(tmp_path / "none.toml")


def test_a_column_that_is_not_in_the_file_is_named() -> None:
    mapping = ColumnMapping(columns={"Nr": "report_id"}, drop=frozenset({"phone"}))
    with pytest.raises(MappingWithoutColumn, match=r"names Nr, phone.*it has No, lon"):
        mapping.names(FILE, ["No", "lon"])


@pytest.mark.parametrize(
    "mapping",
    [
        ColumnMapping(columns={"a": "lon"}),
        ColumnMapping(columns={"a": "x", "lon": "x"}),
        ColumnMapping(fixed={"lon": "36"}),
    ],
)
def test_two_columns_cannot_become_one(mapping: ColumnMapping) -> None:
    with pytest.raises(MappingUnreadable, match="two columns"):
        mapping.names(FILE, ["a", "lon"])

from pathlib import Path

import polars as pl
import pytest

from truceline.intake.count_mappings import (
    CountsColumnMissing,
    CountsColumnUnmapped,
    CountsMapping,
    MappingFaulty,
    Rule,
    apply,
    identity,
    load,
)


def frame(**columns: list[str | None]) -> pl.DataFrame:
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)).with_row_index("row")


def written(folder: Path, text: str) -> Path:
    path = folder / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_mapping_file_is_read(tmp_path: Path) -> None:
    text = """
    date_formats = ["%d.%m.%Y"]
    ignore = ["page"]
    [columns]
    date = "Datum"
    [constants]
    source = "a book"
    [values.party]
    Nord = "N"
    [[rule]]
    column = "note"
    pattern = '(?P<count>\\d+) in all'
    when = { party = "N" }
    tag = "seen"
    """
    mapping = load(written(tmp_path, text))
    assert mapping.columns == {"date": "Datum"}
    assert mapping.values["party"] == {"Nord": "N"}
    assert mapping.rule[0].groups() == {"count": 1}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("columns = [", "mapping.toml: file: not TOML"),
        ("[columns]\ndate = 3", "columns.date: Input should be a valid string"),
        ("[columns]\n[colunms]", "colunms: "),
        ("[columns]\nprovince = 'x'", "columns: 'province' is none of date, month,"),
        ("[columns]\ncounter_ = 'x'", "columns: 'counter_' is none of"),
        ("[columns]\n[[rule]]\ncolumn = 'note'\npattern = '('", "rule 1: the pattern cannot"),
        ("[columns]\n[[rule]]\ncolumn = 'note'\npattern = 'a(?=b)'", "rule 1: the pattern cannot"),
        ("[columns]\n[[rule]]\ncolumn = 'note'\npattern = '(?P<cuont>a)'", "rule 1: 'cuont' is"),
        ("[columns]\n[[rule]]\ncolumn = 'remark'\npattern = 'a'", "rule 1: 'remark' is none"),
    ],
)
def test_a_faulty_mapping_says_where(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(MappingFaulty) as fault:
        load(written(tmp_path, text))
    assert told in str(fault.value)
    assert str(fault.value).endswith("docs/formats/counts.md describes the format.")


def test_a_mapping_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_bytes("# Städte".encode("latin-1"))
    with pytest.raises(MappingFaulty, match="not TOML"):
        load(path)


def test_columns_constants_and_words_are_taken_over() -> None:
    mapping = CountsMapping(
        columns={"party": "who", "known_from": "day", "date": "day"},
        constants={"source": "a book"},
        values={"party": {"Nord": "N"}},
    )
    (row,) = apply(mapping, frame(who=[" Nord "], day=["2017-05-04"])).to_dicts()
    assert (row["party"], row["date"], row["known_from"]) == ("N", "2017-05-04", "2017-05-04")
    assert row["source"] == "a book"
    assert row["count"] is None


def test_an_empty_text_is_nothing() -> None:
    mapping = CountsMapping(columns={"count": "n"})
    assert apply(mapping, frame(n=["", "  ", None]))["count"].to_list() == [None] * 3


def test_rules_write_where_the_pattern_fits() -> None:
    mapping = CountsMapping(
        columns={"party": "party", "note": "note", "total": "total"},
        values={"hearsay": {"two": "2"}},
        rule=(
            Rule(
                column="note",
                pattern=r"(?P<hearsay>\w+) by word of mouth",
                when={"party": "N"},
                set={"hearsay_by": "the town", "total": ""},
                tag="told",
            ),
            Rule(column="note", pattern="night", tag="late"),
            Rule(column="note", pattern="^$", when={"total": ""}, set={"state": "not-held"}),
        ),
    )
    notes = ["two by word of mouth, at night", "two by word of mouth", None]
    table = apply(mapping, frame(party=["N", "S", "S"], note=notes, total=["7", "7", None]))
    assert table["hearsay"].to_list() == ["2", None, None]
    assert table["hearsay_by"].to_list() == ["the town", None, None]
    assert table["total"].to_list() == [None, "7", None]
    assert table["tags"].to_list() == ["told late", None, None]
    assert table["state"].to_list() == [None, None, "not-held"]


def test_a_column_that_nothing_names_is_refused() -> None:
    rows = frame(party=["N"], weekdy=["Monday"], observer=["a name"])
    with pytest.raises(
        CountsColumnUnmapped, match=r"'weekdy', 'observer'\. Did you mean 'weekday'"
    ):
        apply(identity(rows.columns), rows)
    kept = CountsMapping(columns={"party": "party"}, ignore=("weekdy", "observer"))
    assert apply(kept, rows)["party"].to_list() == ["N"]


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(CountsColumnMissing, match=r"no column 'seite'\. Its columns are 'party'"):
        apply(CountsMapping(columns={"party": "party", "note": "seite"}), frame(party=["N"]))


def test_running_totals_have_names_of_their_own() -> None:
    rows = frame(counter_towns=["12"])
    assert apply(identity(rows.columns), rows)["counter_towns"].to_list() == ["12"]

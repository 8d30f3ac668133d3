from pathlib import Path

import polars as pl
import pytest

from truceline.domain.reports import NAMES
from truceline.intake import taxonomies
from truceline.intake.accounts import Options, Translated
from truceline.intake.reports import ColumnsMissing
from truceline.intake.taxonomies import Taxonomy, TaxonomyIncomplete, TaxonomyUnreadable

TAXONOMY = """data.source,base.categories,level1,level2
north,mortar,shelling,indirect
north,rifle,shooting,direct
south,82mm,shelling,indirect
"""
EVENTS = """dataset,event,date,enddate,latitude,longitude,weapon_tax,note
north,1,2021-04-01,2021-04-03,-19.5,-124.7,mortar,kept out
north,2,2021-04-01T10:00,,,,,
"""


def read(folder: Path, content: str = TAXONOMY) -> Taxonomy:
    file = folder / "weapons.csv"
    file.write_text(content, encoding="utf-8")
    return taxonomies.read("weapon_tax", file)


def translate(folder: Path, content: str, mapping: Path | None = None) -> Translated:
    file = folder / "events.csv"
    file.write_text(content, encoding="utf-8")
    return taxonomies.translate(
        file,
        taxonomies=[read(folder)],
        into=folder / "events.parquet",
        options=Options(mapping=mapping),
    )


def test_levels_are_numbered_from_the_finest(tmp_path: Path) -> None:
    taxonomy = read(tmp_path)
    assert taxonomy.levels == ("weapon_tax.1", "weapon_tax.2")
    assert taxonomy.categories.row(2) == ("south", "82mm", "shelling", "indirect")


def test_columns_may_stand_in_any_order_and_bear_any_name(tmp_path: Path) -> None:
    content = "row,base.categories,weapon_tax.1,data.source\nshelling, 82mm ,indirect,south\n"
    taxonomy = read(tmp_path, content)
    assert taxonomy.levels == ("weapon_tax.1", "weapon_tax.2")
    assert taxonomy.categories.rows() == [("south", "82mm", "shelling", "indirect")]


def test_a_row_that_is_said_again_counts_once(tmp_path: Path) -> None:
    assert read(tmp_path, TAXONOMY + "north,rifle,shooting,direct\n").categories.height == 3


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("south,rocket,,indirect", "row 4, level1: is empty"),
        ("south,rocket, ,indirect", "row 4, level1: is empty"),
        (",rocket,shelling,indirect", "row 4, data.source: is empty"),
        ("south,82mm,shooting,direct", "row 4, base.categories: row 3 has other levels for '82mm'"),
        ("south,rocket,shelling", "row 4, all of it: 3 fields where the header has 4"),
    ],
)
def test_a_fault_of_a_taxonomy_is_named_with_file_row_and_field(
    tmp_path: Path, row: str, said: str
) -> None:
    with pytest.raises(TaxonomyUnreadable, match=rf"weapons\.csv, {said}"):
        read(tmp_path, f"{TAXONOMY}{row}\n")


@pytest.mark.parametrize(
    "header", ["data.source,base.categories", "data.source,level1,level2", "a,b,c"]
)
def test_a_taxonomy_needs_a_data_set_categories_and_a_level(tmp_path: Path, header: str) -> None:
    with pytest.raises(TaxonomyIncomplete, match="one column for each level"):
        read(tmp_path, f"{header}\n")


def test_events_become_reports_with_the_levels_beside_them(tmp_path: Path) -> None:
    told = translate(tmp_path, EVENTS)
    assert (told.read, told.accepted, told.quarantined.height) == (2, 2, 0)
    frame = pl.read_parquet(told.parquet)
    assert frame.columns == [*NAMES, "weapon_tax.1", "weapon_tax.2"]
    first, second = frame.iter_rows(named=True)
    assert {name: value for name, value in first.items() if value is not None} == {
        "report_id": "1",
        "ledger": "north",
        "occurred_from": "2021-04-01",
        "occurred_to": "2021-04-03",
        "lon": -124.7,
        "lat": -19.5,
        "weapon_tax.1": "shelling",
        "weapon_tax.2": "indirect",
    }
    assert second["occurred_from"] == "2021-04-01T10:00:00"
    assert [second[name] for name in ("lon", "lat", "weapon_tax.1", "weapon_tax.2")] == [None] * 4


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        ("north,3,2021-04-31,,1,1,rifle,", "date", "'2021-04-31' is not a day or an instant"),
        ("north,3,,,1,1,rifle,", "date", "is empty"),
        ("north,3,2021-04-01,soon,1,1,rifle,", "enddate", "'soon' is not a day"),
        ("north,3,2021-04-02,2021-04-01,1,1,rifle,", "date, enddate", "ends before it begins"),
        ("north,3,2021-04-01,,91,1,rifle,", "latitude", "'91' is not a number from -90 to 90"),
        ("north,3,2021-04-01,,1,181,rifle,", "longitude", "'181' is not a number from -180"),
        ("north,3,2021-04-01,,1,,rifle,", "longitude, latitude", "one is given without the other"),
        ("south,3,2021-04-01,,1,1,rifle,", "weapon_tax", "'rifle' is no category of its data set"),
        ("north,,2021-04-01,,1,1,rifle,", "event", "is empty"),
    ],
)
def test_a_row_that_cannot_be_read_is_set_aside(
    tmp_path: Path, row: str, field: str, reason: str
) -> None:
    told = translate(tmp_path, f"{EVENTS}{row}\n")
    assert told.accepted == 2
    (aside,) = told.quarantined.iter_rows(named=True)
    assert (aside["row"], aside["field"]) == (3, field)
    assert reason in aside["reason"]


def test_two_events_with_one_id_contradict_each_other(tmp_path: Path) -> None:
    told = translate(tmp_path, EVENTS + "north,2,2021-04-09,,,,rifle,\n")
    assert told.quarantined["row"].to_list() == [2, 3]


@pytest.mark.parametrize("missing", ["dataset", "event", "date", "latitude", "weapon_tax"])
def test_a_file_without_a_column_is_refused(tmp_path: Path, missing: str) -> None:
    with pytest.raises(ColumnsMissing, match=f"has no column {missing}"):
        translate(tmp_path, EVENTS.replace(missing, "other", 1))


def test_the_last_day_may_be_left_out_and_columns_may_be_mapped(tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[columns]\nNr = "event"\n[fixed]\ndataset = "south"\n', encoding="utf-8")
    content = "Nr,date,latitude,longitude,weapon_tax\n7,2021-04-01,1,2,82mm\n"
    frame = pl.read_parquet(translate(tmp_path, content, mapping).parquet)
    assert frame.select("ledger", "report_id", "occurred_to", "weapon_tax.1").row(0) == (
        "south",
        "7",
        None,
        "shelling",
    )

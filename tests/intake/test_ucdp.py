from datetime import date
from pathlib import Path

import polars as pl
import pytest

from truceline.domain.reports import NAMES, is_kind
from truceline.intake.datasets import translate
from truceline.intake.records import Batch, Fault
from truceline.intake.reports import ColumnsMissing
from truceline.intake.ucdp import ALIASES, KIND, LEVEL, OPTIONAL, PRECISION, REQUIRED, recipe

FILE = Path("ged.csv")
V20 = (
    "id year active_year type_of_violence conflict_new_id conflict_name dyad_new_id dyad_name "
    "side_a_new_id side_a side_b_new_id side_b number_of_sources source_article source_office "
    "source_date source_headline source_original where_prec where_coordinates where_description "
    "adm_1 adm_2 latitude longitude country region event_clarity date_prec date_start date_end "
    "deaths_a deaths_b deaths_civilians deaths_unknown best high low"
)
V23 = (
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id "
    "conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a "
    "side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office "
    "source_date source_headline source_original where_prec where_coordinates where_description "
    "adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region event_clarity "
    "date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high "
    "low gwnoa gwnob"
)
EVENT = {
    "id": "214797",
    "type_of_violence": "1",
    "where_prec": "1",
    "where_coordinates": "Teir Maaleh village",
    "latitude": "34.802462",
    "longitude": "36.707602",
    "date_start": "2016-01-01 00:00:00.000",
    "date_end": "2016-01-03",
    "deaths_civilians": "1",
    "low": "2",
    "best": "4",
    "high": "7",
    "number_of_sources": "-1",
    "source_original": "SOHR",
    "side_a": "Government of Syria",
}


def read(columns: str = V20, **cells: str | None) -> tuple[pl.DataFrame, list[Fault]]:
    event = {**EVENT, **cells}
    names = columns.split()
    row = pl.DataFrame({name: event.get(name) for name in names}, dict.fromkeys(names, pl.String))
    done, faults = recipe(FILE, row.schema, date(2020, 6, 1)).apply(Batch(pl.Series([1]), row))
    return done.frame, faults


@pytest.mark.parametrize("columns", [V20, V23, " ".join(REQUIRED)])
def test_every_version_becomes_a_report_and_keeps_all_its_columns(columns: str) -> None:
    frame, faults = read(columns)
    assert faults == []
    assert frame.columns == [*NAMES, *(f"ucdp.{name}" for name in columns.split())]
    assert not set(columns.split()) - {*REQUIRED, *OPTIONAL}


def test_an_event_is_told_as_its_source_told_it() -> None:
    frame, _ = read()
    report = {name: value for name, value in frame.row(0, named=True).items() if name in NAMES}
    assert {name: value for name, value in report.items() if value is not None} == {
        "report_id": "ucdp:214797",
        "ledger": "ucdp",
        "occurred_from": "2016-01-01",
        "occurred_to": "2016-01-03",
        "lon": 36.707602,
        "lat": 34.802462,
        "precision": "exact",
        "radius_m": 2000.0,
        "place_name": "Teir Maaleh village",
        "kind": "violence/state-based",
        "how_known": "third-party",
        "killed_low": 2,
        "killed_best": 4,
        "killed_high": 7,
        "killed_civilians": 1,
        "source": "SOHR",
        "known_from": "2020-06-01",
    }


def test_a_side_of_the_conflict_is_not_called_the_one_who_did_it() -> None:
    frame, _ = read()
    assert frame["alleged_party"].to_list() == [None]
    assert frame["ucdp.side_a"].to_list() == ["Government of Syria"]


@pytest.mark.parametrize(
    ("code", "precision", "radius_m", "level"),
    [
        ("1", "exact", 2_000, None),
        ("2", "near", 25_000, None),
        ("3", "unit", None, "ADM2"),
        ("4", "unit", None, "ADM1"),
        ("5", "line", 60_000, None),
        ("6", "country", None, None),
        ("7", "near", 50_000, None),
    ],
)
def test_the_precision_of_the_place(
    code: str, precision: str, radius_m: float | None, level: str | None
) -> None:
    frame, _ = read(where_prec=code)
    assert frame.select("precision", "radius_m", "place_code").row(0) == (
        precision,
        radius_m,
        level,
    )


def test_without_coordinates_a_place_is_unknown_and_not_refused() -> None:
    frame, faults = read(latitude=None, longitude=None, where_prec="2")
    assert faults == []
    assert frame.select("precision", "radius_m").row(0) == ("unknown", None)


def test_the_kinds_are_kinds() -> None:
    assert all(is_kind(kind) for kind in KIND.values())
    assert set(LEVEL) == {code for code, precision in PRECISION.items() if precision == "unit"}


@pytest.mark.parametrize(
    ("column", "content"),
    [
        ("date_start", "2016-06-31"),
        ("date_end", None),
        ("where_prec", "8"),
        ("where_prec", None),
        ("type_of_violence", "0"),
        ("latitude", "91"),
        ("best", "-1"),
        ("best", "about 5"),
        ("deaths_a", "1.5"),
        ("number_of_sources", "-2"),
        ("id", None),
    ],
)
def test_what_the_codebook_does_not_allow_is_set_aside(column: str, content: str | None) -> None:
    frame, faults = read(V20, **{column: content})
    assert frame.is_empty()
    assert [fault.field for fault in faults] == [column]


def test_the_last_day_must_not_come_first_in_the_words_of_the_file() -> None:
    _, faults = read(date_end="2015-12-31")
    assert [(fault.field, fault.reason) for fault in faults] == [
        ("date_start, date_end", "ends before it begins")
    ]


def test_a_best_estimate_outside_its_bounds_is_legal_and_said() -> None:
    frame, faults = read(best="9")
    assert faults == []
    (counted, *_) = (
        recipe(FILE, pl.Schema(dict.fromkeys(V20.split(), pl.String())), None)
        .notice(frame)
        .values()
    )
    assert counted == 1


def test_a_column_that_no_version_has_is_kept_and_said() -> None:
    columns = f"{V20} new_in_27"
    assert read(columns, new_in_27="x")[0]["ucdp.new_in_27"].to_list() == ["x"]
    schema = pl.Schema(dict.fromkeys(columns.split(), pl.String()))
    assert recipe(FILE, schema, None).notes == (
        "Column new_in_27 is in no version known here; kept.",
    )


def test_a_file_that_is_something_else_is_refused() -> None:
    with pytest.raises(ColumnsMissing, match="type_of_violence"):
        recipe(FILE, pl.Schema({"id": pl.String()}), None)


def test_the_misspelt_column_has_its_right_name() -> None:
    assert set(ALIASES.values()) <= OPTIONAL


def test_the_country_file_is_accounted_for_and_nothing_of_it_is_lost(
    shared: Path, tmp_path: Path
) -> None:
    path = shared / "data" / "events" / "ucdp_ged_syria_2016_2019.csv.gz"
    done = translate(path, kind="ucdp", into=tmp_path / "ucdp.parquet")
    assert (done.read, done.accepted, done.repeated) == (16_566, 16_566, 0)
    assert done.quarantined.is_empty()
    assert done.sha256 == "ec5effd0f0336df609a6c5aa4d36e9a4d51a1425c40a47b7ff583b699a539a0b"
    assert done.notes[0].startswith("101 rows")
    made = pl.read_parquet(done.parquet)
    assert dict(made["ucdp.where_prec"].value_counts().rows()) == {
        1: 9010, 2: 5786, 3: 334, 4: 620, 5: 562, 6: 254,
    }  # fmt: skip
    assert dict(made["precision"].value_counts().rows()) == {
        "exact": 9010, "near": 5786, "unit": 334 + 620, "line": 562, "country": 254,
    }  # fmt: skip
    assert dict(made["kind"].value_counts().rows()) == {
        "violence/state-based": 11_507, "violence/non-state": 4_577, "violence/one-sided": 482,
    }  # fmt: skip
    assert made.filter(pl.col("killed_best") == 0).height == 1_124
    given = pl.read_csv(path, infer_schema=False)
    kept = made.select(pl.col(f"ucdp.{name}").cast(pl.String).alias(name) for name in given.columns)
    assert kept.equals(given)
    assert made["lon"].equals(given["longitude"].cast(pl.Float64).alias("lon"))

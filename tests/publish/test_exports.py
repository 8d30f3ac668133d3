import io
import json
import os
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, get_args

import apsw
import polars as pl
import pytest
import shapely

from truceline.publish import exports
from truceline.publish.exports import Format
from truceline.publish.exports_geopackage import geopackage
from truceline.publish.exports_tables import Column, Table, tables
from truceline.publish.report.inputs import ReportInput, ask

FORMATS = get_args(Format)


@pytest.fixture(scope="module")
def made(full: ReportInput) -> dict[str, bytes]:
    """The report in every format."""
    return {kind: exports.content(full, kind) for kind in FORMATS}


@pytest.fixture
def layers(made: dict[str, bytes], tmp_path: Path) -> Path:
    file = tmp_path / "report.gpkg"
    file.write_bytes(made["gpkg"])
    return file


def table(given: ReportInput, name: str) -> list[dict[str, Any]]:
    found = next(t for t in tables(given) if t.name == name)
    names = [column.name for column in found.columns]
    return [dict(zip(names, row, strict=True)) for row in found.rows]


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_input_gives_the_same_bytes(
    kind: Format, full: ReportInput, made: dict[str, bytes]
) -> None:
    assert exports.content(full, kind) == made[kind]


@pytest.mark.parametrize("kind", FORMATS)
def test_nothing_leaves_that_was_not_declared(kind: Format, made: dict[str, bytes]) -> None:
    content = made[kind]
    if kind in {"csv", "parquet"}:
        with zipfile.ZipFile(io.BytesIO(content)) as zipped:
            content = b"".join(zipped.read(name) for name in zipped.namelist())
    for secret in (b"must not leave", b"keeps watch", b"ours-1", b"observation-post"):
        assert secret not in content


def test_every_column_is_in_the_dictionary(full: ReportInput) -> None:
    *held, dictionary = tables(full)
    declared = [(t.name, c.name) for t in held for c in t.columns]
    assert [row[:2] for row in dictionary.rows] == declared
    assert all(row[2] for row in dictionary.rows)


def test_a_count_is_a_party_s_own_and_a_missing_one_is_empty(full: ReportInput) -> None:
    rows = table(full, "counts")
    by_hand = {
        (c.bulletin.day.isoformat(), party): figure.total.number
        for c in ask(full).counts
        for party, figure in c.parties.items()
        if c.bulletin.day and figure.total
    }
    exported = {
        (row["day"], row["party"]): row["count"]
        for row in rows
        if row["unit"] is None and row["day"] and row["count"] is not None
    }
    assert exported == by_hand
    assert [row for row in rows if row["state"] == "not-held" and row["count"] is not None] == []


def test_an_end_that_was_not_known_is_empty(full: ReportInput) -> None:
    early = replace(full, as_known_on=date(2018, 3, 1))
    ends = {row["boundary"]: row["valid_to"] for row in table(early, "boundaries")}
    assert ends["idlib-maps-of-8-september"] is None
    assert ends["idlib-described"] == "2017-09-15"


def test_rows_that_may_not_be_handed_on_are_not(full: ReportInput) -> None:
    assert full.placed is not None
    acled = full.placed.events.with_columns(ledger=pl.lit("acled"))
    other = replace(full, placed=replace(full.placed, events=acled))
    assert table(other, "events") == []
    assert table(other, "event_areas") == []


def test_an_event_has_the_probability_of_each_line(full: ReportInput) -> None:
    rows = table(full, "event_areas")
    events = {row["report_id"] for row in table(full, "events")}
    assert rows
    assert {row["report_id"] for row in rows} <= events
    assert all(0 < row["probability"] <= 1 for row in rows)
    assert all(row["contested"] == (row["probability"] < 0.9) for row in rows)


def test_json_holds_the_question_the_files_and_shapes(made: dict[str, bytes]) -> None:
    whole = json.loads(made["json"])
    assert (whole["about"], whole["as_known_on"]) == ("2018-03-20", "2020-12-01")
    assert whole["files"][0]["sha256"] == "ab" * 32
    drawn = [b for b in whole["tables"]["boundaries"] if b["geometry"]]
    assert {b["geometry"]["type"] for b in drawn} <= {"Polygon", "MultiPolygon"}


def test_csv_and_parquet_hold_the_same_rows(made: dict[str, bytes], full: ReportInput) -> None:
    with (
        zipfile.ZipFile(io.BytesIO(made["csv"])) as texts,
        zipfile.ZipFile(io.BytesIO(made["parquet"])) as columns,
    ):
        for held in tables(full):
            text = pl.read_csv(texts.read(f"{held.name}.csv"), infer_schema=False)
            frame = pl.read_parquet(io.BytesIO(columns.read(f"{held.name}.parquet")))
            assert text.columns == frame.columns == [c.name for c in held.columns]
            assert text.height == frame.height == len(held.rows)


def test_the_geopackage_says_what_it_is(layers: Path) -> None:
    db = apsw.Connection(str(layers))
    assert db.pragma("application_id") == 0x47504B47
    assert db.pragma("integrity_check") == "ok"
    assert db.pragma("foreign_key_check") is None
    kinds = dict(db.execute("SELECT table_name, data_type FROM gpkg_contents"))
    assert kinds["boundaries"] == kinds["events"] == "features"
    assert kinds["counts"] == "attributes"
    changed = set(db.execute("SELECT last_change FROM gpkg_contents"))
    assert changed == {("2020-12-01T00:00:00.000Z",)}
    db.close()


@pytest.mark.parametrize("layer", ["boundaries", "events"])
def test_the_index_of_a_layer_holds_the_bounds_of_each_shape(layer: str, layers: Path) -> None:
    db = apsw.Connection(str(layers))
    found = db.execute(
        f"SELECT geometry, minx, maxx, miny, maxy FROM {layer} "
        f"LEFT JOIN rtree_{layer}_geometry ON id = fid"
    ).fetchall()
    assert any(blob is not None for blob, *_ in found)
    for blob, *box in found:
        if blob is None:
            assert box == [None] * 4
            continue
        assert isinstance(blob, bytes)
        bounds = 32 if blob[3] & 0b1110 else 0
        west, south, east, north = shapely.from_wkb(blob[8 + bounds :]).bounds
        assert box == pytest.approx([west, east, south, north], abs=1e-4)
        assert box[0] <= west <= east <= box[1]
        assert box[2] <= south <= north <= box[3]
    db.close()


def test_triggers_keep_the_index_true_where_st_functions_exist(tmp_path: Path) -> None:
    columns = (Column("name", "text", "a name"), Column("geometry", "geometry", "a point"))
    rows = (("one", shapely.Point(1, 2)), ("none", None))
    file = tmp_path / "small.gpkg"
    file.write_bytes(geopackage([Table("spots", columns, rows)], changed=date(2020, 1, 1)))
    db = apsw.Connection(str(file))

    def across(*cells: Any) -> float:
        return float(shapely.from_wkb(cells[0][8:]).x)

    def up(*cells: Any) -> float:
        return float(shapely.from_wkb(cells[0][8:]).y)

    def is_empty(*cells: Any) -> int:
        return int(shapely.from_wkb(cells[0][8:]).is_empty)

    db.create_scalar_function("ST_IsEmpty", is_empty, 1)
    for name, function in (("MinX", across), ("MaxX", across), ("MinY", up), ("MaxY", up)):
        db.create_scalar_function(f"ST_{name}", function, 1)

    def index() -> dict[int, tuple[float, float]]:
        rows = db.execute("SELECT id, minx, miny FROM rtree_spots_geometry")
        return {fid: (round(x, 3), round(y, 3)) for fid, x, y in rows}

    moved = b"GP\0\1" + (4326).to_bytes(4, "little") + shapely.to_wkb(shapely.Point(5, 6))
    assert index() == {1: (1, 2)}
    db.execute("UPDATE spots SET geometry = ? WHERE fid = 1", (moved,))
    db.execute("UPDATE spots SET geometry = ? WHERE fid = 2", (moved,))
    assert index() == {1: (5, 6), 2: (5, 6)}
    db.execute("UPDATE spots SET geometry = NULL WHERE fid = 1")
    db.execute("UPDATE spots SET fid = 7 WHERE fid = 2")
    assert index() == {7: (5, 6)}
    db.execute("INSERT INTO spots (name, geometry) VALUES ('new', ?)", (moved,))
    db.execute("DELETE FROM spots WHERE fid = 7")
    assert index() == {8: (5, 6)}
    db.close()


def test_ogrinfo_opens_the_geopackage(layers: Path) -> None:
    if shutil.which("ogrinfo") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("ogrinfo is missing, and CI must have it: `make system` installs it")
        pytest.skip("needs ogrinfo: apt-get install gdal-bin, or as root `make system`")
    told = subprocess.run(
        ["ogrinfo", "-so", "-al", layers], capture_output=True, text=True, check=True
    )
    assert "Warning" not in told.stderr
    assert "ERROR" not in told.stderr
    for layer in ("areas", "boundaries", "events", "counts"):
        assert f"Layer name: {layer}\n" in told.stdout
    assert "Geometry: Point" in told.stdout
    assert "WGS 84" in told.stdout


def test_a_file_is_there_when_it_is_complete(full: ReportInput, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    exports.write(full, "json", file)
    assert json.loads(file.read_text(encoding="utf-8"))["arrangement"] == "astana"
    assert [f.name for f in tmp_path.iterdir()] == ["report.json"]


def test_a_drill_says_so_in_every_format(bare: ReportInput, tmp_path: Path) -> None:
    drill = replace(bare, exercise=True)
    assert json.loads(exports.content(drill, "json"))["exercise"] is True
    with zipfile.ZipFile(io.BytesIO(exports.content(drill, "csv"))) as zipped:
        assert b"EXERCISE" in zipped.read("EXERCISE-about.csv")
        assert all(name.startswith("EXERCISE-") for name in zipped.namelist())
    file = tmp_path / "drill.gpkg"
    exports.write(drill, "gpkg", file)
    db = apsw.Connection(str(file))
    assert set(db.execute("SELECT description FROM gpkg_contents")) == {("EXERCISE",)}
    db.close()


def test_ledgers_side_by_side_are_told_as_in_the_page(beside: ReportInput) -> None:
    weeks = [row for row in table(beside, "ledger_weeks") if row["ground"] == "everywhere"]
    mine = [row for row in weeks if (row["ledger"], row["other"]) == ("north", "south")]
    assert [(row["week"], row["reports"], row["not_compared"]) for row in mine] == [
        ("2021-04-05", 2.0, 0.0),
        ("2021-04-12", 1.0, 0.0),
        ("2021-05-03", 2.0, 1.0),
        ("2021-04-19", None, None),
        ("2021-04-26", None, None),
    ]
    assert mine[0]["both"] == pytest.approx(0.99 + 0.55)
    assert mine[0]["both"] + mine[0]["only"] == pytest.approx(2)
    assert mine[0]["both_low"] < mine[0]["both"] < mine[0]["both_high"] <= 2
    pairs = table(beside, "ledger_pairs")
    assert len(pairs) == 6
    assert pairs[0]["report_a"] == "n1"


def test_no_ledger_side_by_side_leaves_without_being_named(full: ReportInput) -> None:
    assert table(full, "ledger_weeks") == table(full, "ledger_pairs") == []

import gzip
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import shapely

from truceline.intake.accounts import Options, Translated
from truceline.intake.mapping import MappingUnreadable, MappingWithoutColumn
from truceline.intake.units import SCHEMA, UnitsProjected, UnitsUnreadable, translate

SQUARE = [[[36, 34], [37, 34], [37, 35], [36, 35], [36, 34]]]
BOW = [[[36, 34], [37, 35], [37, 34], [36, 35], [36, 34]]]
SPIKE = [[[36, 34], [37, 34], [37, 35], [37, 36], [37, 35], [36, 35], [36, 34]]]


def feature(shape: object = SQUARE, kind: str = "Polygon", **properties: object) -> dict[str, Any]:
    named = {"PCODE": "SY07", "NAME_EN": "Idleb", "NAME_AR": "إدلب", "ADM0_PCODE": "SY"}
    geometry = {"type": kind, "coordinates": shape} if shape else None
    return {"type": "Feature", "properties": {**named, **properties}, "geometry": geometry}


def read(folder: Path, *features: dict[str, Any], options: Options | None = None) -> Translated:
    path = folder / "units.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return translate(path, into=folder / "units.parquet", options=options)


def rows(done: Translated) -> list[tuple[object, ...]]:
    return pl.read_parquet(done.parquet).drop("geometry").rows()


def test_a_unit_may_be_named_by_itself_with_those_above_it(tmp_path: Path) -> None:
    done = read(tmp_path, feature())
    assert rows(done) == [("SY07", "Idleb", "إدلب", 1, "SY")]
    made = pl.read_parquet(done.parquet)
    assert made.schema == SCHEMA
    assert shapely.from_wkb(made["geometry"][0]).equals(shapely.box(36, 34, 37, 35))


def test_a_unit_may_be_the_deepest_of_its_levels(tmp_path: Path) -> None:
    levels = {
        "ADM1_EN": "Idleb", "ADM1_AR": "إدلب", "ADM1_PCODE": "SY07",
        "ADM2_EN": "Harim", "ADM2_AR": "حارم", "ADM2_PCODE": "SY0703", "ADM2_REF": "x",
    }  # fmt: skip
    of_today = {"adm1_pcode": "SY07", "adm2_pcode": "SY0704", "adm2_name": "Ariha"}
    done = read(
        tmp_path,
        {"properties": levels, "geometry": feature()["geometry"]},
        {"properties": of_today, "geometry": feature()["geometry"]},
    )
    assert rows(done) == [
        ("SY0703", "Harim", "حارم", 2, "SY07"),
        ("SY0704", "Ariha", None, 2, "SY07"),
    ]


def mapped(folder: Path, text: str) -> Options:
    path = folder / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return Options(mapping=path)


def test_a_mapping_names_other_properties(tmp_path: Path) -> None:
    options = mapped(tmp_path, '[columns]\nKOD = "pcode"\nAD = "name"\n[fixed]\nlevel = 1\n')
    done = read(tmp_path, feature(KOD="TR31", AD="Hatay"), options=options)
    assert rows(done) == [("TR31", "Hatay", None, 1, None)]


def test_a_mapping_must_name_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(MappingWithoutColumn, match="KOT"):
        read(tmp_path, feature(), options=mapped(tmp_path, '[columns]\nKOT = "pcode"\n'))
    with pytest.raises(MappingUnreadable, match="a unit has no code"):
        read(tmp_path, feature(), options=mapped(tmp_path, '[columns]\nPCODE = "code"\n'))
    options = mapped(tmp_path, '[columns]\nPCODE = "pcode"\nNAME_EN = "level"\n')
    done = read(tmp_path, feature(), options=options)
    assert done.quarantined["reason"].to_list() == ["'Idleb' is not a whole number"]


@pytest.mark.parametrize("shape", [BOW, SPIKE])
def test_a_shape_that_is_not_valid_is_repaired_and_said(tmp_path: Path, shape: object) -> None:
    done = read(tmp_path, feature(shape))
    assert done.accepted == 1
    assert len(done.notes) == 1
    assert done.notes[0].startswith("SY07 Idleb: shape not valid (")
    repaired = shapely.from_wkb(pl.read_parquet(done.parquet)["geometry"][0])
    assert repaired.is_valid
    assert repaired.geom_type in {"Polygon", "MultiPolygon"}
    assert repaired.area == pytest.approx(0.5 if shape is BOW else 1)


def test_names_in_each_others_columns_are_noticed_and_put_right(tmp_path: Path) -> None:
    done = read(tmp_path, feature(NAME_EN="إدلب", NAME_AR="Idleb"), feature(PCODE="SY01"))
    assert rows(done)[0][:3] == ("SY07", "Idleb", "إدلب")
    assert done.notes == (
        "NAME_EN and NAME_AR are exchanged in 1 of 2 units; taken by their script.",
    )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (feature(PCODE="<Null>"), "pcode"),
        (feature(PCODE=" "), "pcode"),
        (feature(None), "geometry"),
        (feature([36, 34], "Point"), "geometry"),
        (feature([[[36, 34], [37, 34]]]), "geometry"),
        (feature([[[250_000, 34], [250_001, 34], [250_000, 35], [250_000, 34]]]), "geometry"),
    ],
)
def test_a_unit_without_code_or_shape_is_set_aside(
    tmp_path: Path, wrong: dict[str, Any], field: str
) -> None:
    done = read(tmp_path, feature(PCODE="SY01"), wrong)
    assert (done.read, done.accepted) == (2, 1)
    assert done.quarantined.select("row", "field").rows() == [(2, field)]


def test_two_units_of_one_code_contradict_each_other(tmp_path: Path) -> None:
    done = read(tmp_path, feature(), feature(NAME_EN="Edlib"), feature(PCODE="SY01"))
    assert (done.accepted, done.quarantined["row"].to_list()) == (1, [1, 2])


@pytest.mark.parametrize("text", ["a,b\n1,2\n", '{"features": [1]}', "[]", '{"type": "x"}', "{"])
def test_what_is_no_geojson_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "units.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnitsUnreadable):
        translate(path, into=tmp_path / "units.parquet")
    assert list(tmp_path.iterdir()) == [path]


def test_shapes_must_be_in_degrees(tmp_path: Path) -> None:
    path = tmp_path / "units.geojson"
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32637"}}
    path.write_text(json.dumps({"crs": crs, "features": [feature()]}), encoding="utf-8")
    with pytest.raises(UnitsProjected, match="32637"):
        translate(path, into=tmp_path / "units.parquet")


@pytest.mark.parametrize(
    ("name", "units", "repaired", "level"),
    [
        ("syr_admin1", 14, ["SY12"], 1),
        ("syr_admin2", 62, ["SY1200"], 2),
        ("syr_admin3", 272, ["SY040101", "SY070304"], 3),
        ("city_neighbourhoods", 414, ["N0506"], 5),
    ],
)
def test_the_published_units(
    shared: Path, tmp_path: Path, name: str, units: int, repaired: list[str], level: int
) -> None:
    path = shared / "data" / "geo" / f"ocha_codab_2018_{name}.geojson.gz"
    done = translate(path, into=tmp_path / "units.parquet")
    assert (done.read, done.accepted, done.repeated) == (units, units, 0)
    assert [note.split()[0] for note in done.notes if "repaired" in note] == repaired
    assert any("ADM0_EN and ADM0_AR are exchanged" in note for note in done.notes) == (
        name == "syr_admin3"
    )
    made = pl.read_parquet(done.parquet)
    assert made.null_count().sum_horizontal().item() == 0
    assert made["level"].unique().to_list() == [level]
    assert shapely.is_valid(shapely.from_wkb(made["geometry"].to_numpy())).all()
    with gzip.open(path) as file:
        published = json.load(file)["features"]
    assert made["pcode"].to_list() == [one["properties"]["PCODE"] for one in published]

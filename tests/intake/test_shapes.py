import json
from pathlib import Path

import pytest

from truceline.intake import arrangement as intake

HEAD = """
format = 1
id = "x"
name = "X"
zone = "UTC"
extent = [0, 0, 10, 20]
[[instrument]]
id = "i"
name = "I"
kind = "agreement"
made = 2020-01-01
known_from = 2020-01-01
[[area]]
id = "a"
name = "A"
instruments = ["i"]
known_from = 2020-01-01
[[area.boundary]]
id = "b"
author = "them"
status = "agreed"
valid_from = 2020-01-01
shape = { kind = "polygon", file = "a.geojson" }
"""
SQUARE = [[1, 1], [2, 1], [2, 2], [1, 2], [1, 1]]


def faults(folder: Path, content: object) -> str:
    (folder / "arrangement.toml").write_text(HEAD, encoding="utf-8")
    text = content if isinstance(content, str) else json.dumps(content)
    (folder / "a.geojson").write_text(text, encoding="utf-8")
    return "\n".join(map(str, intake.check(folder).faults))


def collection(*geometries: object) -> object:
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "id": str(n), "properties": {}, "geometry": geometry}
            for n, geometry in enumerate(geometries)
        ],
    }


def test_reads_a_geometry_a_feature_and_a_collection_of_one(tmp_path: Path) -> None:
    square = {"type": "Polygon", "coordinates": [SQUARE]}
    assert faults(tmp_path, square) == ""
    assert faults(tmp_path, {"type": "Feature", "properties": {}, "geometry": square}) == ""
    assert faults(tmp_path, collection(square)) == ""
    assert faults(tmp_path, {"type": "MultiPolygon", "coordinates": [[SQUARE]]}) == ""


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("not json", "is not GeoJSON"),
        ({"type": "Point", "coordinates": [1, 1]}, "is not GeoJSON"),
        ({"type": "Polygon", "coordinates": [SQUARE[:-1]]}, "not closed"),
        ({"type": "Polygon", "coordinates": [[[1, 1], [2, 2], [2, 1], [1, 2], [1, 1]]]}, "Self-"),
        ({"type": "Polygon", "coordinates": [[[1, 1], [2, 1], [1, 1], [1, 1]]]}, "outline"),
        ({"type": "Polygon", "coordinates": [[[15, 1], [16, 1], [16, 2], [15, 1]]]}, "swapped"),
        ({"type": "Polygon", "coordinates": [[[90, 1], [91, 1], [91, 2], [90, 1]]]}, "extent"),
    ],
)
def test_says_what_is_wrong_with_an_outline(tmp_path: Path, content: object, reason: str) -> None:
    assert reason in faults(tmp_path, content)


def test_a_feature_must_be_named_where_there_are_several(tmp_path: Path) -> None:
    square = {"type": "Polygon", "coordinates": [SQUARE]}
    assert "holds no feature" in faults(tmp_path, collection(square, square))

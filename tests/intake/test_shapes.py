import json
from pathlib import Path

import pytest

from truceline.domain.arrangement import Arrangement
from truceline.intake import arrangement as intake
from truceline.intake.shapes import OutlineUnfit, read_outline

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


BOWTIE = [[1, 1], [2, 2], [2, 1], [1, 2], [1, 1]]
FLAT = [[1, 1], [2, 1], [1, 1], [1, 1]]
SWAPPED_RING = [[15, 1], [16, 1], [16, 2], [15, 1]]
FAR = [[90, 1], [91, 1], [91, 2], [90, 1]]


@pytest.mark.parametrize(
    ("ring", "reason"),
    [
        (SQUARE[:-1], "not closed"),
        (BOWTIE, "crosses itself at 1.5, 1.5"),
        (FLAT, "fewer than three"),
        (SWAPPED_RING, "swapped"),
        (FAR, "extent"),
    ],
)
def test_says_what_is_wrong_with_an_outline(
    tmp_path: Path, ring: list[list[int]], reason: str
) -> None:
    assert reason in faults(tmp_path, {"type": "Polygon", "coordinates": [ring]})


@pytest.mark.parametrize("content", ["not json", {"type": "Point", "coordinates": [1, 1]}])
def test_says_when_a_file_holds_no_outline(tmp_path: Path, content: object) -> None:
    assert "is not GeoJSON" in faults(tmp_path, content)


def test_a_feature_must_be_named_where_there_are_several(tmp_path: Path) -> None:
    square = {"type": "Polygon", "coordinates": [SQUARE]}
    assert "holds no feature" in faults(tmp_path, collection(square, square))


def test_an_outline_is_read_from_one_feature_of_a_file(island: Arrangement) -> None:
    file = Path(__file__).parents[1] / "arrangements" / "island" / "belt.geojson"
    (rings,) = read_outline(file, island, feature="belt-2021")
    assert len(rings) == 2


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        ({"type": "LineString", "coordinates": [[-124.5, -19.5], [-124, -19]]}, "no polygon"),
        ({"type": "Polygon", "coordinates": [[[1, 1], [2, 1], [2, 2], [1, 1]]]}, "extent"),
        ({"type": "Point", "coordinates": [-124.5, -19.5]}, "not GeoJSON"),
    ],
)
def test_what_is_no_outline_is_refused_with_its_reason(
    island: Arrangement, tmp_path: Path, geometry: dict[str, object], reason: str
) -> None:
    (tmp_path / "x.geojson").write_text(json.dumps(geometry), encoding="utf-8")
    with pytest.raises(OutlineUnfit, match=reason):
        read_outline(tmp_path / "x.geojson", island)

"""Nothing of a drill enters a record that is none, whatever its columns are called."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from truceline.actions import arrangement as arrangements
from truceline.assembly import Workspace, create
from truceline.domain.arrangement import Arrangement
from truceline.domain.datasets import DatasetKind
from truceline.domain.workspaces import ExerciseKeptOut, in_exercise
from truceline.intake.accounts import Options
from truceline.intake.imports import Importer
from truceline.intake.shapes import read_outline
from truceline.projections.datasets import standing

ISLAND = Path(__file__).parents[1] / "arrangements" / "island"
PLAIN = "report_id,ledger,occurred_from,source\n1,north,2021-04-01,a book\n"
MARKED = PLAIN + "2,north,2021-04-02,EXERCISE: nothing in it happened\n"
SQUARE = [[[-124.5, -19.5], [-124.4, -19.5], [-124.4, -19.4], [-124.5, -19.5]]]


@pytest.fixture
def drill(tmp_path: Path, island: Arrangement) -> Workspace:
    return create(tmp_path / "drill", island, ISLAND, exercise=True)


def importer(
    workspace: Workspace, kind: DatasetKind = "reports", mapping: Path | None = None
) -> Importer:
    return Importer(
        desk=workspace.desk,
        kind=kind,
        options=Options(mapping=mapping),
        quarantine=workspace.quarantine,
        parties=["N"],
    )


def write(folder: Path, text: str, name: str = "a.csv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def refused(workspace: Workspace, file: Path, where: str, **how: object) -> None:
    with pytest.raises(ExerciseKeptOut) as told:
        importer(workspace, **how).file(file)  # type: ignore[arg-type]
    assert (told.value.facts["what"], told.value.facts["where"]) == (file, where)
    assert standing(workspace.desk.journal) == ()
    assert not workspace.quarantine.exists()


def test_one_marked_row_keeps_the_whole_file_out(workspace: Workspace, tmp_path: Path) -> None:
    refused(workspace, write(tmp_path, MARKED), "row 2, source")
    assert importer(workspace).file(write(tmp_path, PLAIN)).imported == 1


def test_a_drill_takes_both(drill: Workspace, tmp_path: Path) -> None:
    assert importer(drill).file(write(tmp_path, PLAIN)).imported == 1
    assert importer(drill).file(write(tmp_path, MARKED, "b.csv")).imported == 1


def test_a_mapping_that_drops_or_renames_the_mark_hides_nothing(
    workspace: Workspace, tmp_path: Path
) -> None:
    mapping = write(tmp_path, 'drop = ["source"]\n', "mapping.toml")
    refused(workspace, write(tmp_path, MARKED), "row 2, source", mapping=mapping)
    mapping = write(tmp_path, '[columns]\n"Beleg" = "note"\n', "mapping.toml")
    file = write(tmp_path, MARKED.replace("source", "Beleg"))
    refused(workspace, file, "row 2, Beleg", mapping=mapping)


def test_a_marked_row_that_cannot_be_read_keeps_the_file_out_too(
    workspace: Workspace, tmp_path: Path
) -> None:
    refused(workspace, write(tmp_path, MARKED.replace("2021-04-02", "soon")), "row 2, source")


def test_packed_files_and_parquet_are_looked_into(workspace: Workspace, tmp_path: Path) -> None:
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(MARKED.encode()))
    refused(workspace, packed, "row 2, source")
    parquet = tmp_path / "a.parquet"
    frame = pl.read_csv(MARKED.encode(), infer_schema=False)
    frame.with_columns(pl.col("source").cast(pl.Categorical)).write_parquet(parquet)
    refused(workspace, parquet, "row 2, source")


def test_counts_and_units_of_a_drill_are_kept_out(workspace: Workspace, tmp_path: Path) -> None:
    counts = write(tmp_path, "date,party,source,total\n2021-04-01,N,EXERCISE: bulletin,3\n")
    refused(workspace, counts, "row 1, source", kind="counts")
    feature = {
        "type": "Feature",
        "properties": {"PCODE": "EXERCISE-D0101", "NAME_EN": "x"},
        "geometry": {"type": "Polygon", "coordinates": SQUARE},
    }
    units = write(tmp_path, json.dumps({"type": "FeatureCollection", "features": [feature]}), "u")
    refused(workspace, units, "a text in line 1", kind="units")


def test_an_outline_of_a_drill_is_kept_out(island: Arrangement, tmp_path: Path) -> None:
    shape = {"type": "Polygon", "coordinates": SQUARE}
    feature = {"type": "Feature", "properties": {"name": "EXERCISE-D0101"}, "geometry": shape}
    file = write(tmp_path, json.dumps(feature), "line.geojson")
    with pytest.raises(ExerciseKeptOut):
        read_outline(file, island)
    assert read_outline(file, island, exercise=True)


def test_an_arrangement_of_a_drill_is_kept_out(
    workspace: Workspace, drill: Workspace, island: Arrangement, tmp_path: Path
) -> None:
    marked = replace(in_exercise(island), note="Changed.")
    with pytest.raises(ExerciseKeptOut):
        arrangements.adopt(workspace.desk, marked)
    assert arrangements.adopt(drill.desk, marked)
    with pytest.raises(ExerciseKeptOut):
        create(tmp_path / "new", marked, ISLAND)
    assert not (tmp_path / "new").exists()

from pathlib import Path

import polars as pl
import pytest

from truceline.assembly import Workspace
from truceline.errors import BadInput
from truceline.intake import imports
from truceline.intake.accounts import Options
from truceline.intake.imports import Importer, compare, current
from truceline.projections.datasets import standing


def parquet(folder: Path, name: str, rows: list[tuple[str, int | None, str]]) -> Path:
    file = folder / name
    frame = pl.DataFrame(
        rows, {"id": pl.String, "n": pl.Int64, "known_from": pl.String}, orient="row"
    )
    frame.write_parquet(file)
    return file


def test_counts_what_is_new_and_what_changed(tmp_path: Path) -> None:
    held = parquet(tmp_path, "held", [("a", 1, "2020"), ("b", None, "2020"), ("c", 3, "2020")])
    rows = parquet(
        tmp_path,
        "rows",
        [("a", 1, "2021"), ("b", 2, "2020"), ("c", None, "2020"), ("d", 1, "2020")],
    )
    assert compare(rows, [], ["id"]) == (4, 0)
    assert compare(rows, [held], ["id"]) == (1, 2)
    assert compare(held, [held], ["id"]) == (0, 0)


def test_a_column_that_is_new_and_filled_is_a_change(tmp_path: Path) -> None:
    held = parquet(tmp_path, "held", [("a", 1, "2020"), ("b", 2, "2020")])
    rows = tmp_path / "rows"
    pl.read_parquet(held).with_columns(more=pl.Series(["x", None])).write_parquet(rows)
    assert compare(rows, [held], ["id"]) == (0, 1)


def test_the_last_row_of_each_key_is_current(tmp_path: Path) -> None:
    one = parquet(tmp_path, "one", [("a", 1, "2020"), ("b", 1, "2020")])
    two = parquet(tmp_path, "two", [("a", 2, "2020")])
    rows = current([one, two], ["id"]).select("id", "n").sort("id").collect().rows()
    assert rows == [("a", 2), ("b", 1)]


def test_an_interrupted_import_leaves_nothing(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("report_id,ledger,occurred_from\n1,a,2021-04-01\n", encoding="utf-8")

    def stop(*_: object) -> tuple[int, int]:
        raise KeyboardInterrupt

    monkeypatch.setattr(imports, "compare", stop)
    before = sorted(workspace.folder.rglob("*"))
    with pytest.raises(KeyboardInterrupt):
        importer(workspace).file(file)
    assert sorted(workspace.folder.rglob("*")) == before
    assert standing(workspace.desk.journal) == ()


def test_a_refused_file_leaves_nothing(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("nothing;like;it\n1;2;3\n", encoding="utf-8")
    with pytest.raises(BadInput):
        importer(workspace).file(file)
    assert standing(workspace.desk.journal) == ()
    assert list((workspace.folder / "blobs").glob(".*")) == []


def importer(workspace: Workspace) -> Importer:
    return Importer(
        desk=workspace.desk, kind="reports", options=Options(), quarantine=workspace.quarantine
    )

import shutil
from pathlib import Path

from truceline.actions.datasets import withdraw
from truceline.assembly import Workspace, open_workspace
from truceline.domain.arrangement import Arrangement
from truceline.intake.accounts import Options
from truceline.intake.imports import Importer
from truceline.projections.views import state_hash, views


def of(workspace: Workspace) -> str:
    return state_hash(views(workspace.desk.journal, workspace.desk.blobs))


def take(workspace: Workspace, folder: Path, *rows: str) -> None:
    file = folder / f"{len(rows)}.csv"
    file.write_text("report_id,ledger,occurred_from\n" + "\n".join(rows) + "\n", encoding="utf-8")
    Importer(
        desk=workspace.desk, kind="reports", options=Options(), quarantine=workspace.quarantine
    ).file(file)


def test_two_folds_of_one_record_agree(workspace: Workspace, tmp_path: Path) -> None:
    take(workspace, tmp_path, "1,n,2021-04-01", "2,n,2021-04-02")
    copy = shutil.copytree(workspace.folder, tmp_path / "copy")
    assert of(workspace) == of(workspace) == of(open_workspace(copy))


def test_what_is_taken_back_leaves_no_trace_in_the_state(
    workspace: Workspace, tmp_path: Path
) -> None:
    before = of(workspace)
    take(workspace, tmp_path, "1,n,2021-04-01")
    assert of(workspace) != before
    withdraw(workspace.desk, "reports-1")
    assert of(workspace) == before


def test_clocks_and_boundaries_are_tables(workspace: Workspace, island: Arrangement) -> None:
    tables = {v.name: v.frame for v in views(workspace.desk.journal, workspace.desk.blobs)}
    assert tables["clock"]["state"].to_list() == ["no-act-found", "suspended"]
    assert tables["boundary"].height == sum(len(area.boundary) for area in island.area)
    assert tables["boundary"]["geometry"].null_count() < tables["boundary"].height

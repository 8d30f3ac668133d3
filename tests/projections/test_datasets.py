from datetime import date
from pathlib import Path

from truceline.actions.datasets import withdraw
from truceline.assembly import Workspace
from truceline.intake.accounts import Options
from truceline.intake.imports import Importer
from truceline.projections import datasets


def write(workspace: Workspace, file: Path, rows: str, known: date) -> None:
    file.write_text(f"report_id,ledger,occurred_from,killed_best\n{rows}\n", encoding="utf-8")
    Importer(
        desk=workspace.desk,
        kind="reports",
        options=Options(known_from=known),
        quarantine=workspace.quarantine,
    ).file(file)


def test_the_last_import_counts_until_it_is_taken_back(
    workspace: Workspace, tmp_path: Path
) -> None:
    desk = workspace.desk
    write(workspace, tmp_path / "a.csv", "1,n,2021-04-01,3", date(2021, 5, 1))
    write(workspace, tmp_path / "b.csv", "1,n,2021-04-01,4", date(2021, 6, 1))

    def killed(as_known_on: date | None = None) -> list[int]:
        table = datasets.reports(desk.journal, desk.blobs, as_known_on=as_known_on)
        return table["killed_best"].to_list()

    assert killed() == [4]
    assert killed(as_known_on=date(2021, 5, 31)) == [3]
    assert killed(as_known_on=date(2021, 4, 30)) == []
    withdraw(desk, "reports-2")
    assert killed() == [3]


def test_without_imports_tables_are_empty(workspace: Workspace) -> None:
    desk = workspace.desk
    assert datasets.counts(desk.journal, desk.blobs).is_empty()
    assert datasets.units(desk.journal, desk.blobs).is_empty()
    assert datasets.reports(desk.journal, desk.blobs).is_empty()


def test_a_row_known_from_an_hour_is_known_that_day(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    rows = "report_id,ledger,occurred_from,known_from\n1,n,2021-04-01,2021-04-02T09:00:00+03:00\n"
    file.write_text(rows, encoding="utf-8")
    desk = workspace.desk
    importer = Importer(
        desk=desk, kind="reports", options=Options(), quarantine=workspace.quarantine
    )
    assert importer.file(file).imported == 1

    def held(on: date) -> int:
        return datasets.reports(desk.journal, desk.blobs, as_known_on=on).height

    assert [held(date(2021, 4, 1)), held(date(2021, 4, 2))] == [0, 1]

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run

from truceline.assembly import Workspace
from truceline.publish.report.gather import LedgerNotHeld


@pytest.mark.parametrize("kind", ["html", "json", "csv", "parquet", "gpkg"])
def test_writes_every_format_and_the_same_bytes_again(
    run: Run, demo: Path, tmp_path: Path, kind: str
) -> None:
    days = ("--about", "2018-03-20", "--as-known-on", "2018-03-20")
    for name in ("one", "two"):
        result = run("-w", demo, "report", *days, "--format", kind, "--out", tmp_path / name)
        assert result.exit_code == 0, result.output
        assert result.output == (
            f"{tmp_path / name} is written: about 20 Mar 2018, as known on 20 Mar 2018.\n"
        )
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_prints_to_standard_output(run: Run, demo: Path) -> None:
    result = run("-w", demo, "report", "--format", "json", "--out", "-", "--about", "2018-03-20")
    assert json.loads(result.stdout)["about"] == "2018-03-20"


def test_names_the_file_itself(
    run: Run, demo: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("-w", demo, "report").exit_code == 0
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "The Astana arrangement for Syria" in page
    assert "truceline import ucdp FILE" in page


def test_lays_two_ledgers_side_by_side(run: Run, workspace: Workspace, tmp_path: Path) -> None:
    for ledger in ("north", "south"):
        rows = [f"{n},{ledger},2021-04-{n + 6:02},{-124.5 + n / 50},-19.5,3" for n in range(20)]
        file = tmp_path / f"{ledger}.csv"
        header = "report_id,ledger,occurred_from,lon,lat,killed_best"
        file.write_text("\n".join([header, *rows]), encoding="utf-8")
        run("-w", workspace.folder, "import", "reports", file, "--known-from", "2021-05-01")
    out = tmp_path / "report.html"
    named = ("--ledger", "north", "--ledger", "south")
    result = run("-w", workspace.folder, "report", *named, "--out", out)
    assert result.exit_code == 0, result.output
    page = out.read_text(encoding="utf-8")
    assert "north has 20 reports; about" in page
    assert "--ledger north --ledger south" in page
    refused = run("-w", workspace.folder, "report", "--ledger", "east", "--out", out)
    assert isinstance(refused.exception, LedgerNotHeld)

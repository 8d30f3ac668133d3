import json
from pathlib import Path

from tests.cli.conftest import Run

from truceline.assembly import Workspace
from truceline.errors import Refused


def test_lays_both_parties_counts_side_by_side(run: Run, demo: Path) -> None:
    days = json.loads(run("-w", demo, "counts", "--json").output)
    assert len(days) == 93
    (day,) = (d for d in days if d["date"] == "2017-09-24")
    assert (day["parties"]["RU"]["total"], day["parties"]["TR"]["total"]) == (9, 5)
    assert (day["overlap_min"], day["overlap_max"]) == (0, 2)


def test_prints_a_table_with_the_names_of_the_time(run: Run, demo: Path) -> None:
    text = run("-w", demo, "counts").output
    assert "Turkey counted" in text
    assert "none reported" in text


def test_one_partys_counts_are_not_laid_beside_nothing(run: Run, workspace: Workspace) -> None:
    result = run("-w", workspace.folder, "counts")
    assert isinstance(result.exception, Refused)

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


def test_without_any_count_there_is_nothing_to_lay_side_by_side(
    run: Run, workspace: Workspace
) -> None:
    result = run("-w", workspace.folder, "counts")
    assert isinstance(result.exception, Refused)


def test_before_the_first_bulletin_only_those_without_a_day_remain(run: Run, demo: Path) -> None:
    result = run("-w", demo, "counts", "--as-known-on", "2016-01-01")
    assert result.exit_code == 0
    assert result.output.startswith("0 bulletins;")
    assert (
        json.loads(run("-w", demo, "counts", "--as-known-on", "2016-01-01", "--json").output) == []
    )

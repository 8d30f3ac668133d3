import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.drills import Drill

from truceline.assembly import Workspace


def test_the_workspace_is_named_before_or_after_the_command(run: Run, workspace: Workspace) -> None:
    before = run("-w", workspace.folder, "import", "list")
    after = run("import", "list", "-w", workspace.folder)
    assert before.exit_code == after.exit_code == 0
    assert before.output == after.output


def test_what_is_no_day_is_wrong_use(run: Run, workspace: Workspace) -> None:
    result = run("-w", workspace.folder, "day", "31 June")
    assert result.exit_code == 2
    assert "Write it like 2017-09-15" in result.output


def test_answers_do_not_depend_on_the_day_of_asking(run: Run, demo: Path) -> None:
    shown = run("-w", demo, "arrangement", "gaps").output
    assert "About 8 Dec 2024, as known on 8 Dec 2024." in shown


SAYS_SO = "EXERCISE: nothing that follows happened."


@pytest.mark.parametrize(
    "words",
    [
        ["day", "2018-02-20"],
        ["import", "list"],
        ["motion", "list"],
        ["arrangement", "show"],
        ["arrangement", "gaps"],
        ["arrangement", "deadlines"],
        ["arrangement", "check"],
        ["journal", "show"],
        ["journal", "verify"],
        ["rebuild"],
        ["doctor"],
        ["report", "--out", "drill.html"],
        ["backup", "saved"],
    ],
    ids=" ".join,
)
def test_a_drill_says_so_first_whatever_is_asked_of_it(
    run: Run, drill: Drill, tmp_path: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("-w", drill.folder, *words).stdout.startswith(f"{SAYS_SO}\n")


@pytest.mark.parametrize(
    "words",
    [
        ["import", "list", "--json"],
        ["motion", "list", "--json"],
        ["arrangement", "show", "--json"],
        ["arrangement", "deadlines", "--json"],
        ["journal", "show", "--json"],
        ["journal", "verify", "--json"],
        ["rebuild", "--json"],
        ["doctor", "--json"],
        ["report", "--format", "json", "--out", "-"],
    ],
    ids=" ".join,
)
def test_a_drill_leaves_stdout_to_a_program(run: Run, drill: Drill, words: list[str]) -> None:
    result = run("-w", drill.folder, *words)
    json.loads(result.stdout)
    assert result.stderr.startswith(f"{SAYS_SO}\n")


def test_a_receipt_and_a_calendar_of_a_drill_stay_what_they_are(run: Run, drill: Drill) -> None:
    receipt = run("-w", drill.folder, "journal", "receipt", "0")
    assert SAYS_SO not in receipt.stdout
    assert SAYS_SO in receipt.stderr
    calendar = run("-w", drill.folder, "arrangement", "deadlines", "--ics")
    assert calendar.stdout.startswith("BEGIN:VCALENDAR")
    assert "X-WR-CALNAME:EXERCISE: " in calendar.stdout


def test_a_drill_says_so_when_it_is_made_and_when_it_is_restored(
    run: Run, drill: Drill, tmp_path: Path
) -> None:
    files = drill.workspace.arrangement_folder
    made = run("init", tmp_path / "new", "--exercise", "--arrangement", files)
    assert made.stdout.startswith(f"{SAYS_SO}\n")
    run("-w", drill.folder, "backup", tmp_path / "saved")
    restored = run("restore", tmp_path / "saved", tmp_path / "again")
    assert restored.stdout.startswith(f"{SAYS_SO}\n")


def test_what_is_no_drill_does_not_say_so(run: Run, workspace: Workspace) -> None:
    assert "EXERCISE" not in run("-w", workspace.folder, "arrangement", "show").output

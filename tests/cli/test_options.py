from pathlib import Path

from tests.cli.conftest import Run

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

import re
from pathlib import Path

from tests.cli.conftest import Run

from truceline.assembly import FolderTaken


def test_says_what_was_built_and_where_to_look(run: Run, tmp_path: Path) -> None:
    result = run("demo", "--out", tmp_path / "demo")
    assert result.exit_code == 0
    assert "464 rows read = 464 imported + 0 known + 0 quarantined." in result.output
    commands = [line.split() for line in result.output.splitlines() if line.startswith("  trucel")]
    assert len(commands) >= 4
    for _, *words in commands[:4]:
        assert run(*words).exit_code == 0


def test_a_drill_stands_beside_the_example(demo: Path) -> None:
    out = demo.parent
    assert "EXERCISE" not in (out / "report.html").read_text(encoding="utf-8")
    page = (out / "exercise-report.html").read_text(encoding="utf-8")
    assert "<strong>EXERCISE</strong>" in page
    assert "As known on 15 Mar 2018" in " ".join(re.sub("<[^>]+>", " ", page).split())
    assert (out / "exercise" / "truth" / "reports.csv").is_file()
    assert (out / "exercise" / "workspace" / "journal.db").is_file()


def test_leaves_a_folder_alone_that_holds_something(run: Run, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("x", encoding="utf-8")
    assert isinstance(run("demo", "--out", tmp_path).exception, FolderTaken)

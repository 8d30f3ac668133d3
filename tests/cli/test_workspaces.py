from pathlib import Path

import pytest
from tests.cli.conftest import Run

from truceline.assembly import FolderTaken
from truceline.intake.arrangement import ArrangementFaulty

ARRANGEMENTS = Path(__file__).parents[1] / "arrangements"


def test_makes_a_workspace_and_says_what_comes_next(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "centre"
    result = run("init", folder, "--arrangement", ARRANGEMENTS / "island")
    assert result.exit_code == 0
    assert "arrangement show" in result.output
    assert run("-w", folder, "arrangement", "show").exit_code == 0


def test_refuses_a_faulty_arrangement_and_leaves_nothing(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "centre"
    result = run("init", folder, "--arrangement", ARRANGEMENTS / "faulty" / "unknown-key")
    assert isinstance(result.exception, ArrangementFaulty)
    assert not folder.exists()


def test_refuses_a_folder_that_is_taken(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x", encoding="utf-8")
    result = run("init", tmp_path, "--arrangement", ARRANGEMENTS / "island")
    assert isinstance(result.exception, FolderTaken)
    with pytest.raises(FileNotFoundError):
        (tmp_path / "keys").stat()

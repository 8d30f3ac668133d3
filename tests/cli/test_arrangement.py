import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import Run

from truceline.assembly import Workspace

FAULTY = Path(__file__).parents[1] / "arrangements" / "faulty"


def test_check_names_every_fault_and_exits_with_1(run: Run) -> None:
    result = run("arrangement", "check", FAULTY / "unknown-key")
    assert result.exit_code == 1
    assert "Did you mean 'extension'?" in result.stderr
    assert "1 fault found in" in result.stdout


def test_check_of_the_example_finds_nothing(run: Run, demo: Path) -> None:
    result = run("-w", demo, "arrangement", "check")
    assert result.exit_code == 0
    assert "No fault found" in result.output


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("show", ["show", "--about", "2018-03-20", "--as-known-on", "2018-03-20"]),
        ("gaps", ["gaps"]),
    ],
)
def test_the_example_reads_as_kept(
    run: Run, demo: Path, name: str, words: list[str], golden: Callable[[str, str], None]
) -> None:
    result = run("-w", demo, "arrangement", *words)
    assert result.exit_code == 0
    golden(f"astana/{name}.txt", result.output)


def test_the_two_clocks_of_the_example(run: Run, demo: Path) -> None:
    words = ["arrangement", "show", "--json", "--about", "2018-03-20"]
    clocks = json.loads(run("-w", demo, *words).output)["clocks"]
    assert [(c["state"], c["runs_to"]) for c in clocks] == [
        ("no-act-found", "2017-11-05"),
        ("no-act-found", "2018-03-15"),
    ]


def test_what_was_learned_later_is_left_out(run: Run, demo: Path) -> None:
    words = ["arrangement", "show", "--about", "2018-03-20", "--as-known-on", "2018-03-20"]
    text = run("-w", demo, *words).output
    assert "Sochi), " not in text
    assert "Memorandum on the Idlib area" not in text


def test_an_edited_arrangement_is_adopted_once(run: Run, workspace: Workspace) -> None:
    file = workspace.arrangement_folder / "arrangement.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("The Halt on Marara", "The Halt, renamed"), encoding="utf-8")
    assert "The Halt on Marara" in run("-w", workspace.folder, "arrangement", "gaps").output
    assert run("arrangement", "adopt", "-w", workspace.folder).exit_code == 0
    assert "The Halt, renamed" in run("-w", workspace.folder, "arrangement", "gaps").output
    assert "Nothing to record" in run("arrangement", "adopt", "-w", workspace.folder).output


def test_a_folder_can_be_read_without_a_workspace(run: Run, tmp_path: Path) -> None:
    island = Path(__file__).parents[1] / "arrangements" / "island"
    folder = shutil.copytree(island, tmp_path / "island")
    shown = run("arrangement", "show", folder, "--about", "2021-04-01")
    assert shown.output.startswith("The Halt on Marara\n")
    found = json.loads(run("arrangement", "gaps", folder, "--json").output)
    assert {gap["kind"] for gap in found} >= {"no-extension-act"}

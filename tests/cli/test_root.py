import subprocess
import sys
from pathlib import Path

import click
import pytest
from tests.cli.conftest import Run

from truceline.cli.root import _COMMANDS, truceline

CALL = [sys.executable, "-m", "truceline"]


def test_lists_its_commands(run: Run) -> None:
    result = run("--help")
    assert result.exit_code == 0
    for name in _COMMANDS:
        assert f"  {name}" in result.output


@pytest.mark.parametrize("name", _COMMANDS)
def test_every_command_explains_itself(run: Run, name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    context = click.Context(truceline)
    command = truceline.get_command(context, name)
    assert command is not None
    assert command.get_short_help_str()


def test_a_misspelt_command_gets_a_hint(run: Run) -> None:
    result = run("arangement")
    assert result.exit_code == 2
    assert "Did you mean 'arrangement'?" in result.output


def test_an_error_goes_to_stderr_in_words_with_its_code(tmp_path: Path) -> None:
    call = [*CALL, "-w", str(tmp_path), "day", "2017-09-15"]
    told = subprocess.run(call, capture_output=True, text=True, check=False)
    assert told.returncode == 1
    assert told.stdout == ""
    assert "is not a workspace" in told.stderr
    assert "[workspace.missing]" in told.stderr
    assert "Traceback" not in told.stderr


def test_help_loads_no_table_library() -> None:
    look = "import sys, truceline.cli.root; print('polars' in sys.modules, 'numpy' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert told.stdout == "False False\n"

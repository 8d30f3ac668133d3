"""The commands of the tutorials are run, and print what the pages show.

A block marked `console` holds commands after `$ ` and what they print; a line `...` stands for any
number of lines, and `...` within a line for any letters. `$(truceline ...)` stands for what that
command prints. A page that needs the folder of real data says so in its first lines; files that it
needs lie in a folder of its name beside it.
"""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from truceline.cli.root import truceline
from truceline.errors import TrucelineError

PAGES = sorted((Path(__file__).parents[2] / "docs" / "tutorial").glob("*.md"))
INNER = re.compile(r"\$\((truceline [^)]*)\)")
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def steps(page: str) -> list[tuple[str, list[str]]]:
    """Return each command with the lines it is to print."""
    told: list[tuple[str, list[str]]] = []
    for block in BLOCK.findall(page):
        for line in block.splitlines():
            if line.startswith("$ "):
                told.append((line.removeprefix("$ "), []))
            else:
                told[-1][1].append(line)
    return told


def fits(shown: list[str], printed: list[str]) -> bool:
    """Tell whether the lines printed are those shown, where `...` is any number of lines."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "..." else _letters(line.rstrip()) + r"[ ]*\n"
        for line in shown
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in printed)) is not None


def _letters(line: str) -> str:
    return ".*".join(re.escape(part) for part in line.split("..."))


def run(command: str, *, piped: bool = False) -> str:
    """Run one command of ours and return what it prints, errors as `main` words them; what
    is piped on is stdout alone.
    """
    command = INNER.sub(lambda inner: run(inner[1], piped=True).strip(), command)
    name, *words = shlex.split(command)
    assert name == "truceline", command
    result = CliRunner().invoke(truceline, words)
    if isinstance(result.exception, TrucelineError):
        return f"{result.output}{result.exception} [{result.exception.code}]\n"
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout if piped else result.output


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_tutorial_does_what_it_says(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    text = page.read_text(encoding="utf-8")
    if "../shared" in text:
        (tmp_path / "shared").symlink_to(request.getfixturevalue("shared"))
    if (files := page.with_suffix("")).is_dir():
        shutil.copytree(files, tmp_path / "here")
    (tmp_path / "here").mkdir(exist_ok=True)
    monkeypatch.chdir(tmp_path / "here")
    for command, shown in steps(text):
        if command.startswith("export "):
            monkeypatch.setenv(*command.removeprefix("export ").split("=", 1))
            continue
        printed = run(command)
        assert fits(shown, printed.splitlines()), f"$ {command}\n{printed}"


def test_dots_stand_for_any_number_of_lines() -> None:
    assert fits(["a", "...", "d"], ["a", "b", "c", "d"])
    assert fits(["a", "...", "d"], ["a", "d"])
    assert not fits(["a", "d"], ["a", "b", "d"])
    assert fits(["a ... d"], ["a b c d"])
    assert not fits(["a ... d"], ["a", "d"])

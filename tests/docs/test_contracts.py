"""Each import contract is broken once, to see that it bites."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")

BREACHES = [
    ("domain/terms.py", "import polars", "The domain is plain Python"),
    ("domain/terms.py", "import truceline.journal.blobs", "Rooms are layered"),
    ("methods/__init__.py", "import json", "The methods see arrays only"),
    ("journal/blobs.py", "import truceline.actions.desk", "Rooms are layered"),
    ("publish/days.py", "import truceline.intake.arrangement", "Rooms are layered"),
    ("publish/days.py", "import truceline.actions.desk", "Publishing reads and does not act"),
    (
        "intake/shapes.py",
        "import truceline.projections.days",
        "Intake records and does not conclude",
    ),
    ("actions/datasets.py", "import truceline.projections.days", "An act rests on the record"),
    ("actions/datasets.py", "import truceline.journal.sqlite", "Only assembly chooses a database"),
    ("projections/days.py", "import truceline.journal.postgres", "Only assembly chooses a data"),
    ("publish/days.py", "import truceline.methods", "Only projections call the scientific methods"),
    ("publish/days.py", "import click", "The command line stays at the edge"),
    ("domain/periods.py", "import truceline.domain.terms", "No cycles, at any depth"),
    ("surprise/__init__.py", "", "Rooms are layered"),
]


def lint(copy: Path) -> str:
    result = subprocess.run(
        [LINT, "--no-cache"],
        cwd=copy,
        env={"PYTHONPATH": "src", "PATH": "", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return result.stdout


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_all_contracts_are_kept(copy: Path) -> None:
    assert "0 broken" in lint(copy)


@pytest.mark.parametrize(("file", "line", "contract"), BREACHES)
def test_a_breach_is_found(copy: Path, file: str, line: str, contract: str) -> None:
    target = copy / "src" / "truceline" / file
    target.parent.mkdir(exist_ok=True)
    kept = target.read_text(encoding="utf-8") if target.exists() else '"""Nothing."""\n'
    target.write_text(f"{kept}\n{line}\n", encoding="utf-8")
    broken = [row for row in lint(copy).splitlines() if " BROKEN" in row]
    assert any(row.startswith(contract) for row in broken), broken

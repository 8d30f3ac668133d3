"""docs/formats/effort.md and docs/exercise.md name every column, and nothing that is none."""

import re
from pathlib import Path
from typing import get_args

import pytest

from truceline.domain.effort import TABLES, EffortKind
from truceline.intake.exercise.tables import INCIDENTS, SPOKEN_OF

DOCS = Path(__file__).parents[2] / "docs"
EFFORT = (DOCS / "formats/effort.md").read_text(encoding="utf-8")
EXERCISE = (DOCS / "exercise.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", get_args(EffortKind))
def test_every_column_is_explained_as_it_is_defined(kind: EffortKind) -> None:
    section = EFFORT.split(f"## {kind.capitalize()}\n")[1].split("\n## ")[0]
    rows = [row.strip("| ").split(" | ") for row in section.splitlines() if row.startswith("| `")]
    assert [row[0].strip("`") for row in rows] == [column.name for column in TABLES[kind]]
    for (_, holds, meaning), column in zip(rows, TABLES[kind], strict=True):
        assert meaning == column.meaning
        assert holds.endswith(", needed") == column.required
        assert tuple(re.findall("`([^`]+)`", holds)) == column.choices
        assert ("day or instant" in holds) == (column.holds == "moment")


def test_every_column_of_the_truth_is_explained() -> None:
    section = EXERCISE.split("## The truth\n")[1].split("\n## ")[0]
    cells = [row.split("|")[1] for row in section.splitlines() if row.startswith("| `")]
    named = [name for cell in cells for name in re.findall("`([^`]+)`", cell)]
    first = named.index("incident_id", named.index("incident_id") + 1)
    assert sorted(named[:first]) == sorted(SPOKEN_OF)
    assert named[first:] == list(INCIDENTS)

"""docs/formats/counts.md names every column, state and check, and its example works."""

import re
from pathlib import Path
from typing import get_args

import polars as pl

from truceline.domain.count_checks import CheckCode
from truceline.domain.count_table import COLUMNS
from truceline.domain.counts import CountState
from truceline.intake.count_mappings import load
from truceline.intake.counts import translate
from truceline.publish.counts import STATE_WORDS

PAGE = (Path(__file__).parents[2] / "docs/formats/counts.md").read_text(encoding="utf-8")


def first_cells(heading: str) -> list[str]:
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \|", section, flags=re.MULTILINE)


def test_every_column_is_explained() -> None:
    assert first_cells("Columns") == [*COLUMNS, "counter_..."]


def test_every_state_is_explained_in_the_words_that_are_shown() -> None:
    assert tuple(first_cells("States")) == get_args(CountState)
    assert all(f"| {STATE_WORDS[s]} |" in PAGE for s in get_args(CountState)[1:])


def test_every_check_is_explained() -> None:
    assert tuple(first_cells("Checks")) == get_args(CheckCode)


def test_the_mapping_shown_works(tmp_path: Path) -> None:
    (text,) = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)
    path = tmp_path / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    file = pl.DataFrame(
        {
            "row": [2, 3],
            "Day": ["04.05.2017", "05.2017"],
            "Side": ["North", "South"],
            "Sector": ["Hill", "Hill"],
            "Number": ["3", "1"],
            "Link": ["a book", "a book"],
            "Remarks": ["2 by word of mouth", "2 by word of mouth"],
            "page": ["7", "8"],
        }
    )
    accepted, quarantined = translate(file, load(path), parties=("N", "S"))
    assert quarantined.is_empty()
    assert accepted.select("party", "month", "hearsay", "hearsay_by", "tags").rows() == [
        ("N", None, 2, "the town", "hearsay"),
        ("S", "2017-05", None, None, None),
    ]

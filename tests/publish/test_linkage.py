import json
import re
from pathlib import Path

import polars as pl
import pytest

from truceline.publish.linkage import FolderUnfit, account, save, windows_account, writing_to

SUMMARY = {
    "ledgers": [
        {"ledger": "north", "reports": 700, "not_compared": 12},
        {"ledger": "south", "reports": 500, "not_compared": 0},
    ],
    "incidents": 900,
    "pairs": [{"ledgers": ["north", "south"], "compared": 7000, "expected": 301.4, "joined": 290}],
    "settings": {"longest_days": 31},
}


def test_the_account_says_what_was_linked_and_what_could_not_be() -> None:
    said = account(SUMMARY, Path("links"))
    assert "north: 700 reports." in said
    assert "south: 500 reports." in said
    assert "Together they speak of 900 incidents." in said
    assert "north and south: about 301 incidents in both; 290 pairs" in said
    assert "12 reports of north have no place" in said
    assert "links holds pairs.csv" in said


def test_the_two_ledgers_are_never_added() -> None:
    ledgers = [{"ledger": name, "reports": 700, "not_compared": 12} for name in ("a", "b")]
    said = account({**SUMMARY, "ledgers": ledgers}, Path())
    assert not re.search(r"\b(1,400|24)\b", said)


def test_fixed_windows_say_what_a_person_must_look_at() -> None:
    summary = {
        "records": 10,
        "unique": 8,
        "matches": 2,
        "overlaps": [{"ledgers": ["a", "b"], "incidents": 2}],
        "episodes_to_review": 1,
    }
    said = windows_account(summary, Path("links"))
    assert "10 reports: 8 incidents, 2 of them in two ledgers or more." in said
    assert "a + b only: 2." in said
    assert "1 episodes of several days" in said


def test_files_hold_the_tables_and_the_summary(tmp_path: Path) -> None:
    table = pl.DataFrame({"incident_id": ["a/1"], "probability": [0.5]})
    save(tmp_path / "new" / "folder", {"incidents": table}, SUMMARY)
    folder = tmp_path / "new" / "folder"
    assert pl.read_csv(folder / "incidents.csv").equals(table)
    assert json.loads((folder / "summary.json").read_text(encoding="utf-8")) == SUMMARY
    assert {file.name for file in folder.iterdir()} == {"incidents.csv", "summary.json"}


def test_only_what_fails_in_the_folder_is_put_down_to_it(tmp_path: Path) -> None:
    with pytest.raises(FolderUnfit, match="cannot be filled"), writing_to(tmp_path / "out"):
        (tmp_path / "out" / "missing" / "pairs.csv").write_text("", encoding="utf-8")
    with pytest.raises(FileNotFoundError), writing_to(tmp_path / "out"):
        (tmp_path / "ledger.csv").read_text(encoding="utf-8")

from pathlib import Path

from truceline.intake.imports import Import
from truceline.publish import datasets as publish

DONE = Import(
    file="a.csv",
    dataset="ucdp-1",
    read=16_566,
    imported=16_000,
    known=500,
    quarantined=66,
    revised=1,
    notes=("A note.",),
    quarantine=Path("q.csv"),
)


def test_words_the_account_of_a_file() -> None:
    text = publish.account(DONE)
    assert text.startswith("a.csv: 16,566 rows read = 16,000 imported + 500 known + 66 quarantined")
    assert "A note." in text
    assert "q.csv" in text
    assert "truceline import undo ucdp-1" in text


def test_adds_the_accounts_of_several_files() -> None:
    told = publish.as_data([DONE, DONE])
    assert told == {"read": 33_132, "imported": 32_000, "known": 1_000, "quarantined": 132}

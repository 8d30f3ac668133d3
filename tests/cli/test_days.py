from collections.abc import Callable
from pathlib import Path

from tests.cli.conftest import Run


def test_walks_through_15_september_2017(
    run: Run, demo: Path, golden: Callable[[str, str], None]
) -> None:
    result = run("-w", demo, "day", "2017-09-15")
    assert result.exit_code == 0
    golden("astana/day-2017-09-15.txt", result.output)


def test_tells_claims_from_facts(run: Run, demo: Path) -> None:
    text = run("-w", demo, "day", "2017-09-15").output
    for words in (
        "a local agreement (change of side)",
        "men who change sides with them: more than 1,000.",
        "a local agreement (repair)",
        "a proposal, not a fact about the ground",
        "No bulletin of this day is held; that is not a count of none.",
        "No report of this day is held; that does not say that nothing happened.",
    ):
        assert words in " ".join(text.split())


def test_shows_what_each_party_counted_on_a_day(run: Run, demo: Path) -> None:
    text = run("-w", demo, "day", "2017-09-24").output
    assert "- Russia: 9; Aleppo 1, Hama 4, Damascus 4." in text
    assert "- Turkey: 5; Idlib 3, Hama 1, Aleppo 1." in text
    assert "- On both lists: 0 to 2." in text

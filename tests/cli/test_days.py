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


def test_a_bulletin_not_yet_published_is_not_shown(run: Run, demo: Path) -> None:
    early = run("-w", demo, "day", "2017-09-24", "--as-known-on", "2017-09-01").output
    assert "No bulletin of this day is held; that is not a count of none." in early
    assert "Russia: 9" not in early


def test_one_partys_bulletin_is_shown_though_no_other_is_held(
    run: Run, demo: Path, tmp_path: Path
) -> None:
    centre = tmp_path / "centre"
    assert run("init", centre, "--arrangement", demo / "arrangement").exit_code == 0
    file = tmp_path / "counts.csv"
    file.write_text("date,party,source,total\n2017-09-24,RU,a,9\n", encoding="utf-8")
    assert run("-w", centre, "import", "counts", file).exit_code == 0
    text = run("-w", centre, "day", "2017-09-24").output
    assert "- Russia: 9." in text
    assert "- On both lists: 0 or more." in text
    assert "Turkey:" not in text
    assert "Russia counted" in run("-w", centre, "counts").output
    page = tmp_path / "report.html"
    assert run("-w", centre, "report", "--out", page).exit_code == 0
    assert "0 or more" in page.read_text(encoding="utf-8")

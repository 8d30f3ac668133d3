import json
from pathlib import Path

import polars as pl
import pytest
from bench.linkage.triples import LEDGERS, WORLDS, score, triple
from tests.cli.conftest import Run

from truceline.publish.linkage import FolderUnfit

EXPECTED = {"pairs.csv", "incidents.csv", "summary.json"}


@pytest.fixture(scope="module")
def reports() -> pl.DataFrame:
    return triple(WORLDS[0], 11)


@pytest.fixture
def ledgers(reports: pl.DataFrame, tmp_path: Path) -> list[Path]:
    """Return a file for each ledger."""
    files = []
    for ledger in LEDGERS:
        files.append(tmp_path / f"{ledger}.csv")
        reports.filter(pl.col("ledger") == ledger).drop("incident").write_csv(files[-1])
    return files


def test_links_three_ledgers(
    run: Run, ledgers: list[Path], reports: pl.DataFrame, tmp_path: Path
) -> None:
    out = tmp_path / "links"
    result = run("link", *ledgers, "--out", out)
    assert result.exit_code == 0
    assert "north and south: about" in result.output
    assert {file.name for file in out.iterdir()} == EXPECTED
    incidents = pl.read_csv(out / "incidents.csv")
    assert incidents.height == reports.height
    assert score(incidents, reports).f1 > 0.75


def test_files_in_another_order_give_the_same_files(
    run: Run, ledgers: list[Path], tmp_path: Path
) -> None:
    for out, files in (("one", ledgers), ("other", ledgers[::-1])):
        assert run("link", *files, "--out", tmp_path / out).exit_code == 0
    for name in EXPECTED:
        one, other = (tmp_path / out / name for out in ("one", "other"))
        assert one.read_bytes() == other.read_bytes()


def test_json_is_the_summary_and_words_go_to_the_other_stream(
    run: Run, ledgers: list[Path], tmp_path: Path
) -> None:
    with ledgers[0].open("a", encoding="utf-8") as file:
        file.write("bad,north,2017-02-31,,36,34,exact,500,,,,,\n")
    out = tmp_path / "links"
    result = run("link", *ledgers, "--out", out, "--json")
    assert json.loads(result.stdout) == json.loads((out / "summary.json").read_text("utf-8"))
    assert "1 rows of" in result.stderr
    assert pl.read_csv(out / "north.quarantine.csv").height == 1


def test_a_settings_file_is_kept_to(run: Run, ledgers: list[Path], tmp_path: Path) -> None:
    config = tmp_path / "linkage.toml"
    config.write_text("days = 0\nleast_probability = 0.5\n", encoding="utf-8")
    out = tmp_path / "links"
    assert run("link", *ledgers, "--out", out, "--config", config).exit_code == 0
    pairs = pl.read_csv(out / "pairs.csv")
    assert pairs["days_apart"].max() == 0
    assert pairs.filter(~pl.col("same_incident"))["probability"].to_numpy().min(initial=1) >= 0.5


def test_one_ledger_is_refused(run: Run, ledgers: list[Path], tmp_path: Path) -> None:
    result = run("link", ledgers[0], "--out", tmp_path / "links")
    assert result.exit_code == 1
    assert "two ledgers or more are needed" in str(result.exception)


def test_fixed_windows_on_our_own_tables(run: Run, ledgers: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "links"
    words = ["--method", "meltt", "--km", 3, "--days", 1]
    result = run("link", *ledgers, "--out", out, *words)
    assert result.exit_code == 0
    assert {file.name for file in out.iterdir()} == EXPECTED | {"review.csv"}
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    assert (summary["method"], summary["km"], summary["days"]) == ("meltt", 3.0, 1)


def test_the_published_figures_of_the_fields_baseline(
    run: Run, shared: Path, tmp_path: Path
) -> None:
    stem = f"{shared}/data/linkage/meltt_crashMD"
    files = [f"{stem}_crash_data{number}.csv" for number in (1, 2, 3)]
    names = ("model_tax", "color_tax", "damage_tax")
    taxonomies = [f"--taxonomy={name}={stem}_taxonomy_{name}.csv" for name in names]
    words = ["--method", "meltt", "--km", 4, "--days", 2, "--json"]
    result = run("link", *files, "--out", tmp_path / "links", *words, *taxonomies)
    summary = json.loads(result.stdout)
    assert (summary["records"], summary["unique"], summary["matches"]) == (195, 140, 34)
    held = [o["incidents"] for o in summary["overlaps"] if len(o["ledgers"]) > 1]
    assert held == [5, 4, 4, 21]


@pytest.mark.parametrize("wrong", ["model", "=x.csv", "a=1.csv --taxonomy a=2.csv"])
def test_a_taxonomy_is_named_once(
    run: Run, ledgers: list[Path], tmp_path: Path, wrong: str
) -> None:
    (tmp_path / "1.csv").write_text("data.source,base.categories,one\nnorth,a,b\n", "utf-8")
    words = f"--taxonomy {wrong}".replace("1.csv", str(tmp_path / "1.csv")).split()
    result = run("link", *ledgers, "--out", tmp_path / "links", "--method", "meltt", *words)
    assert result.exit_code == 2
    assert "NAME=FILE" in result.output


def test_rows_set_aside_are_told_also_when_linking_is_refused(run: Run, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a/q.csv", "b/q.csv", "c/q-2.csv")]
    for file, name in zip(files, ("one", "two", "three"), strict=True):
        file.parent.mkdir()
        file.write_text(
            f"report_id,ledger,occurred_from\n{name},n,2017-02-31\nfine-{name},n,2017-02-01\n",
            encoding="utf-8",
        )
    out = tmp_path / "links"
    result = run("link", *files, "--out", out)
    assert result.exit_code == 1
    assert result.output.count("1 rows of") == 3
    names = ("q.quarantine.csv", "q-2.quarantine.csv", "q-2-2.quarantine.csv")
    assert [pl.read_csv(out / name).height for name in names] == [1, 1, 1]


def test_a_folder_that_cannot_be_filled_is_refused(run: Run, ledgers: list[Path]) -> None:
    result = run("link", *ledgers, "--out", "/dev/null/links")
    assert isinstance(result.exception, FolderUnfit)


@pytest.mark.parametrize(
    "words", [["--km", "3"], ["--method", "meltt", "--config", "linkage.toml"]]
)
def test_an_option_of_the_other_method_is_refused(
    run: Run, ledgers: list[Path], tmp_path: Path, words: list[str]
) -> None:
    result = run("link", *ledgers, "--out", tmp_path / "links", *words)
    assert result.exit_code == 2
    assert "does nothing with --method" in result.output


def test_reports_of_a_drill_are_said_to_be(
    run: Run, ledgers: list[Path], reports: pl.DataFrame, tmp_path: Path
) -> None:
    drill = tmp_path / "drill.csv"
    marked = reports.filter(pl.col("ledger") == "north").drop("incident")
    marked.with_columns(report_id="EXERCISE-1-" + pl.col("report_id")).write_csv(drill)
    result = run("link", drill, *ledgers[1:], "--out", tmp_path / "links")
    assert result.output.startswith("EXERCISE")
    assert "EXERCISE" not in run("link", *ledgers, "--out", tmp_path / "real").output

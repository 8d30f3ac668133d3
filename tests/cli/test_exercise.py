"""A drill from its making to its print, and every one of its files kept out of a real record."""

import json
import shutil
import zipfile
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from tests.cli.conftest import Run

from truceline.assembly import FolderTaken, Workspace, open_workspace
from truceline.cli.root import truceline
from truceline.domain.workspaces import ExerciseKeptOut
from truceline.journal.workspaces import is_exercise
from truceline.projections import datasets

PUBLISHED = ["--about", "2018-03-15", "--as-known-on", "2018-03-15"]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A drill; tests read it and leave it as it is."""
    folder = tmp_path_factory.mktemp("exercise") / "drill"
    result = CliRunner().invoke(truceline, ["exercise", "--seed", "7", "--out", str(folder)])
    assert result.exit_code == 0, result.output
    (folder / "told.txt").write_text(result.output, encoding="utf-8")
    return folder


def told(out: Path) -> str:
    return (out / "told.txt").read_text(encoding="utf-8")


def test_says_what_was_made_and_what_comes_next(run: Run, out: Path) -> None:
    first, second, *_ = told(out).splitlines()
    assert first == "EXERCISE: nothing that follows happened."
    assert second.startswith("2,070 incidents were made up from the number 7")
    commands = [line.split()[1:] for line in told(out).splitlines() if line.startswith("  trucel")]
    assert len(commands) == 4
    for words in commands:
        extra = ["--out", out / "printed.html"] if "report" in words else []
        assert run(*words, *extra).exit_code == 0


def test_what_the_parties_would_know_is_on_record_and_the_truth_is_not(run: Run, out: Path) -> None:
    workspace = open_workspace(out / "workspace")
    assert is_exercise(workspace.desk.journal)
    assert not workspace.quarantine.exists()
    listed = json.loads(run("-w", workspace.folder, "import", "list", "--json").stdout)
    assert {one["file"]: one["quarantined"] for one in listed} == dict.fromkeys(
        [
            *("districts.geojson", "RU.csv", "TR.csv", "XM.csv", "counts.csv"),
            *("posts.csv", "watches.csv", "restrictions.csv", "notices.csv"),
        ],
        0,
    )
    held = datasets.reports(workspace.desk.journal, workspace.desk.blobs)
    assert held.height == pl.read_csv(out / "truth" / "reports.csv").height
    secret = pl.read_csv(out / "truth" / "incidents.csv")["incident_id"][0]
    for blob in (workspace.folder / "blobs").rglob("*"):
        assert not blob.is_file() or secret.encode() not in blob.read_bytes()


def test_screens_and_files_of_the_drill_say_so(run: Run, out: Path, tmp_path: Path) -> None:
    folder = out / "workspace"
    shown = run("-w", folder, "counts")
    assert shown.output.startswith("EXERCISE: ")
    data = run("-w", folder, "counts", "--json")
    assert all(d["sources"][0].startswith("EXERCISE: ") for d in json.loads(data.stdout))
    assert run("-w", folder, "day", "2017-12-15").output.startswith("EXERCISE: ")
    assert run("-w", folder, "journal", "show").output.startswith("EXERCISE: ")
    assert "EXERCISE: The Astana" in run("-w", folder, "motion", "list").output
    run("-w", folder, "report", *PUBLISHED, "--format", "csv", "--out", tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as zipped:
        assert all(name.startswith("EXERCISE-") for name in zipped.namelist())
        assert b"EXERCISE: bulletin of" in zipped.read("EXERCISE-counts.csv")
        posts = [name for name in zipped.namelist() if "post" in name or "watch" in name]
        assert posts == [], "who looked where is not handed on"


def test_the_print_of_the_drill_says_so_and_tells_of_no_post_and_no_watch(
    run: Run, out: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    assert run("-w", out / "workspace", "report", *PUBLISHED, "--out", page).exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert "<strong>EXERCISE</strong>" in text
    assert "<title>EXERCISE: The Astana" in text
    for table in ("posts", "watches", "restrictions"):
        names = pl.read_csv(out / f"{table}.csv", infer_schema=False)
        assert not any(name in text for name in names.to_series(0))


def test_a_report_without_a_name_is_named_for_what_it_is(
    run: Run, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("-w", out / "workspace", "report", *PUBLISHED)
    assert [file.name for file in tmp_path.iterdir()] == ["EXERCISE-report.html"]


def mapped(folder: Path, text: str) -> Path:
    file = folder / "mapping.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("reports", "ledgers/RU.csv"),
        ("reports", "ledgers/TR.csv"),
        ("reports", "ledgers/XM.csv"),
        ("counts", "counts.csv"),
        ("units", "districts.geojson"),
        ("posts", "posts.csv"),
        ("watches", "watches.csv"),
        ("restrictions", "restrictions.csv"),
        ("notices", "notices.csv"),
    ],
)
def test_no_file_of_a_drill_enters_a_real_workspace(
    run: Run, out: Path, workspace: Workspace, kind: str, name: str
) -> None:
    before = sorted(workspace.folder.rglob("*"))
    result = run("-w", workspace.folder, "import", kind, out / name)
    assert isinstance(result.exception, ExerciseKeptOut)
    assert result.exception.code == "workspace.exercise-kept-out"
    assert str(out / name) in str(result.exception)
    assert "begins with EXERCISE" in str(result.exception)
    assert sorted(workspace.folder.rglob("*")) == before


TRUTH = """
drop = ["parent_id", "area", "severity"]
[columns]
incident_id = "report_id"
occurred = "occurred_from"
killed = "killed_best"
party = "alleged_party"
[fixed]
ledger = "north"
"""
RENAMED = """
drop = ["source", "counting_rule", "place_code", "observer_unit", "note"]
[columns]
report_id = "note"
place_name = "report_id"
"""


@pytest.mark.parametrize(
    ("name", "mapping"), [("truth/incidents.csv", TRUTH), ("ledgers/RU.csv", RENAMED)]
)
def test_a_mapping_carries_nothing_of_a_drill_across(
    run: Run, out: Path, workspace: Workspace, tmp_path: Path, name: str, mapping: str
) -> None:
    words = ["import", "reports", out / name, "--mapping", mapped(tmp_path, mapping)]
    drill = shutil.copytree(out / "workspace", tmp_path / "drill")
    assert run("-w", drill, *words).exit_code == 0, "the mapping itself is sound"
    result = run("-w", workspace.folder, *words)
    assert isinstance(result.exception, ExerciseKeptOut)
    assert datasets.standing(workspace.desk.journal) == ()


def test_what_a_drill_exports_is_kept_out_too(
    run: Run, out: Path, workspace: Workspace, tmp_path: Path
) -> None:
    words = ["report", *PUBLISHED, "--format", "csv", "--out", tmp_path / "a.zip"]
    run("-w", out / "workspace", *words)
    with zipfile.ZipFile(tmp_path / "a.zip") as zipped:
        zipped.extract("EXERCISE-counts.csv", tmp_path)
    file = tmp_path / "EXERCISE-counts.csv"
    mapping = mapped(
        tmp_path,
        'ignore = ["day", "month", "published_by", "hearsay", "answer"]\n'
        '[columns]\nparty = "party"\nsource = "source"\nunit = "unit"\ncount = "count"\n'
        'state = "state"\n',
    )
    result = run("-w", workspace.folder, "import", "counts", file, "--mapping", mapping)
    assert isinstance(result.exception, ExerciseKeptOut)


def test_its_arrangement_makes_a_drill_only(run: Run, out: Path, tmp_path: Path) -> None:
    files = out / "workspace" / "arrangement"
    result = run("init", tmp_path / "real", "--arrangement", files)
    assert isinstance(result.exception, ExerciseKeptOut)
    assert not (tmp_path / "real").exists()
    assert run("init", tmp_path / "drill", "--exercise", "--arrangement", files).exit_code == 0


def test_a_part_of_its_arrangement_cannot_be_adopted_elsewhere(
    run: Run, out: Path, workspace: Workspace
) -> None:
    shutil.copy(out / "workspace/arrangement/exercise.toml", workspace.arrangement_folder)
    result = run("-w", workspace.folder, "arrangement", "adopt")
    assert isinstance(result.exception, ExerciseKeptOut)


def test_a_district_of_a_drill_is_no_proposal_elsewhere(
    run: Run, out: Path, workspace: Workspace
) -> None:
    assert run("-w", workspace.folder, "motion", "key", "--party", "north").exit_code == 0
    words = [out / "districts.geojson", "--area", "belt", "--party", "north"]
    result = run("-w", workspace.folder, "motion", "propose", *words)
    assert isinstance(result.exception, ExerciseKeptOut)


def test_a_real_file_may_be_used_in_a_drill(run: Run, out: Path, tmp_path: Path) -> None:
    drill = shutil.copytree(out / "workspace", tmp_path / "drill")
    file = tmp_path / "real.csv"
    file.write_text("report_id,ledger,occurred_from\n1,north,2017-10-01\n", encoding="utf-8")
    result = run("-w", drill, "import", "reports", file)
    assert "1 rows read = 1 imported" in result.output


def test_leaves_a_folder_alone_that_holds_something(run: Run, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("x", encoding="utf-8")
    result = run("exercise", "--seed", "1", "--out", tmp_path)
    assert isinstance(result.exception, FolderTaken)


def test_a_seed_is_a_number(run: Run, tmp_path: Path) -> None:
    assert run("exercise", "--seed", "-1", "--out", tmp_path / "a").exit_code == 2
    assert run("exercise", "--out", tmp_path / "a").exit_code == 2

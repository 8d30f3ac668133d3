import json
import stat
from pathlib import Path

from tests.cli.conftest import Run

from truceline.assembly import Workspace
from truceline.domain.datasets import DatasetUnknown
from truceline.errors import BadInput

HEADER = "report_id,ledger,occurred_from,lon,lat,killed_best\n"


def write(folder: Path, *rows: str, name: str = "a.csv") -> Path:
    file = folder / name
    file.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return file


def account(run: Run, workspace: Workspace, file: Path, *more: str) -> dict[str, int]:
    result = run("-w", workspace.folder, "import", "reports", file, "--json", *more)
    told: dict[str, int] = json.loads(result.stdout)
    assert told["read"] == told["imported"] + told["known"] + told["quarantined"]
    return told


def test_every_row_is_accounted_for(run: Run, workspace: Workspace, tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "1,north,2021-04-01,-124.5,-19.5,3",
        "2,north,2021-06-31,,,",
        "3,north,2021-04-02,,,several",
        "4,north,2021-04-02,-19.5,-124.5,",
        "5,north,2021-04-02,,,-3",
        "1,north,2021-04-01,-124.5,-19.5,3",
    )
    told = account(run, workspace, file)
    assert told == {"read": 6, "imported": 1, "known": 1, "quarantined": 4}
    (aside,) = workspace.quarantine.iterdir()
    rows = aside.read_text(encoding="utf-8").splitlines()
    assert rows[0] == "row,field,reason,record"
    assert [row.split(",")[:2] for row in rows[1:]] == [
        ["2", "occurred_from"],
        ["3", "killed_best"],
        ["4", "lat"],
        ["5", "killed_best"],
    ]


def test_the_same_file_twice_changes_nothing(
    run: Run, workspace: Workspace, tmp_path: Path
) -> None:
    file = write(tmp_path, "1,north,2021-04-01,,,3", "2,north,2021-04-02,,,")
    assert account(run, workspace, file)["imported"] == 2
    before = len(list(workspace.desk.journal.read()))
    assert account(run, workspace, file) == {
        "read": 2,
        "imported": 0,
        "known": 2,
        "quarantined": 0,
    }
    assert len(list(workspace.desk.journal.read())) == before


def test_other_content_under_a_known_id_is_a_revision(
    run: Run, workspace: Workspace, tmp_path: Path
) -> None:
    account(run, workspace, write(tmp_path, "1,north,2021-04-01,,,3", "2,north,2021-04-02,,,"))
    second = write(tmp_path, "1,north,2021-04-01,,,4", "2,north,2021-04-02,,,", name="b.csv")
    result = run("-w", workspace.folder, "import", "reports", second)
    assert "2 rows read = 1 imported + 1 known + 0 quarantined." in result.output
    assert "1 of the imported rows changes a row held before." in result.output


def test_undo_brings_back_what_was_held_before(
    run: Run, workspace: Workspace, tmp_path: Path
) -> None:
    first = write(tmp_path, "1,north,2021-04-01,,,3")
    account(run, workspace, first)
    before = run("-w", workspace.folder, "day", "2021-04-01").output
    account(run, workspace, write(tmp_path, "1,north,2021-04-01,,,9", name="b.csv"))
    assert run("-w", workspace.folder, "day", "2021-04-01").output != before
    assert run("-w", workspace.folder, "import", "undo", "reports-2").exit_code == 0
    assert run("-w", workspace.folder, "day", "2021-04-01").output == before
    assert account(run, workspace, first)["imported"] == 0


def test_undo_of_what_is_not_held_says_so(run: Run, workspace: Workspace) -> None:
    result = run("-w", workspace.folder, "import", "undo", "ucdp-7")
    assert isinstance(result.exception, DatasetUnknown)


def test_strict_makes_a_quarantined_row_a_failure(
    run: Run, workspace: Workspace, tmp_path: Path
) -> None:
    file = write(tmp_path, "1,north,2021-04-01,,,3", "2,north,31 June,,,")
    assert run("-w", workspace.folder, "import", "reports", file).exit_code == 0
    assert run("-w", workspace.folder, "import", "reports", file, "--strict").exit_code == 1


def test_a_column_nobody_named_is_refused(run: Run, workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    file.write_text("report_id,ledger,occurred_from,witness\n1,a,2021-04-01,x\n", encoding="utf-8")
    result = run("-w", workspace.folder, "import", "reports", file)
    assert isinstance(result.exception, BadInput)
    assert "witness" in str(result.exception)
    assert "In a mapping file" in str(result.exception)


def test_lists_what_stands(run: Run, workspace: Workspace, tmp_path: Path) -> None:
    assert "None. Next: truceline import" in run("-w", workspace.folder, "import", "list").output
    account(run, workspace, write(tmp_path, "1,north,2021-04-01,,,3"), "--known-from", "2021-05-01")
    (held,) = json.loads(run("-w", workspace.folder, "import", "list", "--json").output)
    assert (held["dataset"], held["known_from"]) == ("reports-1", "2021-05-01")


def test_the_real_file_of_16_566_events(run: Run, workspace: Workspace, shared: Path) -> None:
    file = shared / "data" / "events" / "ucdp_ged_syria_2016_2019.csv.gz"
    words = ["-w", workspace.folder, "import", "ucdp", file, "--json"]
    first, again = (json.loads(run(*words).stdout) for _ in range(2))
    assert first["read"] == again["read"] == 16_566
    assert first["imported"] + first["quarantined"] == 16_566
    assert again["imported"] == 0
    assert run("-w", workspace.folder, "import", "undo", "ucdp-1").exit_code == 0
    assert "None. Next" in run("-w", workspace.folder, "import", "list").output


def test_the_published_counts_by_the_shipped_mapping(
    run: Run, tmp_path: Path, shared: Path
) -> None:
    run("demo", "--out", tmp_path)
    mapping = tmp_path / "astana" / "arrangement" / "mappings" / "bulletins.toml"
    file = shared / "domain" / "bulletins.csv"
    result = run(
        "-w", tmp_path / "astana", "import", "counts", file, "--mapping", mapping, "--json"
    )
    told = json.loads(result.stdout)
    assert told["read"] == 533
    assert told["quarantined"] == 0


def test_what_was_recorded_before_a_refused_file_is_told(
    run: Run, workspace: Workspace, tmp_path: Path
) -> None:
    good = write(tmp_path, "1,north,2021-04-01,-124.5,-19.5,3", "2,north,2021-06-31,,,")
    bad = tmp_path / "bad.csv"
    bad.write_text("what\n1\n", encoding="utf-8")
    result = run("-w", workspace.folder, "import", "reports", good, bad)
    assert isinstance(result.exception, BadInput)
    assert "2 rows read = 1 imported + 0 known + 1 quarantined" in result.output
    again = run("-w", workspace.folder, "import", "reports", good, bad, "--json")
    assert json.loads(again.stdout)["read"] == 2
    assert stat.S_IMODE(workspace.quarantine.stat().st_mode) == 0o700

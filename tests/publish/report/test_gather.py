from datetime import date
from pathlib import Path

from truceline.assembly import Workspace, open_workspace
from truceline.publish.report.gather import Question, gather
from truceline.publish.report.inputs import ReportInput, ask


def of(
    workspace: Workspace,
    about: date | None = None,
    as_known_on: date | None = None,
    ledgers: tuple[str, ...] = (),
) -> ReportInput:
    desk = workspace.desk
    return gather(desk.journal, desk.blobs, Question(about, as_known_on, ledgers), version="1.2")


def test_takes_all_that_is_on_record(demo: Path) -> None:
    found = of(open_workspace(demo), about=date(2018, 3, 20))
    assert len(found.counts) == 93
    assert len(found.undated) == 13
    assert [file.name for file in found.files] == [
        "arrangement",
        "counts.csv",
        "counts_undated.csv",
        "chronicle.csv",
    ]
    assert all(len(file.sha256) == 64 for file in found.files)
    assert found.version == "1.2"
    assert found.command == (
        f"truceline report --about 2018-03-20 --as-known-on {found.as_known_on}"
    )


def test_asks_about_the_last_day_on_record_unless_told_otherwise(workspace: Workspace) -> None:
    found = of(workspace)
    assert found.about == found.as_known_on == found.arrangement.last_day()
    assert of(workspace, as_known_on=date(2021, 5, 1)).about == date(2021, 5, 1)


def test_leaves_out_what_was_not_known_on_the_day(demo: Path) -> None:
    early = date(2018, 3, 20)
    found = of(open_workspace(demo), as_known_on=early)
    assert all(c.bulletin.known_from and c.bulletin.known_from <= early for c in found.counts)
    assert [file.name for file in found.files] == ["arrangement"]


def test_a_workspace_without_data_gives_an_arrangement(workspace: Workspace) -> None:
    found = of(workspace)
    assert (found.counts, found.undated, found.assessed) == ((), (), None)
    assert ask(found).placed is not None

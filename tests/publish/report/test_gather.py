from datetime import date
from pathlib import Path

import pytest

from truceline.assembly import Workspace, open_workspace
from truceline.intake.accounts import Options
from truceline.intake.imports import Importer
from truceline.projections.two_ledgers import SideBySide
from truceline.publish.report.gather import LedgerNotHeld, Question, gather
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


HEADER = "report_id,ledger,occurred_from,lon,lat,precision,kind,killed_best,known_from\n"


def filed(workspace: Workspace, folder: Path, ledger: str, off: float) -> None:
    """A ledger of forty reports, each a little off those of the others."""
    rows = [
        f"{n},{ledger},2021-{4 + n // 20:02}-{1 + n % 20:02},{-124.9 + 0.02 * n + off},-19.5,exact,"
        f"fire/{'direct' if n % 3 else 'indirect'},{n % 4},2021-06-01\n"
        for n in range(40)
    ]
    file = folder / f"{ledger}.csv"
    file.write_text(HEADER + "".join(rows), encoding="utf-8")
    Importer(
        desk=workspace.desk,
        kind="reports",
        options=Options(known_from=date(2021, 6, 1)),
        quarantine=workspace.quarantine,
    ).file(file)


@pytest.fixture
def two(workspace: Workspace, tmp_path: Path) -> Workspace:
    filed(workspace, tmp_path, "north", 0.0)
    filed(workspace, tmp_path, "south", 0.001)
    return workspace


def test_ledgers_that_are_named_are_laid_side_by_side(two: Workspace) -> None:
    found = of(two, about=date(2021, 5, 10), ledgers=("north", "south"))
    assert found.command.endswith("--ledger north --ledger south")
    side = found.side_by_side
    assert isinstance(side, SideBySide)
    assert side.pairs == (("north", "south"),)
    # Nothing of after the day asked about, and more than half is found in both.
    assert len(side.accounts) == 2 * 30
    assert side.links["probability"].sum() > 15


def test_ledgers_that_nobody_named_are_not_even_looked_at(two: Workspace) -> None:
    assert of(two).side_by_side is None
    assert of(two, ledgers=("north",)).side_by_side is None
    assert ask(of(two)).withheld == 2


def test_a_ledger_that_is_not_held_is_refused_with_those_that_are(two: Workspace) -> None:
    with pytest.raises(LedgerNotHeld, match=r"east .* north, south"):
        of(two, ledgers=("north", "east"))
    with pytest.raises(LedgerNotHeld, match="held are reports of none"):
        of(two, as_known_on=date(2021, 4, 1), ledgers=("north",))

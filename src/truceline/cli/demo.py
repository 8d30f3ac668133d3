"""`truceline demo`: the shipped example as a workspace to look at, and a drill over its ground."""

from datetime import date
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path

import click

from truceline.assembly import FolderTaken, Workspace, create, open_workspace
from truceline.cli.exercise import WORKSPACE, build, told
from truceline.domain.arrangement import Arrangement
from truceline.domain.datasets import DatasetKind
from truceline.intake import arrangement as intake
from truceline.intake.accounts import Options
from truceline.intake.imports import Importer
from truceline.publish import datasets as publish
from truceline.publish.exports import save
from truceline.publish.report.gather import Question, gather
from truceline.publish.report.page import render
from truceline.wording import say

_ABOUT = date(2018, 3, 20)
"""Five days after six months had run: the day on which the example's questions meet."""

_SEED = 7
_DRILL = "exercise"
_DRILL_REPORT = "exercise-report.html"

_TABLES: tuple[tuple[DatasetKind, str], ...] = (
    ("counts", "counts.csv"),
    ("counts", "counts_undated.csv"),
    ("reports", "chronicle.csv"),
)


@click.command()
@click.option(
    "--out",
    default="demo",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the examples; it must be new or empty.",
)
def demo(out: Path) -> None:
    """Build the shipped example, the Astana arrangement from 2016 to 2021, and a drill."""
    if out.exists() and any(out.iterdir()):
        raise FolderTaken(folder=out)
    with as_file(files("truceline.examples") / "astana") as example:
        arrangement = intake.read(example)
        workspace = create(out / "astana", arrangement, example)
        for kind, name in _TABLES:
            account = _importer(workspace, kind, arrangement).file(example / name)
            click.echo(publish.account(account))
    save(out / "report.html", _report(workspace, Question(about=_ABOUT)))
    click.echo(_what_next(out))
    click.echo()
    drill = build(out / _DRILL, _SEED)
    until = Question(about=drill.scenario.until, as_known_on=drill.scenario.until)
    save(out / _DRILL_REPORT, _report(open_workspace(out / _DRILL / WORKSPACE), until))
    click.echo(told(drill, out / _DRILL))
    click.echo(say("The report of the drill: {file}", file=out / _DRILL_REPORT))


def _importer(workspace: Workspace, kind: DatasetKind, arrangement: Arrangement) -> Importer:
    return Importer(
        desk=workspace.desk,
        kind=kind,
        # The tables say from when each row is known; the files came with the arrangement.
        options=Options(known_from=arrangement.last_day()),
        quarantine=workspace.quarantine,
        parties=[party.code for party in arrangement.party if party.code],
    )


def _report(workspace: Workspace, question: Question) -> bytes:
    desk = workspace.desk
    given = gather(desk.journal, desk.blobs, question, version=version("truceline"))
    return render(given).encode()


def _what_next(out: Path) -> str:
    folder = out / "astana"
    return "\n".join(
        [
            "",
            say("{folder} is a workspace with the Astana arrangement. Look at it:", folder=folder),
            f"  truceline -w {folder} day 2017-09-15",
            f"  truceline -w {folder} arrangement show --about {_ABOUT} --as-known-on {_ABOUT}",
            f"  truceline -w {folder} arrangement gaps",
            f"  truceline -w {folder} counts",
            say("Event data is not shipped. docs/data.md says where the public gets it; then:"),
            f"  truceline -w {folder} import ucdp FILE",
            f"  truceline -w {folder} report --about {_ABOUT} --out {out / 'report.html'}",
            say("The report, without event data: {file}", file=out / "report.html"),
        ]
    )

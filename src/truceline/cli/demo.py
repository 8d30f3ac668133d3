"""`truceline demo`: the shipped example as a workspace to look at."""

from importlib.resources import as_file, files
from pathlib import Path

import click

from truceline.assembly import FolderTaken, Workspace, create
from truceline.domain.datasets import DatasetKind
from truceline.intake import arrangement as intake
from truceline.intake.accounts import Options
from truceline.intake.imports import Importer
from truceline.publish import datasets as publish
from truceline.wording import say

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
    """Build the shipped example: the Astana arrangement, 2016 to 2021."""
    if out.exists() and any(out.iterdir()):
        raise FolderTaken(folder=out)
    with as_file(files("truceline.examples") / "astana") as example:
        arrangement = intake.read(example)
        workspace = create(out / "astana", arrangement, example)
        parties = [party.code for party in arrangement.party if party.code]
        for kind, name in _TABLES:
            account = _importer(workspace, kind, parties).file(example / name)
            click.echo(publish.account(account))
    click.echo(_what_next(out / "astana"))


def _importer(workspace: Workspace, kind: DatasetKind, parties: list[str]) -> Importer:
    return Importer(
        desk=workspace.desk,
        kind=kind,
        options=Options(),
        quarantine=workspace.quarantine,
        parties=parties,
    )


def _what_next(folder: Path) -> str:
    return "\n".join(
        [
            "",
            say("{folder} is a workspace with the Astana arrangement. Look at it:", folder=folder),
            f"  truceline -w {folder} day 2017-09-15",
            f"  truceline -w {folder} arrangement show --about 2018-03-20 --as-known-on 2018-03-20",
            f"  truceline -w {folder} arrangement gaps",
            f"  truceline -w {folder} counts",
            say("Event data is not shipped. docs/data.md says where the public gets it; then:"),
            f"  truceline -w {folder} import ucdp FILE",
        ]
    )

"""`truceline report`: one file on what was agreed, counted and happened, and whether it held."""

import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import get_args

import click
from rich.console import Console

from truceline.assembly import Workspace
from truceline.cli.options import about, in_workspace, linkage_settings
from truceline.domain.workspaces import MARK
from truceline.publish import exports
from truceline.publish.exports import Format
from truceline.publish.report.gather import Question, gather
from truceline.publish.report.page import render
from truceline.wording import day, say

_NAMES: dict[str, str] = {
    "html": "report.html",
    "json": "report.json",
    "csv": "report-csv.zip",
    "parquet": "report-parquet.zip",
    "gpkg": "report.gpkg",
}


@click.command()
@in_workspace
@about
@click.option(
    "--format",
    "kind",
    default="html",
    show_default=True,
    type=click.Choice(list(_NAMES)),
    help="A page to read, or its tables: csv and parquet come as a zip, gpkg opens in QGIS.",
)
@click.option(
    "--ledger",
    "ledgers",
    multiple=True,
    metavar="NAME",
    help="Ledger that the readers may see, to be laid side by side with others; may be repeated. "
    "UCDP and ACLED need not be named.",
)
@click.option(
    "--out",
    is_eager=True,
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    show_default="report.* in the current folder",
    help="File to write; - for standard output.",
)
def report(
    workspace: Workspace,
    about: date | None,
    as_known_on: date | None,
    kind: str,
    ledgers: tuple[str, ...],
    out: Path | None,
) -> None:
    """Write the report: a page for people, or its tables for programs.

    The same command on the same record gives the same bytes.
    """
    desk = workspace.desk
    question = Question(
        about=about,
        as_known_on=as_known_on,
        ledgers=ledgers,
        linkage=linkage_settings(workspace, None),
    )
    with Console(stderr=True).status(say("Working out where events lay and whether it held")):
        given = gather(desk.journal, desk.blobs, question, version=version("truceline"))
    content = (
        render(given).encode()
        if kind == "html"
        else exports.content(given, next(f for f in get_args(Format) if f == kind))
    )
    if out == Path("-"):
        sys.stdout.buffer.write(content)
        return
    file = out or Path((f"{MARK}-" if given.exercise else "") + _NAMES[kind])
    exports.save(file, content)
    click.echo(
        say(
            "{file} is written: about {about}, as known on {known}.",
            file=file,
            about=day(given.about),
            known=day(given.as_known_on),
        )
    )

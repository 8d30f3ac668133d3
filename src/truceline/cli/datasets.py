"""`truceline import`: files of others in, every row accounted for; and taking one back."""

import json
import sys
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from truceline.actions import datasets as actions
from truceline.assembly import Workspace
from truceline.cli.options import Day, as_json, in_workspace
from truceline.domain.datasets import DatasetKind, held
from truceline.intake.accounts import Options
from truceline.intake.imports import Import, Importer
from truceline.projections import arrangement
from truceline.publish import datasets as publish
from truceline.wording import say


@click.group(name="import")
def import_() -> None:
    """Import files: read = imported + known + quarantined, for each of them."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """The options of an import."""

    workspace: Workspace
    mapping: Path | None
    known_from: date | None
    encoding: str | None
    as_json: bool
    strict: bool


_FILE = click.Path(path_type=Path, dir_okay=False)


def _command(kind: DatasetKind, help_text: str) -> None:
    @in_workspace
    @click.option("--mapping", type=_FILE, help="TOML file that names the columns.")
    @click.option("--known-from", type=Day(), help="Day on which the file was published.")
    @click.option("--encoding", help="Encoding of the text, if it is not UTF-8.")
    @as_json
    @click.option("--strict", is_flag=True, help="Exit with 1 if a row was quarantined.")
    @click.argument("files", nargs=-1, required=True, type=_FILE)
    def command(files: tuple[Path, ...], **options: Any) -> None:  # noqa: ANN401  click's values
        _import(kind, files, _Asked(**options))

    import_.command(name=kind, help=help_text)(command)


_command("ucdp", "Import conflict events of the UCDP (GED, versions 18 to 25).")
_command("acled", "Import conflict events of ACLED, from your own account.")
_command("reports", "Import reports in the project's own columns, or by a mapping.")
_command("counts", "Import the counts that parties published.")
_command("units", "Import administrative units with their codes (GeoJSON).")
_command("posts", "Import posts from which monitors watch, by district.")
_command("watches", "Import when posts watched.")
_command("restrictions", "Import where and when monitors were kept from looking.")
_command("notices", "Import notices, and whether they were acknowledged.")


def _import(kind: DatasetKind, files: tuple[Path, ...], asked: _Asked) -> None:
    desk = asked.workspace.desk
    known = arrangement.current(desk.journal, desk.blobs)
    importer = Importer(
        desk=desk,
        kind=kind,
        options=Options(
            mapping=asked.mapping,
            encoding=asked.encoding,
            known_from=asked.known_from,
            extent=known.extent,
        ),
        quarantine=asked.workspace.quarantine,
        parties=[party.code for party in known.party if party.code],
    )
    done: list[Import] = []
    try:
        for file in files:
            done.append(_with_progress(importer, file))
            if not asked.as_json:
                click.echo(publish.account(done[-1]))
    finally:
        # What stands before a file that is refused is on record, and told.
        if asked.as_json:
            click.echo(json.dumps(publish.as_data(done)))
    if asked.strict and any(account.quarantined for account in done):
        sys.exit(1)


def _with_progress(importer: Importer, file: Path) -> Import:
    """Import a file; a terminal sees a bar, anything else sees nothing."""
    console = Console(stderr=True)
    columns = (TextColumn(file.name), BarColumn(), TimeRemainingColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(file.name, total=None)

        def show(read: int, size: int) -> None:
            bar.update(task, completed=read, total=size)

        return replace(importer, progress=show).file(file)


@import_.command()
@in_workspace
@click.argument("dataset")
@click.option("--reason", default="", help="Why it is taken back, for the record.")
def undo(workspace: Workspace, dataset: str, reason: str) -> None:
    """Take back the import DATASET; what was held before it is held again."""
    taken = actions.withdraw(workspace.desk, dataset, reason=reason)
    click.echo(
        say(
            "{dataset} ({file}) is taken back. Both entries stay on record.",
            dataset=taken.dataset,
            file=taken.file,
        )
    )


@import_.command(name="list")
@in_workspace
@as_json
def list_(workspace: Workspace, *, as_json: bool) -> None:
    """List the imports that stand."""
    standing = held(actions.facts(workspace.desk))
    if as_json:
        click.echo(json.dumps(publish.listed_as_data(standing)))
    else:
        click.echo(publish.listed(standing), nl=False)

"""`truceline arrangement`: check an arrangement's files, show it on a day, list its gaps."""

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import TypedDict, Unpack

import click

from truceline.actions import arrangement as actions
from truceline.assembly import Workspace, open_workspace
from truceline.cli.options import about, as_json, in_workspace, workspace_folder
from truceline.domain.arrangement import Arrangement
from truceline.intake import arrangement as intake
from truceline.projections import arrangement as projections
from truceline.publish import arrangement as publish
from truceline.publish import gaps as publish_gaps
from truceline.wording import say, say_count

_FOLDER = click.argument(
    "folder", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False)
)


@click.group()
def arrangement() -> None:
    """Check, show and question what was agreed."""


@arrangement.command()
@_FOLDER
@workspace_folder
def check(folder: Path | None, root: Path) -> None:
    """Check the files of an arrangement in FOLDER, or those of the workspace.

    Every fault is named with its file, table and key. Exits with 1 if there is one.
    """
    folder = folder or open_workspace(root).arrangement_folder
    faults = intake.check(folder).faults
    for fault in faults:
        click.echo(str(fault), err=True)
    if faults:
        click.echo(
            say_count(
                "{count} fault found in {folder}.",
                "{count} faults found in {folder}.",
                len(faults),
                folder=folder,
            )
        )
        sys.exit(1)
    click.echo(
        say("No fault found in {folder}. Next: truceline arrangement gaps {folder}", folder=folder)
    )


class _Asked(TypedDict):
    folder: Path | None
    root: Path
    about: date | None
    as_known_on: date | None
    as_json: bool


def _question(command: Callable[..., None]) -> click.Command:
    """Make a command that asks something of an arrangement on a day, as known on a day."""
    return arrangement.command()(_FOLDER(workspace_folder(about(as_json(command)))))


@_question
def show(**asked: Unpack[_Asked]) -> None:
    """Show what held on a day, as it was known on a day."""
    _answer(publish, asked)


@_question
def gaps(**asked: Unpack[_Asked]) -> None:
    """List what the texts leave open."""
    _answer(publish_gaps, asked)


def _answer(page: ModuleType, asked: _Asked) -> None:
    held = _held(asked["folder"], asked["root"])
    known = held.last_day() if asked["as_known_on"] is None else asked["as_known_on"]
    on = known if asked["about"] is None else asked["about"]
    if asked["as_json"]:
        content = page.as_data(held, about=on, as_known_on=known)
        click.echo(json.dumps(content, ensure_ascii=False, indent=1))
    else:
        click.echo(page.show(held, about=on, as_known_on=known), nl=False)


@arrangement.command()
@in_workspace
def adopt(workspace: Workspace) -> None:
    """Put the edited files of the workspace's arrangement on record."""
    fact = actions.adopt(workspace.desk, intake.read(workspace.arrangement_folder))
    if fact is None:
        click.echo(say("Nothing to record: the files are as they were adopted."))
    else:
        click.echo(say("The arrangement is on record as it now stands."))


def _held(folder: Path | None, root: Path) -> Arrangement:
    if folder is not None:
        return intake.read(folder)
    desk = open_workspace(root).desk
    return projections.current(desk.journal, desk.blobs)

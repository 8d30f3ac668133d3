"""`truceline arrangement`: check an arrangement's files, show it on a day, list its gaps."""

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypedDict, Unpack

import click

from truceline.actions import arrangement as actions
from truceline.assembly import Workspace
from truceline.cli.options import about, as_json, in_workspace, opened, workspace_folder
from truceline.domain.arrangement import Arrangement
from truceline.intake import arrangement as intake
from truceline.projections import decisions as projections
from truceline.projections.decisions import Decided
from truceline.publish import arrangement as publish
from truceline.publish import deadlines as publish_deadlines
from truceline.publish import decisions as publish_decisions
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
    folder = folder or opened(root).arrangement_folder
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
    """Show what held on a day, as it was known on a day, with what motions decided."""
    held, decided, days = _held(asked)
    beside = publish_decisions.beside_terms(decided, about=days["about"]) if decided else {}
    if asked["as_json"]:
        moved = publish_decisions.as_data(decided, about=days["about"]) if decided else None
        _print(publish.as_data(held, **days) | {"decisions": moved})
    else:
        click.echo(publish.show(held, **days, beside=beside), nl=False)


@_question
def gaps(**asked: Unpack[_Asked]) -> None:
    """List what the texts leave open."""
    held, _, days = _held(asked)
    if asked["as_json"]:
        _print(publish_gaps.as_data(held, **days))
    else:
        click.echo(publish_gaps.show(held, **days), nl=False)


@_question
@click.option("--ics", is_flag=True, help="Print a calendar (RFC 5545) with reminders.")
def deadlines(*, ics: bool, **asked: Unpack[_Asked]) -> None:
    """List every date to keep: ends of terms, obligations, deadlines of motions."""
    held, decided, days = _held(asked)
    known = held.as_known(days["as_known_on"])
    docket = decided.docket if decided else None
    found = publish_deadlines.dues(known, docket, about=days["about"])
    if ics:
        # As bytes: a terminal's own line ends would break the calendar.
        click.echo(publish_deadlines.calendar(known, found).encode(), nl=False)
    elif asked["as_json"]:
        _print(publish_deadlines.as_data(found))
    else:
        click.echo(publish_deadlines.show(known, found, about=days["about"]), nl=False)


def _print(content: object) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=1))


@arrangement.command()
@in_workspace
def adopt(workspace: Workspace) -> None:
    """Put the edited files of the workspace's arrangement on record."""
    fact = actions.adopt(workspace.desk, intake.read(workspace.arrangement_folder))
    if fact is None:
        click.echo(say("Nothing to record: the files are as they were adopted."))
    else:
        click.echo(say("The arrangement is on record as it now stands."))


class _Days(TypedDict):
    about: date
    as_known_on: date


def _held(asked: _Asked) -> tuple[Arrangement, Decided | None, _Days]:
    """Return the arrangement of a folder, or that of a workspace with what was decided in it."""
    if asked["folder"] is not None:
        held = intake.read(asked["folder"])
        return held, None, _days(asked, held.last_day())
    desk = opened(asked["root"]).desk
    decided = projections.decided(desk.journal, desk.blobs, as_known_on=asked["as_known_on"])
    last = decided.arrangement.last_day()
    if asked["as_known_on"] is None and last > decided.on:
        decided = projections.decided(desk.journal, desk.blobs, as_known_on=last)
    return decided.arrangement, decided, _days(asked, max(last, decided.on))


def _days(asked: _Asked, last: date) -> _Days:
    known = last if asked["as_known_on"] is None else asked["as_known_on"]
    return {"about": known if asked["about"] is None else asked["about"], "as_known_on": known}

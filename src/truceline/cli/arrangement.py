"""`truceline arrangement`: check an arrangement's files, show it on a day, list its gaps."""

import json
import sys
from datetime import date
from pathlib import Path

import click

from truceline.actions import arrangement as actions
from truceline.assembly import Workspace, open_workspace
from truceline.cli.options import about, as_json, in_workspace, workspace_folder
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


@arrangement.command()
@_FOLDER
@workspace_folder
@about
@as_json
def show(
    folder: Path | None,
    root: Path,
    about: date | None,
    as_known_on: date | None,
    *,
    as_json: bool,
) -> None:
    """Show what held on a day, as it was known on a day, with what motions decided."""
    held, decided = _held(folder, root, as_known_on)
    asked, known = _days(held, decided, about, as_known_on)
    if as_json:
        content = publish.as_data(held, about=asked, as_known_on=known)
        content |= {"decisions": decided and publish_decisions.as_data(decided, about=asked)}
        click.echo(json.dumps(content, ensure_ascii=False, indent=1))
        return
    beside = publish_decisions.beside_terms(decided, about=asked) if decided else {}
    click.echo(publish.show(held, about=asked, as_known_on=known, beside=beside), nl=False)


@arrangement.command()
@_FOLDER
@workspace_folder
@about
@click.option("--ics", is_flag=True, help="Print a calendar (RFC 5545) with reminders.")
def deadlines(
    folder: Path | None,
    root: Path,
    about: date | None,
    as_known_on: date | None,
    *,
    ics: bool,
) -> None:
    """List every date to keep: ends of terms, obligations, deadlines of motions."""
    held, decided = _held(folder, root, as_known_on)
    asked, known_on = _days(held, decided, about, as_known_on)
    known = held.as_known(known_on)
    found = publish_deadlines.dues(known, decided.docket if decided else None, about=asked)
    if ics:
        # Written as bytes: a terminal's own line ends would break the calendar.
        click.echo(publish_deadlines.calendar(known, found).encode(), nl=False)
    else:
        click.echo(publish_deadlines.show(known, found, about=asked), nl=False)


@arrangement.command()
@_FOLDER
@workspace_folder
@about
@as_json
def gaps(
    folder: Path | None,
    root: Path,
    about: date | None,
    as_known_on: date | None,
    *,
    as_json: bool,
) -> None:
    """List what the texts leave open."""
    held, decided = _held(folder, root, as_known_on)
    asked, known = _days(held, decided, about, as_known_on)
    if as_json:
        found = publish_gaps.as_data(held, about=asked, as_known_on=known)
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    click.echo(publish_gaps.show(held, about=asked, as_known_on=known), nl=False)


@arrangement.command()
@in_workspace
def adopt(workspace: Workspace) -> None:
    """Put the edited files of the workspace's arrangement on record."""
    fact = actions.adopt(workspace.desk, intake.read(workspace.arrangement_folder))
    if fact is None:
        click.echo(say("Nothing to record: the files are as they were adopted."))
    else:
        click.echo(say("The arrangement is on record as it now stands."))


def _days(
    held: Arrangement, decided: Decided | None, about: date | None, as_known_on: date | None
) -> tuple[date, date]:
    last = max(held.last_day(), decided.on) if decided else held.last_day()
    known = last if as_known_on is None else as_known_on
    return (known if about is None else about), known


def _held(
    folder: Path | None, root: Path, as_known_on: date | None
) -> tuple[Arrangement, Decided | None]:
    """Return the arrangement of a folder, or that of a workspace with what was decided in it."""
    if folder is not None:
        return intake.read(folder), None
    desk = open_workspace(root).desk
    decided = projections.decided(desk.journal, desk.blobs, as_known_on=as_known_on)
    if as_known_on is None and (last := decided.arrangement.last_day()) > decided.on:
        decided = projections.decided(desk.journal, desk.blobs, as_known_on=last)
    return decided.arrangement, decided

"""`truceline backup` and `truceline restore`."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from truceline.assembly import Workspace, back_up
from truceline.assembly import restore as restore_workspace
from truceline.cli.options import announce, in_workspace
from truceline.errors import TrucelineError
from truceline.wording import say, say_error


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@in_workspace
def backup(target: Path, workspace: Workspace) -> None:
    """Save the workspace to TARGET: a new folder, or one file if its name ends in .tar.

    All is saved but the private keys and what can be made again, and it is read back afterwards.
    Others may go on recording meanwhile. Exits with 1 if something saved is damaged.
    """
    faults = back_up(workspace.folder, target)
    _tell(faults)
    click.echo(
        say(
            "{target} holds the record, its files and the arrangement, but no key. Keep it on "
            "another disk. To go on from it: truceline restore {target} DIR",
            target=target,
        )
    )
    sys.exit(bool(faults))


@click.command()
@click.argument("source", metavar="BACKUP", type=click.Path(path_type=Path, exists=True))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
def restore(source: Path, folder: Path) -> None:
    """Make a workspace in DIR from a BACKUP.

    The old log can be read there and is closed; what is recorded from now on stands in a new one,
    with a new key, so that it never contradicts what was recorded after the backup was made.
    Exits with 1 if something in the backup is damaged.
    """
    workspace, faults = restore_workspace(source, folder)
    announce(workspace)
    _tell(faults)
    click.echo(
        say(
            "{folder} is ready, and goes on in a new log. Stop using the old workspace, and give "
            "the new log's name and key to those who rely on the record:\n{key}\n"
            "Next: truceline -w {folder} doctor",
            folder=folder,
            key=workspace.log,
        )
    )
    sys.exit(bool(faults))


def _tell(faults: Sequence[TrucelineError]) -> None:
    for fault in faults:
        click.echo(f"{say_error(fault)} [{fault.code}]", err=True)

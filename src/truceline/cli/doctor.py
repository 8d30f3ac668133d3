"""`truceline doctor`: what is wrong with a workspace, and what to do."""

import json
import sys
from contextlib import suppress
from pathlib import Path

import click

from truceline.assembly import examine
from truceline.cli.options import as_json, opened, workspace_folder
from truceline.errors import TrucelineError
from truceline.wording import say, say_count, say_error


@click.command()
@workspace_folder
@as_json
def doctor(root: Path, *, as_json: bool) -> None:
    """Look for what is wrong with the workspace, and say what to do.

    Looks at who may read it, at its disk, at every entry and every file that the record names,
    and at whether the arrangement is on record as it stands. Exits with 1 if something is wrong.
    """
    with suppress(TrucelineError):
        # What keeps it from being opened is among the faults.
        opened(root)
    faults = examine(root)
    if as_json:
        told = [{"code": f.code, "text": say_error(f)} for f in faults]
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        sys.exit(bool(faults))
    for fault in faults:
        click.echo(f"- {say_error(fault)} [{fault.code}]")
    if faults:
        click.echo(say_count("{count} thing is wrong.", "{count} things are wrong.", len(faults)))
        sys.exit(1)
    click.echo(
        say("Nothing is wrong here. Next: truceline journal verify checks every signature too.")
    )

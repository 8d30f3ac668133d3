"""`truceline init`: a workspace for an arrangement."""

from pathlib import Path

import click

from truceline.assembly import create
from truceline.cli.options import announce
from truceline.intake import arrangement as intake
from truceline.wording import say


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--arrangement",
    "files",
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with the arrangement's files.",
)
@click.option(
    "--exercise",
    is_flag=True,
    help="Make it a drill: its first entry says so, and its clock can be set (TRUCELINE_CLOCK).",
)
def init(folder: Path, files: Path, *, exercise: bool) -> None:
    """Make a workspace in FOLDER for one arrangement.

    Exits with 1 if the folder is taken or the arrangement has faults.
    """
    workspace = create(folder, intake.read(files), files, exercise=exercise)
    announce(workspace)
    click.echo(
        say(
            "{folder} is ready. Its keys are in {folder}/keys: back them up, and show them to "
            "nobody. Next: truceline -w {folder} arrangement show",
            folder=workspace.folder,
        )
    )

"""Options that several commands share."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click
import polars as pl

from truceline.assembly import Workspace, open_workspace
from truceline.domain.linkage import LinkageSettings
from truceline.intake import linkage
from truceline.intake.marks import holds_marked
from truceline.journal.protocol import JournalDamaged
from truceline.journal.workspaces import is_exercise
from truceline.wording import say, speak

Command = TypeVar("Command", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A day of the calendar, ISO 8601."""

    name = "day"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Return the day; anything else is wrong use."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"'{value}' is not a day. Write it like 2017-09-15.", param, ctx)


as_known_on = click.option(
    "--as-known-on",
    type=Day(),
    show_default="the last day on record",
    help="Leave out what became known after this day.",
)


def about(command: Command) -> Command:
    """Add --about and --as-known-on."""
    asked = click.option(
        "--about",
        type=Day(),
        show_default="the last day on record",
        help="The day asked about.",
    )
    return asked(as_known_on(command))


def _folder(ctx: click.Context, _: click.Parameter, value: Path | None) -> Path:
    """Take -w given after the command, or before it, or the current folder."""
    chosen: Path = value or ctx.find_root().obj
    return chosen


def opened(folder: Path, *, for_program: bool = False) -> Workspace:
    """Open a workspace, and announce it if it is a drill."""
    workspace = open_workspace(folder)
    speak(workspace.settings.language)
    announce(workspace, for_program=for_program)
    return workspace


def announce(workspace: Workspace, *, for_program: bool = False) -> None:
    """Say before anything else that a workspace is a drill, if it is one.

    It is told on stdout with what it is about, or on stderr where stdout is for a program.
    """
    if _is_drill(workspace):
        asked = click.get_current_context().params
        for_program |= any(asked.get(name) for name in _FOR_PROGRAMS)
        for_program |= asked.get("out") == Path("-")
        click.echo(say("EXERCISE: nothing that follows happened."), err=for_program)


def drill(reports: pl.DataFrame) -> Iterator[str]:
    """Yield the line that says that reports are of a drill, if one is."""
    if holds_marked(reports):
        yield say("EXERCISE: nothing that follows happened.")


def _is_drill(workspace: Workspace) -> bool:
    try:
        return is_exercise(workspace.desk.journal)
    except JournalDamaged:
        # Whatever reads the record will say so; a backup of it can still be made.
        return False


def _workspace(ctx: click.Context, param: click.Parameter, value: Path | None) -> Workspace:
    return opened(_folder(ctx, param, value))


_FOR_PROGRAMS = ("as_json", "ics", "only_hash")
"""Options that say so; with --out they are eager, so as to be read before a workspace is opened."""
_HELP = "Folder of the workspace, if not the current one."
_PATH = click.Path(path_type=Path, file_okay=False)

workspace_folder = click.option(
    "-w", "--workspace", "root", type=_PATH, callback=_folder, help=_HELP
)
in_workspace = click.option("-w", "--workspace", type=_PATH, callback=_workspace, help=_HELP)
as_json = click.option(
    "--json", "as_json", is_flag=True, is_eager=True, help="Print JSON for a program."
)
linkage_config = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="TOML file that says how to link (docs/linkage.md), instead of linkage.toml.",
)


def linkage_settings(workspace: Workspace, config: Path | None) -> LinkageSettings:
    """Return how reports are linked: by --config, or by linkage.toml in the workspace."""
    return linkage.read(config) if config else linkage.read_in(workspace.folder)

"""The `truceline` command: its groups, and the one place where errors become exit statuses."""

import sys
from importlib import import_module
from pathlib import Path

import click

from truceline.domain.arrangement_rules import did_you_mean
from truceline.errors import TrucelineError

_COMMANDS = {
    "arrangement": "truceline.cli.arrangement:arrangement",
    "attribute": "truceline.cli.attribution:attribute",
    "backup": "truceline.cli.backups:backup",
    "counts": "truceline.cli.counts:counts",
    "day": "truceline.cli.days:day",
    "demo": "truceline.cli.demo:demo",
    "doctor": "truceline.cli.doctor:doctor",
    "exercise": "truceline.cli.exercise:exercise",
    "import": "truceline.cli.datasets:import_",
    "incident": "truceline.cli.incidents:incident",
    "init": "truceline.cli.workspaces:init",
    "journal": "truceline.cli.journal:journal",
    "link": "truceline.cli.linkage:link",
    "motion": "truceline.cli.decisions:motion",
    "rebuild": "truceline.cli.views:rebuild",
    "report": "truceline.cli.report:report",
    "restore": "truceline.cli.backups:restore",
}


class _LazyGroup(click.Group):
    """A group that loads only the command that is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name].split(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            fix = did_you_mean(args[0], _COMMANDS)
            raise click.UsageError(f"{error.message} {fix}".strip(), ctx) from error


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="truceline")
@click.option(
    "-w",
    "--workspace",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    show_default="the current folder",
    help="Folder of the workspace.",
)
@click.pass_context
def truceline(ctx: click.Context, workspace: Path) -> None:
    """Keep a negotiated ceasefire honest.

    Truceline holds what was agreed, keeps each party's account apart, and says what can be
    concluded and what cannot. Begin with `truceline demo`.

    Exits with 0 when done, 1 when refused or a fault was found, 2 when used wrongly.
    """
    ctx.obj = workspace


def main() -> None:
    """Run the command; faults go to stderr in words, with what to do next."""
    try:
        truceline(standalone_mode=True)
    except TrucelineError as error:
        click.echo(f"{error} [{error.code}]", err=True)
        sys.exit(1)

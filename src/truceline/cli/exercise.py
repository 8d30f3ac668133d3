"""`truceline exercise`: a drill in a workspace of its own, with its truth beside it."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib.resources import as_file, files
from pathlib import Path

import click

from truceline.assembly import FolderTaken, Workspace, create
from truceline.domain.datasets import DatasetKind
from truceline.domain.effort import TABLES
from truceline.intake import arrangement as intake
from truceline.intake.accounts import Options
from truceline.intake.exercise.drill import Drill, make
from truceline.intake.exercise.files import COUNTS, DISTRICTS, LEDGERS, TRUTH, write
from truceline.intake.exercise.scenario import load
from truceline.intake.imports import Importer
from truceline.wording import listed, number, say

WORKSPACE = "workspace"


@click.command()
@click.option(
    "--seed",
    required=True,
    type=click.IntRange(min=0),
    help="Number from which all is drawn: the same number, the same drill.",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the drill; it must be new or empty.",
)
def exercise(seed: int, out: Path) -> None:
    """Make up a drill: incidents, three ledgers, daily counts, watches, notices, and the truth.

    The workspace in OUT holds what the parties would know; OUT/truth holds what happened and
    which report speaks of what. All of it is marked EXERCISE, and no other workspace takes it.
    """
    click.echo(told(build(out, seed), out))


def build(out: Path, seed: int) -> Drill:
    """Make the drill of a seed in a folder: its files, and a workspace that holds what is known.

    Raises:
        FolderTaken: The folder holds something already.
    """
    if out.exists() and any(out.iterdir()):
        raise FolderTaken(folder=out)
    with _arrangement() as folder, as_file(_EXAMPLES / "exercise") as own:
        arrangement = intake.read(folder)
        drill = make(arrangement, load(own / "scenario.toml"), seed)
        workspace = create(out / WORKSPACE, arrangement, folder, exercise=True)
    write(drill, out)
    for kind, name in _tables(drill):
        _importer(workspace, drill, kind).file(out / name)
    return drill


_EXAMPLES = files("truceline.examples")


@contextmanager
def _arrangement() -> Iterator[Path]:
    """Give a folder with the files of the example, and those that the drill has in their place."""
    with (
        as_file(_EXAMPLES / "astana") as example,
        as_file(_EXAMPLES / "exercise" / "arrangement") as own,
        tempfile.TemporaryDirectory() as held,
    ):
        folder = Path(held) / "arrangement"
        tables = shutil.ignore_patterns("*.csv", "mappings", "__pycache__")
        shutil.copytree(example, folder, ignore=tables)
        shutil.copytree(own, folder, dirs_exist_ok=True)
        yield folder


def _tables(drill: Drill) -> Iterator[tuple[DatasetKind, str]]:
    yield "units", DISTRICTS
    for code in drill.seen:
        yield "reports", f"{LEDGERS}/{code}.csv"
    yield "counts", COUNTS
    for kind in TABLES:
        yield kind, f"{kind}.csv"


def _importer(workspace: Workspace, drill: Drill, kind: DatasetKind) -> Importer:
    return Importer(
        desk=workspace.desk,
        kind=kind,
        # Reports and counts say from when each is known; the rest is handed in when all is over.
        options=Options(known_from=drill.scenario.until),
        quarantine=workspace.quarantine,
        parties=list(drill.seen),
    )


def told(drill: Drill, out: Path) -> str:
    """Return what was made, and what to do with it."""
    folder, until = out / WORKSPACE, drill.scenario.until
    day = drill.scenario.first + timedelta(days=drill.scenario.days // 2)
    each = [
        say("{number} by {ledger}", number=number(len(seen)), ledger=code)
        for code, seen in drill.seen.items()
    ]
    return "\n".join(
        [
            say("EXERCISE: nothing that follows happened."),
            say(
                "{incidents} incidents were made up from the number {seed}, and reports of them: "
                "{reports}.",
                incidents=number(len(drill.incidents)),
                seed=drill.seed,
                reports=listed(each),
            ),
            say(
                "What the parties would know is on record in {folder}. What happened is in "
                "{truth}: keep it from those who are drilled. Look at the drill:",
                folder=folder,
                truth=out / TRUTH,
            ),
            f"  truceline -w {folder} day {day}",
            f"  truceline -w {folder} counts",
            f"  truceline -w {folder} report --about {until} --as-known-on {until}",
            f"  truceline -w {folder} import list",
        ]
    )

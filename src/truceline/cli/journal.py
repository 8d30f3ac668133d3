"""`truceline journal`: verify the record, show it, hand it to others, prove one entry."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from truceline.assembly import FolderTaken, Workspace, open_workspace
from truceline.cli.options import as_json, in_workspace, workspace_folder
from truceline.errors import BadInput, NotFound
from truceline.journal import receipts, tiles
from truceline.journal.checkpoints import opened_checkpoint
from truceline.journal.notes import Verifier
from truceline.journal.verify import Each, Verdict, verify
from truceline.publish import journal as publish
from truceline.wording import say

_FEW = 5_000
"""Fewer entries are verified sooner than other processes start."""
_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
_FOLDER = click.Path(path_type=Path, file_okay=False)
_key = click.option("--key", metavar="KEY", help="Public key of the record, or a file with it.")


class EntryUnknown(NotFound):
    """The record has no such entry."""

    code = "journal.entry-unknown"
    text = "There is no entry {number}. `truceline journal show` lists those that there are."


class KeyNeeded(BadInput):
    """What others hand over is checked with a key that came from elsewhere."""

    code = "journal.key-needed"
    text = (
        "To check {file} the public key of its record is needed, and a key that came with it "
        "proves nothing. Get the key from those who keep the record and name it with --key."
    )


@dataclass(frozen=True, slots=True)
class _Record:
    """A record to be verified, wherever it lies."""

    log: Verifier
    notes: Iterable[bytes]
    checkpoints: Iterable[bytes]
    newest: bytes
    blob: Callable[[str], object] | None = None


@click.group()
def journal() -> None:
    """Verify the record, show it, hand it to others, prove one entry."""


@journal.command(name="verify")
@click.argument("folder", required=False, type=_FOLDER)
@workspace_folder
@_key
@click.option(
    "--kept",
    multiple=True,
    type=_FILE,
    help="A checkpoint kept elsewhere: the record must have grown from it.",
)
@as_json
def verify_(
    folder: Path | None, root: Path, key: str | None, kept: tuple[Path, ...], *, as_json: bool
) -> None:
    """Check that no entry was changed, removed, added or reordered.

    Checks the workspace's record and the files that it names, or the record exported to FOLDER.
    Exits with 1 if anything does not hold, and names the first entry and why.
    """
    record = _exported(folder, key) if folder else _held(open_workspace(root))
    found = _verify(record, [file.read_bytes() for file in kept])
    if folder and found.fault is None:
        tiles.check(folder, record.log)
    if as_json:
        click.echo(json.dumps(publish.verdict_as_data(found)))
    else:
        click.echo(publish.verdict(found))
    _stop_at_fault(found)


@journal.command()
@click.argument("number", required=False, type=click.IntRange(min=0))
@in_workspace
@as_json
def show(workspace: Workspace, number: int | None, *, as_json: bool) -> None:
    """List the entries of the record, or show everything about entry NUMBER."""
    entries = workspace.desk.journal.read()
    if as_json:
        asked = [p for p in publish.with_times(entries) if number in {None, p[0].position}]
        click.echo(json.dumps([publish.as_data(*p) for p in asked], ensure_ascii=False, indent=1))
    elif number is None:
        for line in publish.show(workspace.log.name, entries):
            click.echo(line)
    else:
        asked = [p for p in publish.with_times(entries) if p[0].position == number]
        if not asked:
            raise EntryUnknown(number=number)
        click.echo(publish.show_one(*asked[0]), nl=False)


@journal.command()
@click.argument("folder", type=_FOLDER)
@in_workspace
def export(workspace: Workspace, folder: Path) -> None:
    """Write the whole record to FOLDER, so that anyone can check it without this program.

    The files that entries name are not written. docs/format.md says what is in the folder.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FolderTaken(folder=folder)
    notes, checkpoint = _covered(workspace)
    _stop_at_fault(_verify(_Record(workspace.log, notes, [checkpoint], checkpoint)))
    tiles.write(folder, notes, checkpoint, workspace.log)
    click.echo(
        say(
            "The record is in {folder}. Give others the key by another way than the folder:\n"
            "{key}\n"
            "Next: truceline journal verify {folder} --key KEY",
            folder=folder,
            key=workspace.log,
        )
    )


@journal.command()
@click.argument("number", required=False, type=click.IntRange(min=0))
@workspace_folder
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it to a file.")
@click.option("--check", "given", type=_FILE, help="Check this receipt instead of writing one.")
@_key
def receipt(
    number: int | None, root: Path, out: Path | None, given: Path | None, key: str | None
) -> None:
    """Write the proof that entry NUMBER is in the record, or check one offline.

    Exits with 1 if a receipt does not hold.
    """
    if given is not None:
        shown = receipts.checked(given.read_bytes(), _key_of(key, given))
        click.echo(publish.receipt(shown))
    elif number is None:
        raise click.UsageError(say("Name an entry by its number, or a receipt with --check."))
    else:
        workspace = open_workspace(root)
        notes, checkpoint = _covered(workspace)
        if number >= len(notes):
            raise EntryUnknown(number=number)
        written = receipts.written(notes, number, checkpoint, workspace.log)
        with click.open_file(str(out or "-"), "wb") as file:
            file.write(written)


def _held(workspace: Workspace) -> _Record:
    journal, blobs = workspace.desk.journal, workspace.desk.blobs
    newest = journal.checkpoint()
    return _Record(workspace.log, journal.notes(), journal.checkpoints(), newest, blobs.open)


def _exported(folder: Path, key: str | None) -> _Record:
    checkpoint = tiles.checkpoint_in(folder)
    notes = tiles.notes_in(folder)
    return _Record(_key_of(key, folder), notes, [checkpoint], checkpoint)


def _covered(workspace: Workspace) -> tuple[list[bytes], bytes]:
    """Return the newest checkpoint and the notes that it covers; others may go on writing."""
    journal = workspace.desk.journal
    checkpoint = journal.checkpoint()
    size = opened_checkpoint(checkpoint, workspace.log).size
    return list(islice(journal.notes(), size)), checkpoint


def _key_of(key: str | None, file: Path) -> Verifier:
    if key is None:
        raise KeyNeeded(file=file)
    written = Path(key).read_text(encoding="utf-8") if Path(key).is_file() else key
    return Verifier.parse(written.strip())


def _verify(record: _Record, kept: Sequence[bytes] = ()) -> Verdict:
    try:
        size = opened_checkpoint(record.newest, record.log).size
    except BadInput:
        size = 0
    with _workers(size) as each, _bar(size) as progress:
        return verify(
            record.notes,
            [*record.checkpoints, *kept],
            record.log,
            blob=record.blob,
            each=each,
            progress=progress,
        )


@contextmanager
def _workers(entries: int) -> Iterator[Each]:
    if entries < _FEW:
        yield map
        return
    with get_context("spawn").Pool() as pool:
        yield pool.imap


@contextmanager
def _bar(entries: int) -> Iterator[Callable[[int], None]]:
    """Show a bar on a terminal, and nothing elsewhere."""
    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(
        *columns,
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bar:
        task = bar.add_task(say("Verifying"), total=entries or None)
        yield lambda done: bar.update(task, completed=done)


def _stop_at_fault(found: Verdict) -> None:
    if found.fault is not None:
        click.echo(publish.fault(found.fault), err=True)
        sys.exit(1)

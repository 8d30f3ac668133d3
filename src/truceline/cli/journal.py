"""`truceline journal`: verify the record, show it, hand it to others, prove one entry."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from truceline.assembly import FolderTaken, Workspace
from truceline.cli.options import as_json, in_workspace, opened, workspace_folder
from truceline.errors import BadInput, NotFound
from truceline.journal import receipts, tiles
from truceline.journal.checkpoints import opened_checkpoint
from truceline.journal.notes import Verifier
from truceline.journal.protocol import Log
from truceline.journal.verify import Each, Verdict, verify, verify_record
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
    checkpoints = [file.read_bytes() for file in kept]
    if folder:
        found = _verify_folder(folder, _key_of(key, folder), checkpoints)
    else:
        found = _verify_workspace(opened(root), checkpoints)
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
    if number is None and not as_json:
        for line in publish.show(workspace.log.name, entries):
            click.echo(line)
        return
    asked = publish.with_times(entries)
    if number is not None:
        asked = islice(asked, number, number + 1)
    found = list(asked)
    if number is not None and not found:
        raise EntryUnknown(number=number)
    if as_json:
        click.echo(json.dumps([publish.as_data(*p) for p in found], ensure_ascii=False, indent=1))
    else:
        click.echo(publish.show_one(*found[0]), nl=False)


@journal.command()
@click.argument("folder", type=_FOLDER)
@in_workspace
def export(workspace: Workspace, folder: Path) -> None:
    """Write the whole record to FOLDER, so that anyone can check it without this program.

    Each of its logs gets a folder of its own, named for the log. The files that entries name are
    not written. docs/format.md says what is in the folders.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FolderTaken(folder=folder)
    _stop_at_fault(_verify_workspace(workspace))
    written = []
    for log in workspace.desk.journal.logs():
        target = folder / log.verifier.name.rpartition("/")[2]
        tiles.write(target, *_covered(workspace, log), log.verifier)
        written.append(f"truceline journal verify {target} --key {log.verifier}")
    click.echo(
        say(
            "The record is in {folder}. Give others its key by another way than the folder; "
            "whoever has both can check it:",
            folder=folder,
        )
    )
    click.echo("\n".join(written))


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
        written = _receipt(opened(root, for_program=True), number)
        with click.open_file(str(out or "-"), "wb") as file:
            file.write(written)


def _receipt(workspace: Workspace, number: int) -> bytes:
    log = [log for log in workspace.desk.journal.logs() if log.first <= number][-1]
    notes, checkpoint = _covered(workspace, log)
    if number - log.first >= len(notes):
        raise EntryUnknown(number=number)
    return receipts.written(notes, number - log.first, checkpoint, log.verifier)


def _covered(workspace: Workspace, log: Log) -> tuple[list[bytes], bytes]:
    """Return a log's newest checkpoint and the notes that it covers; others may go on writing."""
    journal, name = workspace.desk.journal, log.verifier.name
    *_, checkpoint = journal.checkpoints(log=name)
    size = opened_checkpoint(checkpoint, log.verifier).size
    return list(islice(journal.notes(log=name), size)), checkpoint


def _key_of(key: str | None, file: Path) -> Verifier:
    if key is None:
        raise KeyNeeded(file=file)
    written = Path(key).read_text(encoding="utf-8") if Path(key).is_file() else key
    return Verifier.parse(written.strip())


def _verify_workspace(workspace: Workspace, kept: Sequence[bytes] = ()) -> Verdict:
    journal, blobs = workspace.desk.journal, workspace.desk.blobs
    log = journal.logs()[-1]
    size = log.first + _size(journal.checkpoint(), log.verifier)
    with _workers(size) as each, _bar(size) as progress:
        return verify_record(journal, kept=kept, blob=blobs.open, each=each, progress=progress)


def _verify_folder(folder: Path, log: Verifier, kept: Sequence[bytes]) -> Verdict:
    checkpoint = tiles.checkpoint_in(folder)
    size = _size(checkpoint, log)
    with _workers(size) as each, _bar(size) as progress:
        signed = [checkpoint, *kept]
        found = verify(tiles.notes_in(folder), signed, log, each=each, progress=progress)
    if found.fault is None:
        tiles.check(folder, log)
    return found


def _size(checkpoint: bytes, log: Verifier) -> int:
    """Return how many entries a checkpoint covers, 0 if it is not even one."""
    try:
        return opened_checkpoint(checkpoint, log).size
    except BadInput:
        return 0


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

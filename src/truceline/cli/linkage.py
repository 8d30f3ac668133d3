"""`truceline link`: which reports of several ledgers are the same incident."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, count
from pathlib import Path
from typing import Literal

import click
import polars as pl
from click.core import ParameterSource

from truceline.assembly import Workspace
from truceline.cli.options import (
    as_json,
    as_known_on,
    drill,
    linkage_config,
    linkage_settings,
    opened,
    workspace_folder,
)
from truceline.domain.linkage import LinkageSettings
from truceline.intake import datasets, taxonomies
from truceline.intake import linkage as intake
from truceline.intake.accounts import Options, Translated
from truceline.intake.taxonomies import Taxonomy
from truceline.journal.workspaces import is_exercise
from truceline.projections import incidents, linkage, windows
from truceline.publish import linkage as publish
from truceline.wording import number, say

_FILE = click.Path(path_type=Path, dir_okay=False)
Method = Literal["evidence", "meltt"]


@dataclass(slots=True)
class _Ledgers:
    """Files of reports, read one after the other."""

    read: Callable[[Path, Path], Translated]
    aside: list[tuple[Path, pl.DataFrame]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def reports(self, files: Sequence[Path], scratch: Path) -> pl.DataFrame:
        """Return the reports of all files, in their order."""
        frames = []
        for place, file in enumerate(files):
            told = self.read(file, scratch / f"{place}.parquet")
            frames.append(pl.read_parquet(told.parquet))
            self.notes += told.notes
            if told.quarantined.height:
                self.aside.append((file, told.quarantined))
        return pl.concat(frames, how="diagonal_relaxed")

    def put_aside(self, folder: Path) -> list[str]:
        """Write down the rows that could not be read, and say where."""
        lines = []
        taken = set[Path]()
        for file, rows in self.aside:
            numbers = chain([""], (f"-{number}" for number in count(2)))
            names = (folder / f"{file.stem}{number}.quarantine.csv" for number in numbers)
            named = next(name for name in names if name not in taken)
            taken.add(named)
            rows.write_csv(named)
            lines.append(
                say(
                    "{count} rows of {ledger} could not be read and were set aside, each with its "
                    "reason: {file}",
                    count=number(rows.height),
                    ledger=file,
                    file=named,
                )
            )
        return lines


@click.command()
@click.argument("ledgers", nargs=-1, type=_FILE, metavar="[LEDGER]...")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder to fill.")
@linkage_config
@workspace_folder
@as_known_on
@click.option(
    "--kind",
    default="reports",
    show_default=True,
    type=click.Choice(["reports", "ucdp", "acled"]),
    help="What the files hold.",
)
@click.option("--mapping", type=_FILE, help="TOML file that names the columns.")
@click.option("--encoding", help="Encoding of the text, if it is not UTF-8.")
@click.option(
    "--method",
    default="evidence",
    show_default=True,
    type=click.Choice(["evidence", "meltt"]),
    help="By evidence, with probabilities; or by fixed windows, as the field's baseline does.",
)
@click.option("--km", default=4.0, show_default=True, help="meltt: kilometres apart at most.")
@click.option("--days", default=2, show_default=True, help="meltt: days apart at most.")
@click.option(
    "--taxonomy",
    "named_taxonomies",
    multiple=True,
    metavar="NAME=FILE",
    help="meltt: a taxonomy; the files are then event files as that method has them.",
)
@as_json
def link(  # noqa: PLR0913  one argument an option
    ledgers: tuple[Path, ...],
    *,
    out: Path | None,
    config: Path | None,
    root: Path,
    as_known_on: date | None,
    kind: datasets.Kind,
    mapping: Path | None,
    encoding: str | None,
    method: Method,
    km: float,
    days: int,
    named_taxonomies: tuple[str, ...],
    as_json: bool,
) -> None:
    """Say which reports of the files LEDGER... speak of the same incident.

    OUT is filled with pairs.csv (pairs of reports, how probable it is that they are one incident,
    and the evidence), incidents.csv (every report once, with the incident to which it is put) and
    summary.json. Who is blamed plays no part unless --config asks for it.

    Without LEDGER the reports of all ledgers of the workspace are linked, and what people decided
    about them holds (truceline incident); OUT may then be left out.
    """
    if not ledgers:
        if mapping or encoding or named_taxonomies or (kind, method) != ("reports", "evidence"):
            raise click.UsageError(
                say("--kind, --mapping, --encoding, --method and --taxonomy are for files.")
            )
        _link_workspace(
            opened(root, for_program=as_json), config, out, as_known_on, as_json=as_json
        )
        return
    if out is None or as_known_on is not None:
        raise click.UsageError(say("Files are linked with --out, and without --as-known-on."))
    _check_method(method)
    with publish.writing_to(out), tempfile.TemporaryDirectory(dir=out) as held:
        known = _taxonomies(named_taxonomies, encoding)
        files = _Ledgers(_reader(kind, Options(mapping=mapping, encoding=encoding), known))
        settings = intake.read(config) if config else LinkageSettings()
        reports = files.reports(ledgers, Path(held))
        # What was set aside is told first: linking may yet be refused.
        for line in (*drill(reports), *files.notes, *files.put_aside(out)):
            click.echo(line, err=as_json)
        if method == "meltt":
            said, summary = _by_windows(reports, known, km, days, out)
        else:
            said, summary = _by_evidence(reports, settings, out)
    click.echo(publish.as_text(summary) if as_json else said, nl=not as_json)


_OF_WINDOWS, _OF_EVIDENCE = ("km", "days", "named_taxonomies"), ("config",)


def _check_method(method: Method) -> None:
    """Refuse an option that the method does not look at."""
    ctx = click.get_current_context()
    idle = _OF_WINDOWS if method == "evidence" else _OF_EVIDENCE
    for option in ctx.command.params:
        given = ctx.get_parameter_source(option.name or "") == ParameterSource.COMMANDLINE
        if option.name in idle and given:
            raise click.UsageError(
                say(
                    "{option} does nothing with --method {method}.",
                    option=option.opts[0],
                    method=method,
                )
            )


def _link_workspace(
    workspace: Workspace,
    config: Path | None,
    out: Path | None,
    as_known_on: date | None,
    *,
    as_json: bool,
) -> None:
    desk = workspace.desk
    held = incidents.known(desk.journal, desk.blobs, as_known_on=as_known_on)
    linked = incidents.linked(held, linkage_settings(workspace, config))
    if out is not None:
        tables = {"pairs": linked.pairs, "incidents": linked.incidents}
        with publish.writing_to(out):
            publish.save(out, tables, linked.summary, exercise=is_exercise(desk.journal))
    if as_json:
        click.echo(publish.as_text(linked.summary), nl=False)
    else:
        click.echo(publish.workspace_account(linked.summary, out))


def _by_evidence(
    reports: pl.DataFrame, settings: LinkageSettings, out: Path
) -> tuple[str, dict[str, object]]:
    linked = linkage.link(reports, settings)
    tables = {"pairs": linked.pairs, "incidents": linked.incidents}
    publish.save(out, tables, linked.summary)
    return publish.account(linked.summary, out), linked.summary


def _by_windows(
    reports: pl.DataFrame, known: Sequence[Taxonomy], km: float, days: int, out: Path
) -> tuple[str, dict[str, object]]:
    if known:
        levels: list[Sequence[str]] = [taxonomy.levels for taxonomy in known]
    else:
        reports, of_kind = windows.with_kinds(reports)
        levels = [of_kind]
    linked = windows.link(reports, levels, km=km, days=days)
    tables = {
        "pairs": linked.pairs,
        "incidents": linked.incidents,
        "review": linked.to_review,
    }
    summary: dict[str, object] = {**linked.summary, "method": "meltt", "km": km, "days": days}
    publish.save(out, tables, summary)
    return publish.windows_account(linked.summary, out), summary


def _taxonomies(named: Sequence[str], encoding: str | None) -> list[Taxonomy]:
    known: list[Taxonomy] = []
    for text in named:
        name, found, file = text.partition("=")
        if not found or not name or name in [taxonomy.name for taxonomy in known]:
            message = f"--taxonomy {text}: write NAME=FILE, each NAME once."
            raise click.UsageError(message)
        known.append(taxonomies.read(name, Path(file), encoding=encoding))
    return known


def _reader(
    kind: datasets.Kind, options: Options, known: Sequence[Taxonomy]
) -> Callable[[Path, Path], Translated]:
    if known:
        return lambda file, into: taxonomies.translate(
            file, taxonomies=known, into=into, options=options
        )
    return lambda file, into: datasets.translate(file, kind=kind, into=into, options=options)

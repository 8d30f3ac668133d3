"""`truceline attribute`: which area each report lies in, in bulk and without a workspace."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
import polars as pl
import pyarrow.parquet as pq

from truceline.cli.options import drill
from truceline.domain.datasets import DatasetKind
from truceline.intake import arrangement as intake
from truceline.intake import units
from truceline.intake.accounts import Options, Translated
from truceline.intake.imports import translator
from truceline.projections.attribution import NEAR_SCHEMA, SCHEMA, Attributor
from truceline.publish import tables
from truceline.wording import number, say

_FILE = click.Path(path_type=Path, dir_okay=False)
_BATCH = 1 << 19
_LOOK = 1_000
"""Rows of a drill are all marked; so many are looked at."""
_WANTED = [
    *("report_id", "ledger", "occurred_from", "occurred_to", "lon", "lat"),
    *("precision", "radius_m", "place_code"),
]


@click.command()
@click.argument("file", type=_FILE)
@click.option(
    "--arrangement",
    "folder",
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with the arrangement's files.",
)
@click.option("--out", required=True, type=_FILE, help="Table to write, .csv or .parquet.")
@click.option(
    "--near",
    "near_out",
    type=_FILE,
    help="Second table: reports near the settlements of areas whose line is not known.",
)
@click.option(
    "--kind",
    default="reports",
    show_default=True,
    type=click.Choice(["reports", "ucdp", "acled"]),
    help="What the file holds.",
)
@click.option(
    "--units", "unit_files", multiple=True, type=_FILE, help="Administrative units (GeoJSON)."
)
@click.option("--mapping", type=_FILE, help="TOML file that names the columns.")
@click.option("--encoding", help="Encoding of the text, if it is not UTF-8.")
def attribute(  # noqa: PLR0913  one argument an option
    file: Path,
    folder: Path,
    *,
    out: Path,
    near_out: Path | None,
    kind: DatasetKind,
    unit_files: tuple[Path, ...],
    mapping: Path | None,
    encoding: str | None,
) -> None:
    """Say which area each report of FILE lies in, with what probability.

    The table has one row for each report and boundary with a probability above 0:
    report_id, area, boundary, probability. An area whose line is not known gets none; --near
    lists the exact places near the settlements that its text names. An imprecise place is likelier
    where exact reports of the same ledger lay at about that time. Rows that could not be read are
    set aside beside OUT, in a file that ends in .quarantine.csv.
    """
    options = Options(mapping=mapping, encoding=encoding)
    with tempfile.TemporaryDirectory(dir=out.parent) as held:
        scratch = Path(held)
        known, units_held = intake.read(folder), _units(unit_files, scratch)
        told = translator(kind, parties=())(
            file, into=scratch / "reports.parquet", options=options, progress=None
        )
        attributor = Attributor(known, units_held, learn_from=_exact(told.parquet))
        rows = tables.write(out, map(attributor.of, _batches(told.parquet)), SCHEMA)
        near = None
        if near_out is not None:
            pieces = map(attributor.near, _batches(told.parquet))
            near = tables.write(near_out, pieces, NEAR_SCHEMA)
        unplaced = sum(attributor.unplaced(batch) for batch in _batches(told.parquet))
        marked = list(drill(pl.read_parquet(told.parquet, n_rows=_LOOK)))
    for line in (*marked, _account(told, rows, near, unplaced, out)):
        click.echo(line)
    if told.quarantined.height:
        aside = out.with_name(f"{out.stem}.quarantine.csv")
        told.quarantined.write_csv(aside)
        click.echo(say("Rows that could not be read, each with its reason: {file}", file=aside))


def _units(files: tuple[Path, ...], scratch: Path) -> pl.DataFrame | None:
    read = [
        units.translate(file, into=scratch / f"units-{n}.parquet").parquet
        for n, file in enumerate(files)
    ]
    return pl.concat([pl.read_parquet(f) for f in read]) if read else None


def _exact(file: Path) -> pl.DataFrame:
    return pl.scan_parquet(file).select(_WANTED).filter(pl.col("precision") == "exact").collect()


def _batches(file: Path) -> Iterator[pl.DataFrame]:
    with pq.ParquetFile(file) as opened:
        for batch in opened.iter_batches(batch_size=_BATCH, columns=_WANTED):
            frame = pl.from_arrow(batch)
            assert isinstance(frame, pl.DataFrame)
            yield frame


def _account(told: Translated, rows: int, near: int | None, unplaced: int, out: Path) -> str:
    words = [
        say(
            "{read} reports read, {quarantined} of them set aside; {rows} pairs of report and "
            "boundary in {out}.",
            read=number(told.read),
            quarantined=number(told.quarantined.height),
            rows=number(rows),
            out=out,
        ),
        *told.notes,
    ]
    if near is not None:
        words.append(say("{near} pairs near a settlement that a text names.", near=number(near)))
    if unplaced:
        words.append(
            say(
                "{unplaced} reports have no place that can be asked about; they are in no area "
                "and outside none. --units helps where a unit or the country is known.",
                unplaced=number(unplaced),
            )
        )
    return "\n".join(words)

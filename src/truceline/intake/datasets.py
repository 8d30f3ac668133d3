"""One file in, one Parquet file of ours out, and every row accounted for."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final, Literal

import polars as pl

from truceline.domain.effort import TABLES, EffortKind, key
from truceline.domain.reports import KEY
from truceline.intake import acled, effort, reports, ucdp
from truceline.intake.accounts import Account, Options, Translated, account_for
from truceline.intake.cells import Recipe
from truceline.intake.drafts import write
from truceline.intake.mapping import ColumnMapping, load_mapping
from truceline.intake.marks import admitted
from truceline.intake.records import Batch, Table, column_names
from truceline.intake.streams import HashedFile, Progress
from truceline.intake.tables import open_table

Kind = Literal["ucdp", "acled", "reports"] | EffortKind

_ALIASES: Final = ucdp.ALIASES
RECIPES: Final[Mapping[str, Callable[..., Recipe]]] = {
    "ucdp": ucdp.recipe,
    "acled": acled.recipe,
    "reports": reports.recipe,
    **{kind: partial(effort.recipe, kind) for kind in TABLES},
}
KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("ucdp", "acled", "reports"), KEY),
    **{kind: key(kind) for kind in TABLES},
}


def translate(
    path: Path,
    *,
    kind: Kind,
    into: Path,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Translated:
    """Translate a file of somebody's data into a Parquet file of ours.

    Args:
        path: CSV, gzipped CSV or Parquet.
        kind: What it is.
        into: The Parquet file to make; it appears only when all is done.
        options: What is known about the file.
        progress: Called with the bytes read so far and the size of the file.

    Raises:
        BadInput: The file as a whole cannot be read as what it is said to be; nothing was made.
        NotFound: There is no such file or mapping.
        Unsafe: The result cannot be written; nothing was made.
    """
    options = options or Options()
    mapping = load_mapping(options.mapping) if options.mapping else ColumnMapping()

    def read(source: HashedFile, whole: Path) -> Account:
        return _write(source, whole, kind, mapping, options)

    return account_for(path, into, read, key=KEYS[kind], progress=progress)


def _write(
    source: HashedFile, whole: Path, kind: Kind, mapping: ColumnMapping, options: Options
) -> Account:
    table = open_table(source, encoding=options.encoding, separator=mapping.separator)
    named = _named(source.path, kind, mapping, table.schema)
    empty = pl.DataFrame(schema=table.schema).select(named)
    recipe = RECIPES[kind](source.path, empty.schema, options.known_from)
    if options.extent and kind not in TABLES:
        recipe = replace(recipe, rules=(*recipe.rules, reports.inside(options.extent)))
    nothing, _ = recipe.apply(Batch(pl.Series(dtype=pl.Int64), empty))
    account = Account(notes=list(recipe.notes))
    batches = admitted(source.path, table, exercise=options.admits_exercise)
    write(whole, _rows(table, batches, named, recipe, account), nothing.frame.schema)
    return account


def _named(
    file: Path, kind: Kind, mapping: ColumnMapping, schema: Mapping[str, pl.DataType]
) -> list[pl.Expr]:
    """Return the columns of the file under our names, and the fixed ones."""
    ours = mapping.names(file, schema)
    if kind in {"ucdp", "acled"}:
        names = column_names(file, (name.lower() for name in ours.values()))
        ours = {its: _ALIASES.get(name, name) for its, name in zip(ours, names, strict=True)}
    return [
        *(pl.col(its).alias(name) for its, name in ours.items()),
        *(pl.lit(value).alias(name) for name, value in mapping.fixed.items()),
    ]


def _rows(
    table: Table, batches: Iterable[Batch], named: list[pl.Expr], recipe: Recipe, account: Account
) -> Iterator[pl.DataFrame]:
    """Yield the rows that can be read, and enter all others into the account."""
    noticed = Counter[str]()
    for batch in batches:
        made, faults = recipe.apply(Batch(batch.rows, batch.frame.select(named)))
        account.read += batch.rows.len()
        account.rows.append(made.rows)
        account.faults += faults
        noticed.update(recipe.notice(made.frame))
        yield made.frame
    account.read += len(table.faults)
    account.faults += table.faults
    account.notes += table.notes
    account.notes += [text.format(rows=f"{rows:,}") for text, rows in noticed.items() if rows]

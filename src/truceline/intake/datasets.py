"""One file in, one Parquet file of ours out, and every row accounted for."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final, Literal

import polars as pl

from truceline.domain.effort import TABLES, EffortKind
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

MakeRecipe = Callable[[Path, Mapping[str, pl.DataType], date | None], Recipe]
"""Says how rows are read: for a file with these columns, published on this day if it is known."""

_ALIASES: Final = ucdp.ALIASES
RECIPES: Final[Mapping[str, MakeRecipe]] = {
    "ucdp": ucdp.recipe,
    "acled": acled.recipe,
    "reports": reports.recipe,
    **{kind: partial(effort.recipe, kind) for kind in TABLES},
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
    any_case = kind in {"ucdp", "acled"}
    return translate_by(
        RECIPES[kind], path, into=into, options=options, progress=progress, any_case=any_case
    )


def translate_by(
    make_recipe: MakeRecipe,
    path: Path,
    *,
    into: Path,
    options: Options | None = None,
    progress: Progress | None = None,
    any_case: bool = False,
) -> Translated:
    """Translate a file by a recipe of one's own; otherwise as `translate`.

    Args:
        make_recipe: How its rows become rows of the reports table, and of columns beside it.
        path: The file.
        into: The Parquet file to make.
        options: What is known about the file.
        progress: Called with the bytes read so far and the size of the file.
        any_case: Names of columns count in lower case, in whatever case they are written.
    """
    options = options or Options()
    mapping = load_mapping(options.mapping) if options.mapping else ColumnMapping()

    def read(source: HashedFile, whole: Path) -> Account:
        opened = open_table(source, encoding=options.encoding, separator=mapping.separator)
        table = admitted(source.path, opened, exercise=options.admits_exercise)
        named = _named(source.path, mapping, table.schema, any_case=any_case)
        recipe = make_recipe(source.path, _empty(table, named).schema, options.known_from)
        return _write(whole, table, named, recipe, options)

    return account_for(path, into, read, progress=progress)


def _write(
    whole: Path, table: Table, named: list[pl.Expr], recipe: Recipe, options: Options
) -> Account:
    if options.extent and recipe.makes("lon"):
        recipe = replace(recipe, rules=(*recipe.rules, reports.inside(options.extent)))
    nothing, _ = recipe.apply(Batch(pl.Series(dtype=pl.Int64), _empty(table, named)))
    account = Account(key=recipe.key, notes=list(recipe.notes))
    write(whole, _rows(table, named, recipe, account), nothing.frame.schema)
    return account


def _empty(table: Table, named: list[pl.Expr]) -> pl.DataFrame:
    return pl.DataFrame(schema=table.schema).select(named)


def _named(
    file: Path, mapping: ColumnMapping, schema: Mapping[str, pl.DataType], *, any_case: bool
) -> list[pl.Expr]:
    """Return the columns of the file under our names, and the fixed ones."""
    ours = mapping.names(file, schema)
    if any_case:
        names = column_names(file, (name.lower() for name in ours.values()))
        ours = {its: _ALIASES.get(name, name) for its, name in zip(ours, names, strict=True)}
    return [
        *(pl.col(its).alias(name) for its, name in ours.items()),
        *(pl.lit(value).alias(name) for name, value in mapping.fixed.items()),
    ]


def _rows(
    table: Table, named: list[pl.Expr], recipe: Recipe, account: Account
) -> Iterator[pl.DataFrame]:
    """Yield the rows that can be read, and enter all others into the account."""
    noticed = Counter[str]()
    for batch in table.batches():
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

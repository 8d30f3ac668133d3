"""UCDP GED, the events of the Uppsala Conflict Data Program, as reports.

Reads the column sets of versions 18 to 25, candidate releases and country files. What UCDP
publishes is kept, each column under `ucdp.` and its name; the columns of the reports table are
made beside it. Its sides A and B are the parties to a conflict, not who did what, so
`alleged_party` stays empty.

Source of the codes: UCDP GED Codebook 19.1. The radii are ours (docs/formats/events.md).
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from truceline.intake.cells import DAY, WHOLE, Cell, Notice, Recipe, day, number, text, whole
from truceline.intake.reports import RULES, require, table

LEDGER: Final = "ucdp"
ALIASES: Final = {"where_decription": "where_description"}
"""Names that a version misspells, and the right ones."""

REQUIRED: Final = (
    "id",
    "type_of_violence",
    "where_prec",
    "latitude",
    "longitude",
    "date_start",
    "date_end",
    "low",
    "best",
    "high",
)
_OTHERS = """
relid year active_year code_status conflict_dset_id conflict_new_id conflict_name dyad_dset_id
dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b
number_of_sources source_article source_office source_date source_headline source_original
where_coordinates where_description adm_1 adm_2 geom_wkt priogrid_gid country country_id region
event_clarity date_prec deaths_a deaths_b deaths_civilians deaths_unknown gwnoa gwnob
"""
OPTIONAL: Final = frozenset(_OTHERS.split())

PRECISION: Final = {
    1: "exact",
    2: "near",
    3: "unit",
    4: "unit",
    5: "line",
    6: "country",
    7: "near",
}
RADIUS_M: Final = {1: 2_000.0, 2: 25_000.0, 5: 60_000.0, 7: 50_000.0}
LEVEL: Final = {3: "ADM2", 4: "ADM1"}
KIND: Final = {
    1: "violence/state-based",
    2: "violence/non-state",
    3: "violence/one-sided",
}
_CODES = {
    "type_of_violence": (1, 3),
    "where_prec": (1, 7),
    "event_clarity": (1, 2),
    "date_prec": (1, 5),
    "active_year": (0, 1),
}
_NUMBERS = ("year", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
_COUNTS = (*_NUMBERS, "low", "best", "high")
_NEVER_EMPTY = {"id", "type_of_violence", "where_prec", "date_start", "date_end"}


def recipe(file: Path, schema: Mapping[str, pl.DataType], known_from: date | None) -> Recipe:
    """Return how the rows of a file with these columns are read.

    Raises:
        ColumnsMissing: It lacks a column of `REQUIRED`.
    """
    require(file, "ucdp", schema, REQUIRED)
    unlisted = [name for name in schema if name not in {*REQUIRED, *OPTIONAL}]
    cells = (*_made(schema), *(_kept(name, dtype) for name, dtype in schema.items()))
    kept = tuple(pl.col(f"ucdp.{name}") for name in schema)
    return Recipe(
        cells=cells,
        columns=(*table(_columns(schema), known_from), *kept),
        rules=RULES,
        notices=_NOTICES,
        notes=tuple(f"Column {name} is in no version known here; kept." for name in unlisted),
    )


def _kept(name: str, dtype: pl.DataType) -> Cell:
    """Keep a column of UCDP; codes and counts as numbers, anything else as its text."""
    value, reason = text(name, dtype), "is not text"
    if name in _CODES:
        least, most = _CODES[name]
        value = whole(name, dtype, least=least, most=most)
        reason = f"is not one of the codes {least} to {most}"
    elif name in _COUNTS:
        value, reason = whole(name, dtype), WHOLE
    elif name == "number_of_sources":
        value, reason = whole(name, dtype, least=-1), "is neither a number of sources nor -1"
    required = name in _NEVER_EMPTY
    return Cell(name=f"ucdp.{name}", column=name, value=value, reason=reason, required=required)


def _made(schema: Mapping[str, pl.DataType]) -> tuple[Cell, ...]:
    days = {"occurred_from": "date_start", "occurred_to": "date_end"}
    degrees = {"lon": ("longitude", 180.0), "lat": ("latitude", 90.0)}
    return (
        *(
            Cell(name=name, column=column, value=day(column, schema[column]), reason=DAY)
            for name, column in days.items()
        ),
        *(
            Cell(
                name=name,
                column=column,
                value=number(column, schema[column], (-most, most)),
                reason=f"is not a number of degrees from {-most:g} to {most:g}",
            )
            for name, (column, most) in degrees.items()
        ),
    )


def _columns(schema: Mapping[str, pl.DataType]) -> dict[str, pl.Expr]:
    """Return the columns of the reports table, over those that the cells make."""

    def ucdp(*names: str) -> pl.Expr:
        held = [pl.col(f"ucdp.{name}") for name in names if name in schema]
        return pl.coalesce(held) if held else pl.lit(None)

    code = ucdp("where_prec")
    # Without a point nothing can lie near it.
    without_point = pl.col("lon").is_null() & code.is_in(list(RADIUS_M))
    return {
        "report_id": pl.concat_str(pl.lit(f"{LEDGER}:"), ucdp("id")),
        "ledger": pl.lit(LEDGER),
        "occurred_from": pl.col("occurred_from"),
        "occurred_to": pl.col("occurred_to"),
        "lon": pl.col("lon"),
        "lat": pl.col("lat"),
        "precision": pl.when(without_point)
        .then(pl.lit("unknown"))
        .otherwise(code.replace_strict(PRECISION, default=None, return_dtype=pl.String)),
        "radius_m": pl.when(~without_point).then(
            code.replace_strict(RADIUS_M, default=None, return_dtype=pl.Float64)
        ),
        "place_code": code.replace_strict(LEVEL, default=None, return_dtype=pl.String),
        "place_name": ucdp("where_coordinates", "adm_2", "adm_1", "country"),
        "kind": ucdp("type_of_violence").replace_strict(KIND, default=None, return_dtype=pl.String),
        "how_known": pl.lit("third-party"),
        "killed_low": ucdp("low"),
        "killed_best": ucdp("best"),
        "killed_high": ucdp("high"),
        "killed_civilians": ucdp("deaths_civilians"),
        "source": ucdp("source_original", "source_office", "source_article"),
    }


_NOTICES = (
    Notice(
        text="{rows} rows have a best estimate outside low to high; kept as published, since "
        "UCDP allows it where a source sums up several incidents.",
        applies=~pl.col("killed_best").is_between(pl.col("killed_low"), pl.col("killed_high")),
    ),
    Notice(
        text="{rows} rows have no coordinates; their place is known by name only.",
        applies=pl.col("lon").is_null(),
    ),
)

"""ACLED event files as reports.

Every column of the file is kept under `acled.` and its name; the columns of the reports table are
made beside it. Actor 1 is not the one who did it and actor 2 not the one it was done to, so
`alleged_party` stays empty. ACLED's licence forbids passing its rows on: none are in this
project, and whoever imports them holds them under that licence.

Source of the codes: acledR 1.0.1 (`R/data.R`, `acled_event_categories`). The radii are ours
(docs/formats/events.md).
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from truceline.intake.cells import WHOLE, Cell, Notice, Recipe, day, number, text, whole
from truceline.intake.reports import RULES, require, table

LEDGER: Final = "acled"
REQUIRED: Final = (
    "event_id_cnty",
    "event_date",
    "time_precision",
    "event_type",
    "sub_event_type",
    "latitude",
    "longitude",
    "geo_precision",
    "fatalities",
)
DAY_FORMS: Final = ("%Y-%m-%d", "%d-%m-%Y", "%d %B %Y")
"""2017-06-30 (the interface of today), 30-06-2017 and 30 June 2017 (older files)."""

PRECISION: Final = {1: "exact", 2: "near", 3: "near"}
RADIUS_M: Final = {1: 2_000.0, 2: 15_000.0, 3: 60_000.0}
KIND: Final = {
    "Armed clash": "fire",
    "Government regains territory": "place/entered",
    "Non-state actor overtakes territory": "place/entered",
    "Chemical weapon": "fire/chemical",
    "Air/drone strike": "fire/air",
    "Suicide bomb": "fire/explosive",
    "Shelling/artillery/missile attack": "fire/indirect",
    "Remote explosive/landmine/IED": "fire/explosive",
    "Grenade": "fire",
    "Sexual violence": "violence/other",
    "Attack": "violence",
    "Abduction/forced disappearance": "violence/detention",
    "Peaceful protest": "protest/peaceful",
    "Protest with intervention": "protest/intervention",
    "Excessive force against protesters": "protest/excessive-force",
    "Violent demonstration": "riot/demonstration",
    "Mob violence": "riot/mob",
    "Agreement": "development/agreement",
    "Arrests": "violence/detention",
    "Change to group/activity": "development/group",
    "Disrupted weapons use": "development/weapons",
    "Headquarters or base established": "development/base",
    "Looting/property destruction": "damage",
    "Non-violent transfer of territory": "place",
    "Other": "development/other",
}
"""Our kind, by ACLED's sub-event type; short where the type says less than our kinds do."""

ACTOR_TYPES: Final = {
    1: ("state",),
    2: ("rebel", "rebels"),
    3: ("political", "militia"),
    4: ("identity", "communal"),
    5: ("rioter", "rioters"),
    6: ("protester", "protesters"),
    7: ("civilian", "civilians"),
    8: ("external", "foreign", "other", "others"),
}
"""The first word of each spelling in use, by ACLED's code of the type of an actor."""

_ACTOR_TYPE = {word: code for code, words in ACTOR_TYPES.items() for word in (str(code), *words)}
_CODES = ("time_precision", "geo_precision")
_COUNTS = ("year", "fatalities", "timestamp")
_NEVER_EMPTY = {"event_id_cnty", "event_date", *_CODES}
_ACTORS = ("inter1", "inter2")


def recipe(file: Path, schema: Mapping[str, pl.DataType], known_from: date | None) -> Recipe:
    """Return how the rows of a file with these columns are read.

    Raises:
        ColumnsMissing: It lacks a column of `REQUIRED`.
    """
    require(file, LEDGER, schema, REQUIRED)
    kept = [_kept(name, dtype) for name, dtype in schema.items()]
    actors = [_actor(name) for name in _ACTORS if name in schema]
    return Recipe(
        cells=(*_made(schema), *kept),
        columns=(
            *table(_columns(schema), known_from),
            *(pl.col(cell.name) for cell in kept),
            *actors,
        ),
        rules=RULES,
        notices=_NOTICES,
    )


def _kept(name: str, dtype: pl.DataType) -> Cell:
    value, reason = text(name, dtype), "is not text"
    if name in _CODES:
        value, reason = whole(name, dtype, least=1, most=3), "is not one of the codes 1 to 3"
    elif name in _COUNTS:
        value, reason = whole(name, dtype), WHOLE
    required = name in _NEVER_EMPTY
    return Cell(name=f"acled.{name}", column=name, value=value, reason=reason, required=required)


def _made(schema: Mapping[str, pl.DataType]) -> tuple[Cell, ...]:
    degrees = {"lon": ("longitude", 180.0), "lat": ("latitude", 90.0)}
    return (
        Cell(
            name="day",
            column="event_date",
            value=day("event_date", schema["event_date"], *DAY_FORMS),
            reason="is not a day of the calendar, written like 2017-06-30, 30-06-2017 or "
            "30 June 2017",
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

    def acled(name: str) -> pl.Expr:
        return pl.col(f"acled.{name}") if name in schema else pl.lit(None)

    code, on, within = acled("geo_precision"), pl.col("day"), acled("time_precision")
    has_point = pl.col("lon").is_not_null()
    three_days = pl.duration(days=3)
    return {
        "report_id": pl.concat_str(pl.lit(f"{LEDGER}:"), acled("event_id_cnty")),
        "ledger": pl.lit(LEDGER),
        # Within a week the middle is given, within a month its start, middle or end.
        "occurred_from": pl.when(within == 1)
        .then(on)
        .when(within == 2)
        .then(on - three_days)
        .otherwise(on.dt.month_start()),
        "occurred_to": pl.when(within == 1)
        .then(on)
        .when(within == 2)
        .then(on + three_days)
        .otherwise(on.dt.month_end()),
        "lon": pl.col("lon"),
        "lat": pl.col("lat"),
        "precision": pl.when(has_point)
        .then(code.replace_strict(PRECISION, default=None, return_dtype=pl.String))
        .otherwise(pl.lit("unknown")),
        "radius_m": pl.when(has_point).then(
            code.replace_strict(RADIUS_M, default=None, return_dtype=pl.Float64)
        ),
        "place_name": acled("location"),
        "kind": acled("sub_event_type")
        .str.strip_chars()
        .replace_strict(KIND, default=None, return_dtype=pl.String),
        "how_known": pl.lit("third-party"),
        # ACLED writes 0 where it found none and where it found nothing out.
        "killed_best": pl.when(acled("fatalities") > 0).then(acled("fatalities")),
        "source": acled("source"),
        "known_from": pl.from_epoch(acled("timestamp").cast(pl.Int64)).dt.strftime(
            "%Y-%m-%dT%H:%M:%S+00:00"
        ),
        "note": acled("notes"),
    }


def _actor(name: str) -> pl.Expr:
    """Return the code of an actor's type, however it is spelled; empty if it is none of them."""
    first_word = pl.col(f"acled.{name}").str.to_lowercase().str.extract(r"^\s*(\w+)")
    code = first_word.replace_strict(_ACTOR_TYPE, default=None, return_dtype=pl.Int64)
    return code.alias(f"acled.{name}_code")


_NOTICES = (
    Notice(
        text="{rows} rows give 0 fatalities; the number killed is taken as unknown, since ACLED "
        "writes 0 for both.",
        applies=pl.col("acled.fatalities") == 0,
    ),
    Notice(
        text="{rows} rows have a sub-event type that is not known here; their kind is empty.",
        applies=pl.col("kind").is_null(),
    ),
    Notice(
        text="{rows} rows have no coordinates; their place is known by name only.",
        applies=pl.col("lon").is_null(),
    ),
)

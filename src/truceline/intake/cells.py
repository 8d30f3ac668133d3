"""From what a file holds to values: each cell is read or named as a fault, never silently lost.

A cell is a polars expression that gives null where the content cannot be read. So a fault is a
null where the file holds something, and a file without faults costs two null counts a column.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from functools import partial
from typing import Final

import polars as pl

from truceline.domain.reports import KEY
from truceline.intake.records import Batch, Fault, as_record

DAY: Final = "is not a day of the calendar, written like 2017-09-15"
MOMENT: Final = "is not a day or an instant, written like 2017-09-15 or 2017-09-15T10:00:00+03:00"
WHOLE: Final = "is not a whole number of 0 or more"
_MIDNIGHTS = (" 00:00:00.000", "T00:00:00.000", " 00:00:00", "T00:00:00", " 00:00", "T00:00")
_TIME_OF_DAY = (
    r"^[T ](?<time>(?:[01]\d|2[0-3]):[0-5]\d)(?<seconds>:[0-5]\d(?:\.\d{1,9})?)?"
    r"(?<offset>Z|[+-](?:0\d|1[0-4]):[0-5]\d)?$"
)
_OFFSET = r"[+-]\d\d:\d\d$"
_Found = defaultdict[int, dict[str, str]]
_INSTANT = "%Y-%m-%dT%H:%M:%S%.f%:z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One column to be made from one column of the file."""

    name: str
    """The column to be made."""
    column: str
    """The column of the file it is read from."""
    value: pl.Expr
    """The value; null where the content cannot be read."""
    reason: str
    """What to say of content that cannot be read; follows the content in quotes."""
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Something that must not be true of a row whose cells can each be read."""

    columns: tuple[str, ...]
    """The columns it is about."""
    broken: pl.Expr
    """Over the columns of the table that is made."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something worth saying of rows that are taken."""

    text: str
    """With a blank `{rows}` for their number."""
    applies: pl.Expr
    """Over the columns of the table that is made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How the rows of a file become rows of a table."""

    cells: tuple[Cell, ...]
    columns: tuple[pl.Expr, ...]
    """The columns of the table, in order, over those made by the cells."""
    rules: tuple[Rule, ...] = ()
    key: tuple[str, ...] = KEY
    """The columns that make up the id of a row."""
    notices: tuple[Notice, ...] = ()
    notes: tuple[str, ...] = ()
    """What is to be said of the file as a whole."""

    def apply(self, batch: Batch) -> tuple[Batch, list[Fault]]:
        """Return the rows that can be read, as rows of the table, and the faults of the others."""
        values = batch.frame.select(cell.value.alias(cell.name) for cell in self.cells)
        made = values.select(self.columns)
        found = self._unread(batch.frame, values)
        self._broken(made, found)
        if not found:
            return Batch(batch.rows, made), []
        places = sorted(found)
        records = batch.frame[places].iter_rows(named=True)
        faults = [
            _fault(batch.rows[at], found[at], record)
            for at, record in zip(places, records, strict=True)
        ]
        keep = ~pl.int_range(made.height, eager=True).is_in(places)
        return Batch(batch.rows.filter(keep), made.filter(keep)), faults

    def makes(self, name: str) -> bool:
        """Tell whether the table has a column."""
        return any(column.meta.output_name() == name for column in self.columns)

    def notice(self, made: pl.DataFrame) -> dict[str, int]:
        """Count the rows of a table to which each notice applies."""
        return {one.text: made.select(one.applies.sum()).item() or 0 for one in self.notices}

    def _unread(self, frame: pl.DataFrame, values: pl.DataFrame) -> _Found:
        """Return what cannot be read, by place in the frame and by column of the file."""
        found: _Found = defaultdict(dict)
        for cell in self.cells:
            content, value = frame[cell.column], values[cell.name]
            if value.null_count() > content.null_count():
                places = (value.is_null() & content.is_not_null()).arg_true()
                for at, shown in zip(places, content.gather(places), strict=True):
                    found[at][cell.column] = f"'{shown}' {cell.reason}"
            if cell.required and content.null_count():
                for at in content.is_null().arg_true():
                    found[at][cell.column] = "is empty"
        return found

    def _broken(self, made: pl.DataFrame, found: _Found) -> None:
        """Add what breaks a rule."""
        columns = {cell.name: cell.column for cell in self.cells}
        broken = made.select(
            rule.broken.fill_null(value=False).alias(str(place))
            for place, rule in enumerate(self.rules)
        )
        for rule, rows in zip(self.rules, broken, strict=True):
            where = [columns.get(name, name) for name in rule.columns]
            for at in rows.arg_true():
                # What cannot be read has been named; a rule about it would only say it again.
                if found[at].keys().isdisjoint(where):
                    found[at][", ".join(where)] = rule.reason


def _fault(row: int, found: Mapping[str, str], record: Mapping[str, object]) -> Fault:
    return Fault(row, ", ".join(found), "; ".join(found.values()), as_record(record))


def text(column: str, dtype: pl.DataType) -> pl.Expr:
    """Read text as it stands; a number or a time becomes its text."""
    if isinstance(dtype, pl.Datetime):
        zone = "%:z" if dtype.time_zone else ""
        return pl.col(column).dt.strftime(f"%Y-%m-%dT%H:%M:%S%.f{zone}")
    return pl.col(column) if dtype == pl.String else pl.col(column).cast(pl.String)


def whole(column: str, dtype: pl.DataType, *, least: int = 0, most: int | None = None) -> pl.Expr:
    """Read a whole number within limits, both inclusive; 4.0 is one, as pandas writes it."""
    content = pl.col(column)
    if dtype == pl.String:
        content = content.map_batches(_whole, return_dtype=pl.Int64)
    elif dtype.is_integer():
        content = content.cast(pl.Int64, strict=False)
    else:
        content = pl.when(content == content.floor()).then(content.cast(pl.Int64, strict=False))
    fits = content >= least if most is None else content.is_between(least, most)
    return pl.when(fits).then(content)


def _whole(content: pl.Series) -> pl.Series:
    plain = content.cast(pl.Int64, strict=False)
    if plain.null_count() == content.null_count():
        return plain
    return content.str.strip_chars().str.strip_suffix(".0").cast(pl.Int64, strict=False)


def number(column: str, dtype: pl.DataType, limits: tuple[float, float]) -> pl.Expr:
    """Read a finite number within limits, both inclusive."""
    content = pl.col(column).str.strip_chars() if dtype == pl.String else pl.col(column)
    content = content.cast(pl.Float64, strict=False)
    return pl.when(content.is_between(*limits) & content.is_finite()).then(content)


def choice(column: str, dtype: pl.DataType, choices: Iterable[str]) -> pl.Expr:
    """Read one of a few words."""
    content = text(column, dtype)
    return pl.when(content.is_in(list(choices))).then(content)


def day(column: str, dtype: pl.DataType, *forms: str) -> pl.Expr:
    """Read a day; a time of day is allowed only if it is midnight, as some files pad it."""
    if isinstance(dtype, pl.Datetime):
        when = pl.col(column)
        return pl.when(when.dt.time() == time.min).then(when.dt.date())
    read = partial(_days, forms=forms or ("%Y-%m-%d",))
    return pl.col(column).cast(pl.String).map_batches(read, return_dtype=pl.Date)


def _days(content: pl.Series, *, forms: Sequence[str]) -> pl.Series:
    usual = content.str.strip_suffix(_MIDNIGHTS[0]).str.to_date(forms[0], strict=False)
    if usual.null_count() == content.null_count():
        return usual
    content = content.str.strip_chars()
    for midnight in _MIDNIGHTS:
        content = content.str.strip_suffix(midnight)
    days = (content.str.to_date(form, strict=False) for form in forms)
    return pl.select(pl.coalesce(days)).to_series()


def moment(column: str, dtype: pl.DataType) -> pl.Expr:
    """Read a day or an instant, ISO 8601, as text in one form.

    Days become `2017-09-15`, instants `2017-09-15T10:00:00`, with the offset (`+03:00`) if one is
    given; without one they are meant in the arrangement's own zone.
    """
    content = text(column, dtype).str.strip_chars()
    on = content.str.head(10).str.to_date("%Y-%m-%d", strict=False).cast(pl.String)
    part = content.str.slice(10).str.extract_groups(_TIME_OF_DAY).struct
    at = pl.concat_str(
        pl.lit("T"),
        part["time"],
        part["seconds"].fill_null(":00"),
        part["offset"].fill_null("").replace("Z", "+00:00"),
    )
    return pl.when(content.str.len_bytes() == 10).then(on).otherwise(pl.concat_str(on, at))


def out_of_order(first: str, last: str) -> pl.Expr:
    """Tell where `last` comes before `first`, of two columns made by `moment`.

    An instant with an offset and one without cannot be compared to the hour here, since the
    arrangement's zone is not known; they are called out of order from two days on.
    """
    a, b = pl.col(first), pl.col(last)
    zones = a.str.contains(_OFFSET), b.str.contains(_OFFSET)
    instants = [moment.str.to_datetime(_INSTANT, strict=False) for moment in (a, b)]
    days = [moment.str.head(10).str.to_date("%Y-%m-%d", strict=False) for moment in (a, b)]
    return (
        pl.when(zones[0] & zones[1])
        .then(instants[1] < instants[0])
        .when(a.str.len_bytes() == b.str.len_bytes(), ~(zones[0] | zones[1]))
        .then(b < a)
        .otherwise(days[1] < days[0] - pl.duration(days=1))
    )

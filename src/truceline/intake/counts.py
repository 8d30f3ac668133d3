"""Tables of published counts: from anyone's columns to ours, with every row accounted for.

It translates and does not conclude: figures that do not add up are taken as printed. Only what
cannot be read as a figure at all goes to quarantine, each row with the column and the reason.
A row without a day is kept, with an empty date, to be shown apart.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

import polars as pl

from truceline.domain.count_table import COLUMNS, Column, Kind, column
from truceline.intake.count_mappings import CountsMapping, apply, identity

_BULLETIN = ("date", "month", "source")
_PARTY = (*_BULLETIN, "party")
_FIGURE = (*_PARTY, "unit")
_MONTH = "^([0-9]{4}-(?:0[1-9]|1[0-2]))$"
_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_NOT: dict[Kind, str] = {
    "day": "is not a day of the calendar",
    "month": "is not a month; write 2018-01",
    "number": "is not a whole number of 0 or more",
    "flag": "is neither true nor false",
}


class _Fault(NamedTuple):
    """A condition that keeps a row out, the column it concerns, and why."""

    field: str
    bad: pl.Expr
    reason: pl.Expr


def translate(
    frame: pl.DataFrame, mapping: CountsMapping | None = None, *, parties: Collection[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Turn a file's rows into a counts table.

    Args:
        frame: The file: all columns text, and `row`, the number of the row in the file.
        mapping: How its columns are to be read; None where they have our names already.
        parties: Ids of the parties that count.

    Returns:
        The accepted rows with the columns of `domain.count_table`, typed, in the file's order;
        and the others as `row, field, reason, record`, the record being the row as JSON.

    Raises:
        CountsColumnUnmapped: The file has a column that nothing names.
        CountsColumnMissing: The mapping names a column that the file does not have.
    """
    mapping = mapping or identity(frame.columns)
    texts = apply(mapping, frame)
    readable, unreadable = _part(texts, _unreadable(texts.columns[1:], mapping, parties))
    typed = readable.with_columns(**{name: _value(name, mapping) for name in texts.columns[1:]})
    sound, contradictory = _part(typed.with_columns(**_states()), _contradictions())
    accepted, clashing = _part(sound, _clashes(sound.columns))
    faults = pl.concat([unreadable, contradictory, clashing]).sort("row")
    record = frame.select("row", record=pl.struct(pl.exclude("row")).struct.json_encode())
    return accepted, faults.join(record, on="row", how="left", maintain_order="left")


def _part(frame: pl.DataFrame, faults: Iterable[_Fault]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Part the rows without a fault from the others, of which the first fault is told."""
    told = [
        pl.when(fault.bad.fill_null(value=False)).then(
            pl.struct(field=pl.lit(fault.field), reason=fault.reason)
        )
        for fault in faults
    ]
    marked = frame.with_columns(fault=pl.coalesce(told))
    faulty = pl.col("fault").is_not_null()
    return (
        marked.filter(~faulty).drop("fault"),
        marked.filter(faulty).select("row", pl.col("fault").struct.unnest()),
    )


def _unreadable(
    names: Iterable[str], mapping: CountsMapping, parties: Collection[str]
) -> Iterator[_Fault]:
    """Say for each column which of its texts cannot be read as what it holds."""
    for name in ("party", "source"):
        yield _Fault(name, pl.col(name).is_null(), pl.lit("is empty"))
    yield _word("party", parties)
    for name in names:
        kind, _, choices = _held(name)
        if choices:
            yield _word(name, choices)
        elif kind != "text":
            lost = pl.col(name).is_not_null() & _value(name, mapping).is_null()
            if name in {"date", "known_from"}:
                lost &= _month(name, mapping).is_null()
            yield _Fault(name, lost, _quote(name, _NOT[kind]))
    number = _number("elsewhere").is_not_null()
    yield _word("elsewhere", COLUMNS["state"].choices, unless=number)


def _word(name: str, words: Collection[str], *, unless: pl.Expr | None = None) -> _Fault:
    strange = ~pl.col(name).is_in(list(words))
    bad = strange if unless is None else strange & ~unless
    return _Fault(name, bad, _quote(name, f"is none of {', '.join(words)}"))


def _quote(name: str, what: str) -> pl.Expr:
    return pl.format("'{}' " + what, pl.col(name).fill_null(""))


def _held(name: str) -> Column:
    what = column(name)
    assert what is not None, "the mapping was checked against the columns of a counts table"
    return what


def _value(name: str, mapping: CountsMapping) -> pl.Expr:
    """Return a column's text as what it holds, null where it cannot be read so."""
    text = pl.col(name)
    match _held(name).kind:
        case "day":
            return pl.coalesce(text.str.to_date(f, strict=False) for f in mapping.date_formats)
        case "month":
            # Where a date has no day, what is left of it is its month.
            return pl.coalesce(text.str.extract(_MONTH), _month("date", mapping))
        case "number":
            return _number(name)
        case "flag":
            lower = text.str.to_lowercase()
            return lower.replace_strict(_FLAGS, default=None, return_dtype=pl.Boolean)
        case "text":
            return text


def _number(name: str) -> pl.Expr:
    return pl.col(name).str.extract("^([0-9]{1,18})$").cast(pl.Int64)


def _month(name: str, mapping: CountsMapping) -> pl.Expr:
    first = pl.format("{} 1", pl.col(name))
    days = (first.str.to_date(f"{month} %d", strict=False) for month in mapping.month_formats)
    return pl.coalesce(days).dt.strftime("%Y-%m")


def _states() -> dict[str, pl.Expr]:
    """Return the state that the numbers speak for, where the file gives none."""
    total, state = pl.col("total"), pl.col("state")
    any_number = total.is_not_null() | pl.col("count").is_not_null()
    spoken = (
        pl.when(total == 0).then(pl.lit("zero-reported")).when(any_number).then(pl.lit("reported"))
    )
    zero = pl.when(state == "zero-reported").then(pl.lit(0, dtype=pl.Int64))
    return {"state": pl.coalesce(state, spoken), "total": pl.coalesce(total, zero)}


def _contradictions() -> Iterator[_Fault]:
    """Say which rows have a state that their numbers contradict."""
    state, total, count, unit = (pl.col(name) for name in ("state", "total", "count", "unit"))
    without_number = total.is_null() & count.is_null() & unit.is_null()
    figures = ["reported", "partial"]
    neither = pl.lit("neither a number nor a state is given")
    yield _Fault("total", state.is_null(), neither)
    yield _Fault(
        "state", state.is_in(figures) & without_number, _quote("state", "without a number")
    )
    above_zero = (total > 0) | (count > 0)
    yield _Fault(
        "state", ~state.is_in(figures) & above_zero, _quote("state", "with a number above 0")
    )
    yield _Fault(
        "state", (state != "zero-reported") & (total == 0), _quote("state", "with a total of 0")
    )
    stray = unit.is_null() & count.is_not_null() & (count.ne_missing(total))
    yield _Fault("unit", stray, pl.lit("is empty; a number for no unit is a total"))


def _clashes(names: Sequence[str]) -> Iterator[_Fault]:
    """Say which rows of one bulletin repeat or contradict each other."""
    row, content = pl.col("row"), pl.struct(pl.exclude("row"))
    one = (content.n_unique() == 1).over(_FIGURE)
    first = row.min().over(_FIGURE)
    yield _Fault("unit", one & (row != first), pl.format("is the same as in row {}", first))
    yield _Fault("unit", ~one, _quote("unit", "stands twice in one bulletin, with other content"))
    for name in names[1:]:
        of = _held(name).of
        if name in _PARTY or of == "figure":
            continue
        within = _PARTY if of == "party" else _BULLETIN
        several = (pl.col(name).drop_nulls().n_unique() > 1).over(within)
        yield _Fault(name, several, _quote(name, "here, but something else in the same bulletin"))

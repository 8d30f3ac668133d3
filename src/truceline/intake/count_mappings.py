"""Mapping files: how someone's table of counts is to be read.

A mapping is data, so the bulletins of another ceasefire need no code. It names the columns, adds
what the file does not say, translates words, and takes out of running text what should stand in a
column of its own. docs/formats/counts.md describes the format.
"""

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from polars.exceptions import ComputeError
from pydantic import ConfigDict, TypeAdapter, ValidationError

from truceline.domain.count_table import COLUMNS, column
from truceline.errors import BadInput


class MappingFaulty(BadInput):
    """A mapping file cannot be used as it stands."""

    code = "counts.mapping-faulty"
    text = (
        "{file}: {where}: {reason} Mend the mapping; docs/formats/counts.md describes the format."
    )


class CountsColumnUnmapped(BadInput):
    """The file has a column that neither the format nor the mapping names."""

    code = "counts.column-unmapped"
    text = (
        "Not a column of a counts table: {columns}.{hint} An extra column is how names leak, so "
        "none is taken over unasked: name it in a mapping (--mapping) under [columns] or `ignore`."
    )


class CountsColumnMissing(BadInput):
    """The mapping reads a column that the file does not have."""

    code = "counts.column-missing"
    text = "The file has no column {columns}. Its columns are {held}; mend the mapping or the file."


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What to write where the text of a column fits a pattern."""

    column: str
    """Column of the counts table whose text is searched, most often `note`."""
    pattern: str
    """Regular expression, without look-around; a named group fills the column of its name."""
    when: dict[str, str] = field(default_factory=dict)
    """Columns and the value each must have for the rule to be tried."""
    set: dict[str, str] = field(default_factory=dict)
    """Columns and what to write in them; an empty text clears the column."""
    tag: str = ""
    """A word to add to `tags`."""

    def groups(self) -> Mapping[str, int]:
        """Return the number of each named group."""
        return re.compile(self.pattern).groupindex


@dataclass(frozen=True, slots=True, kw_only=True)
class CountsMapping:
    """How to turn a file's columns into those of a counts table."""

    columns: dict[str, str]
    """Column of the counts table, and the column of the file that it is read from."""
    ignore: tuple[str, ...] = ()
    """Columns of the file that are left out on purpose."""
    constants: dict[str, str] = field(default_factory=dict)
    """What each row has though the file does not say it."""
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    """By column of the counts table: words of the file, and what they mean."""
    date_formats: tuple[str, ...] = ("%Y-%m-%d",)
    month_formats: tuple[str, ...] = ("%Y-%m",)
    """How a date is written of which only the month is known."""
    rule: tuple[Rule, ...] = ()


# A tuple of one: pydantic takes a configuration for the classes inside a container only.
_ADAPTER = TypeAdapter(tuple[CountsMapping], config=ConfigDict(extra="forbid"))


def load(path: Path) -> CountsMapping:
    """Read a mapping file.

    Raises:
        MappingFaulty: It is not TOML, has an unknown key, or names a column that does not exist.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        (mapping,) = _ADAPTER.validate_python([raw])
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MappingFaulty(file=path.name, where="file", reason=f"not TOML: {error}.") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"][1:])
        raise MappingFaulty(file=path.name, where=where, reason=f"{first['msg']}.") from error
    for where, reason in _faults(mapping):
        raise MappingFaulty(file=path.name, where=where, reason=reason)
    return mapping


def identity(names: Iterable[str]) -> CountsMapping:
    """Return the mapping of a table whose columns already have our names."""
    return CountsMapping(columns={name: name for name in names if column(name)})


def apply(mapping: CountsMapping, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of a counts table as text, an empty text as null.

    Args:
        mapping: How the columns are to be read.
        frame: The file: all columns text, and `row`, the number of the row in the file.

    Raises:
        CountsColumnUnmapped: The file has a column that nothing names.
        CountsColumnMissing: The mapping names a column that the file does not have.
    """
    _settle_columns(frame, mapping)

    def raw(name: str) -> pl.Expr:
        if name in mapping.columns:
            source = pl.col(mapping.columns[name]).str.strip_chars()
            return _meant(pl.when(source != "").then(source), name, mapping)
        return pl.lit(mapping.constants.get(name), dtype=pl.String)

    texts = frame.select("row", **{name: raw(name) for name in _written(mapping)})
    for rule in mapping.rule:
        texts = texts.with_columns(**_applied(rule, mapping))
    return texts


def _settle_columns(frame: pl.DataFrame, mapping: CountsMapping) -> None:
    held = [name for name in frame.columns if name != "row"]
    named = {*mapping.columns.values(), *mapping.ignore}
    if strangers := [name for name in held if name not in named]:
        close = difflib.get_close_matches(strangers[0], COLUMNS, n=1)
        hint = f" Did you mean '{close[0]}'?" if close else ""
        raise CountsColumnUnmapped(columns=_quoted(strangers), hint=hint)
    if missing := [name for name in mapping.columns.values() if name not in held]:
        raise CountsColumnMissing(columns=_quoted(missing), held=_quoted(held))


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _written(mapping: CountsMapping) -> tuple[str, ...]:
    """Return every column that a table read with the mapping has, in their lasting order."""
    filled = [*mapping.columns, *mapping.constants]
    for rule in mapping.rule:
        filled += [*rule.set, *rule.groups()]
    return (*COLUMNS, *sorted(set(filled) - set(COLUMNS)))


def _meant(text: pl.Expr, name: str, mapping: CountsMapping) -> pl.Expr:
    words = mapping.values.get(name)
    return text.replace(words) if words else text


def _applied(rule: Rule, mapping: CountsMapping) -> dict[str, pl.Expr]:
    fits = pl.col(rule.column).fill_null("").str.contains(rule.pattern)
    for name, value in rule.when.items():
        fits &= pl.col(name).fill_null("") == value
    new = {name: pl.lit(text or None, dtype=pl.String) for name, text in rule.set.items()}
    for name, group in rule.groups().items():
        found = pl.col(rule.column).str.extract(rule.pattern, group)
        new[name] = pl.coalesce(_meant(found, name, mapping), pl.col(name))
    if rule.tag:
        new["tags"] = pl.concat_str("tags", pl.lit(rule.tag), separator=" ", ignore_nulls=True)
    return {name: pl.when(fits).then(text).otherwise(name) for name, text in new.items()}


def _faults(mapping: CountsMapping) -> Iterator[tuple[str, str]]:
    for table in ("columns", "constants", "values"):
        yield from _unknown(table, getattr(mapping, table))
    for number, rule in enumerate(mapping.rule, 1):
        where = f"rule {number}"
        try:
            pl.Series([""]).str.contains(rule.pattern)
            groups = rule.groups()
        except (ComputeError, re.error) as error:
            yield where, f"the pattern cannot be used: {error}."
            continue
        yield from _unknown(where, [rule.column, *rule.when, *rule.set, *groups])


def _unknown(where: str, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        if column(name) is None:
            yield where, f"'{name}' is none of {', '.join(COLUMNS)}, counter_..."

"""No way through the public interface gives the sum of two parties' counts.

Every public function of the modules about counts is called on each day of the real bulletins on
which both parties printed a number and nobody printed their sum. That sum may come back nowhere.
A new public function without a call here fails the first test.
"""

import importlib
import inspect
import json
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pytest

from truceline.domain import count_checks, count_overlap, count_table
from truceline.domain import units as unit_names
from truceline.domain.counts import CountsNotAddable, PartyCount
from truceline.domain.units import ReportingUnit
from truceline.errors import TrucelineError
from truceline.intake import count_mappings
from truceline.intake import counts as intake
from truceline.projections import counts as projections
from truceline.publish import counts as publish

MODULES = (
    "domain.counts",
    "domain.count_checks",
    "domain.count_overlap",
    "domain.count_table",
    "domain.units",
    "intake.count_mappings",
    "intake.counts",
    "projections.counts",
    "publish.counts",
)
MAPPING = Path(publish.__file__).parents[1] / "examples/astana/mappings/bulletins.toml"
PARTIES = ("RU", "TR")


class Case(NamedTuple):
    """One day on which the sum of two counts would be a number that nobody printed."""

    table: pl.DataFrame
    units: tuple[ReportingUnit, ...]
    day: projections.CountDay
    forbidden: int


def texts(table: pl.DataFrame) -> pl.DataFrame:
    """A counts table as its file would be read."""
    return table.drop("row").with_columns(pl.all().cast(pl.String)).with_row_index("row")


CALLS: dict[str, Callable[[Case], Any]] = {
    "domain.count_checks.find": lambda c: count_checks.find([c.day.bulletin], c.units),
    "domain.count_checks.bounds_cross": lambda c: list(
        count_checks.bounds_cross(c.day.overlap_min, c.day.overlap_max)
    ),
    "domain.count_overlap.overlap": lambda c: count_overlap.overlap(*c.day.parties.values()),
    "domain.count_overlap.lots": lambda c: [
        count_overlap.lots(figure) for figure in c.day.parties.values()
    ],
    "domain.count_overlap.most_shared": lambda c: count_overlap.most_shared(
        *map(count_overlap.lots, c.day.parties.values())
    ),
    "domain.count_table.column": lambda c: list(map(count_table.column, c.table.columns[1:])),
    "domain.units.folded": lambda c: [unit_names.folded(unit.name) for unit in c.units],
    "domain.units.by_name": lambda c: list(unit_names.by_name(c.units)),
    "domain.units.match": lambda c: unit_names.match("Hama", unit_names.by_name(c.units)),
    "intake.count_mappings.load": lambda _: count_mappings.load(MAPPING).columns,
    "intake.count_mappings.identity": lambda c: count_mappings.identity(c.table.columns).columns,
    "intake.count_mappings.apply": lambda c: count_mappings.apply(
        count_mappings.identity(c.table.columns), texts(c.table)
    ),
    "intake.counts.translate": lambda c: intake.translate(texts(c.table), parties=PARTIES),
    "projections.counts.days": lambda c: projections.days(c.table, c.units, PARTIES),
    "projections.counts.counting": lambda c: projections.counting(c.table, PARTIES),
    "projections.counts.undated": lambda c: projections.undated(
        c.table.with_columns(date=None), c.units, PARTIES
    ),
    "publish.counts.sentences": lambda c: list(publish.sentences(c.day, {})),
    "publish.counts.to_json": lambda c: json.dumps(publish.to_json([c.day])),
    "publish.counts.to_text": lambda c: publish.to_text([c.day], undated=[c.day]),
    "publish.counts.summary": lambda c: publish.summary([c.day]),
    "publish.counts.bounds": lambda c: publish.bounds(c.day),
    "publish.counts.cell": lambda c: [publish.cell(f, {}) for f in c.day.parties.values()],
}


def numbers(value: Any) -> Iterator[int]:
    """Every number in a value, however deep, in texts and behind properties too."""
    match value:
        case bool() | None:
            return
        case int():
            yield value
        case str():
            # Addresses and dates hold digits that count nothing.
            bare = re.sub(r"https?://\S+|\d{4}-\d\d(-\d\d)?", " ", value)
            yield from map(int, re.findall(r"\d+", bare))
        case pl.DataFrame():
            yield from numbers(value.drop("row", "source", "also_in", strict=False).rows())
        case Mapping():
            yield from numbers(list(value.items()))
        case list() | tuple() | set() | frozenset():
            for item in value:
                yield from numbers(item)
        case _ if is_dataclass(value) and not isinstance(value, type):
            yield from numbers(asdict(value))
            properties = inspect.getmembers(type(value), lambda m: isinstance(m, property))
            yield from numbers([getattr(value, name) for name, _ in properties])
        case _:
            return


@cache
def public_functions() -> set[str]:
    found = set()
    for name in MODULES:
        module = importlib.import_module(f"truceline.{name}")
        for member, value in inspect.getmembers(module, inspect.isfunction):
            if not member.startswith("_") and value.__module__ == module.__name__:
                found.add(f"{name}.{member}")
    return found


def printed(table: pl.DataFrame) -> set[int]:
    """Every number that the bulletin or a copy of it prints."""
    return set(numbers(table))


@pytest.fixture(scope="module")
def cases(astana_counts: pl.DataFrame, astana_units: tuple[ReportingUnit, ...]) -> list[Case]:
    found = []
    for day in projections.days(astana_counts, astana_units, PARTIES):
        totals = [figure.total for figure in day.parties.values()]
        if None in totals:
            continue
        table = astana_counts.filter(pl.col("date") == day.bulletin.day)
        both = sum(total.number for total in totals if total is not None)
        # The words around the figures count one bulletin and two parties themselves.
        if both > 2 and both not in printed(table):
            found.append(Case(table, astana_units, day, both))
    return found


def test_every_public_function_is_called() -> None:
    assert set(CALLS) == public_functions()


def test_there_are_days_to_try(cases: list[Case]) -> None:
    assert len(cases) > 50


@pytest.mark.parametrize("name", sorted(CALLS))
def test_no_function_returns_the_sum(name: str, cases: list[Case]) -> None:
    for case in cases:
        assert case.forbidden not in set(numbers(CALLS[name](case))), case.day.bulletin.day


def test_the_search_would_find_a_sum(cases: list[Case]) -> None:
    case = cases[0]
    assert case.forbidden in set(numbers({"a": [f"both: {case.forbidden}."]}))
    assert case.forbidden in set(numbers(PartyCount(case.forbidden, "RU")))


@pytest.mark.parametrize("name", sorted(operator.__all__))
def test_no_operator_adds_two_counts(name: str) -> None:
    one, other = PartyCount(11, "RU"), PartyCount(9, "TR")
    try:
        result = getattr(operator, name)(one, other)
    except (TrucelineError, TypeError, AttributeError):
        return
    assert 20 not in set(numbers(result))


def test_adding_is_refused_in_words() -> None:
    with pytest.raises(CountsNotAddable, match="not added"):
        operator.add(PartyCount(11, "RU"), PartyCount(9, "TR"))

"""What leaves the house agrees with a slow reading of the shared bulletins, and adds nothing."""

import csv
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from truceline.domain.units import ReportingUnit
from truceline.intake.count_mappings import load
from truceline.intake.counts import translate
from truceline.projections.counts import CountDay, days, undated
from truceline.publish.counts import STATE_WORDS, summary, to_json, to_text

PARTIES = ("RU", "TR")
NAMES = {"RU": "Russia", "TR": "Turkey", "SY": "Syrian government"}

Rows = list[dict[str, str]]
Lot = tuple[int, set[str] | None]


def bulletins_of(shared: Path) -> Iterator[tuple[str, str, Rows]]:
    """Date, source and rows of each bulletin in the shared table; "" and a month are no day."""
    with (shared / "domain/bulletins.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for (day, source), group in groupby(rows, key=lambda row: (row["date"], row["source_url"])):
        yield day, source, list(group)


def figure_of(rows: Rows) -> dict[str, Any]:
    if not rows:
        return {"total": None, "state": "not-held", "by_unit": {}}
    total = rows[0]["total_for_party"]
    units = {r["province"]: r["violations"] for r in rows if r["province"]}
    state = "reported"
    if "[ZERO_REPORTED]" in rows[0]["note"]:
        state = "zero-reported"
    elif "[NO_REPORT_OR_UNKNOWN]" in rows[0]["note"]:
        answered = "TR number not printed" in rows[0]["note"]
        state = "not-held" if answered else "not-received"
    return {
        "total": int(total) if total else None,
        "state": state,
        "by_unit": {unit: int(n) if n else None for unit, n in units.items()},
    }


def lots_of(figure: dict[str, Any]) -> list[Lot]:
    known = {u: n for u, n in figure["by_unit"].items() if n is not None}
    bare = {u for u, n in figure["by_unit"].items() if n is None}
    lots: list[Lot] = [(n, {u}) for u, n in known.items()]
    return [*lots, (max(0, figure["total"] - sum(known.values())), bare or None)]


def smallest_cut(one: list[Lot], other: list[Lot]) -> int:
    """The largest flow is the smallest cut; with so few lots every cut can be tried."""

    def cut(inside: list[bool]) -> int:
        kept = [units for (_, units), stays in zip(one, inside, strict=True) if stays]
        left = sum(n for (n, _), stays in zip(one, inside, strict=True) if not stays)
        reached = sum(
            n for n, units in other if any(k is None or units is None or k & units for k in kept)
        )
        return left + reached

    sides = [[bool(code >> i & 1) for i in range(len(one))] for code in range(2 ** len(one))]
    return min(cut(inside) for inside in sides)


def codes_of(figures: dict[str, dict[str, Any]], notes: str) -> set[str]:
    codes = set()
    for figure in figures.values():
        numbers = figure["by_unit"].values()
        if figure["total"] and numbers and None not in numbers and sum(numbers) != figure["total"]:
            codes.add("sum-mismatch")
    signs = {
        "headline-adds-parties": r"\[HEADLINE_ADDS_PARTIES\]",
        "headline-mismatch": r"lead says|headline says five",
        "weekday-mismatch": "under a Wednesday dateline",
        "zero-vs-missing": "no-report vs zero-report",
        "series-break": r"SERIES BREAK|headline \"55\"",
    }
    return codes | {code for code, sign in signs.items() if re.search(sign, notes)}


def slowly(day: str, source: str, rows: Rows) -> dict[str, Any]:
    figures = {p: figure_of([r for r in rows if r["party"] == p]) for p in PARTIES}
    unknown = any(figure["total"] is None for figure in figures.values())
    most = None if unknown else smallest_cut(*(lots_of(figure) for figure in figures.values()))
    return {
        "date": day,
        "source": source,
        "parties": figures,
        "overlap_min": 0,
        "overlap_max": most,
        "checks": codes_of(figures, " ".join(row["note"] for row in rows)),
    }


def plainly(item: dict[str, Any]) -> dict[str, Any]:
    """Leave of an object of the JSON what the slow reading has too."""
    kept = ("total", "state", "by_unit")
    return {
        "date": item["date"],
        "source": item["sources"][0],
        "parties": {p: {k: item["parties"][p][k] for k in kept} for p in item["parties"]},
        "overlap_min": item["overlap_min"],
        "overlap_max": item["overlap_max"],
        "checks": {check["code"] for check in item["checks"]},
    }


@pytest.fixture(scope="session")
def imported(shared: Path) -> pl.DataFrame:
    """The shared bulletins, read with the mapping that ships with the example."""
    mapping = Path(__file__).parents[2] / "src/truceline/examples/astana/mappings/bulletins.toml"
    texts = pl.read_csv(shared / "domain/bulletins.csv", infer_schema=False)
    accepted, quarantined = translate(
        texts.with_row_index("row", offset=2), load(mapping), parties=PARTIES
    )
    assert quarantined.is_empty(), quarantined.to_dicts()
    return accepted


@pytest.fixture
def held(astana_counts: pl.DataFrame, astana_units: tuple[ReportingUnit, ...]) -> list[CountDay]:
    return days(astana_counts, astana_units, PARTIES)


def test_the_json_agrees_with_a_slow_reading(
    shared: Path, imported: pl.DataFrame, astana_units: tuple[ReportingUnit, ...]
) -> None:
    dated = [b for b in bulletins_of(shared) if re.fullmatch(r"\d{4}-\d\d-\d\d", b[0])]
    expected = [slowly(*bulletin) for bulletin in dated]
    assert len(expected) == 93
    assert [plainly(i) for i in to_json(days(imported, astana_units, PARTIES))] == expected


def test_the_example_gives_the_same_json(
    imported: pl.DataFrame, held: list[CountDay], astana_units: tuple[ReportingUnit, ...]
) -> None:
    assert to_json(held) == to_json(days(imported, astana_units, PARTIES))


def test_undated_bulletins_agree_too(
    shared: Path, imported: pl.DataFrame, astana_units: tuple[ReportingUnit, ...]
) -> None:
    apart = [slowly(*bulletin) for bulletin in bulletins_of(shared) if len(bulletin[0]) != 10]
    given = [plainly(item) for item in to_json(undated(imported, astana_units, PARTIES))]
    by_source: Callable[[dict[str, Any]], str] = lambda item: item["source"]  # noqa: E731  a key
    assert [i | {"date": ""} for i in sorted(apart, key=by_source)] == [
        i | {"date": ""} for i in sorted(given, key=by_source)
    ]
    assert len(given) == 13


def test_the_keys_of_the_json(held: list[CountDay]) -> None:
    for item in to_json(held):
        assert list(item) == [
            "date", "parties", "overlap_min", "overlap_max", "checks", "sources",
        ]  # fmt: skip
        assert list(item["parties"]) == list(PARTIES)  # type: ignore[call-overload]
    assert json.loads(json.dumps(to_json(held))) == to_json(held)


def test_what_the_notes_say_stands_in_its_place(held: list[CountDay]) -> None:
    of = {item["date"]: item["parties"] for item in to_json(held)}
    none = {"confirmed": None, "not_confirmed": None, "counter_finding": None}
    in_2020: Any = of["2020-10-16"]
    in_2017: Any = of["2017-03-25"]
    assert in_2020["RU"]["hearsay"] == {"number": 35, "of": 38, "by": "SY"}
    assert in_2020["TR"]["answer"] == none | {"by": "RU", "kind": "not-confirmed", "confirmed": 0}
    assert in_2020["TR"]["published_by"] == "RU"
    assert in_2017["TR"]["answer"] == none | {
        "by": "RU", "kind": "mixed", "not_confirmed": 18, "counter_finding": 1,
    }  # fmt: skip
    assert in_2017["RU"]["answer"] is None


@pytest.mark.parametrize(
    ("day", "party", "words"),
    [
        ("2020-04-16", "TR", "none reported"),
        ("2020-03-08", "TR", "no report"),
        ("2019-12-28", "TR", "not held by us"),
    ],
)
def test_three_kinds_of_nothing_stay_three(
    held: list[CountDay], day: str, party: str, words: str
) -> None:
    (found,) = (d for d in held if str(d.bulletin.day) == day)
    assert STATE_WORDS[found.parties[party].state] == words
    three = ("none reported", "no report", "not held by us")
    table = to_text([found], width=200).splitlines()[3]
    assert [w for w in three if w in table] == [words]


def test_the_table_reads_well(
    held: list[CountDay], golden: Callable[[str, str], None], astana_counts: pl.DataFrame
) -> None:
    shown = {"2017-03-25", "2018-12-27", "2019-02-23", "2019-12-28", "2020-03-08", "2020-10-16"}
    chosen = [day for day in held if str(day.bulletin.day) in shown]
    apart = undated(astana_counts, (), PARTIES)
    golden("counts/table.txt", to_text(chosen, undated=apart, names=NAMES, width=110))


def test_the_text_ends_in_what_comes_next(held: list[CountDay]) -> None:
    assert summary(held[:1]) == (
        "1 bulletin: 2 counts kept apart; 0 things to look at before quoting a figure; "
        "next: truceline report"
    )
    assert to_text([]).startswith("0 bulletins: 0 counts kept apart")


def test_a_figure_in_part_and_a_bare_answer_say_so(held: list[CountDay]) -> None:
    (day,) = (d for d in held if str(d.bulletin.day) == "2021-01-02")
    part = replace(day.parties["RU"], state="partial")
    parties = {"RU": part, "TR": day.parties["TR"]}
    text = to_text([replace(day, bulletin=replace(day.bulletin, parties=parties))], width=200)
    assert "17, in part; Aleppo 2, Idlib 10" in text
    assert "4; answer of RU: not confirmed" in text

"""The example's own tables account for every row of the shared bulletins, figure for figure."""

import csv
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from truceline.domain.count_table import COLUMNS
from truceline.intake.count_mappings import load
from truceline.intake.counts import translate

ASTANA = Path(__file__).parents[2] / "src/truceline/examples/astana"
Figure = tuple[str, ...]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def printed(row: dict[str, str]) -> Figure:
    names = ("date", "party", "province", "violations", "total_for_party")
    totals = ("settlements_joined_total", "armed_formations_total", "source_url")
    return tuple(row[name] for name in (*names, *totals))


def ours(row: dict[str, str]) -> Figure:
    # A row that only says "none" has its 0 as the number of no province, too.
    count = row["count"]
    formations = row["counter_formations"]
    if row["date"] == "2017-04-01":  # the table of bulletins has the other counter in this place
        formations = row["counter_formations_opposition"]
    day = row["date"] or (row["month"] if "day-unknown" in row["tags"] else "")
    figures = (row["party"], row["unit"], count, row["total"])
    return (day, *figures, row["counter_settlements"], formations, row["source"])


def test_every_row_is_there_once(shared: Path) -> None:
    dated, apart = rows_of(ASTANA / "counts.csv"), rows_of(ASTANA / "counts_undated.csv")
    expected = Counter(map(printed, rows_of(shared / "domain/bulletins.csv")))
    assert Counter(map(ours, [*dated, *apart])) == expected
    assert (len(dated), len(apart)) == (464, 69)


def test_only_rows_with_a_day_stand_in_the_first_table() -> None:
    assert all(len(row["date"]) == 10 for row in rows_of(ASTANA / "counts.csv"))
    assert not any(row["date"] for row in rows_of(ASTANA / "counts_undated.csv"))


@pytest.mark.parametrize("name", ["counts.csv", "counts_undated.csv"])
def test_the_columns_are_those_of_the_format(name: str) -> None:
    counters = ["counter_formations", "counter_formations_opposition", "counter_settlements"]
    assert list(rows_of(ASTANA / name)[0]) == [*COLUMNS, *counters]


def test_the_mapping_reads_the_bulletins_as_the_example_has_them(
    shared: Path, astana_counts: pl.DataFrame
) -> None:
    texts = pl.read_csv(shared / "domain/bulletins.csv", infer_schema=False).with_row_index("row")
    mapping = load(ASTANA / "mappings/bulletins.toml")
    accepted, quarantined = translate(texts, mapping, parties=("RU", "TR"))
    key = ["date", "source", "party", "unit"]
    left, right = (t.drop("row", "note").sort(key) for t in (accepted, astana_counts))
    assert quarantined.is_empty()
    assert_frame_equal(left, right)


def test_every_figure_names_who_published_it_and_when(astana_counts: pl.DataFrame) -> None:
    assert set(astana_counts["published_by"]) == {"RU"}
    dated = astana_counts.filter(pl.col("date").is_not_null())
    assert dated["known_from"].null_count() == 0
    assert dated.filter(pl.col("known_from") < pl.col("date")).is_empty()

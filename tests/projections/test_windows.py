from itertools import permutations
from pathlib import Path

import polars as pl
import pytest

from truceline.intake import taxonomies
from truceline.projections.windows import INCIDENTS, PAIRS, link, with_kinds

TAXONOMIES = ("model_tax", "color_tax", "damage_tax")
LEVELS = [
    [f"{name}.{level}" for level in range(1, depth + 1)]
    for name, depth in zip(TAXONOMIES, (3, 2, 1), strict=True)
]


@pytest.fixture(scope="module")
def crashes(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> list[pl.DataFrame]:
    """The three ledgers that the package of the method ships as its example."""
    folder = shared / "data/linkage"
    given = [
        taxonomies.read(name, folder / f"meltt_crashMD_taxonomy_{name}.csv") for name in TAXONOMIES
    ]
    frames = []
    for number in (1, 2, 3):
        told = taxonomies.translate(
            folder / f"meltt_crashMD_crash_data{number}.csv",
            taxonomies=given,
            into=tmp_path_factory.mktemp("crashes") / "events.parquet",
        )
        assert told.quarantined.is_empty()
        frames.append(pl.read_parquet(told.parquet))
    return frames


def test_the_published_summary_of_the_crashes(crashes: list[pl.DataFrame]) -> None:
    # README of the R package, "Output": 4 km, 2 days.
    reports = pl.concat(crashes)
    linked = link(reports, LEVELS, km=4, days=2)
    one, two, three = (frame["ledger"][0] for frame in crashes)
    assert linked.summary == {
        "records": 195,
        "unique": 140,
        "matches": 34,
        "overlaps": [
            {"ledgers": [one], "incidents": 41},
            {"ledgers": [two], "incidents": 34},
            {"ledgers": [three], "incidents": 31},
            {"ledgers": [one, two], "incidents": 5},
            {"ledgers": [one, three], "incidents": 4},
            {"ledgers": [two, three], "incidents": 4},
            {"ledgers": [one, two, three], "incidents": 21},
        ],
        "episodes_to_review": 6,
    }
    assert linked.pairs.height == 55, "published as duplicates"
    lasting = reports.filter(pl.col("occurred_to") > pl.col("occurred_from"))
    matched = linked.incidents.filter(pl.len().over("incident_id") > 1)
    episodes = matched.join(lasting, on=["ledger", "report_id"])["incident_id"].n_unique()
    assert (matched["incident_id"].n_unique() - episodes, episodes) == (26, 8)


@pytest.mark.parametrize(
    ("km", "days", "unique"), [(1, 1, 173), (2, 1, 146), (4, 2, 140), (8, 2, 138), (16, 2, 137)]
)
def test_other_windows_leave_as_many_as_the_package_does(
    crashes: list[pl.DataFrame], km: float, days: int, unique: int
) -> None:
    assert link(pl.concat(crashes), LEVELS, km=km, days=days).summary["unique"] == unique


def test_the_order_of_the_ledgers_changes_the_answer(crashes: list[pl.DataFrame]) -> None:
    # As the manual warns (docs/methods/linkage.md).
    found = [
        link(pl.concat(order), LEVELS, km=2, days=1).summary["unique"]
        for order in permutations(crashes)
    ]
    assert found == [146, 146, 154, 154, 155, 155]


def reports(*rows: tuple[str, str, str, str | None], kinds: str = "fire") -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "ledger": ledger,
                "report_id": name,
                "occurred_from": first,
                "occurred_to": last,
                "lon": 36.5,
                "lat": 34.5,
                "kind": kinds,
            }
            for ledger, name, first, last in rows
        ],
        schema_overrides={"occurred_to": pl.String},
    )


def test_every_report_is_in_one_incident_and_every_link_is_a_pair() -> None:
    given, levels = with_kinds(
        reports(
            ("north", "1", "2021-04-01", None),
            ("south", "1", "2021-04-02T23:30:00+03:00", None),
            ("north", "2", "2021-04-01", "2021-04-03"),
            ("west", "9", "2021-04-01T10:00:00", "2021-04-01T12:00:00"),
        )
    )
    linked = link(given, [levels], km=1, days=1)
    assert linked.incidents.rows() == [
        ("1", "north", "1"),
        ("1", "south", "1"),
        ("2", "north", "2"),
        ("1", "west", "9"),
    ]
    assert linked.pairs.rows() == [
        ("north", "1", "south", "1", 0.0),
        ("north", "1", "west", "9", 0.0),
    ]
    assert linked.to_review.rows() == [
        ("south", "1", "north", "2", 0.0),
        ("west", "9", "north", "2", 0.0),
    ]
    assert linked.summary["episodes_to_review"] == 1


def test_no_reports_make_no_incidents() -> None:
    given, levels = with_kinds(reports(("north", "1", "2021-04-01", None)).clear())
    linked = link(given, [levels], km=1, days=1)
    assert dict(linked.pairs.schema) == PAIRS
    assert dict(linked.incidents.schema) == INCIDENTS
    assert linked.summary["records"] == 0
    assert linked.summary["overlaps"] == []


def test_a_report_without_a_point_or_a_kind_is_linked_to_none() -> None:
    twice = reports(("north", "1", "2021-04-01", None), ("south", "1", "2021-04-01", None))
    for column in ("lon", "kind"):
        lacking = twice.with_columns(pl.lit(None).cast(twice.schema[column]).alias(column))
        given, levels = with_kinds(lacking)
        assert link(given, [levels], km=1, days=1).summary["unique"] == 2


def test_a_kind_belongs_to_each_of_its_beginnings() -> None:
    kinds = pl.DataFrame({"kind": ["fire/indirect/artillery", "fire", None]})
    frame, levels = with_kinds(kinds)
    assert frame.select(levels).rows() == [
        ("fire/indirect/artillery", "fire/indirect", "fire"),
        ("fire", "fire", "fire"),
        (None, None, None),
    ]


@pytest.mark.parametrize(
    ("one", "other", "fit"),
    [("fire/a/b", "fire/a/b", 0), ("fire/a/b", "fire/a/c", 0.5), ("fire/a/b", "fire", 1)],
)
def test_the_longer_the_common_kind_the_better_the_fit(one: str, other: str, fit: float) -> None:
    given, levels = with_kinds(
        pl.concat(
            [
                reports(("north", "1", "2021-04-01", None), kinds=one),
                reports(("south", "1", "2021-04-01", None), kinds=other),
            ]
        )
    )
    assert link(given, [levels], km=1, days=1).pairs["fit"].to_list() == [fit]

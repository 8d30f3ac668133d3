import numpy as np
import polars as pl
import pytest
from bench.linkage.triples import WORLDS, World, score, triple
from tests.projections.few_reports import PLAIN, few, report

from truceline.domain.linkage import LinkageSettings
from truceline.projections.linkage import (
    INCIDENTS,
    PAIRS,
    Decisions,
    Linked,
    link,
)

SEEDS = range(900, 904)


@pytest.fixture(scope="module")
def reports() -> pl.DataFrame:
    return triple(WORLDS[0], 7)


@pytest.fixture(scope="module")
def linked(reports: pl.DataFrame) -> Linked:
    return link(reports)


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_most_true_pairs_are_found_and_the_probabilities_add_up(world: World) -> None:
    f1, ratio = [], []
    for seed in SEEDS:
        made = triple(world, seed)
        found = link(made)
        told = score(found.incidents, made)
        f1.append(told.f1)
        ratio.append(float(found.pairs["probability"].sum()) / told.true)
    assert np.mean(f1) >= 0.74
    assert 0.9 <= np.mean(ratio) <= 1.1


def test_of_pairs_said_to_be_likely_so_many_are_true() -> None:
    said, true = [], []
    for seed in SEEDS:
        made = triple(WORLDS[0], seed)
        key = made.select("ledger", "report_id", "incident")
        pairs = link(made).pairs
        for side in "ab":
            pairs = pairs.join(
                key.select(pl.all().name.suffix(f"_{side}")).rename(
                    {f"report_id_{side}": f"report_{side}"}
                ),
                [f"ledger_{side}", f"report_{side}"],
            )
        said.append(pairs["probability"].to_numpy())
        true.append((pairs["incident_a"] == pairs["incident_b"]).to_numpy())
    probability, is_true = np.concatenate(said), np.concatenate(true)
    for low in (0.1, 0.3, 0.5, 0.7):
        band = (probability >= low) & (probability < low + 0.2)
        assert abs(is_true[band].mean() - probability[band].mean()) < 0.12


def test_ledgers_with_nothing_in_common_are_hardly_linked() -> None:
    made = triple(WORLDS[0], 3)
    parts = {"north": 0, "south": 1, "west": 2}
    own = pl.col("ledger").replace_strict(parts, return_dtype=pl.Int64)
    found = link(made.filter(pl.col("incident") % 3 == own))
    assert found.pairs["probability"].sum() < 12


def test_every_report_stands_in_one_incident(reports: pl.DataFrame, linked: Linked) -> None:
    assert linked.incidents.columns == list(INCIDENTS)
    key = ["ledger", "report_id"]
    assert linked.incidents.select(key).sort(key).equals(reports.select(key).sort(key))
    twice = linked.incidents.group_by("incident_id", "ledger").len()
    assert twice["len"].max() == 1


def test_an_incident_is_named_after_its_firstreport(linked: Linked) -> None:
    first = linked.incidents.sort("ledger", "report_id").group_by("incident_id").first()
    assert (first["incident_id"] == first["ledger"] + "/" + first["report_id"]).all()


def test_pairs_and_incidents_agree(linked: Linked) -> None:
    assert linked.pairs.columns == list(PAIRS)
    assert linked.pairs["probability"].is_sorted(descending=True)
    incident = dict(
        zip(
            linked.incidents.select("ledger", "report_id").iter_rows(),
            linked.incidents["incident_id"],
            strict=True,
        )
    )
    for a, x, b, y, together in linked.pairs.select(
        "ledger_a", "report_a", "ledger_b", "report_b", "same_incident"
    ).iter_rows():
        assert a < b
        assert together == (incident[a, x] == incident[b, y])


def test_the_order_of_rows_and_the_names_of_ledgers_change_nothing(
    reports: pl.DataFrame, linked: Linked
) -> None:
    again = link(reports.sample(fraction=1, shuffle=True, seed=1))
    assert again.pairs.equals(linked.pairs)
    assert again.incidents.equals(linked.incidents)
    assert again.summary == linked.summary


def test_another_order_of_ledgers_gives_the_same_incidents(
    reports: pl.DataFrame, linked: Linked
) -> None:
    names = {"north": "zzz", "south": "mmm", "west": "aaa"}
    again = link(reports.with_columns(pl.col("ledger").replace_strict(names)))

    def groups(incidents: pl.DataFrame) -> set[frozenset[str]]:
        held = incidents.group_by("incident_id").agg("report_id")
        return {frozenset(members) for members in held["report_id"]}

    assert len(groups(again.incidents) ^ groups(linked.incidents)) <= 4


def test_who_is_blamed_plays_no_part_unless_asked_for(
    reports: pl.DataFrame, linked: Linked
) -> None:
    blaming = reports.with_columns(alleged_party="ledger")
    assert link(blaming).pairs.equals(linked.pairs)
    asked = link(blaming, LinkageSettings(names=("alleged_party",)))
    assert "evidence_alleged_party" in asked.pairs.columns
    assert not asked.pairs["probability"].equals(linked.pairs["probability"])


def test_the_summary_counts_what_the_tables_hold(reports: pl.DataFrame, linked: Linked) -> None:
    summary = linked.summary
    held = {ledger["ledger"]: ledger["reports"] for ledger in summary["ledgers"]}
    assert held == dict(reports["ledger"].value_counts().iter_rows())
    assert summary["incidents"] == linked.incidents["incident_id"].n_unique()
    assert sum(overlap["incidents"] for overlap in summary["overlaps"]) == summary["incidents"]
    joined = sum(pair["joined"] for pair in summary["pairs"])
    assert joined == linked.pairs["same_incident"].sum()
    expected = sum(pair["expected"] for pair in summary["pairs"])
    assert expected == pytest.approx(linked.pairs["probability"].sum(), rel=0.02)


def test_a_few_reports_that_agree_are_linked() -> None:
    found = link(few(PLAIN))
    assert found.incidents["incident_id"].n_unique() == 6
    assert (found.incidents["probability"] > 0.8).all()


def test_an_instant_and_its_day_are_the_same_day() -> None:
    instants = [report("B", n, **{"from": f"2020-01-0{n + 1}T23:30:00Z"}) for n in range(3)]
    days = [report("A", n, **{"from": f"2020-01-0{n + 1}"}) for n in range(3)]
    assert link(few(days + instants)).pairs["days_apart"].to_list() == [0, 0, 0]


@pytest.mark.parametrize(
    "vague",
    [{"precision": "country"}, {"lon": None, "lat": None}, {"to": "2021-12-31"}],
)
def test_a_report_without_place_or_time_is_compared_with_none(vague: dict[str, object]) -> None:
    found = link(few([*PLAIN[:-1], report("B", 5, **vague)]))
    assert found.summary["ledgers"][1] == {"ledger": "B", "reports": 6, "not_compared": 1}
    alone = found.incidents.filter(pl.col("ledger") == "B", pl.col("report_id") == "5")
    assert alone["incident_id"].to_list() == ["B/5"]
    assert alone["probability"].to_list() == [1.0]


def test_the_middle_of_low_and_high_stands_for_a_best_number() -> None:
    ranged = [report("B", n, best=None, low=n, high=n) for n in range(6)]
    assert link(few(PLAIN[:6] + ranged)).pairs.equals(link(few(PLAIN)).pairs)


def test_what_people_decided_holds() -> None:
    decided = Decisions(
        same=[(("A", "0"), ("B", "3")), (("A", "gone"), ("B", "1"))],
        apart=[(("B", "2"), ("A", "2"))],
    )
    found = link(few(PLAIN), decisions=decided)
    of = dict(
        zip(
            found.incidents.select("ledger", "report_id").iter_rows(),
            found.incidents["incident_id"],
            strict=True,
        )
    )
    assert of["A", "0"] == of["B", "3"]
    assert of["A", "2"] != of["B", "2"]
    assert of["A", "1"] == of["B", "1"]


def test_a_ledger_that_sums_up_may_have_several_of_another() -> None:
    twins = [report("B", n, **{"from": f"2020-01-0{n % 2 + 1}", "lon": 40.0}) for n in range(2)]
    one = report("A", 0)
    apart = link(few([*PLAIN[1:6], *PLAIN[8:], one, *twins])).incidents
    summed = link(
        few([*PLAIN[1:6], *PLAIN[8:], one, *twins]), LinkageSettings(several=("A",))
    ).incidents
    assert apart.filter(pl.col("incident_id") == "A/0").height == 2
    assert summed.filter(pl.col("incident_id") == "A/0").height == 3


def test_reports_on_both_sides_of_the_180th_meridian_are_near() -> None:
    east = [report("A", n, lon=179.999, lat=-17.0 - n) for n in range(6)]
    west = [report("B", n, lon=-179.999, lat=-17.0 - n) for n in range(6)]
    found = link(few(east + west))
    assert found.pairs["distance_km"].to_numpy().max() < 0.3
    assert found.incidents["incident_id"].n_unique() == 6


def test_no_more_reports_are_in_both_than_there_are() -> None:
    alike = [report(ledger, 0)[1:] for ledger in "AB"]
    rows = [
        (ledger, f"t{n}", *row[1:])
        for ledger, row in zip("AB", alike, strict=True)
        for n in range(150)
    ]
    found = link(few([*rows, *PLAIN[1:6], *PLAIN[7:]]))
    sums = found.pairs.group_by("ledger_a", "report_a").agg(pl.col("probability").sum())
    assert sums["probability"].to_numpy().max() <= 1 + 1e-9

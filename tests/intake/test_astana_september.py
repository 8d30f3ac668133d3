"""Modest facts that the shipped example must keep: September 2017, the posts, the chronicle."""

import csv
import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import truceline

Table = dict[str, Any]

EXAMPLE = Path(truceline.__file__).parent / "examples" / "astana"
KINDS = Path(__file__).parents[2] / "docs" / "formats" / "kinds.md"
WEST, SOUTH, EAST, NORTH = 35.5, 32.2, 42.5, 37.5
ELSEWHERE = {
    "area:idlib",
    "body:joint-coordination-centre",
    "body:reconciliation-centre",
    "instrument:joint-statement-2017-09-15",
}
"""Records that statements became and that other files of the example hold."""

HEADER = (
    "report_id,ledger,occurred_from,occurred_to,lon,lat,precision,radius_m,place_code,place_name,"
    "kind,how_known,observer_unit,bearing_deg,distance_m,direction,rounds,counting_rule,weapon,"
    "killed_low,killed_best,killed_high,killed_civilians,injured,alleged_party,source,known_from,"
    "note"
)


def tables(file: str) -> dict[str, list[Table]]:
    return tomllib.loads((EXAMPLE / file).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def september() -> dict[str, list[Table]]:
    return tables("september_2017.toml")


@pytest.fixture(scope="module")
def posts() -> list[Table]:
    return tables("posts.toml")["post"]


@pytest.fixture(scope="module")
def chronicle() -> list[dict[str, str]]:
    with (EXAMPLE / "chronicle.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_joint_statement_comes_first(september: dict[str, list[Table]]) -> None:
    assert september["statement"][0]["record"] == "instrument:joint-statement-2017-09-15"


def test_every_statement_became_a_record(september: dict[str, list[Table]]) -> None:
    held = {f"{table}:{item['id']}" for table, items in september.items() for item in items}
    assert {s["record"] for s in september["statement"]} <= held | ELSEWHERE


def test_every_proposal_agreement_and_meeting_was_said_by_someone(
    september: dict[str, list[Table]],
) -> None:
    said = {s["record"] for s in september["statement"]}
    those_days = {
        f"{table}:{item['id']}"
        for table in ("proposal", "local_agreement", "meeting")
        for item in september[table]
        if item["made"] <= date(2017, 9, 15)
    }
    assert those_days <= said


def test_no_statement_stands_without_status_and_one_sentence_of_doubt(
    september: dict[str, list[Table]],
) -> None:
    for statement in september["statement"]:
        assert statement["status"], statement["id"]
        assert re.fullmatch(r"[A-Z][^.!?]+\.", statement["doubt"]), statement["id"]


def test_the_change_of_side_is_a_claim_and_no_accession(september: dict[str, list[Table]]) -> None:
    agreed = {a["id"]: a for a in september["local_agreement"]}["change-of-side-2017-09-14"]
    assert agreed["kind"] == "change-of-side"
    assert [c["value"] for c in agreed["claim"]] == ["7", "more than 1,000"]
    assert {c["claimant"] for c in agreed["claim"]} == {"reconciliation-centre"}
    assert all("status" not in c for c in agreed["claim"])


def test_the_hospital_agreement_names_offices_and_a_town_only(
    september: dict[str, list[Table]],
) -> None:
    agreed = {a["id"]: a for a in september["local_agreement"]}["al-qaryatayn-hospital"]
    offices = [
        "National reconciliation committee of Homs governorate",
        "Municipality of al-Qaryatayn",
    ]
    (work,) = agreed["obligation"]
    assert agreed["parties"] == [work["provider"], work["beneficiary"]] == offices
    assert "area" not in agreed
    assert all(p["radius_m"] >= 3000 for p in (*agreed["place"], work["place"]))


def test_nobody_in_september_is_addressed_by_name(september: dict[str, list[Table]]) -> None:
    titled = re.compile(r"\b(Mr|Ms|Dr|General|Colonel|Sheikh|Minister|President) [A-Z]")
    told = [item for table, items in september.items() if table != "source" for item in items]
    assert not titled.findall(repr(told))


def test_29_posts_were_announced_round_idlib(posts: list[Table]) -> None:
    announced = Counter[str]()
    for post in posts:
        if post["area"] == "idlib" and post["kind"] == "observation-post":
            announced[post["operator"]] += post.get("count", 1)
    assert announced == {"turkey": 12, "russia": 10, "iran": 7}


def test_the_number_of_a_post_is_not_its_order(posts: list[Table]) -> None:
    order = {p["number"]: p["order"] for p in posts if "number" in p}
    assert sorted(order) == sorted(order.values()) == list(range(1, 13))
    assert order[6] == 4
    assert order[10] == 11


@pytest.mark.parametrize(
    ("area", "checkpoints", "observation_posts"),
    [("eastern-ghouta", 2, 4), ("northern-homs", 2, 3), ("south-west", 2, 10 + 8)],
)
def test_the_other_areas_have_the_posts_announced(
    posts: list[Table], area: str, checkpoints: int, observation_posts: int
) -> None:
    kinds = Counter[str]()
    for post in posts:
        if post["area"] == area:
            kinds[post["kind"]] += post.get("count", 1)
    assert kinds == {"checkpoint": checkpoints, "observation-post": observation_posts}


def test_posts_are_shown_coarsely(posts: list[Table]) -> None:
    for place in (p["place"] for p in posts if "lon" in p.get("place", {})):
        assert place["radius_m"] >= 3000, place["name"]
        assert (round(place["lon"], 2), round(place["lat"], 2)) == (place["lon"], place["lat"])


def test_the_chronicle_is_a_table_of_reports(chronicle: list[dict[str, str]]) -> None:
    assert ",".join(chronicle[0]) == HEADER
    assert [r["report_id"] for r in chronicle] == [
        f"astana-{n:04}" for n in range(1, len(chronicle) + 1)
    ]
    assert {r["ledger"] for r in chronicle} == {"chronicle"}
    assert {r["how_known"] for r in chronicle} == {"third-party", "hearsay"}
    assert not any(r["alleged_party"] for r in chronicle)
    assert all(r["source"].startswith("http") for r in chronicle)


def test_the_chronicle_lies_within_the_extent(chronicle: list[dict[str, str]]) -> None:
    placed = [r for r in chronicle if r["lon"]]
    assert all(WEST <= float(r["lon"]) <= EAST for r in placed)
    assert all(SOUTH <= float(r["lat"]) <= NORTH for r in placed)
    assert all(float(r["radius_m"]) >= 3000 for r in placed)
    assert {r["precision"] for r in chronicle if not r["lon"]} == {"unknown"}


def test_nothing_in_the_chronicle_was_known_before_it_was_over(
    chronicle: list[dict[str, str]],
) -> None:
    for report in chronicle:
        days = (report["occurred_from"], report["occurred_to"], report["known_from"])
        began, ended, known = map(date.fromisoformat, days)
        assert began <= ended <= known, report["report_id"]


def test_the_bounds_of_the_chronicle_hold_their_best(chronicle: list[dict[str, str]]) -> None:
    for report in chronicle:
        given = [report[f"killed_{bound}"] for bound in ("low", "best", "high")]
        numbers = [int(number) for number in given if number]
        assert numbers == sorted(numbers), report["report_id"]


def test_every_kind_in_the_chronicle_is_explained(chronicle: list[dict[str, str]]) -> None:
    explained = set(re.findall(r"`([a-z]+(?:[/-][a-z]+)*)`", KINDS.read_text(encoding="utf-8")))
    assert {r["kind"] for r in chronicle} <= explained

import json
from pathlib import Path

import pytest
from tests.incidents import COPY, NORTH, SOUTH, Centre

from truceline.actions import incidents
from truceline.domain.linkage import LinkageSettings
from truceline.projections import incidents as projections
from truceline.publish import incident_why

N1, S1 = ("north", "n-1"), ("south", "s-1")


@pytest.fixture
def centre(tmp_path: Path) -> Centre:
    held = Centre.made(tmp_path)
    held.take_in("north", *NORTH, "n-no,2021-04-08,,,,unknown")
    held.take_in("south", *SOUTH, COPY)
    return held


def said(
    centre: Centre,
    one: tuple[str, str],
    other: tuple[str, str],
    settings: LinkageSettings | None = None,
) -> tuple[str, dict[str, object]]:
    held = projections.known(centre.desk.journal, centre.desk.blobs)
    told = projections.why(held, settings or LinkageSettings(), one, other)
    data: dict[str, object] = json.loads(json.dumps(incident_why.as_data(held, told)))
    return incident_why.why(held, told), data


def test_lays_both_accounts_side_by_side(centre: Centre) -> None:
    told, data = said(centre, S1, N1)
    assert told.startswith("Why south/s-1 and north/n-1?\n")
    for line in (
        "  south/s-1: place known to: exact; taken to be within 1 km",
        "  north/n-1: 8 Apr 2021",
        "  south/s-1: fire, direct",
        "  north/n-1: killed: 1",
        "  south/s-1: North",
        "  north/n-1: South",
        "  Shown, and plays no part: who did it is what ledgers dispute.",
    ):
        assert f"\n{line}\n" in told
    assert "- south/s-1b for north/n-1: 0." in told
    assert "Probability that they speak of one incident: 0." in told
    assert data["blame_plays_a_part"] is False
    assert data["not_compared"] == []
    assert data["distance_km"] == pytest.approx(0.334, abs=0.001)


def test_the_evidence_and_the_rest_make_up_the_probability(centre: Centre) -> None:
    _, data = said(centre, S1, N1)
    evidence, rest = data["evidence_bits"], data["prior_and_rivals_bits"]
    assert isinstance(evidence, dict)
    assert isinstance(rest, float)
    odds = 2 ** (sum(evidence.values()) + rest)
    assert odds / (1 + odds) == pytest.approx(data["probability"])


def test_blame_is_weighed_only_where_that_is_asked_for(centre: Centre) -> None:
    told, data = said(centre, S1, N1, LinkageSettings(names=("alleged_party",)))
    assert "plays no part" not in told
    assert told.count("- Who is blamed") == 1
    assert data["blame_plays_a_part"] is True


@pytest.mark.parametrize(
    ("one", "other", "code", "words"),
    [
        (S1, ("south", "s-1b"), "one-ledger", "Both stand in the ledger south."),
        (S1, ("north", "n-no"), "no-place-or-date", "north/n-no: no place that can be compared"),
        (S1, ("north", "n-19"), "too-far", "places known as these are get compared up to 5.4 km."),
        (S1, ("north", "n-6"), "too-many-days", "7 days apart; more than 5 are not compared."),
    ],
)
def test_says_why_two_were_never_compared(
    centre: Centre, one: tuple[str, str], other: tuple[str, str], code: str, words: str
) -> None:
    told, data = said(centre, one, other)
    assert code in data["not_compared"]  # type: ignore[operator]
    assert words in " ".join(told.split())
    assert "Put to two incidents." in told
    assert data["probability"] is None


def test_says_who_decided_and_what_it_would_be_otherwise(centre: Centre) -> None:
    incidents.split(centre.desk, [N1], [S1], reason="Two shells.")
    told, data = said(centre, N1, S1)
    assert "Two incidents: a person decided so (decision-1)." in told
    assert "- Probability if nobody had decided: 0." in told
    assert f"{centre.desk.author}: decision-1:" in told
    decided = data["decided"]
    assert isinstance(decided, list)
    assert [(d["reason"], d["author"]) for d in decided] == [("Two shells.", centre.desk.author)]
    incidents.confirm(centre.desk, [N1, ("north", "n-no")], reason="Said so.")
    told, _ = said(centre, N1, ("north", "n-no"))
    assert "One incident, north/n-1: a person decided so (decision-2)." in told


def test_says_where_two_are_together_through_others(centre: Centre) -> None:
    incidents.confirm(centre.desk, [N1, ("north", "n-no")], reason="Said so.")
    incidents.confirm(centre.desk, [N1, S1], reason="Said so.")
    told, data = said(centre, ("north", "n-no"), S1)
    assert "Put together in the incident north/n-1 through other reports." in told
    assert data["incident"] == "north/n-1"


@pytest.mark.parametrize(
    ("bits", "words"),
    [
        (0.1, "Says next to nothing (+0.1 bits)."),
        (3.0, "Makes one incident 8.0 times as likely (+3.0 bits)."),
        (-4.0, "Makes one incident 16 times less likely (-4.0 bits)."),
    ],
)
def test_words_bits(bits: float, words: str) -> None:
    assert incident_why.worth(bits) == words

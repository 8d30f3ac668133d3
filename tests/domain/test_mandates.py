from dataclasses import replace
from datetime import date

import pytest

from truceline.domain import mandates
from truceline.domain.acts import Act
from truceline.domain.arrangement import Arrangement
from truceline.domain.motion_errors import SubjectUnknown
from truceline.domain.motions import MotionKind, Rule

DAY = date(2018, 3, 1)


def test_guarantors_decide_or_signatories_where_there_are_none(
    two_clocks: Arrangement, island: Arrangement
) -> None:
    assert mandates.seats(two_clocks, "memorandum", on=DAY) == ("iran", "russia", "turkey")
    assert mandates.seats(two_clocks, "bilateral", on=DAY) == ("russia", "turkey")
    assert mandates.seats(island, "halt", on=DAY) == ("north", "south")


@pytest.mark.parametrize(
    ("kind", "subject", "instrument", "rule"),
    [
        ("extend-term", "term:announced-areas-term", "joint-statement", "consensus"),
        ("extend-term", "term:road-term", "house-rules", "silence-procedure"),
        ("extend-term", "term:desk-term", "house-rules", "majority"),
        ("end-term", "term:road-term", "house-rules", "majority"),
        ("adopt-boundary", "area:northern-homs", "bilateral", "consensus"),
    ],
)
def test_the_rule_is_read_from_the_text(
    two_clocks: Arrangement, kind: MotionKind, subject: str, instrument: str, rule: Rule
) -> None:
    assert mandates.rule_for(two_clocks, kind, subject, instrument) == rule


def test_a_text_that_names_no_rule_means_consensus(two_clocks: Arrangement) -> None:
    texts = tuple(replace(text, decided_by="") for text in two_clocks.instrument)
    terms = tuple(replace(term, extension="not-stated") for term in two_clocks.term)
    silent = replace(two_clocks, instrument=texts, term=terms)
    for term in terms:
        subject = f"term:{term.id}"
        assert mandates.rule_for(silent, "extend-term", subject, term.instrument) == "consensus"


def test_the_basis_of_a_term_changes_with_its_acts_and_not_with_its_notes(
    two_clocks: Arrangement,
) -> None:
    before = mandates.basis(two_clocks, "term:announced-areas-term")
    noted = tuple(replace(term, note="seen", searched=()) for term in two_clocks.term)
    assert mandates.basis(replace(two_clocks, term=noted), "term:announced-areas-term") == before
    act = Act(
        id="found",
        kind="extend",
        made=DAY,
        by=(),
        text="",
        term="announced-areas-term",
        known_from=DAY,
    )
    extended = replace(two_clocks, act=(act,))
    assert mandates.basis(extended, "term:announced-areas-term") != before
    assert mandates.basis(extended, "term:memorandum-term") == mandates.basis(
        two_clocks, "term:memorandum-term"
    )


def test_the_basis_of_an_area_changes_with_its_lines(two_clocks: Arrangement) -> None:
    def moved(metres: float) -> str:
        areas = tuple(
            replace(a, boundary=tuple(replace(b, uncertainty_m=metres, id="x") for b in a.boundary))
            for a in two_clocks.area
        )
        return mandates.basis(replace(two_clocks, area=areas), "area:northern-homs")

    assert moved(1.0) == moved(2.0) != mandates.basis(two_clocks, "area:northern-homs")


@pytest.mark.parametrize(
    "subject", ["post:hilltop", "attribution:memorandum", "forces:jordan", "post:not-yet"]
)
def test_every_subject_has_a_basis_and_texts(two_clocks: Arrangement, subject: str) -> None:
    assert len(mandates.basis(two_clocks, subject)) == 64
    assert mandates.instruments_for(two_clocks, subject)


@pytest.mark.parametrize("subject", ["term:none", "area:none", "attribution:none"])
def test_what_is_not_held_is_not_decided(two_clocks: Arrangement, subject: str) -> None:
    with pytest.raises(SubjectUnknown, match="Name one of"):
        mandates.instruments_for(two_clocks, subject)

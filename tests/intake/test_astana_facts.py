"""A few facts of the shipped example that must not drift, and what every fact in it owes."""

import re
from datetime import date
from pathlib import Path

import pytest

import truceline
from truceline.domain.acts import Act
from truceline.domain.areas import Area, LineOfContact, Undefined
from truceline.domain.arrangement import Arrangement, walk
from truceline.domain.deadlines import Deadline
from truceline.domain.instruments import Instrument
from truceline.domain.parties import Body, Listing
from truceline.domain.places import Place
from truceline.domain.terms import Term, clock
from truceline.intake.arrangement import read

FOLDER = Path(truceline.__file__).parent / "examples" / "astana"
GUARANTORS = ("iran", "russia", "turkey")
DATED = (Act, Area, Body, Deadline, Instrument, Listing, Term)
# In these pages a person comes with a rank or a form of address.
PERSON = re.compile(
    r"\b(Mr|Mrs|Dr|Gen|Maj|Col|Capt|Colonel|Captain|General) [A-Z]"
    r"(?<!General S)(?<!General A)"
)


@pytest.fixture(scope="module")
def astana() -> Arrangement:
    return read(FOLDER)


def text_of(astana: Arrangement, instrument: str) -> Instrument:
    return next(i for i in astana.instrument if i.id == instrument)


def test_the_memorandum_makes_four_areas_and_later_texts_cut_out_more(astana: Arrangement) -> None:
    four = text_of(astana, "memorandum-2017").areas
    assert four == ("idlib", "northern-homs", "eastern-ghouta", "south-west")
    later = {area.id for area in astana.area} - set(four)
    assert later == {"demilitarised-belt", "m4-corridor", "idlib-contact-line"}


@pytest.mark.parametrize(
    ("term", "end"),
    [("memorandum-term", date(2017, 11, 5)), ("announced-areas-term", date(2018, 3, 15))],
)
def test_each_clock_ran_out_with_no_act_found(astana: Arrangement, term: str, end: date) -> None:
    told = next(t for t in astana.term if t.id == term)
    found = clock(told, astana.act, about=date(2018, 3, 20))
    assert (found.state, found.runs_to) == ("no-act-found", end)
    assert {r.reading for r in told.reading} == {"extended", "lapsed", "overtaken by events"}
    assert {astana.source_of(s).read for s in told.searched} == {"part"}


@pytest.mark.parametrize(
    ("instrument", "signed"),
    [
        ("s-2016-1133", ("russia", "turkey")),
        ("memorandum-2017", GUARANTORS),
        ("south-west-2017", ("jordan", "russia", "usa")),
        ("joint-statement-2017-09-15", GUARANTORS),
        ("sochi-2018", ("russia", "turkey")),
        ("protocol-2020", ("russia", "turkey")),
    ],
)
def test_who_signed(astana: Arrangement, instrument: str, signed: tuple[str, ...]) -> None:
    roles = text_of(astana, instrument).role
    assert tuple(r.party for r in roles if r.signed) == signed
    assert tuple(r.party for r in roles if r.role == "guarantor") == signed


def test_every_text_says_who_stands_behind_it(astana: Arrangement) -> None:
    behind = {"author", "guarantor", "signatory"}
    assert [i.id for i in astana.instrument if not behind & {r.role for r in i.role}] == []


def test_an_armed_group_is_covered_from_the_day_it_joins(astana: Arrangement) -> None:
    memorandum = text_of(astana, "memorandum-2017")
    before = memorandum.parties("conflicting-party", on=date(2017, 8, 17))
    after = memorandum.parties("conflicting-party", on=date(2017, 8, 18))
    assert set(after) - set(before) == {"failaq-al-rahman"}


def test_no_line_that_the_parties_agreed_was_published(astana: Arrangement) -> None:
    boundaries = [b for area in astana.area for b in area.boundary]
    by_parties = [b for b in boundaries if b.status != "drawn"]
    shaped = {b.id for b in by_parties if not isinstance(b.shape, Undefined | LineOfContact)}
    assert shaped == {"demilitarised-belt-depth"}
    assert not any(b.shape.line for b in by_parties if isinstance(b.shape, LineOfContact))
    for drawn in (b for b in boundaries if b.status == "drawn"):
        assert drawn.author.startswith("Truceline example")
        assert drawn.uncertainty_m


def test_every_dated_fact_has_a_source_with_an_address(astana: Arrangement) -> None:
    facts = [value for _, value in walk(astana) if isinstance(value, DATED)]
    assert [f.id for f in facts if not f.sources] == []
    assert [s.id for s in astana.source if not s.url.startswith(("http://", "https://"))] == []


def test_every_coordinate_says_where_it_comes_from(astana: Arrangement) -> None:
    known = {s.id for s in astana.source}
    places = [value for _, value in walk(astana.area) if isinstance(value, Place)]
    assert len(places) > 50
    assert [p.name for p in places if p.source not in known] == []


def test_clauses_that_clocks_and_deadlines_name_exist(astana: Arrangement) -> None:
    clauses = {(i.id, c.id) for i in astana.instrument for c in i.clause}
    clocks = {(t.instrument, t.clause) for t in astana.term if t.clause}
    assert clocks | {(d.instrument, d.clause) for d in astana.deadline if d.clause} <= clauses


def test_no_person_is_named(astana: Arrangement) -> None:
    told = [
        text
        for _, table in walk(astana)
        for key in table.__dataclass_fields__
        if key != "url" and isinstance(text := getattr(table, key), str)
    ]
    assert [text for text in told if PERSON.search(text)] == []


def test_bodies_that_are_often_confused_are_kept_apart(astana: Arrangement) -> None:
    members = {body.id: body.members for body in astana.body}
    assert members["joint-coordination-centre"] == GUARANTORS
    assert members["russia-turkey-commission"] == ("russia", "turkey")
    assert members["reconciliation-centre"] == ("russia",)
    assert all(body.does_not for body in astana.body)


@pytest.mark.parametrize(
    ("day", "name"), [(date(2017, 5, 4), "Turkey"), (date(2022, 6, 1), "Türkiye")]
)
def test_a_party_is_called_what_it_called_itself(astana: Arrangement, day: date, name: str) -> None:
    assert astana.party_name("turkey", on=day) == name

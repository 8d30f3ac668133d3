from dataclasses import replace
from datetime import date

from truceline.domain.arrangement import Arrangement, walk
from truceline.domain.facts import from_plain, to_plain
from truceline.domain.parties import DatedName


def test_what_became_known_later_is_left_out_at_every_depth(island: Arrangement) -> None:
    early = island.as_known(date(2021, 3, 31))
    assert {text.id for text in early.instrument} == {"halt"}
    authors = {b.author for area in early.area for b in area.boundary}
    assert "south" not in authors
    assert authors
    assert {s.published for s in early.source if s.published} < {s.published for s in island.source}
    assert {s for t in early.term for s in t.searched} <= {s.id for s in early.source}
    for _, value in walk(early):
        assert getattr(value, "known_from", date.min) <= date(2021, 3, 31)


def test_everything_is_known_on_the_last_day(island: Arrangement) -> None:
    assert island.as_known(island.last_day()) == island
    assert island.as_known(date.fromordinal(island.last_day().toordinal() - 1)) != island


def test_an_arrangement_comes_back_from_plain_data(island: Arrangement) -> None:
    assert from_plain(Arrangement, to_plain(island)) == island


def test_walk_finds_nested_tables_with_their_place(island: Arrangement) -> None:
    places = dict(walk(island))
    assert places[("instrument", 0, "clause", 1)] is island.instrument[0].clause[1]


def test_a_party_is_called_what_it_was_called_on_the_day(island: Arrangement) -> None:
    north, *rest = island.party
    renamed = replace(north, names=(DatedName(name="Northern Council", valid_to=date(2021, 6, 1)),))
    changed = replace(island, party=(renamed, *rest))
    assert changed.party_name("north", on=date(2021, 5, 31)) == "Northern Council"
    assert changed.party_name("north", on=date(2021, 6, 1)) == "Northern Authority"
    assert changed.party_name("joint-committee", on=date(2021, 6, 1)) == "Joint Committee"
    assert changed.party_name("somebody", on=date(2021, 6, 1)) == "somebody"

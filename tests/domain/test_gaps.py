from collections import Counter
from dataclasses import replace
from datetime import date

from truceline.domain.areas import Alias
from truceline.domain.arrangement import Arrangement
from truceline.domain.gaps import gaps
from truceline.domain.instruments import Annex, Definition, Role

LATE = date(2022, 6, 1)


def kinds(arrangement: Arrangement, about: date = LATE) -> Counter[str]:
    return Counter(gap.kind for gap in gaps(arrangement, about=about))


def test_finds_what_the_island_leaves_open(island: Arrangement) -> None:
    found = kinds(island)
    assert found["no-extension-act"] == 1
    assert found["no-consequence"] == 1
    assert found["no-line-agreed"] == 1


def test_a_term_that_runs_is_no_gap(island: Arrangement) -> None:
    assert kinds(island, date(2021, 4, 1))["no-extension-act"] == 0


def test_a_text_that_is_not_yet_made_leaves_nothing_open(island: Arrangement) -> None:
    assert kinds(island, date(2020, 1, 1)) == Counter()


def test_a_guarantor_who_is_absent_from_an_amendment_is_named(island: Arrangement) -> None:
    first, second, *rest = island.instrument
    assert "halt" in second.amends
    guarantor = Role(party="joint-committee", role="guarantor")
    changed = replace(
        island, instrument=(replace(first, role=(*first.role, guarantor)), second, *rest)
    )
    (gap,) = (g for g in gaps(changed, about=LATE) if g.kind == "guarantor-absent")
    assert gap.facts == {"party": "Joint Committee", "amended": "The Halt"}
    assert gap.subject == "Second Protocol"


def test_two_meanings_of_one_word_are_shown_and_one_is_not(island: Arrangement) -> None:
    first, second, *rest = island.instrument
    one = replace(first, definition=(Definition(word="belt", meaning="2 km wide"),))
    same = replace(second, definition=(Definition(word="belt", meaning="2 km wide"),))
    other = replace(second, definition=(Definition(word="belt", meaning="3 km wide"),))
    assert kinds(replace(island, instrument=(one, same, *rest)))["defined-differently"] == 0
    assert kinds(replace(island, instrument=(one, other, *rest)))["defined-differently"] == 1


def test_one_name_for_two_areas_is_a_gap(island: Arrangement) -> None:
    first, second, *rest = island.area
    name = Alias(name="zone 1", used_by="north")
    changed = replace(
        island, area=(replace(first, alias=(name,)), replace(second, alias=(name,)), *rest)
    )
    assert kinds(changed)["name-of-two-areas"] == 1


def test_an_annex_kept_back_is_a_gap(island: Arrangement) -> None:
    first, *rest = island.instrument
    kept = replace(first, annex=(Annex(title="Map", published=False),))
    before = kinds(island)["annex-not-published"]
    assert kinds(replace(island, instrument=(kept, *rest)))["annex-not-published"] == before + 1

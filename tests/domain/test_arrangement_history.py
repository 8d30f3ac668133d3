from dataclasses import replace

from truceline.domain.arrangement import Arrangement
from truceline.domain.arrangement_history import ItemDropped, ItemStated, changes


def test_every_item_is_stated_once_oldest_first(island: Arrangement) -> None:
    stated = list(changes([], island))
    assert all(isinstance(fact, ItemStated) for fact in stated)
    made = [fact.made for fact in stated if isinstance(fact, ItemStated)]
    assert made == sorted(made)
    names = {(fact.table, fact.item) for fact in stated}
    assert {("instrument", "halt"), ("area", "belt"), ("source", "text-of-the-halt")} <= names
    assert list(changes(stated, island)) == []


def test_only_what_changed_is_stated_anew(island: Arrangement) -> None:
    stated = list(changes([], island))
    first, *rest = island.instrument
    changed = replace(island, instrument=(replace(first, summary="Another."), *rest))
    (fact,) = changes(stated, changed)
    assert isinstance(fact, ItemStated)
    assert (fact.table, fact.item) == ("instrument", "halt")


def test_what_left_the_files_is_dropped_and_may_come_back(island: Arrangement) -> None:
    stated = list(changes([], island))
    fewer = replace(island, meeting=(), proposal=())
    lost = list(changes(stated, fewer))
    assert lost
    assert all(isinstance(fact, ItemDropped) for fact in lost)
    assert list(changes([*stated, *lost], fewer)) == []
    assert len(list(changes([*stated, *lost], island))) == len(lost)

from datetime import date

from truceline.domain.arrangement import Arrangement
from truceline.projections.days import day


def test_a_day_holds_what_was_made_then(island: Arrangement) -> None:
    held = day(island, date(2021, 3, 1))
    assert ("instrument", "The Halt") in {(h.kind, h.name) for h in held.happenings}
    assert {h.kind for h in day(island, date(2021, 3, 5)).happenings} >= {"in-force"}


def test_a_statement_comes_with_the_record_it_became(island: Arrangement) -> None:
    for statement in island.statement:
        (said,) = (s for s in day(island, statement.made).said if s.statement == statement)
        assert (said.record is None) == (not statement.record)


def test_a_quiet_day_is_empty(island: Arrangement) -> None:
    held = day(island, date(2019, 1, 1))
    assert not held.said
    assert not held.happenings

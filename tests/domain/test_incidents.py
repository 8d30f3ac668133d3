import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.domain.facts import from_plain, to_plain
from truceline.domain.incidents import (
    Decision,
    DecisionsContradict,
    DecisionTakenBack,
    DecisionUnknown,
    IncidentFact,
    IncidentsMerged,
    ReasonMissing,
    ReportName,
    ReportOnBothSides,
    ReportsConfirmed,
    ReportsSplit,
    ReportsTooFew,
    check,
    holding,
    joins,
    next_name,
    pair_of,
    reports_of,
    standing,
)

A, B, C, D = (("a", "1"), ("b", "1"), ("c", "1"), ("d", "1"))


def confirmed(number: int, *reports: ReportName) -> ReportsConfirmed:
    return ReportsConfirmed(decision=f"decision-{number}", reports=reports, reason="Seen.")


def split(number: int, report: ReportName, *others: ReportName) -> ReportsSplit:
    return ReportsSplit(
        decision=f"decision-{number}", reports=(report,), others=others, reason="Two."
    )


def merged(number: int, one: tuple[ReportName, ...], other: tuple[ReportName, ...]) -> Decision:
    return IncidentsMerged(
        decision=f"decision-{number}", reports=one, others=other, reason="One blast."
    )


def undone(number: int) -> DecisionTakenBack:
    return DecisionTakenBack(decision=f"decision-{number}", reason="Wrong.")


def said(*facts: IncidentFact) -> dict[str, bool]:
    return {f"{one[0]}{other[0]}": joins(d) for (one, other), d in holding(facts).items()}


def test_says_something_of_each_pair_it_names() -> None:
    assert said(confirmed(1, C, A, B)) == {"ac": True, "bc": True, "ab": True}
    assert said(split(1, C, A, B)) == {"ac": False, "bc": False}
    assert said(merged(1, (A, B), (C,))) == {"ab": True, "ac": True, "bc": True}


def test_the_later_decision_on_a_pair_holds_until_it_is_taken_back() -> None:
    facts = (confirmed(1, A, B), split(2, B, A))
    assert said(*facts) == {"ab": False}
    assert said(*facts, undone(2)) == {"ab": True}
    assert said(*facts, undone(2), undone(1)) == {}
    assert said(*facts, undone(1)) == {"ab": False}


def test_names_are_never_used_again() -> None:
    facts = (confirmed(1, A, B), split(2, B, A), undone(2))
    assert next_name(facts) == "decision-3"
    assert list(standing(facts)) == ["decision-1"]


def test_what_cannot_be_true_together_is_refused_and_says_through_what() -> None:
    before = (confirmed(1, A, B), confirmed(2, B, C))
    with pytest.raises(DecisionsContradict) as refused:
        check(before, split(3, C, A))
    assert refused.value.facts == {
        "one": "a/1",
        "other": "c/1",
        "split": "decision-3",
        "joined": "decision-1, decision-2",
        "through": "b/1",
    }
    with pytest.raises(DecisionsContradict):
        check((confirmed(1, A, B), split(2, A, C)), confirmed(3, B, C))
    check(before, split(3, C, A, B))


def test_taking_back_what_others_rest_on_is_refused() -> None:
    facts: list[IncidentFact] = [
        split(1, A, B),
        confirmed(2, A, B),
        confirmed(3, A, C),
        confirmed(4, B, C),
    ]
    with pytest.raises(DecisionsContradict):
        check(facts, undone(2))
    check([*facts, undone(3)], undone(2))


@pytest.mark.parametrize(
    ("fact", "why"),
    [
        (ReportsConfirmed(decision="decision-1", reports=(A, B), reason=""), ReasonMissing),
        (confirmed(1, A), ReportsTooFew),
        (split(1, A), ReportsTooFew),
        (split(1, A, B, A), ReportOnBothSides),
        (merged(1, (A, B), (B,)), ReportOnBothSides),
        (undone(1), DecisionUnknown),
    ],
)
def test_what_says_nothing_is_refused(fact: IncidentFact, why: type[Exception]) -> None:
    with pytest.raises(why):
        check((), fact)


def test_what_was_taken_back_cannot_be_taken_back_again() -> None:
    with pytest.raises(DecisionUnknown, match="those that do are: decision-2"):
        check((confirmed(1, A, B), confirmed(2, A, C), undone(1)), undone(1))


@pytest.mark.parametrize("fact", [confirmed(1, A, B), split(1, A, B), merged(1, (A,), (B, C))])
def test_is_recorded_and_read_back(fact: Decision) -> None:
    assert from_plain(type(fact), to_plain(fact)) == fact


reports = st.lists(st.sampled_from([A, B, C, D]), min_size=2, max_size=3, unique=True)
acts = st.tuples(st.sampled_from(["confirm", "split", "undo"]), reports)


@given(st.lists(acts, max_size=12))
def test_decisions_that_were_let_in_can_all_be_true(
    wanted: list[tuple[str, list[ReportName]]],
) -> None:
    facts: list[IncidentFact] = []
    for number, (act, names) in enumerate(wanted):
        fact: IncidentFact = undone(number // 2)
        if act == "confirm":
            fact = confirmed(number, *names)
        elif act == "split":
            fact = split(number, *names)
        try:
            check(facts, fact)
        except (DecisionsContradict, DecisionUnknown):
            continue
        facts.append(fact)
    held = holding(facts)
    incident = {report: {report} for report in (A, B, C, D)}
    for (one, other), decision in held.items():
        if joins(decision):
            both = incident[one] | incident[other]
            incident.update(dict.fromkeys(both, both))
    for (one, other), decision in held.items():
        assert joins(decision) or other not in incident[one]


def test_names_all_reports_once() -> None:
    assert reports_of(merged(1, (A, B), (C,))) == (A, B, C)
    assert pair_of(B, A) == pair_of(A, B) == (A, B)

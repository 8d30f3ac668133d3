"""What people decided about which reports speak of one incident.

A decision names reports by ledger and id, never incidents: those get other names as reports come
in. It holds whatever the evidence says, until it is taken back or a later one says otherwise of
the same two reports. All decisions that hold can be true at once; what would break that is refused.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product
from typing import ClassVar

from truceline.errors import BadInput, NotFound, Refused

ReportName = tuple[str, str]
"""Ledger and id of a report."""
Pair = tuple[ReportName, ReportName]
"""Two reports, in the order of their names."""


class ReasonMissing(BadInput):
    """A decision says nothing to those who read it later."""

    code = "incident.reason-missing"
    text = "A decision about reports needs a reason, for whoever reads it later. Give --reason."


class ReportUnknown(NotFound):
    """No such report is held."""

    code = "incident.report-unknown"
    text = (
        "No report {report} is held.{hint} Write LEDGER/ID; `truceline incident list` shows "
        "what there is."
    )


class ReportsTooFew(BadInput):
    """There are no two reports to decide about."""

    code = "incident.reports-too-few"
    text = "{reports} is not enough to decide about. Name two different reports or more."


class ReportOnBothSides(BadInput):
    """A report is to be kept apart from itself, or put together with itself."""

    code = "incident.on-both-sides"
    text = "{report} stands on both sides. Name it on one of them only."


class DecisionUnknown(NotFound):
    """No decision of that name stands."""

    code = "incident.decision-unknown"
    text = (
        "No decision '{decision}' stands; those that do are: {standing}. `truceline incident why` "
        "shows what was decided about two reports."
    )


class DecisionsContradict(Refused):
    """What people decided cannot all be true."""

    code = "incident.contradiction"
    text = (
        "{one} and {other} would be two incidents by {split} and one incident by {joined}, through "
        "{through}. Take one of these back (truceline incident undo), or decide about all of these "
        "reports at once."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsConfirmed:
    """Someone confirmed that reports speak of one incident."""

    type: ClassVar[str] = "incident.reports-confirmed"
    version: ClassVar[int] = 1

    decision: str
    reports: tuple[ReportName, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsSplit:
    """Someone decided that reports do not speak of the incident of others."""

    type: ClassVar[str] = "incident.reports-split"
    version: ClassVar[int] = 1

    decision: str
    reports: tuple[ReportName, ...]
    others: tuple[ReportName, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentsMerged:
    """Someone decided that two incidents, with all their reports then, are one."""

    type: ClassVar[str] = "incident.merged"
    version: ClassVar[int] = 1

    decision: str
    reports: tuple[ReportName, ...]
    others: tuple[ReportName, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTakenBack:
    """A decision was taken back; its entry stays, and what it overrode holds again."""

    type: ClassVar[str] = "incident.decision-taken-back"
    version: ClassVar[int] = 1

    decision: str
    reason: str


Decision = ReportsConfirmed | ReportsSplit | IncidentsMerged
IncidentFact = Decision | DecisionTakenBack


def named(report: ReportName) -> str:
    """Return a report as people write it: LEDGER/ID."""
    return "/".join(report)


def pair_of(one: ReportName, other: ReportName) -> Pair:
    """Return two reports in the order of their names."""
    return (one, other) if one < other else (other, one)


def reports_of(decision: Decision) -> tuple[ReportName, ...]:
    """Return all reports that a decision names."""
    others = () if isinstance(decision, ReportsConfirmed) else decision.others
    return (*decision.reports, *others)


def pairs_of(decision: Decision) -> Iterator[Pair]:
    """Yield the pairs of reports that a decision is about."""
    if isinstance(decision, ReportsSplit):
        both: Iterable[Pair] = product(decision.reports, decision.others)
    else:
        both = combinations(reports_of(decision), 2)
    return (pair_of(*pair) for pair in both)


def joins(decision: Decision) -> bool:
    """Tell whether a decision makes its pairs one incident; else they are two."""
    return not isinstance(decision, ReportsSplit)


def standing(facts: Iterable[IncidentFact]) -> dict[str, Decision]:
    """Return the decisions that were not taken back, by name, in the order in which they came."""
    held: dict[str, Decision] = {}
    for fact in facts:
        if isinstance(fact, DecisionTakenBack):
            held.pop(fact.decision, None)
        else:
            held[fact.decision] = fact
    return held


def holding(facts: Iterable[IncidentFact]) -> dict[Pair, Decision]:
    """Return for each pair the decision that holds: the last of those that stand."""
    held: dict[Pair, Decision] = {}
    for decision in standing(facts).values():
        held.update(dict.fromkeys(pairs_of(decision), decision))
    return held


def next_name(facts: Iterable[IncidentFact]) -> str:
    """Return the name of the next decision; a name is never used again."""
    made = sum(not isinstance(fact, DecisionTakenBack) for fact in facts)
    return f"decision-{made + 1}"


def check(recorded: Sequence[IncidentFact], fact: IncidentFact) -> None:
    """Refuse a fact that says nothing, or that cannot be true beside those recorded.

    Raises:
        ReasonMissing: It has no reason.
        ReportsTooFew, ReportOnBothSides: It is about no two reports.
        DecisionUnknown: It takes back what does not stand.
        DecisionsContradict: Two reports would be one incident and two.
    """
    if not fact.reason:
        raise ReasonMissing
    if isinstance(fact, DecisionTakenBack):
        names = standing(recorded)
        if fact.decision not in names:
            known = ", ".join(names) or "none"
            raise DecisionUnknown(decision=fact.decision, standing=known)
    else:
        _check_reports(fact)
    _check_together(holding([*recorded, fact]))


def _check_reports(decision: Decision) -> None:
    reports = reports_of(decision)
    if not isinstance(decision, ReportsConfirmed):
        for report in decision.reports:
            if report in decision.others:
                raise ReportOnBothSides(report=named(report))
    if next(pairs_of(decision), None) is None:
        raise ReportsTooFew(reports=", ".join(map(named, reports)) or "Nothing")


def _check_together(held: Mapping[Pair, Decision]) -> None:
    joined: dict[ReportName, list[ReportName]] = defaultdict(list)
    for (one, other), decision in held.items():
        if joins(decision):
            joined[one].append(other)
            joined[other].append(one)
    for (one, other), decision in held.items():
        path = [] if joins(decision) else _path(joined, one, other)
        if path:
            steps = [held[pair_of(*step)].decision for step in pairwise(path)]
            raise DecisionsContradict(
                one=named(one),
                other=named(other),
                split=decision.decision,
                joined=", ".join(dict.fromkeys(steps)),
                through=", ".join(map(named, path[1:-1])),
            )


def _path(
    joined: Mapping[ReportName, Sequence[ReportName]], one: ReportName, other: ReportName
) -> list[ReportName]:
    """Return the shortest way from one report to another, nothing if there is none."""
    came_from = {one: one}
    ahead = deque([one])
    while ahead and other not in came_from:
        here = ahead.popleft()
        for there in joined.get(here, ()):
            if there not in came_from:
                came_from[there] = here
                ahead.append(there)
    if other not in came_from:
        return []
    path = [other]
    while path[-1] != one:
        path.append(came_from[path[-1]])
    return path[::-1]

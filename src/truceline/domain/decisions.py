"""What the record of motions and votes comes to: a pure function of what was received, and when.

A motion is decided at its deadline by the last vote of each seat. It takes effect only if what it
changes still stands in the version that was signed; so of two motions over one version at most
one can. Facts that break a rule are kept and counted for nothing.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import combinations

from truceline.domain.arrangement import Arrangement
from truceline.domain.docket import Docket, Motion, Tally, Void
from truceline.domain.motion_rules import Valid, take
from truceline.domain.motions import DecisionFact, Outcome, Rule
from truceline.errors import TrucelineError

Dated = tuple[datetime, DecisionFact | Arrangement]
"""When something was received, and what; an arrangement stands for its adoption."""


def state(dated: Iterable[Dated], *, record: str, at: datetime, valid: Valid) -> Docket:
    """Return how everything stands at a moment, by what was received until then.

    Args:
        dated: What was recorded, in the order of the record.
        record: Name of the record.
        at: The moment asked about.
        valid: Checks a signature.
    """
    docket = Docket(record=record)
    for received, fact in dated:
        if received <= at:
            docket = step(docket, received, fact, valid)
    return settled(docket, at)


def step(docket: Docket, at: datetime, fact: DecisionFact | Arrangement, valid: Valid) -> Docket:
    """Return the docket after one more fact; one that breaks a rule is noted as void."""
    docket = settled(docket, at)
    if isinstance(fact, Arrangement):
        return replace(docket, arrangement=fact)
    try:
        return take(docket, fact, valid)
    except TrucelineError as error:
        return replace(docket, void=(*docket.void, Void(fact, error)))


def settled(docket: Docket, at: datetime) -> Docket:
    """Return the docket with every motion decided whose deadline has come by a moment."""
    # A clock that was set back decides nothing anew.
    docket = replace(docket, now=max(docket.now, at))
    due = [m for m in docket.motions.values() if m.outcome is None and _is_due(m, docket.now)]
    for motion in sorted(due, key=lambda m: (m.opened.deadline, m.opened_at, m.opened.motion)):
        docket = _decided(docket, motion)
    return docket


def _is_due(motion: Motion, now: datetime) -> bool:
    return motion.opened.deadline <= now


def _decided(docket: Docket, motion: Motion) -> Docket:
    subject = motion.opened.subject
    current = docket.version(subject) == motion.opened.parent
    outcome = outcome_of(motion.opened.rule, motion.tally) if current else "overtaken"
    decided = replace(motion, outcome=outcome)
    docket = replace(docket, motions={**docket.motions, motion.opened.motion: decided})
    if outcome != "adopted":
        return docket
    chain = (*docket.adopted.get(subject, ()), motion.opened.hash())
    return replace(docket, adopted={**docket.adopted, subject: chain})


def outcome_of(rule: Rule, tally: Tally) -> Outcome:
    """Return what votes come to at the deadline.

    Under consensus every seat must have signed that it agrees: an abstention or silence is not
    consent. Under a silence procedure it is enough that nobody objected. A majority is more than
    half of the seats, not of the votes.
    """
    match rule:
        case "consensus":
            agreed = not (tally.silent or tally.abstained)
        case "silence-procedure":
            agreed = True
        case "majority":
            seats = (*tally.consented, *tally.objected, *tally.abstained, *tally.silent)
            if 2 * len(tally.consented) > len(seats):
                return "adopted"
            agreed = False
    if tally.objected:
        return "objected"
    return "adopted" if agreed else "no-act-found"


def signed_rivals(docket: Docket) -> tuple[tuple[str, str, str], ...]:
    """Return who agreed to two motions over one version at one time: (party, motion, motion).

    At most one of the two can take effect here. Where records are kept apart both could, and then
    these signatures are the proof of who made it possible.
    """
    return tuple(
        (party, one.opened.motion, other.opened.motion)
        for one, other in combinations(docket.motions.values(), 2)
        if one.opened.parent == other.opened.parent and _at_one_time(one, other)
        for party in one.tally.consented
        if party in other.tally.consented
    )


def _at_one_time(one: Motion, other: Motion) -> bool:
    first, second = sorted((one, other), key=lambda m: m.opened_at)
    return second.opened_at < first.opened.deadline

"""What each kind of entry says, in one sentence.

An entry of a kind, or of a version, that has no sentence here is shown as unreadable: it stays in
the record as it was signed, for a version that can read it.
"""

from typing import get_args

from truceline.domain.arrangement import ArrangementAdopted
from truceline.domain.backups import LogRestored
from truceline.domain.datasets import DatasetFact, DatasetImported, DatasetWithdrawn
from truceline.domain.motions import (
    BoundariesCompared,
    BoundaryProposed,
    DecisionFact,
    KeyRecorded,
    MotionClosed,
    MotionOpened,
    Outcome,
    SeatLeft,
    VoteCast,
)
from truceline.domain.workspaces import ExerciseDeclared
from truceline.journal.facts import FactUnreadable, fact_of
from truceline.journal.protocol import Entry
from truceline.wording import later, listed, number, say

_Known = ArrangementAdopted | LogRestored | ExerciseDeclared | DatasetFact | DecisionFact
KNOWN: tuple[type[_Known], ...] = get_args(_Known)

_OUTCOMES: dict[Outcome, str] = {
    "adopted": later("The outcome of {motion} was written down: adopted."),
    "objected": later("The outcome of {motion} was written down: objected to."),
    "no-act-found": later("The outcome of {motion} was written down: no act found."),
    "overtaken": later("The outcome of {motion} was written down: another decision came first."),
}


def sentence(entry: Entry) -> str:
    """Return what an entry says."""
    fact = fact_in(entry)
    if fact is None:
        return say(
            "Unreadable here: {type}, version {version}. It is kept as it was signed.",
            type=entry.record.type,
            version=entry.record.version,
        )
    if isinstance(fact, DecisionFact):
        return _of_a_decision(fact)
    return _of_the_record(fact)


def fact_in(entry: Entry) -> _Known | None:
    """Return the fact in an entry, or None if it cannot be read here."""
    try:
        return fact_of(entry, KNOWN)
    except FactUnreadable:
        return None


def _of_the_record(fact: ArrangementAdopted | LogRestored | ExerciseDeclared | DatasetFact) -> str:
    match fact:
        case ExerciseDeclared():
            return say("This is an exercise: nothing that follows happened.")
        case ArrangementAdopted():
            return say("The arrangement {name} was adopted as it stood.", name=fact.arrangement)
        case DatasetImported():
            return say(
                "{imported} rows of {file} were imported as {dataset}.",
                imported=number(fact.imported),
                file=fact.file,
                dataset=fact.dataset,
            )
        case DatasetWithdrawn():
            taken = say("The import {dataset} was taken back.", dataset=fact.dataset)
            return f"{taken} {fact.reason}".rstrip()
        case LogRestored():
            return say(
                "The record goes on from a backup, which held {entries} entries of {log}.",
                entries=number(fact.entries),
                log=fact.log,
            )


def _of_a_decision(fact: DecisionFact) -> str:
    if isinstance(fact, BoundaryProposed | BoundariesCompared):
        return _of_a_boundary(fact)
    match fact:
        case KeyRecorded():
            return say("A key of the delegate of {party} was recorded.", party=fact.party)
        case MotionOpened():
            return say(
                "{party} moved {motion} on {subject}; {seats} decide.",
                party=fact.by,
                motion=fact.motion,
                subject=fact.subject,
                seats=listed(fact.seats),
            )
        case VoteCast():
            # Not how: the ballots stand together with the motion, where none is read alone.
            return say("{party} voted on {motion}.", party=fact.party, motion=fact.motion)
        case MotionClosed():
            return say(_OUTCOMES[fact.outcome], motion=fact.motion)
        case SeatLeft():
            return say(
                "{party} left its seat under {instrument}.",
                party=fact.party,
                instrument=fact.instrument,
            )


def _of_a_boundary(fact: BoundaryProposed | BoundariesCompared) -> str:
    match fact:
        case BoundaryProposed():
            return say(
                "{party} proposed an outline for {area}: {proposal}.",
                party=fact.by,
                area=fact.area,
                proposal=fact.proposal,
            )
        case BoundariesCompared():
            return say("{one} and {other} were compared.", one=fact.one, other=fact.other)

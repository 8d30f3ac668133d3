"""Entries about motions in one sentence each, by the ids that they name."""

from truceline.domain.motions import (
    Ballot,
    BoundariesCompared,
    BoundaryProposed,
    DecisionFact,
    KeyRecorded,
    MotionClosed,
    MotionOpened,
    Outcome,
    SeatLeft,
    VoteCast,
    utc,
)
from truceline.wording import later, listed, say

_BALLOTS: dict[Ballot, str] = {
    "assent": later("{party} assented to {motion}, over the text {over}. {text}"),
    "reserve": later("{party} assented to {motion} with a reservation, over {over}. {text}"),
    "object": later("{party} objected to {motion}, over the text {over}. {text}"),
    "abstain": later("{party} abstained on {motion}, over the text {over}. {text}"),
}
_OUTCOMES: dict[Outcome, str] = {
    "adopted": later("{motion} is closed: adopted. {silent}"),
    "objected": later("{motion} is closed: objected to by {objected}. {silent}"),
    "no-act-found": later("{motion} is closed: no act found. {silent}"),
    "overtaken": later("{motion} is closed: overtaken by another decision. {silent}"),
}


def sentence(fact: DecisionFact) -> str:
    """Return what an entry about a motion says."""
    match fact:
        case KeyRecorded():
            told = say("The key of {party} is {key}.", party=fact.party, key=fact.key)
        case MotionOpened():
            told = _opened(fact)
        case VoteCast():
            told = say(
                _BALLOTS[fact.ballot],
                party=fact.party,
                motion=fact.motion,
                over=fact.over[:12],
                text=_quoted(fact.text),
            )
        case MotionClosed():
            silent = say("Silent: {parties}.", parties=listed(fact.silent)) if fact.silent else ""
            objected = listed(fact.objected)
            told = say(
                _OUTCOMES[fact.outcome], motion=fact.motion, objected=objected, silent=silent
            )
        case SeatLeft():
            left = say(
                "{party} left its seat under {text}.", party=fact.party, text=fact.instrument
            )
            told = f"{left} {_quoted(fact.text)}"
        case BoundaryProposed():
            told = say(
                "{proposal}: {party} put forward an outline for {area}. {text}",
                proposal=fact.proposal,
                party=fact.by,
                area=fact.area,
                text=_quoted(fact.text),
            )
        case BoundariesCompared():
            words = later("{one} and {other} were compared, for all parties to see.")
            if not fact.open_to_all:
                words = later("{one} and {other} were compared, for none of the parties to see.")
            told = say(words, one=fact.one, other=fact.other)
    return told.rstrip()


def _opened(fact: MotionOpened) -> str:
    return say(
        "{party} opened {motion} about {subject}, over the text {over}, until {deadline}. {text}",
        party=fact.by,
        motion=fact.motion,
        subject=fact.subject,
        over=fact.hash()[:12],
        deadline=utc(fact.deadline),
        text=_quoted(fact.text),
    )


def _quoted(text: tuple[str, ...]) -> str:
    return f"“{' '.join(text)}”" if text else ""

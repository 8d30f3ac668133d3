"""Which facts count: one rule each, asked before recording and again when the record is read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from truceline.domain import effects, mandates
from truceline.domain.docket import Docket, Motion, closing
from truceline.domain.motion_errors import (
    AlreadyRecorded,
    DeadlinePassed,
    KeyMissing,
    KeyTaken,
    MajorityUnsafe,
    MotionUnfit,
    NotSeated,
    NotTheMover,
    OtherRecord,
    OutcomeDiffers,
    ParentOutdated,
    SignatureWrong,
    StillOpen,
    TextOutdated,
    VoteRepeated,
)
from truceline.domain.motions import (
    BOUNDARY_KINDS,
    TERM_KINDS,
    BoundariesCompared,
    BoundaryProposed,
    DecisionFact,
    KeyRecorded,
    MotionClosed,
    MotionOpened,
    SeatLeft,
    VoteCast,
    utc,
)

Valid = Callable[[str, str, str], bool]
"""Tells whether a public key (hex) made a signature (hex): key, text, signature."""


def take(docket: Docket, fact: DecisionFact, valid: Valid) -> Docket:
    """Return the docket after one more fact that keeps every rule.

    Raises:
        TrucelineError: It breaks one; see `motion_errors`.
    """
    match fact:
        case KeyRecorded():
            taken = _key(docket, fact, valid)
        case MotionOpened():
            taken = _opened(docket, fact, valid)
        case VoteCast():
            taken = _vote(docket, fact, valid)
        case MotionClosed():
            taken = _closed(docket, fact)
        case SeatLeft():
            taken = _left(docket, fact, valid)
        case BoundaryProposed():
            taken = _proposed(docket, fact, valid)
        case BoundariesCompared():
            taken = _compared(docket, fact)
    return taken


def _key(docket: Docket, fact: KeyRecorded, valid: Valid) -> Docket:
    if not valid(fact.key, fact.signed_text(), fact.proof):
        raise SignatureWrong(party=fact.party)
    held = docket.keys.get(fact.party)
    if held is not None and not valid(held, fact.signed_text(), fact.approval):
        raise KeyTaken(party=fact.party)
    return replace(docket, keys={**docket.keys, fact.party: fact.key})


def _opened(docket: Docket, fact: MotionOpened, valid: Valid) -> Docket:
    _signed(docket, fact, fact.by, valid)
    _check_mandate(docket, fact)
    _check_outline(docket, fact)
    _check_to(docket, fact)
    _check_deadline(docket, fact)
    if docket.version(fact.subject) != fact.parent:
        raise ParentOutdated(motion=fact.motion, subject=fact.subject)
    motion = Motion(opened=fact, opened_at=docket.now)
    if fact.motion in docket.motions:
        earlier = docket.motions[fact.motion]
        if earlier.opened.by != fact.by:
            raise NotTheMover(motion=fact.motion, by=earlier.opened.by, party=fact.by)
        _check_open(earlier.opened, docket.now)
        motion = replace(motion, opened_at=earlier.opened_at, numbers=earlier.numbers)
    return replace(docket, motions={**docket.motions, fact.motion: motion})


def _check_mandate(docket: Docket, fact: MotionOpened) -> None:
    table = mandates.subject_of(fact.kind, "")
    texts = mandates.instruments_for(docket.held, fact.subject)
    if not fact.subject.startswith(table) or fact.instrument not in texts:
        raise MotionUnfit(
            reason=f"{fact.subject} is not decided so under {fact.instrument}",
            fix=f"Name one of: {', '.join(texts)}.",
        )
    seats = docket.seats(fact.instrument, docket.now)
    if fact.by not in seats or fact.seats != seats:
        raise NotSeated(party=fact.by, seats=", ".join(seats) or "nobody")
    rule = mandates.rule_for(docket.held, fact.kind, fact.subject, fact.instrument)
    if rule == "majority" and fact.kind in (*TERM_KINDS, *BOUNDARY_KINDS):
        raise MajorityUnsafe(subject=fact.subject)
    if fact.rule != rule:
        raise MotionUnfit(reason=f"its rule is {rule}", fix="Open it by that rule.")


def _check_outline(docket: Docket, fact: MotionOpened) -> None:
    if fact.kind not in BOUNDARY_KINDS:
        return
    proposal = docket.proposal(fact.proposal)
    if (fact.subject, fact.outline) != (f"area:{proposal.area}", proposal.outline):
        raise MotionUnfit(
            reason=f"{fact.proposal} is an outline of {proposal.area}",
            fix="Name a proposal about this area.",
        )


def _check_to(docket: Docket, fact: MotionOpened) -> None:
    fitting: tuple[str, ...]
    match fact.kind:
        case "extend-term":
            fitting = (
                effects.next_end(docket, fact.subject_id, deadline=fact.deadline).isoformat(),
            )
        case "replace-boundary":
            drawn = (b.id for b in mandates.area_of(docket.held, fact.subject_id).boundary)
            fitting = (*drawn, *docket.proposals)
        case "amend-attribution":
            fitting = effects.POLICIES
        case _:
            fitting = ("",)
    if fact.to not in fitting:
        raise MotionUnfit(reason=f"it says '{fact.to}'", fix=f"Say: {' or '.join(fitting)}.")


def _check_deadline(docket: Docket, fact: MotionOpened) -> None:
    days = 0
    if fact.rule == "silence-procedure" and fact.kind in TERM_KINDS:
        days = mandates.term_of(docket.held, fact.subject_id).silence_days or 0
    if fact.deadline <= docket.now or fact.deadline - docket.now < timedelta(days=days):
        raise MotionUnfit(
            reason=f"its deadline leaves less time than {days} days" if days else "it is too late",
            fix="Give it a later deadline.",
        )


def _check_open(motion: MotionOpened, now: datetime) -> None:
    if motion.deadline <= now:
        raise DeadlinePassed(motion=motion.motion, deadline=utc(motion.deadline))


def _vote(docket: Docket, fact: VoteCast, valid: Valid) -> Docket:
    motion = docket.motion(fact.motion)
    if fact.party not in motion.opened.seats:
        raise NotSeated(party=fact.party, seats=", ".join(motion.opened.seats))
    _check_open(motion.opened, docket.now)
    if fact.over != motion.opened.hash():
        current = motion.opened.hash()[:12]
        raise TextOutdated(motion=fact.motion, over=fact.over[:12], current=current)
    if not fact.parent == motion.opened.parent == docket.version(motion.opened.subject):
        raise ParentOutdated(motion=fact.motion, subject=motion.opened.subject)
    _check_key(docket, fact.party, fact.signed_text(), fact.signature, valid)
    held = motion.numbers.get(fact.party, 0)
    if fact.number != held + 1:
        raise VoteRepeated(party=fact.party, motion=fact.motion, held=held)
    voted = replace(
        motion,
        votes={**motion.votes, fact.party: fact},
        numbers={**motion.numbers, fact.party: fact.number},
    )
    return replace(docket, motions={**docket.motions, fact.motion: voted})


def _closed(docket: Docket, fact: MotionClosed) -> Docket:
    motion = docket.motion(fact.motion)
    if motion.outcome is None:
        raise StillOpen(motion=fact.motion, deadline=utc(motion.opened.deadline))
    if motion.closed:
        raise AlreadyRecorded(what=fact.motion)
    if fact != closing(motion):
        raise OutcomeDiffers(motion=fact.motion, outcome=motion.outcome)
    closed = replace(motion, closed=True)
    return replace(docket, motions={**docket.motions, fact.motion: closed})


def _left(docket: Docket, fact: SeatLeft, valid: Valid) -> Docket:
    seats = docket.seats(fact.instrument, docket.now)
    if fact.party not in seats:
        raise NotSeated(party=fact.party, seats=", ".join(seats) or "nobody")
    _signed(docket, fact, fact.party, valid)
    return replace(docket, left={**docket.left, (fact.party, fact.instrument): docket.now})


def _proposed(docket: Docket, fact: BoundaryProposed, valid: Valid) -> Docket:
    mandates.area_of(docket.held, fact.area)
    _signed(docket, fact, fact.by, valid)
    if fact.proposal in docket.proposals:
        raise AlreadyRecorded(what=fact.proposal)
    return replace(docket, proposals={**docket.proposals, fact.proposal: fact})


def _compared(docket: Docket, fact: BoundariesCompared) -> Docket:
    pair = (fact.one, fact.other)
    # What all have seen cannot be unseen.
    open_to_all = fact.open_to_all or docket.compared.get(pair, False)
    return replace(docket, compared={**docket.compared, pair: open_to_all})


def _signed(
    docket: Docket, fact: MotionOpened | SeatLeft | BoundaryProposed, party: str, valid: Valid
) -> None:
    if fact.record != docket.record:
        raise OtherRecord(record=fact.record)
    _check_key(docket, party, fact.signed_text(), fact.signature, valid)


def _check_key(docket: Docket, party: str, text: str, signature: str, valid: Valid) -> None:
    if party not in docket.keys:
        raise KeyMissing(party=party)
    if not valid(docket.keys[party], text, signature):
        raise SignatureWrong(party=party)

"""Motions, votes and proposals: each is signed by the delegate whose act it is.

The software opens, casts and concludes nothing by itself. An outcome follows from the votes; a
person closes the motion, which writes the outcome down.
"""

import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from truceline.actions import delegates
from truceline.actions.delegates import Delegate, KeyFileTaken
from truceline.actions.desk import Desk
from truceline.domain import decisions, effects, mandates
from truceline.domain.areas import Rings
from truceline.domain.docket import Docket, closing
from truceline.domain.motion_errors import MotionUnfit, StillOpen, SubjectUnknown
from truceline.domain.motion_rules import take
from truceline.domain.motions import (
    BOUNDARY_KINDS,
    Ballot,
    BoundariesCompared,
    BoundaryProposed,
    DecisionFact,
    KeyRecorded,
    MotionClosed,
    MotionKind,
    MotionOpened,
    SeatLeft,
    VoteCast,
    utc,
)
from truceline.domain.periods import instant
from truceline.domain.terms import clock
from truceline.errors import Unsafe
from truceline.journal import decisions as record
from truceline.journal.facts import Fact, received_at
from truceline.journal.signatures import valid

_LEAST_HASH = 8
"""Digits of a text's hash that a delegate must give to show which text was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What someone asks to be decided."""

    kind: MotionKind
    name: str
    """Id of the term, area, post, party or text that it changes."""
    text: str
    deadline: datetime | None = None
    instrument: str = ""
    to: str = ""
    proposal: str = ""
    revises: str = ""
    """Id of a motion of one's own whose text this replaces."""


class ClockBehind(Unsafe):
    """The clock shows a time before what was recorded already, so deadlines cannot be told."""

    code = "motion.clock-behind"
    text = "The clock shows {now}, but the record goes on to {last}. Set the clock right first."


def docket(desk: Desk) -> Docket:
    """Return how everything stands now.

    Raises:
        ClockBehind: The clock is behind the record.
    """
    now, last = desk.now(), record.last_moment(desk.journal)
    if now < last:
        raise ClockBehind(now=utc(now), last=utc(last))
    return record.docket(desk.journal, desk.blobs, at=now)


def make_key(desk: Desk, party: str, folder: Path, *, replacing: bool = False) -> KeyRecorded:
    """Make a key for a party's delegate, and record its public half.

    Raises:
        SubjectUnknown: The arrangement has no such party.
        KeyFileTaken: It has a key already, and nobody asked for a new one.
        KeyTaken: Another key is on record, and its file is not there to approve this one.
    """
    parties = [p.id for p in docket(desk).held.party]
    if party not in parties:
        raise SubjectUnknown(kind="party", subject=party, known=", ".join(parties))
    file = delegates.key_file(folder, party)
    if file.exists() and not replacing:
        raise KeyFileTaken(file=file)
    former = delegates.read(party, file) if file.exists() else None
    delegate = delegates.draft(party, file)
    fact = KeyRecorded(party=party, key=delegate.public, proof="")
    approval = former.sign(fact.signed_text()) if former else ""
    fact = replace(fact, proof=delegate.sign(fact.signed_text()), approval=approval)
    _record(desk, fact)
    delegates.keep(file)
    return fact


def open_motion(desk: Desk, delegate: Delegate, draft: Draft) -> MotionOpened:
    """Open a motion, or put another text in place of one's own; its votes then begin anew.

    Raises:
        MotionUnfit: It lacks something, or asks for what cannot be.
        TrucelineError: It breaks another rule; see `domain.motion_errors`.
    """
    held = docket(desk)
    fact = _motion(held, delegate.party, draft)
    return _record(desk, replace(fact, signature=delegate.sign(fact.signed_text())))


def vote(
    desk: Desk, delegate: Delegate, motion: str, ballot: Ballot, *, over: str, text: str = ""
) -> VoteCast:
    """Vote on a motion; an earlier vote of the same party no longer counts.

    Args:
        desk: Where the vote is recorded.
        delegate: Who votes.
        motion: Id of the motion.
        ballot: The vote.
        over: The first digits, eight or more, of the hash of the text that was read.
        text: The reason, the objection or the reservation.

    Raises:
        Conflict: The text, or what the motion changes, is another one by now, or it is too late.
        TrucelineError: It breaks another rule; see `domain.motion_errors`.
    """
    stands = docket(desk).motion(motion)
    current = stands.opened.hash()
    seen = len(over) >= _LEAST_HASH and current.startswith(over)
    fact = VoteCast(
        motion=motion,
        over=current if seen else over,
        parent=stands.opened.parent,
        party=delegate.party,
        ballot=ballot,
        number=stands.numbers.get(delegate.party, 0) + 1,
        text=paragraphs(text),
    )
    return _record(desk, replace(fact, signature=delegate.sign(fact.signed_text())))


def close(desk: Desk, motion: str) -> MotionClosed:
    """Write down what came of a motion whose deadline has passed.

    Raises:
        StillOpen: It takes votes.
        AlreadyRecorded: It was closed before.
    """
    stands = docket(desk).motion(motion)
    if stands.outcome is None:
        raise StillOpen(motion=motion, deadline=utc(stands.opened.deadline))
    return _record(desk, closing(stands))


def leave(desk: Desk, delegate: Delegate, instrument: str, *, text: str = "") -> SeatLeft:
    """Leave one's own seat under a text; what was decided before stays.

    Raises:
        NotSeated: There is no such seat, or it was left before.
    """
    fact = SeatLeft(
        party=delegate.party,
        record=docket(desk).record,
        instrument=instrument,
        text=paragraphs(text),
    )
    return _record(desk, replace(fact, signature=delegate.sign(fact.signed_text())))


def propose(
    desk: Desk, delegate: Delegate, area: str, polygons: tuple[Rings, ...], *, text: str = ""
) -> BoundaryProposed:
    """Put forward an outline for an area."""
    held = docket(desk)
    fact = BoundaryProposed(
        proposal=f"proposal-{len(held.proposals) + 1}",
        record=held.record,
        area=area,
        by=delegate.party,
        outline=desk.blobs.put(record.outline_bytes(polygons)),
        text=paragraphs(text),
    )
    return _record(desk, replace(fact, signature=delegate.sign(fact.signed_text())))


def compare(desk: Desk, one: str, other: str, *, open_to_all: bool) -> BoundariesCompared | None:
    """Record that two outlines were compared; nothing is recorded if that adds nothing."""
    if docket(desk).compared.get((one, other)) in {True, open_to_all}:
        return None
    return _record(desk, BoundariesCompared(one=one, other=other, open_to_all=open_to_all))


def paragraphs(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a text as they are signed: NFC, single spaces."""
    lines = unicodedata.normalize("NFC", text).splitlines()
    return tuple(" ".join(line.split()) for line in lines if line.strip())


def _motion(held: Docket, by: str, draft: Draft) -> MotionOpened:
    subject = mandates.subject_of(draft.kind, draft.name)
    instrument = draft.instrument or mandates.instruments_for(held.held, subject)[0]
    deadline = draft.deadline or _deadline(held, draft)
    to = draft.to
    if draft.kind == "extend-term" and not to:
        to = effects.next_end(held, draft.name, deadline=deadline).isoformat()
    if not paragraphs(draft.text):
        raise MotionUnfit(reason="it has no text", fix="Say what is to be decided: --text")
    revised = held.motion(draft.revises).opened.motion if draft.revises else ""
    return MotionOpened(
        motion=revised or f"motion-{len(held.motions) + 1}",
        record=held.record,
        kind=draft.kind,
        subject=subject,
        instrument=instrument,
        rule=mandates.rule_for(held.held, draft.kind, subject, instrument),
        seats=held.seats(instrument, held.now),
        parent=held.version(subject),
        deadline=deadline.replace(microsecond=0),
        by=by,
        text=paragraphs(draft.text),
        to=to,
        proposal=draft.proposal,
        outline=held.proposal(draft.proposal).outline if draft.kind in BOUNDARY_KINDS else "",
    )


def _deadline(held: Docket, draft: Draft) -> datetime:
    """Return the deadline of a motion for which none was given: the end of the term."""
    fix = "Say until when votes count, for example: --deadline 2018-03-15"
    if draft.kind != "extend-term":
        raise MotionUnfit(reason="it has no deadline", fix=fix)
    term = mandates.term_of(held.held, draft.name)
    zone = ZoneInfo(held.held.zone)
    if term.extension == "silence-procedure" and term.silence_days:
        # A day more, so that every one of the days is whole.
        return instant(held.day(held.now) + timedelta(days=term.silence_days + 1), zone)
    acts = (*held.held.act, *effects.acts(held))
    ends = clock(term, acts, about=held.day(held.now)).runs_to
    deadline = instant(ends, zone)
    if deadline <= held.now:
        raise MotionUnfit(reason=f"the term ran out on {ends}", fix=fix)
    return deadline


def _record(desk: Desk, fact: Fact) -> Fact:
    seen = record.count(desk.journal)
    held = docket(desk)
    assert isinstance(fact, DecisionFact)
    take(held, fact, valid)
    (entry,) = desk.record(record.STREAM, [fact], after=seen)
    # The record's clock decides, and it may have passed a deadline since the check.
    after = decisions.step(held, received_at(entry), fact, valid)
    if len(after.void) > len(held.void):
        raise after.void[-1].why
    return fact

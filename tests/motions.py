"""Motions and votes for tests: a signature names its key and its text, and nothing else fits."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from truceline.domain import decisions, effects, mandates
from truceline.domain.arrangement import Arrangement
from truceline.domain.digests import digest_of_text
from truceline.domain.docket import Docket
from truceline.domain.motions import (
    Ballot,
    BoundaryProposed,
    DecisionFact,
    KeyRecorded,
    MotionKind,
    MotionOpened,
    SeatLeft,
    VoteCast,
)

RECORD = "two-clocks/node/0f"
THREE = ("iran", "russia", "turkey")
Signed = TypeVar("Signed", MotionOpened, VoteCast, SeatLeft, BoundaryProposed)


def at(day: str) -> datetime:
    """Noon of a day in UTC, or the instant that is named."""
    return datetime.fromisoformat(day if "T" in day else f"{day}T12:00").replace(tzinfo=UTC)


def signature(key: str, text: str) -> str:
    return f"{key}:{digest_of_text(text)}"


def valid(key: str, text: str, given: str) -> bool:
    return given == signature(key, text)


def signed(fact: Signed, key: str) -> Signed:
    return replace(fact, signature=signature(key, fact.signed_text()))


def key_of(party: str, key: str = "", *, approved_by: str = "") -> KeyRecorded:
    fact = KeyRecorded(party=party, key=key or party, proof="")
    text = fact.signed_text()
    approval = signature(approved_by, text) if approved_by else ""
    return replace(fact, proof=signature(fact.key, text), approval=approval)


class Room:
    """A docket to which facts are handed at moments; each test says what came of them."""

    def __init__(self, arrangement: Arrangement, *, keys: tuple[str, ...] = THREE) -> None:
        self.docket = Docket(record=RECORD)
        self.hand("2018-02-01", arrangement)
        for party in keys:
            self.hand("2018-02-01", key_of(party))

    def hand(self, day: str, fact: DecisionFact | Arrangement) -> None:
        self.docket = decisions.step(self.docket, at(day), fact, valid)

    def wait(self, day: str) -> Docket:
        self.docket = decisions.settled(self.docket, at(day))
        return self.docket

    def motion(
        self,
        kind: MotionKind = "extend-term",
        name: str = "announced-areas-term",
        *,
        by: str = "russia",
        deadline: str = "2018-03-14T22:00",
        **given: Any,
    ) -> MotionOpened:
        """A motion that keeps every rule, but for what is given."""
        held = self.docket.held
        subject = mandates.subject_of(kind, name)
        instrument = given.get("instrument") or mandates.instruments_for(held, subject)[0]
        to = ""
        if kind == "extend-term":
            to = effects.next_end(self.docket, name, deadline=at(deadline)).isoformat()
        proposal = self.docket.proposals.get(given.get("proposal", ""))
        fact = MotionOpened(
            motion=f"motion-{len(self.docket.motions) + 1}",
            record=RECORD,
            kind=kind,
            subject=subject,
            instrument=instrument,
            rule=mandates.rule_for(held, kind, subject, instrument),
            seats=self.docket.seats(instrument, self.docket.now),
            parent=self.docket.version(subject),
            deadline=at(deadline),
            by=by,
            text=("Let it be so.",),
            to=to,
            outline=proposal.outline if proposal else "",
        )
        return signed(replace(fact, **given), by)

    def open(self, day: str = "2018-02-20", fact: MotionOpened | None = None) -> MotionOpened:
        fact = fact or self.motion()
        self.hand(day, fact)
        return fact

    def vote(
        self, day: str, motion: MotionOpened, party: str, ballot: Ballot, **given: Any
    ) -> VoteCast:
        held = self.docket.motions.get(motion.motion)
        number = held.numbers.get(party, 0) + 1 if held else 1
        fact = VoteCast(
            motion=motion.motion,
            over=motion.hash(),
            parent=motion.parent,
            party=party,
            ballot=ballot,
            number=number,
        )
        key = given.pop("key", party)
        fact = signed(replace(fact, **given), key)
        self.hand(day, fact)
        return fact

    def outcome(self, motion: MotionOpened) -> str:
        return self.docket.motion(motion.motion).outcome or "pending"

    @property
    def refusals(self) -> list[str]:
        return [void.why.code for void in self.docket.void]

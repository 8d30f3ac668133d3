"""Motions, votes and proposals: what is recorded of them, and the texts that delegates sign.

A delegate signs a text that a person can read. It names the motion, what it changes, the version
that it changes, who must decide by which rule and until when; whoever signs it agrees to all of
that. Nothing signed for one motion can be taken for another.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Literal

from truceline.domain.digests import digest_of_text

MotionKind = Literal[
    "extend-term",
    "suspend-term",
    "resume-term",
    "end-term",
    "adopt-boundary",
    "replace-boundary",
    "admit-forces",
    "establish-post",
    "move-post",
    "amend-attribution",
]
Ballot = Literal["assent", "object", "abstain", "reserve"]
"""`reserve` is an assent with a reservation, which stands beside it."""
Rule = Literal["consensus", "silence-procedure", "majority"]
Outcome = Literal["adopted", "objected", "no-act-found", "overtaken"]
"""`overtaken`: another decision changed the same thing first."""

TERM_KINDS: tuple[MotionKind, ...] = ("extend-term", "suspend-term", "resume-term", "end-term")
BOUNDARY_KINDS: tuple[MotionKind, ...] = ("adopt-boundary", "replace-boundary")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRecorded:
    """A party's delegate has a key; a later one takes its place if the earlier one signed it."""

    type: ClassVar[str] = "motion.key-recorded"
    version: ClassVar[int] = 1

    party: str
    key: str
    """Ed25519 public key, hex."""
    proof: str
    """Signature of `signed_text` by this key: whoever records it holds it."""
    approval: str = ""
    """Signature of `signed_text` by the key that it replaces."""

    def signed_text(self) -> str:
        """Return what is signed."""
        return _written("truceline/delegate-key/v1", party=self.party, key=self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionOpened:
    """A motion was opened, or its text was replaced by its mover."""

    type: ClassVar[str] = "motion.opened"
    version: ClassVar[int] = 1

    motion: str
    record: str
    """Name of the record it was opened in; it counts in no other, so a drill stays a drill."""
    kind: MotionKind
    subject: str
    """What it changes, such as `term:announced-areas-term` or `area:idlib`."""
    instrument: str
    """Id of the text under which it is decided."""
    rule: Rule
    seats: tuple[str, ...]
    """Ids of the parties that decide, in alphabetical order."""
    parent: str
    """Version of the subject that the motion changes (see `version_of`)."""
    deadline: datetime
    """In UTC; a vote counts if it was received before."""
    by: str
    text: tuple[str, ...]
    """Paragraphs."""
    to: str = ""
    """The new end of a term, the boundary that is replaced, or the new attribution policy."""
    proposal: str = ""
    outline: str = ""
    """SHA-256 of the proposed outline, a blob."""
    signature: str = ""
    """Signature of `signed_text` by the mover's key, hex."""

    @property
    def subject_id(self) -> str:
        """Id of what it changes, without the kind of thing it is."""
        return self.subject.split(":", 1)[1]

    def signed_text(self) -> str:
        """Return what the mover signs and the votes are about."""
        return _written(
            "truceline/motion/v1",
            self.text,
            motion=self.motion,
            record=self.record,
            kind=self.kind,
            subject=self.subject,
            instrument=self.instrument,
            rule=self.rule,
            seats=" ".join(self.seats),
            parent=self.parent,
            deadline=utc(self.deadline),
            by=self.by,
            to=self.to,
            proposal=self.proposal,
            outline=self.outline,
        )

    def hash(self) -> str:
        """Return the SHA-256 of the signed text, in hex."""
        return digest_of_text(self.signed_text())


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteCast:
    """A delegate voted on one text of one motion."""

    type: ClassVar[str] = "motion.voted"
    version: ClassVar[int] = 1

    motion: str
    over: str
    """Hash of the text that was voted on."""
    parent: str
    party: str
    ballot: Ballot
    number: int
    """Counts the party's votes on this motion from 1, so that an older one cannot return."""
    text: tuple[str, ...] = ()
    signature: str = ""

    def signed_text(self) -> str:
        """Return what is signed."""
        return _written(
            "truceline/vote/v1",
            self.text,
            motion=self.motion,
            over=self.over,
            parent=self.parent,
            party=self.party,
            ballot=self.ballot,
            number=str(self.number),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionClosed:
    """A person wrote down what came of a motion after its deadline.

    The outcome follows from the votes; an entry that says something else counts for nothing.
    """

    type: ClassVar[str] = "motion.closed"
    version: ClassVar[int] = 1

    motion: str
    outcome: Outcome
    assented: tuple[str, ...] = ()
    reserved: tuple[str, ...] = ()
    objected: tuple[str, ...] = ()
    abstained: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatLeft:
    """A party left its seat under a text; only its own key can say so."""

    type: ClassVar[str] = "motion.seat-left"
    version: ClassVar[int] = 1

    party: str
    record: str
    instrument: str
    text: tuple[str, ...] = ()
    signature: str = ""

    def signed_text(self) -> str:
        """Return what is signed."""
        return _written(
            "truceline/seat-left/v1",
            self.text,
            party=self.party,
            record=self.record,
            instrument=self.instrument,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundaryProposed:
    """A delegation put forward an outline for an area."""

    type: ClassVar[str] = "boundary.proposed"
    version: ClassVar[int] = 1

    proposal: str
    record: str
    area: str
    by: str
    outline: str
    """SHA-256 of a GeoJSON geometry, a blob."""
    text: tuple[str, ...] = ()
    signature: str = ""

    def signed_text(self) -> str:
        """Return what is signed."""
        return _written(
            "truceline/proposal/v1",
            self.text,
            proposal=self.proposal,
            record=self.record,
            area=self.area,
            by=self.by,
            outline=self.outline,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundariesCompared:
    """Two outlines were compared, for all parties to see or for none of them."""

    type: ClassVar[str] = "boundary.compared"
    version: ClassVar[int] = 1

    one: str
    other: str
    open_to_all: bool


DecisionFact = (
    KeyRecorded
    | MotionOpened
    | VoteCast
    | MotionClosed
    | SeatLeft
    | BoundaryProposed
    | BoundariesCompared
)


def version_of(subject: str, basis: str, adopted: tuple[str, ...]) -> str:
    """Return the version of a subject, in hex: its data and the motions adopted about it, in order.

    Args:
        subject: What it is the version of.
        basis: Digest of what the arrangement's data say of it.
        adopted: Hashes of the motions adopted about it.
    """
    return digest_of_text(_written("truceline/version/v1", adopted, subject=subject, basis=basis))


def utc(moment: datetime) -> str:
    """Return an instant as it is signed, such as 2018-03-14T22:00:00Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _written(header: str, text: tuple[str, ...] = (), /, **fields: str) -> str:
    # Neither a field nor a paragraph may hold a line end (the record refuses control characters),
    # so nothing in the text can pass for a field.
    named = (f"{name} {value}" for name, value in fields.items() if value)
    lines = [header, *named, "", *text]
    return "\n".join(lines) + "\n"

"""Motions as they stand at a moment, and everything that later facts are judged by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from truceline.domain import mandates
from truceline.domain.arrangement import Arrangement
from truceline.domain.motion_errors import MotionUnknown, ProposalUnknown
from truceline.domain.motions import (
    BoundaryProposed,
    DecisionFact,
    MotionClosed,
    MotionOpened,
    Outcome,
    VoteCast,
    version_of,
)
from truceline.errors import TrucelineError

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How the seats stand, each in one group."""

    assented: tuple[str, ...] = ()
    reserved: tuple[str, ...] = ()
    objected: tuple[str, ...] = ()
    abstained: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    """Seats without a vote, those that were left among them."""

    @property
    def consented(self) -> tuple[str, ...]:
        """Those who signed that they agree, with a reservation or without."""
        return tuple(sorted((*self.assented, *self.reserved)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """A motion as it stands."""

    opened: MotionOpened
    opened_at: datetime
    votes: Mapping[str, VoteCast] = field(default_factory=dict)
    """The last vote of each party over the text as it stands."""
    numbers: Mapping[str, int] = field(default_factory=dict)
    """How many votes each party has cast, over earlier texts too."""
    outcome: Outcome | None = None
    """None while it takes votes."""
    closed: bool = False
    """Whether a person wrote the outcome down."""

    @property
    def tally(self) -> Tally:
        """How the seats stand."""
        cast = {seat: self.votes[seat].ballot for seat in self.opened.seats if seat in self.votes}

        def those(ballot: str) -> tuple[str, ...]:
            return tuple(seat for seat, given in cast.items() if given == ballot)

        return Tally(
            assented=those("assent"),
            reserved=those("reserve"),
            objected=those("object"),
            abstained=those("abstain"),
            silent=tuple(seat for seat in self.opened.seats if seat not in cast),
        )


@dataclass(frozen=True, slots=True)
class Void:
    """A fact on record that counts for nothing, and why."""

    fact: DecisionFact
    why: TrucelineError


@dataclass(frozen=True, slots=True, kw_only=True)
class Docket:
    """Everything decided and to be decided, at one moment."""

    record: str
    """Name of the record; what was signed for another one does not count."""
    now: datetime = _LONG_AGO
    arrangement: Arrangement | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    """Public key of each party, hex."""
    motions: Mapping[str, Motion] = field(default_factory=dict)
    adopted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Hashes of the motions adopted about each subject, in order."""
    left: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    """When a party left its seat: (party, instrument)."""
    proposals: Mapping[str, BoundaryProposed] = field(default_factory=dict)
    compared: Mapping[tuple[str, str], bool] = field(default_factory=dict)
    """Pairs of outlines that were compared, and whether all parties may see it."""
    void: tuple[Void, ...] = ()

    def version(self, subject: str) -> str:
        """Return the version in which a subject stands."""
        return version_of(
            subject, mandates.basis(self.held, subject), self.adopted.get(subject, ())
        )

    @property
    def held(self) -> Arrangement:
        """The arrangement that motions change."""
        assert self.arrangement is not None, "an arrangement is adopted before anything is moved"
        return self.arrangement

    def day(self, at: datetime) -> date:
        """Return the day of an instant in the arrangement's zone."""
        return at.astimezone(ZoneInfo(self.held.zone)).date()

    def motion(self, motion: str) -> Motion:
        """Return a motion by its id.

        Raises:
            MotionUnknown: There is none.
        """
        if motion not in self.motions:
            raise MotionUnknown(motion=motion)
        return self.motions[motion]

    def seats(self, instrument: str, at: datetime) -> tuple[str, ...]:
        """Return the ids of the parties seated under a text at a moment."""
        seats = mandates.seats(self.held, instrument, on=self.day(at))
        return tuple(party for party in seats if (party, instrument) not in self.left)

    def proposal(self, proposal: str) -> BoundaryProposed:
        """Return a proposal by its id.

        Raises:
            ProposalUnknown: There is none.
        """
        if proposal not in self.proposals:
            raise ProposalUnknown(proposal=proposal, known=", ".join(self.proposals) or "none yet")
        return self.proposals[proposal]


def closing(motion: Motion) -> MotionClosed:
    """Return the entry that writes down what came of a motion."""
    assert motion.outcome is not None, "a motion is closed after its deadline"
    tally = motion.tally
    return MotionClosed(
        motion=motion.opened.motion,
        outcome=motion.outcome,
        assented=tally.assented,
        reserved=tally.reserved,
        objected=tally.objected,
        abstained=tally.abstained,
        silent=tally.silent,
    )

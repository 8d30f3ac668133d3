"""A drill about the two clocks: a real workspace, delegates with keys, a clock that moves."""

from pathlib import Path

import pytest

from tests.motions import THREE
from truceline.actions import decisions, delegates
from truceline.actions.decisions import Draft
from truceline.actions.delegates import Delegate
from truceline.actions.desk import Desk
from truceline.assembly import Workspace, create, open_workspace
from truceline.domain.arrangement import Arrangement
from truceline.domain.motions import Ballot, MotionOpened, VoteCast

FILES = Path(__file__).parent / "arrangements" / "two-clocks"
EXTEND = Draft(kind="extend-term", name="announced-areas-term", text="Six months more.")


class Drill:
    """The workspace, opened anew whenever its clock is set."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._patch = patch
        self._clock("2018-02-20")

    @classmethod
    def made(cls, folder: Path, arrangement: Arrangement, patch: pytest.MonkeyPatch) -> "Drill":
        """Make a drill whose three delegates have their keys."""
        drill = cls(folder, patch)
        create(folder, arrangement, FILES, exercise=True)
        for party in THREE:
            decisions.make_key(drill.desk, party, drill.workspace.delegate_keys)
        return drill

    def _clock(self, day: str) -> None:
        self._patch.setenv("TRUCELINE_CLOCK", (day if "T" in day else f"{day}T12:00") + "Z")

    def on(self, day: str) -> "Drill":
        """Set the clock to noon of a day in UTC, or to an instant."""
        self._clock(day)
        return self

    @property
    def workspace(self) -> Workspace:
        return open_workspace(self.folder)

    @property
    def desk(self) -> Desk:
        return self.workspace.desk

    def delegate(self, party: str) -> Delegate:
        file = delegates.key_file(self.workspace.delegate_keys, party)
        return delegates.read(party, file)

    def open(self, draft: Draft = EXTEND, *, by: str = "russia") -> MotionOpened:
        return decisions.open_motion(self.desk, self.delegate(by), draft)

    def vote(self, motion: MotionOpened, party: str, ballot: Ballot, text: str = "") -> VoteCast:
        return decisions.vote(
            self.desk, self.delegate(party), motion.motion, ballot, over=motion.hash(), text=text
        )

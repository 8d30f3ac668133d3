"""The notices of a drill: what was to be made known, and whether that came back as known.

A flight and a convoy are announced a day or so before; now and then too late to be answered.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from truceline.intake.exercise.ground import Flags, Floats, Ground, Ints, Texts
from truceline.intake.exercise.scenario import Scenario

KINDS: Final = {"convoy": 0.45, "movement": 0.25, "flight": 0.15, "repair": 0.15}
"""Share of each kind."""
_AHEAD_HOURS = 26.0
_ANSWER_HOURS = 5.0
_ACKNOWLEDGED, _REFUSED = 0.78, 0.07


@dataclass(frozen=True, slots=True, eq=False)
class Notices:
    """One entry a notice, in the order in which they were sent."""

    sender: Ints
    """Indices into the ledgers of the scenario."""
    receiver: Ints
    kind: Ints
    """An index into `KINDS`."""
    district: Texts
    sent: Floats
    """Hours since the first midnight of the drill."""
    begins: Floats
    answered: Floats
    """Not a number where nothing came back."""
    refused: Flags

    def __len__(self) -> int:
        return len(self.sent)


def notices(rng: np.random.Generator, ground: Ground, scenario: Scenario) -> Notices:
    """Return the notices that were given in a drill."""
    count = int(rng.poisson(scenario.notices_a_day * scenario.days))
    ledgers = len(scenario.ledger)
    sender = rng.integers(0, ledgers, count)
    sent = np.sort(rng.uniform(0, scenario.days * 24, count))
    fate = rng.uniform(size=count)
    answered = np.where(
        fate < _ACKNOWLEDGED + _REFUSED, sent + rng.exponential(_ANSWER_HOURS, count), np.nan
    )
    places = ground.places[rng.integers(0, len(ground.places), count)]
    return Notices(
        sender=sender,
        # One of the others.
        receiver=(sender + rng.integers(1, ledgers, count)) % ledgers,
        kind=rng.choice(len(KINDS), count, p=list(KINDS.values())),
        district=ground.districts_of(places)[0],
        sent=sent,
        begins=np.ceil(sent + rng.exponential(_AHEAD_HOURS, count)),
        answered=answered,
        refused=(fate >= _ACKNOWLEDGED) & (fate < _ACKNOWLEDGED + _REFUSED),
    )

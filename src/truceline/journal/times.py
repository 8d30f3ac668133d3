"""When an entry was written: bracketed, not believed.

An entry holds the hash of the one before it, so it was written later than that one was received;
and it was received before anyone else countersigned it. Between the two only the clocks of its
author and of this node speak, and neither is believed: what does not fit is marked, nothing is
put in another order.
"""

from dataclasses import dataclass
from typing import Literal

Doubt = Literal["claimed-ahead", "claimed-early", "clock-went-back"]
"""Claimed after it was received; claimed before the entry before it was received; received before
the entry before it."""


@dataclass(frozen=True, slots=True)
class Bracket:
    """What is known of the time of an entry; each time is ISO 8601 in UTC with milliseconds."""

    claimed: str
    """By its author's clock."""
    received: str
    """By this node's clock."""
    not_before: str
    """When the last entry received earlier was received; "" for the first."""
    not_after: str = ""
    """When it was first countersigned; "" while nobody has."""

    def doubts(self) -> tuple[Doubt, ...]:
        """Return what does not fit together."""
        found: list[Doubt] = []
        if self.claimed > self.received:
            found.append("claimed-ahead")
        if self.received < self.not_before:
            found.append("clock-went-back")
        elif self.claimed < self.not_before:
            found.append("claimed-early")
        return tuple(found)

    def next(self, claimed: str, received: str) -> "Bracket":
        """Return the bracket of the entry that follows."""
        same = received == self.received
        return Bracket(claimed, received, self.not_before if same else self.received)

"""Clocks that near their end, and who should be told when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from truceline.domain.acts import Act
from truceline.domain.terms import Clock, Term, clock

STEPS = (30, 14, 7, 1)
"""Days before the end on which delegates are reminded."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A term that ends soon."""

    clock: Clock
    days_left: int
    step: int
    """The last of STEPS that was reached."""

    @property
    def due_today(self) -> bool:
        """Whether the step was reached on this very day."""
        return self.days_left == self.step


def reminders(terms: Iterable[Term], acts: Iterable[Act], *, on: date) -> tuple[Reminder, ...]:
    """Return a reminder for each running term with 30 days or less to go, the nearest end first.

    Args:
        terms: The terms of an arrangement.
        acts: Its acts, those decided by motions among them.
        on: The day asked about.
    """
    acts = tuple(acts)
    running = (clock(term, acts, about=on) for term in terms)
    near = [
        Reminder(stands, left, min(step for step in STEPS if step >= left))
        for stands in running
        if stands.state == "running" and (left := (stands.runs_to - on).days) <= STEPS[0]
    ]
    return tuple(sorted(near, key=lambda r: (r.days_left, r.clock.term.id)))

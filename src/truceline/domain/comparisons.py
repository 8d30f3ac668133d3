"""Comparisons, declared before looking: the program never chooses them."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One question of the form "did it change, and more than elsewhere?"."""

    id: str
    name: str
    dataset: str
    """Which reports are counted, by ledger, for example `ucdp`."""
    onset: date
    """First day of the period that is compared with the one before."""
    weeks_before: int
    weeks_during: int
    areas: tuple[str, ...] = ()
    """Ids of areas; empty for all that have a boundary in the weeks from the onset on."""
    authors: tuple[str, ...] = ()
    """Whose boundaries the answer is given for; empty for everybody's. The others' are shown as
    alternatives."""
    elsewhere: Literal["outside", "none"] = "outside"
    """The control: `outside` every area, or `none`."""
    elsewhere_buffer_m: float = 0.0
    """Ground around the areas that counts neither as inside nor as elsewhere, in metres."""
    most_days: int | None = None
    """Longest span of days over which an event may be spread; left out for any."""
    keep: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Columns and the values that are kept."""
    leave_out: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Columns and the values that are left out."""
    declared: date
    note: str = ""

    @property
    def until(self) -> date:
        """The first day after the weeks that are judged."""
        return self.onset + timedelta(weeks=self.weeks_during)

"""How reports are linked: what may be set, with the values that hold where nothing is."""

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from truceline.domain.places import Precision

Named = Literal["alleged_party", "place_name", "weapon"]
"""Texts of a report that may be compared letter by letter."""

RADII_M: Final = MappingProxyType[Precision, float](
    {"exact": 1_000, "near": 5_000, "unit": 15_000, "line": 15_000, "unknown": 10_000}
)
"""How far off a place may be where a report does not say, metres. A country is no place."""

LEAST_RADIUS_M: Final = 100.0
"""No account puts an incident closer than this, whatever it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkageSettings:
    """How reports are linked."""

    spread: float = 3.5
    """How far apart two places may be, times sqrt(r_a^2 + r_b^2) of their radii."""
    slack_km: float = 0.5
    """Kilometres more."""
    days: int = 5
    """How many days apart two reports may be; at most 5."""
    longest_days: int = 31
    """A report that may be of any of more days than this is compared with nothing."""
    several: tuple[str, ...] = ()
    """Ledgers whose reports may each speak of several incidents of another ledger."""
    names: tuple[Named, ...] = ()
    """Texts to compare. Who is blamed is among them only if it is asked for: it is what ledgers
    dispute, and linking by it hides that."""
    radius_m: dict[Precision, float] = field(default_factory=dict)
    """How far off a place may be, by precision, where a report does not say; metres."""
    least_probability: float = 0.005
    """Pairs less probable than this are not written down."""

    def radii_m(self) -> dict[Precision, float]:
        """Return the metres that stand for each precision."""
        return {**RADII_M, **self.radius_m}

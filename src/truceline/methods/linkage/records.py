"""What is compared: one record a report, in parallel arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

KM_PER_DEGREE = 6371.0088 * np.pi / 180
"""Of a great circle on the mean sphere."""

Floats = NDArray[np.float64]
Long = NDArray[np.int64]
Whole = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """A text for each record, kept once: (n,) positions in `values`, -1 where there is none."""

    code: Long
    values: Sequence[str]

    def of(self, order: Long) -> "Coded":
        """Return the texts of these records."""
        return Coded(code=self.code[order], values=self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Reports of several ledgers, those of one ledger together, ledgers in order.

    All arrays are (n,). A record without a place or a day is compared with nothing.
    """

    ledger: Long
    """Number of the ledger, from 0, ascending."""
    lon: Floats
    """Degrees east, WGS 84; NaN where there is no place."""
    lat: Floats
    """Degrees north, WGS 84; NaN where there is no place."""
    radius_km: Floats
    """How far off the place may be, kilometres; above 0."""
    first: Long
    """First day on which it may have happened, days since 1970."""
    last: Long
    """Last day, inclusive."""
    kind: Coded
    """Paths from the general to the special: `fire/indirect/artillery`."""
    casualties: Floats
    """People killed; NaN where the report does not say."""
    names: Sequence[Coded] = ()
    """Further texts to be compared letter by letter, where the question asks for them."""

    def of(self, order: Long) -> "Records":
        """Return these records in this order."""
        return Records(
            ledger=self.ledger[order],
            lon=self.lon[order],
            lat=self.lat[order],
            radius_km=self.radius_km[order],
            first=self.first[order],
            last=self.last[order],
            kind=self.kind.of(order),
            casualties=self.casualties[order],
            names=[name.of(order) for name in self.names],
        )

    @property
    def ledgers(self) -> int:
        """How many ledgers there are."""
        return int(self.ledger[-1]) + 1 if len(self.ledger) else 0

    def bounds(self) -> Long:
        """Return (ledgers + 1,) the first record of each ledger, and the number of records."""
        return np.searchsorted(self.ledger, np.arange(self.ledgers + 1)).astype(np.int64)

    def distances_km(self, a: Whole, b: Whole) -> Floats:
        """Return the distance of each two records, on the plane between their latitudes."""
        cos_lat = np.cos(np.radians(self.lat))
        east = (self.lon[a] - self.lon[b]) * 0.5 * (cos_lat[a] + cos_lat[b])
        return np.asarray(KM_PER_DEGREE * np.hypot(east, self.lat[a] - self.lat[b]))

    def days_apart(self, a: Whole, b: Whole) -> Long:
        """Return the days between each two intervals, 0 where they overlap."""
        gap = np.maximum(self.first[a], self.first[b]) - np.minimum(self.last[a], self.last[b])
        return np.asarray(np.maximum(gap, 0), dtype=np.int64)

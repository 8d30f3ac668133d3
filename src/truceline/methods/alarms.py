"""Early alarms: is this block's count out of line with the seven that came before it?

The EARS methods C1 and C2 compare a count with the mean and standard deviation of seven earlier
blocks; C2 leaves a gap of two, so that a slow rise does not lift its own yardstick. They need no
history and are crude: seven blocks give a poor standard deviation, and a long run of blocks
rings now and then by chance. Ask about the newest block, not whether any block ever rang.

Sources: Hutwagner, Thompson, Seeman & Treadwell (2003), Journal of Urban Health 80: i89-i96;
Fricker, Hegler & Dunfee (2008), Statistics in Medicine 27: 3407-3429.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.stats import norm

Floats = NDArray[np.float64]
BASELINE = 7
"""Blocks that make the yardstick."""
_GAP = {"C1": 0, "C2": 2}
_Z = float(norm.ppf(1 - 0.001))


@dataclass(frozen=True, slots=True, eq=False)
class Alarms:
    """The yardstick for each block and whether it was passed; all arrays (n,)."""

    bound: Floats
    """Highest count that is in line; NaN where the seven blocks are not all observed."""
    raised: NDArray[np.bool_]
    """Whether the count is above the bound; never where the bound or the count is unknown."""


def ears(counts: Floats, method: Literal["C1", "C2"], *, least_spread: float = 0.5) -> Alarms:
    """Compare each count with the seven before it (C1), or with those before a gap of two (C2).

    Args:
        counts: (n,) per block, NaN where nobody observed.
        method: "C1" or "C2".
        least_spread: The standard deviation is never taken as smaller, so that one event after
            seven quiet blocks does not ring (Howard Burkom's advice for sparse counts: 0.5 or 1).
    """
    bound = np.full(len(counts), np.nan)
    reach = BASELINE + _GAP[method]
    if len(counts) > reach:
        earlier = sliding_window_view(counts, BASELINE)[: len(counts) - reach]
        spread = np.maximum(earlier.std(axis=1, ddof=1), least_spread)
        bound[reach:] = earlier.mean(axis=1) + _Z * spread
    return Alarms(bound, counts > bound)

"""A ratio of two rates and what is known about it: a point, an interval, and its logarithm.

Intervals are 95 %. A ratio below 1 means fewer during than before, or fewer inside than elsewhere.
"""

import math
from dataclasses import dataclass

from scipy.stats import t as student


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio of two rates with its 95 % interval; `high` may be infinite, nothing is NaN."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Effect:
    """The logarithm of a ratio, as a regression gives it."""

    log: float
    variance: float
    """Squared standard error of `log`."""
    degrees: float = math.inf
    """Degrees of freedom of Student's t; infinite means the normal distribution."""

    @property
    def ratio(self) -> Ratio:
        """The ratio with its 95 % interval."""
        reach = float(student.ppf(0.975, self.degrees)) * math.sqrt(self.variance)
        return Ratio(_exp(self.log), _exp(self.log - reach), _exp(self.log + reach))


def _exp(power: float) -> float:
    return math.exp(power) if power < math.log(1e300) else math.inf

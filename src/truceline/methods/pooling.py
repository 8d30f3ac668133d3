"""One answer from several imputations of the same doubtful data.

Each imputation is a full set of counts in which every doubtful event has been given a place. The
pooled variance has two parts: the average uncertainty within an imputation, and the scatter of
the answers between them.

Sources: Rubin (1987), Multiple Imputation for Nonresponse in Surveys, ch. 3; Barnard & Rubin
(1999), Biometrika 86: 948-955 (degrees of freedom in small samples).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from truceline.errors import BadInput
from truceline.methods.ratios import Effect


class UnreadableImputations(BadInput):
    """Estimates and variances of imputations cannot be pooled."""

    code = "pooling.unreadable"
    text = (
        "{estimates} estimates and {variances} variances cannot be pooled. Give at least two "
        "imputations, each with a finite estimate and a finite variance above 0."
    )


@dataclass(frozen=True, slots=True)
class Pooled:
    """What several imputations say together."""

    effect: Effect
    """Mean of the estimates, total variance, and degrees of freedom."""
    within: float
    """Mean of the variances."""
    between: float
    """Variance of the estimates among imputations."""

    @property
    def share_between(self) -> float:
        """Share of the total variance that comes from doubt about place, 0 to 1."""
        return 1 - self.within / self.effect.variance


def pool(estimates: ArrayLike, variances: ArrayLike, *, degrees: float = math.inf) -> Pooled:
    """Combine estimates on the log scale by Rubin's rules.

    Args:
        estimates: (m,) logarithm of the ratio in each imputation.
        variances: (m,) squared standard errors.
        degrees: Degrees of freedom that each analysis would have without imputation.

    Raises:
        UnreadableImputations: Fewer than two, another length, or not finite.
    """
    q, u = np.asarray(estimates, dtype=float), np.asarray(variances, dtype=float)
    if q.shape != u.shape or q.size < 2 or not (np.isfinite(q).all() and _positive(u)):
        raise UnreadableImputations(estimates=q.size, variances=u.size)
    within, between = float(u.mean()), float(q.var(ddof=1))
    total = within + (1 + 1 / q.size) * between
    effect = Effect(float(q.mean()), total, _degrees(q.size - 1, within / total, degrees))
    return Pooled(effect, within, between)


def pool_effects(effects: Sequence[Effect]) -> Pooled:
    """Combine the same effect from several imputations; the fewest degrees of freedom count."""
    return pool(
        [effect.log for effect in effects],
        [effect.variance for effect in effects],
        degrees=min((effect.degrees for effect in effects), default=math.inf),
    )


def _positive(variances: np.ndarray) -> bool:
    return bool(np.all((variances > 0) & (variances < math.inf)))


def _degrees(spare: int, within_share: float, complete: float) -> float:
    """Barnard and Rubin's degrees of freedom; Rubin's own where `complete` is infinite."""
    inverse = (1 - within_share) ** 2 / spare
    if complete < math.inf:
        inverse += (complete + 3) / ((complete + 1) * complete * within_share)
    return 1 / inverse if inverse > 0 else math.inf

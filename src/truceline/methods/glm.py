"""Regression of counts with a log link: Poisson, or negative binomial with its spread estimated.

The negative binomial has variance mean + alpha * mean^2. Alpha is found by profiling: the
likelihood of the best fit is maximised over alpha, which gives what R's `glm.nb` gives. Fitting
all parameters at once was tried elsewhere and stalled where alpha is near 0.

Counts need not be whole numbers: the estimating equations use only the mean and the variance, so
expected counts (sums of probabilities) are allowed and the fit is then a quasi-likelihood fit.

Sources: McCullagh & Nelder (1989), Generalized Linear Models, 2nd ed.; Lawless (1987), Canadian
Journal of Statistics 15: 209-225 (negative binomial regression).
"""

import math
import warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import digamma
from statsmodels.genmod.families import NegativeBinomial, Poisson
from statsmodels.genmod.generalized_linear_model import GLM, GLMResults

from truceline.errors import Refused

Floats = NDArray[np.float64]
Family = Literal["poisson", "quasi-poisson", "negative-binomial"]

_ALPHA = (1e-6, 1e2)
"""Where alpha is looked for; below, the negative binomial is a Poisson for every practical use."""


class TermsEntangled(Refused):
    """Two terms of the model say the same thing about the blocks at hand."""

    code = "regression.terms-entangled"
    text = (
        "The {terms} terms of the model cannot be told apart in these {blocks} blocks. "
        "Leave out a phase or a season, or take a longer window."
    )


class NotConverged(Refused):
    """No finite best fit exists, or none was found."""

    code = "regression.not-converged"
    text = (
        "The regression found no finite best fit; the counts are too few or lie all in a few "
        "blocks. Take a longer window or a larger area, or use the plain ratio of rates."
    )


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A fitted count regression; n blocks, k terms."""

    counts: Floats
    """(n,) what was counted."""
    design: Floats
    """(n, k) the terms."""
    mean: Floats
    """(n,) fitted mean, above 0."""
    coefficients: Floats
    """(k,) on the log scale."""
    alpha: float
    """Spread beyond Poisson; 0 is Poisson."""
    log_likelihood: float

    @property
    def variance(self) -> Floats:
        """(n,) variance of each count under the model, before any scale."""
        return self.mean * (1 + self.alpha * self.mean)

    @property
    def residuals(self) -> Floats:
        """(n,) Pearson residuals."""
        return (self.counts - self.mean) / np.sqrt(self.variance)

    @property
    def dispersion(self) -> float:
        """Pearson's statistic by its degrees of freedom; near 1 where the family fits."""
        blocks, terms = self.design.shape
        return float(self.residuals @ self.residuals / (blocks - terms))


def fit(counts: Floats, design: Floats, offset: Floats, family: Family) -> Fit:
    """Fit a count regression by maximum likelihood.

    Args:
        counts: (n,) at least 0; whole numbers or expected counts.
        design: (n, k) terms, of full rank.
        offset: (n,) logarithm of the exposure.
        family: "quasi-poisson" has the fit of "poisson"; only its errors differ.

    Raises:
        TermsEntangled: The columns of `design` are linearly dependent.
        NotConverged: There is no finite best fit.

    Cost: some 3 ms for fifty blocks and four terms.
    """
    blocks, terms = design.shape
    if blocks <= terms or np.linalg.matrix_rank(design) < terms:
        raise TermsEntangled(terms=terms, blocks=blocks)
    best = _solve(counts, design, offset, alpha=0.0)
    alpha = 0.0
    if family == "negative-binomial":
        alpha = _profiled_alpha(counts, design, offset, best)
        best = _solve(counts, design, offset, alpha, start=best.params)
    return Fit(
        counts=counts,
        design=design,
        mean=np.asarray(best.mu),
        coefficients=np.asarray(best.params),
        alpha=alpha,
        log_likelihood=float(best.llf),
    )


def _profiled_alpha(counts: Floats, design: Floats, offset: Floats, poisson: GLMResults) -> float:
    latest = np.asarray(poisson.params)

    def slope(log_alpha: float) -> float:
        """How the likelihood of the best fit changes with log alpha."""
        nonlocal latest
        size = math.exp(-log_alpha)
        # Started where the last fit ended: that halves the time.
        latest = _scored(counts, design, offset, 1 / size, latest)
        mean = np.exp(design @ latest + offset)
        # The coefficients are at their best, so only what holds alpha itself changes.
        gain = digamma(counts + size) - digamma(size) - np.log1p(mean / size)
        return -size * float(np.sum(gain - (counts - mean) / (size + mean)))

    low, high = (math.log(limit) for limit in _ALPHA)
    if slope(low) <= 0:
        # Counts no more spread than a Poisson's.
        return 0.0
    # Upwards by steps, so that no fit starts far from where it ends.
    for above in np.linspace(low, high, 9)[1:]:
        if slope(above) < 0:
            return math.exp(brentq(slope, low, above, xtol=1e-9))
        low = above
    raise NotConverged


def _scored(
    counts: Floats, design: Floats, offset: Floats, alpha: float, coefficients: Floats
) -> Floats:
    """Return the best coefficients for one alpha by Fisher scoring, as `_solve` does.

    Most of a fit is spent on trying alphas; without what statsmodels prepares for each model it
    takes a quarter of the time.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(60):
            mean = np.exp(design @ coefficients + offset)
            shrunk = 1 + alpha * mean
            information = (design * (mean / shrunk)[:, None]).T @ design
            try:
                step = np.linalg.solve(information, design.T @ ((counts - mean) / shrunk))
            except np.linalg.LinAlgError as error:
                raise NotConverged from error
            coefficients = coefficients + step
            if np.abs(step).max() < 1e-8:
                return coefficients
    raise NotConverged


def _solve(
    counts: Floats, design: Floats, offset: Floats, alpha: float, start: Floats | None = None
) -> GLMResults:
    family = NegativeBinomial(alpha=alpha) if alpha > 0 else Poisson()
    model = GLM(counts, design, family=family, offset=offset)
    with warnings.catch_warnings():
        # What the warnings would say is read from the result, and refused in our own words.
        warnings.simplefilter("ignore")
        # Judged by the coefficients: where one runs off to infinity the deviance settles long
        # before, and a fit without an end would pass for a finished one.
        result = model.fit(start_params=start, maxiter=60, tol=1e-8, tol_criterion="params")
    if not (result.converged and np.isfinite(result.params).all() and math.isfinite(result.llf)):
        raise NotConverged
    return result

"""Did the counts step down at the onset, and more than elsewhere?

One series: log mean = a + b t + c post + d (t - t0) post, with t0 the onset and post = 1 from it
on; exp(c) is the step and exp(d) the change of the weekly factor. Controlled: the area and the
comparison are stacked, every term is doubled by "in the area", and the step and slope reported
are the ratios of the area's to the comparison's. A season is shared by both.

Both rest on a straight line before the onset that would have gone on; a break in reporting, a
front that moved or a fall back from a peak looks the same as an effect. A block that nobody
observed is NaN and is left out; it is never a zero.

Sources: Wagner, Soumerai, Zhang & Ross-Degnan (2002), Journal of Clinical Pharmacy and
Therapeutics 27: 299-309; Bernal, Cummins & Gasparrini (2017), International Journal of
Epidemiology 46: 348-355 (single series), and (2018) 47: 2082-2093 (controlled).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from truceline.errors import BadInput, Refused
from truceline.methods.covariances import Uncertainty, autoregressive, model_based, newey_west
from truceline.methods.glm import Family, Fit, Floats, NotConverged, fit
from truceline.methods.ratios import Effect

FEWEST_BLOCKS = 8
"""Observed blocks that each side of the onset must have."""
FEWEST_EVENTS = 5
"""Events that each side must have in each series: with fewer, neighbouring scatter says nothing."""


class UnreadableSeries(BadInput):
    """Arrays of a series do not fit together, or hold what no count can be."""

    code = "regression.unreadable-series"
    text = (
        "{fault}. Give one count of at least 0 a block, NaN where nobody observed, and a positive "
        "exposure for every observed block."
    )


class TooFewBlocks(Refused):
    """A side of the onset has too few observed blocks."""

    code = "regression.too-few-blocks"
    text = (
        "Only {observed} observed blocks {side} the onset, and a regression needs {needed}. "
        "Take a longer window, or use the plain ratio of rates."
    )


class TooFewEvents(Refused):
    """A side of the onset has no event, or so few that no interval can be trusted."""

    code = "regression.too-few-events"
    text = (
        "Only {events} events {side} the onset in the {series}, and a regression needs {needed}. "
        "Use the plain ratio of rates, which has an exact interval."
    )


class NoScatter(Refused):
    """The counts lie so exactly on the fitted line that no interval can be drawn from them."""

    code = "regression.no-scatter"
    text = (
        "The counts do not vary around the fitted line, so their uncertainty cannot be judged. "
        "Check that they are counts and not a smoothed or repeated figure."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What is assumed; to be declared before the counts are looked at."""

    family: Family = "negative-binomial"
    shape: Literal["step", "step-on-trend", "step-and-slope"] = "step-and-slope"
    """A change of level only; of level, on a steady trend; or of level and trend."""
    harmonics: int = 0
    """Pairs of sine and cosine for the season; use them only with two years or more."""
    period: float = 365.25 / 7
    """Blocks in a year."""
    errors: Literal["model", "newey-west", "autoregressive"] = "newey-west"
    lag: int = 4
    """Blocks over which Newey-West allows likeness."""
    small_sample: bool = True
    """Whether Newey-West is multiplied by n / (n - k)."""


SINGLE = Model()
CONTROLLED = Model(small_sample=False)
CAUTIOUS = Model(errors="autoregressive")
"""For verdicts, single and controlled: its intervals hold the truth about as often as they say."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Series:
    """Counts per block around an onset; n blocks in order of time."""

    counts: Floats
    """(n,) events or expected events; NaN where nobody observed."""
    onset: int
    """Index of the first block of the period that is judged."""
    exposure: Floats | None = None
    """(n,) what the counts are proportional to, such as patrol hours; None for equal blocks."""
    phases: Floats | None = None
    """(n, p) one column for each further phase, 1 in its blocks: an anticipation, an offensive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What the regression says of the onset."""

    step: Effect
    """Level just after the onset by the level the old line gives there."""
    slope: Effect | None
    """Factor per block after the onset by the factor before; None where the model has none."""
    trend: Effect | None
    """Factor per block before the onset; in a controlled fit, the area's by the comparison's."""
    alpha: float
    """Spread of the negative binomial; 0 is Poisson."""
    dispersion: float
    """Pearson's statistic by its degrees of freedom."""
    autocorrelation: float | None
    """How alike neighbouring blocks are; only where `errors` is "autoregressive"."""
    log_likelihood: float
    blocks: int
    """Observed blocks that went in, of both series."""


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Observed blocks of one series, ready to fit."""

    counts: Floats
    offset: Floats
    time: Floats
    terms: dict[str, Floats]
    season: Floats


def segmented(series: Series, model: Model = SINGLE) -> Change:
    """Fit one series.

    Raises:
        UnreadableSeries: The arrays do not fit together.
        TooFewBlocks: Fewer than eight observed blocks before or after the onset.
        TooFewEvents: Fewer than five events before, or after.
        NoScatter: The counts lie exactly on the fitted line.
        TermsEntangled, NotConverged: See `glm.fit`.
    """
    rows = _rows(series, model, "area")
    design = np.column_stack([*rows.terms.values(), rows.season])
    fitted = fit(rows.counts, design, rows.offset, model.family)
    spread = _uncertainty(fitted, model, rows.time, np.zeros(len(rows.time), np.intp))
    return _change(fitted, spread, list(rows.terms))


def controlled(inside: Series, elsewhere: Series, model: Model = CONTROLLED) -> Change:
    """Fit an area and its comparison together and return the area's change by the comparison's.

    Alpha is common to both. The comparison comes first in the stack and Newey-West runs on over
    the seam, as in the reference computation; "autoregressive" keeps the series apart.

    Raises:
        UnreadableSeries: As in `segmented`, or the two series differ in length or onset.
        TooFewBlocks, TooFewEvents, NoScatter, TermsEntangled, NotConverged: As in `segmented`.
    """
    if len(inside.counts) != len(elsewhere.counts) or inside.onset != elsewhere.onset:
        raise UnreadableSeries(fault="The area and the comparison have other blocks or onsets")
    stack = (_rows(elsewhere, model, "comparison"), _rows(inside, model, "area"))
    design, names = _stacked_design(stack)
    fitted = fit(
        np.concatenate([rows.counts for rows in stack]),
        design,
        np.concatenate([rows.offset for rows in stack]),
        model.family,
    )
    position = np.concatenate([stack[0].time, stack[1].time + len(inside.counts)])
    which = np.repeat([0, 1], [len(rows.time) for rows in stack])
    spread = _uncertainty(fitted, model, position, which)
    return _change(fitted, spread, names)


def _stacked_design(stack: Sequence[_Rows]) -> tuple[Floats, list[str]]:
    elsewhere, inside = stack
    common = np.column_stack(
        [np.concatenate([rows.terms[name] for rows in stack]) for name in inside.terms]
    )
    season = np.concatenate([rows.season for rows in stack])
    in_area = np.repeat([0.0, 1.0], [len(elsewhere.time), len(inside.time)])
    names = [*(f"both {name}" for name in inside.terms), *inside.terms]
    return np.column_stack([common, common * in_area[:, None], season]), names


def _rows(series: Series, model: Model, name: str) -> _Rows:
    observed = _observed(series)
    _check_sides(series, observed, name)
    time = np.arange(len(series.counts), dtype=np.float64) - series.onset
    exposure = np.ones_like(time) if series.exposure is None else series.exposure
    terms = _terms(time, model) | _phases(series)
    angle = 2 * math.pi * np.outer(time, np.arange(1, model.harmonics + 1)) / model.period
    return _Rows(
        counts=series.counts[observed],
        offset=np.log(exposure[observed]),
        time=time[observed],
        terms={term: column[observed] for term, column in terms.items()},
        season=np.hstack([np.sin(angle), np.cos(angle)])[observed],
    )


def _terms(time: Floats, model: Model) -> dict[str, Floats]:
    post = (time >= 0).astype(float)
    terms = {"level": np.ones_like(time), "step": post}
    if model.shape != "step":
        terms["trend"] = time
    if model.shape == "step-and-slope":
        terms["slope"] = time * post
    return terms


def _phases(series: Series) -> dict[str, Floats]:
    columns = np.empty((0, 0)) if series.phases is None else series.phases.T
    return {f"phase {number}": column for number, column in enumerate(columns)}


def _observed(series: Series) -> NDArray[np.bool_]:
    counts, observed = series.counts, ~np.isnan(series.counts)
    if counts.ndim != 1 or np.any(np.isinf(counts)) or np.any(counts[observed] < 0):
        raise UnreadableSeries(fault="A count is negative, infinite or not in a plain row")
    if series.exposure is not None and (
        series.exposure.shape != counts.shape or not np.all(series.exposure[observed] > 0)
    ):
        raise UnreadableSeries(fault="An exposure is missing or not positive")
    if series.phases is not None and series.phases.shape[:1] != counts.shape:
        raise UnreadableSeries(fault="The phases have another number of blocks than the counts")
    return observed


def _check_sides(series: Series, observed: NDArray[np.bool_], name: str) -> None:
    for side, part in (("before", slice(0, series.onset)), ("after", slice(series.onset, None))):
        blocks = int(observed[part].sum())
        if series.onset < 0 or blocks < FEWEST_BLOCKS:
            raise TooFewBlocks(observed=blocks, side=side, needed=FEWEST_BLOCKS)
        events = float(np.nansum(series.counts[part]))
        if events < FEWEST_EVENTS:
            raise TooFewEvents(events=f"{events:g}", side=side, series=name, needed=FEWEST_EVENTS)


def _uncertainty(
    fitted: Fit, model: Model, position: Floats, series: NDArray[np.intp]
) -> Uncertainty:
    if np.allclose(fitted.residuals, 0, atol=1e-6):
        raise NoScatter
    if model.errors == "newey-west":
        return newey_west(fitted, position, lag=model.lag, small_sample=model.small_sample)
    if model.errors == "autoregressive":
        return autoregressive(fitted, position, series)
    return model_based(fitted, scale=fitted.dispersion if model.family == "quasi-poisson" else 1.0)


def _change(fitted: Fit, spread: Uncertainty, names: list[str]) -> Change:
    def effect(name: str) -> Effect:
        at = names.index(name)
        variance = float(spread.covariance[at, at])
        if not 0 < variance < math.inf:
            raise NotConverged
        return Effect(float(fitted.coefficients[at]), variance, spread.degrees)

    return Change(
        step=effect("step"),
        slope=effect("slope") if "slope" in names else None,
        trend=effect("trend") if "trend" in names else None,
        alpha=fitted.alpha,
        dispersion=fitted.dispersion,
        autocorrelation=spread.autocorrelation,
        log_likelihood=fitted.log_likelihood,
        blocks=len(fitted.counts),
    )

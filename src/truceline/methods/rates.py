"""The plain ratio of two rates, with an interval that is exact for independent events.

Given the total, the later count is binomial with a share that depends on the ratio only; the
Clopper-Pearson interval of that share is turned into one for the ratio. It stands when a side has
no event, where a regression has nothing to say. Attacks come in clusters, though, and then this
interval is too narrow: read it beside the regression, not instead of it.

Sources: Przyborowski & Wilenski (1940), Biometrika 31: 313-323 (conditioning); Clopper & Pearson
(1934), Biometrika 26: 404-413.
"""

import math

from scipy.special import betaincinv

from truceline.errors import BadInput, Refused
from truceline.methods.ratios import Ratio


class UnreadableRate(BadInput):
    """A count or an exposure is not a usable number."""

    code = "rates.unreadable"
    text = (
        "A rate of {events} events in {exposure} cannot be used. Give a finite count of at least "
        "0 and a finite exposure above 0."
    )


class NoEventsAtAll(Refused):
    """There was no event in either period, so nothing is known of the ratio."""

    code = "rates.no-events"
    text = "No event before and none during: the ratio may be anything. Take a longer window."


def rate_ratio(before: tuple[float, float], during: tuple[float, float]) -> Ratio:
    """Return the rate during by the rate before, with its exact 95 % interval.

    Args:
        before: Events and exposure (blocks, days or hours) before the onset.
        during: The same from the onset on. Expected counts that are not whole are allowed; the
            interval is then the same formula and no longer exact.

    Returns:
        The ratio; infinite with an infinite end where only `before` has no event.

    Raises:
        UnreadableRate: A negative or infinite figure, NaN, or no exposure.
        NoEventsAtAll: Both counts are 0.
    """
    for events, exposure in (before, during):
        if not (0 <= events < math.inf and 0 < exposure < math.inf):
            raise UnreadableRate(events=events, exposure=exposure)
    early, late = before[0], during[0]
    if early == late == 0:
        raise NoEventsAtAll
    per_odds = before[1] / during[1]
    return Ratio(
        estimate=per_odds * (late / early if early else math.inf),
        low=per_odds * _odds(late, early + 1, 0.025),
        high=per_odds * _odds(late + 1, early, 0.975),
    )


def _odds(successes: float, failures: float, level: float) -> float:
    """Odds at a quantile of a beta distribution, with its ends where a parameter is 0."""
    if successes == 0:
        return 0.0
    if failures == 0:
        return math.inf
    # The complement is computed on its own: 1 - share loses every digit when share is near 1.
    share = float(betaincinv(successes, failures, level))
    return share / float(betaincinv(failures, successes, 1 - level))

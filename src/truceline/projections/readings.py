"""What the regressions say of one series: the reference reading and the cautious one.

The reference reading fits expected counts, with Newey-West intervals. The cautious one has
intervals that allow for likeness from week to week in short series and, where places are
doubtful, gives each doubtful event a place many times over and pools the answers, so that doubt
about place is in the interval (docs/decisions/0009-two-intervals.md).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from truceline.domain.verdicts import Interval, Verdict, assess
from truceline.methods.pooling import pool_effects
from truceline.methods.ratios import Effect
from truceline.methods.regression import (
    CAUTIOUS,
    CONTROLLED,
    SINGLE,
    Change,
    Model,
    Series,
    controlled,
    segmented,
)
from truceline.projections.refusals import Refusal, tried
from truceline.projections.tallies import Figure, Floats, Tallied


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """What a regression says of the onset."""

    step: Figure
    """Level just after the onset by the level that the weeks before lead to."""
    slope: Figure | None
    """Factor a week after the onset by the factor before."""
    likeness: float | None
    """How alike neighbouring weeks are, 0 to 0.9; in the cautious reading only."""
    from_place: float | None
    """Share of the doubt about the step that is doubt about place; None where that is not in."""


Outcome = Fitted | Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One kind of interval, and the verdict that it gives."""

    change: Outcome
    """The area alone."""
    controlled: Outcome | None
    """The area by elsewhere; None where no control is declared."""
    verdict: Verdict


@dataclass(frozen=True, slots=True, eq=False)
class Fits:
    """A tallied series, ready to be fitted."""

    tallied: Tallied
    draws: tuple[Floats, ...] = ()
    """Whole counts, (weeks,) each, if doubtful events lay here or there; empty without any."""

    def alone(self) -> tuple[Outcome, Outcome]:
        """Return the change of the series itself: reference, cautious."""
        return (
            self._outcome(lambda series: segmented(series, SINGLE)),
            self._outcome(lambda series: segmented(series, CAUTIOUS), drawn=True),
        )

    def against(self, elsewhere: Tallied | Refusal) -> tuple[Outcome, Outcome]:
        """Return the change by that elsewhere, where every event is certain."""
        if isinstance(elsewhere, Refusal):
            return elsewhere, elsewhere
        other = _series(elsewhere.counts, elsewhere)

        def by(model: Model) -> Callable[[Series], Change]:
            return lambda series: controlled(series, other, model)

        return self._outcome(by(CONTROLLED)), self._outcome(by(CAUTIOUS), drawn=True)

    def _outcome(self, fit: Callable[[Series], Change], *, drawn: bool = False) -> Outcome:
        counts = self.draws if drawn and self.draws else (self.tallied.counts,)
        return tried(lambda: _fitted([fit(_series(one, self.tallied)) for one in counts]))


def reading(change: Outcome, against: Outcome | None, *, alarm: bool) -> Reading:
    """Return what an interval and a controlled one say, with the verdict of the ordered rule."""
    judged = assess(_interval(change), _interval(against), alarm=alarm)
    return Reading(change=change, controlled=against, verdict=judged.verdict)


def _series(counts: Floats, tallied: Tallied) -> Series:
    return Series(counts=counts, onset=tallied.onset)


def _fitted(changes: Sequence[Change]) -> Fitted:
    slopes = [change.slope for change in changes if change.slope]
    alike = [c.autocorrelation for c in changes if c.autocorrelation is not None]
    step, from_place = _pooled([change.step for change in changes])
    return Fitted(
        step=step,
        slope=_pooled(slopes)[0] if slopes else None,
        likeness=sum(alike) / len(alike) if alike else None,
        from_place=from_place,
    )


def _pooled(effects: Sequence[Effect]) -> tuple[Figure, float | None]:
    if len(effects) == 1:
        return effects[0].ratio, None
    pooled = pool_effects(effects)
    return pooled.effect.ratio, pooled.share_between


def _interval(outcome: Outcome | None) -> Interval | None:
    return Interval(outcome.step.low, outcome.step.high) if isinstance(outcome, Fitted) else None

"""Which reports a comparison counts, and how many of them a week lay on some ground.

Input: a reports table and where its reports lay (`Placed`). Output: weeks and periods of
expected events. A report that may lie inside counts with its probability; a week that the data do
not cover is unobserved, never zero.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from truceline.domain.comparisons import Comparison
from truceline.errors import NotFound, Refused
from truceline.methods.blocks import DAYS, Days, Tally, Window, tally, tally_draws
from truceline.methods.rates import rate_ratio
from truceline.methods.ratios import Ratio
from truceline.projections.refusals import Refusal, tried

Floats = NDArray[np.float64]
Figure = Ratio
"""A ratio with its 95 % interval, for those who read these tables."""

SEED = 20_260_601
"""For the draws: the same reports give the same answer."""
_POINTED = ("exact", "near", "line")
"""Precisions that say how far off a point may be."""


class DatasetNotHeld(NotFound):
    """There is not one report of the data set that a comparison names."""

    code = "tallies.dataset-not-held"
    text = (
        "No report of {dataset} is held, which is not the same as none having happened. "
        "Import its file with `truceline import`."
    )


class ColumnNotHeld(NotFound):
    """A filter of a comparison names a column that the reports lack."""

    code = "tallies.column-not-held"
    text = (
        "The reports of {dataset} have no column {column}, by which the comparison filters. "
        "Mend the comparison, or import a file that has it."
    )


class SideUnobserved(Refused):
    """No week of one side is covered by the data."""

    code = "tallies.side-unobserved"
    text = (
        "The data cover no whole week {side} the onset, so there is no rate to compare. "
        "Import data that do, or declare other weeks."
    )


class DistancesMissing(Refused):
    """A control with a buffer needs to know how far each report is from the nearest area."""

    code = "tallies.distances-missing"
    text = (
        "Reports have no distance to the nearest area, so ground within {buffer_m} metres cannot "
        "be left out. Attribute them with distances, or declare a control without a buffer."
    )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Placed:
    """Reports, and where they lay."""

    events: pl.DataFrame
    """A reports table, with any columns of its publisher beside (`ucdp.side_a`); optionally
    `area_distance_m`, metres from the place to the nearest ground of `inside`."""
    inside: pl.DataFrame
    """`report_id, area, boundary, probability`, and `ledger` where ids of ledgers may clash: the
    probability, above 0, that the place lay on the ground of the boundary, *at whatever time*."""
    shaped: Collection[str]
    """Ids of the boundaries that were looked at; all others have no shape."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Events of seven days; all None where the data do not cover them."""

    starts: date
    expected: float | None
    """Sum of the probabilities of lying inside."""
    variance: float | None
    """Doubt about place alone."""
    certain: int | None
    """Events that lay inside for certain."""
    possible: int | None
    """Events that may have lain inside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Sums over the weeks of one side of the onset that the data cover."""

    weeks: int
    expected: float
    variance: float
    certain: int
    possible: int

    @property
    def rate(self) -> float | None:
        """Expected events a week; None without a week."""
        return self.expected / self.weeks if self.weeks else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallied:
    """A series of weeks around an onset, and what it sums up to."""

    weeks: tuple[Week, ...]
    onset: int
    """Place in `weeks` of the first one that is judged."""
    before: Period
    during: Period
    ratio: Figure | Refusal
    """Rate during by rate before; the formula of its interval is that of whole counts."""

    @property
    def whole(self) -> bool:
        """Whether each event lay inside or did not for certain: only then is `ratio` exact."""
        return all(side.certain == side.possible for side in (self.before, self.during))

    @property
    def counts(self) -> Floats:
        """(weeks,) expected events, NaN where the data do not cover the week."""
        return np.array([np.nan if w.expected is None else w.expected for w in self.weeks])


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """The reports that a comparison counts, ready to be tallied on one ground after another."""

    events: pl.DataFrame
    """Reports that pass the filters, each with its `day`."""
    held: int
    """Reports of the data set before the filters."""
    inside: pl.DataFrame
    window: Window
    observed: NDArray[np.bool_]
    """(weeks,) whether the data cover the week."""

    def probability(self, boundaries: Collection[str]) -> Floats:
        """Return, for each event, the probability that it lay on one of these grounds."""
        rows = self.inside.filter(pl.col("boundary").is_in(list(boundaries)))
        keys = _keys(rows)
        sums = rows.group_by(keys).agg(pl.col("probability").sum())
        joined = self.events.join(sums, on=keys, how="left", maintain_order="left")
        share: Floats = joined["probability"].fill_null(0.0).clip(0.0, 1.0).to_numpy()
        return share

    def elsewhere(self, boundaries: Collection[str], buffer_m: float) -> Floats:
        """Return 1 for each event that lay on none of these grounds for certain, else 0.

        A report whose place is known to a district or worse, and so to no point, is nowhere.

        Raises:
            DistancesMissing: There is a buffer, and no column `area_distance_m`.
        """
        clear = pl.col("precision").is_in(_POINTED) & pl.col("lon").is_finite()
        if buffer_m > 0:
            if "area_distance_m" not in self.events.columns:
                raise DistancesMissing(buffer_m=f"{buffer_m:g}")
            # NaN passes for the greatest of all distances.
            distance = pl.col("area_distance_m")
            clear &= distance.is_finite() & (distance >= buffer_m)
        far = self.events.select(clear.fill_null(value=False)).to_series().to_numpy()
        return np.where(far & (self.probability(boundaries) == 0), 1.0, 0.0)

    def drawn(self, probability: Floats, draws: int) -> Floats:
        """Return whole counts of as many imputations, (draws, weeks); none without any doubt."""
        doubtful = (probability > 0) & (probability < 1)
        maybe = probability > 0
        if not doubtful.any():
            return np.empty((0, len(self.observed)))
        chance = np.random.default_rng(SEED).random((draws, int(maybe.sum())))
        counts = tally_draws(self._days()[maybe], chance < probability[maybe], self.window)
        return np.where(self.observed, counts, np.nan)

    def tallied(self, probability: Floats) -> Tallied:
        """Gather events into weeks and sums."""
        blocks = tally(self._days(), probability, self.window)
        split = self.window.before
        early, late = self.observed.copy(), self.observed.copy()
        early[split:] = late[:split] = False
        before, during = _period(blocks, early), _period(blocks, late)
        return Tallied(
            weeks=tuple(_week(self, blocks, at) for at in range(len(self.observed))),
            onset=split,
            before=before,
            during=during,
            ratio=tried(lambda: _ratio(before, during)),
        )

    def _days(self) -> Days:
        return self.events["day"].to_numpy().astype("datetime64[D]")


def select(
    comparison: Comparison, placed: Placed, zone: str, *, about: date | None = None
) -> Selection:
    """Return the reports that a comparison counts.

    The data cover the days from the first report of the data set to the last, filters aside; a
    week with any other day in it is unobserved.

    Args:
        comparison: The question.
        placed: Reports and where they lay.
        zone: IANA name of the zone in which a date is a day.
        about: The last day that is asked about; later weeks are unobserved.

    Raises:
        DatasetNotHeld: There is no report of the data set.
        ColumnNotHeld: A filter names a column that is not there.
    """
    ledger = placed.events.filter(pl.col("ledger") == comparison.dataset)
    if ledger.is_empty():
        raise DatasetNotHeld(dataset=comparison.dataset)
    ledger = ledger.with_columns(day=_day("occurred_from", zone), last=_day("occurred_to", zone))
    days = ledger["day"].drop_nulls().sort()
    onset = np.datetime64(comparison.onset)
    window = Window(onset, comparison.weeks_before, comparison.weeks_during)
    end = min(days[-1], about) if about else days[-1]
    starts, ends = window.starts, window.starts + DAYS
    return Selection(
        # In one order, so that the draws do not hang on the order of rows in a file.
        events=ledger.filter(_passes(comparison, ledger.columns)).sort("report_id"),
        held=ledger.height,
        inside=placed.inside,
        window=window,
        observed=(starts >= np.datetime64(days[0]))
        & (ends <= np.datetime64(end + timedelta(days=1))),
    )


def _day(column: str, zone: str) -> pl.Expr:
    """Return the day of a moment in the zone; text without an offset is meant there already."""
    text = pl.col(column).cast(pl.String)
    instant = text.str.to_datetime("%Y-%m-%dT%H:%M:%S%z", strict=False, time_zone="UTC")
    day = text.str.head(10).str.to_date("%Y-%m-%d", strict=False)
    return pl.coalesce(instant.dt.convert_time_zone(zone).dt.date(), day)


def _passes(comparison: Comparison, columns: Collection[str]) -> pl.Expr:
    for column in (*comparison.keep, *comparison.leave_out):
        if column not in columns:
            raise ColumnNotHeld(dataset=comparison.dataset, column=column)
    passes = pl.lit(value=True)
    for column, values in comparison.keep.items():
        passes &= _is_one_of(column, values)
    for column, values in comparison.leave_out.items():
        passes &= ~_is_one_of(column, values)
    if comparison.most_days is not None:
        span = (pl.col("last").fill_null(pl.col("day")) - pl.col("day")).dt.total_days() + 1
        passes &= span <= comparison.most_days
    return passes


def _is_one_of(column: str, values: Collection[str]) -> pl.Expr:
    # A cell that is empty is none of the values: neither kept for them nor left out for them.
    return pl.col(column).cast(pl.String).is_in(list(values)).fill_null(value=False)


def _keys(rows: pl.DataFrame) -> list[str]:
    return [key for key in ("ledger", "report_id") if key in rows.columns]


def _week(selection: Selection, blocks: Tally, at: int) -> Week:
    cells: Mapping[str, Any] = {
        name: getattr(blocks, name)[at].item() if selection.observed[at] else None
        for name in ("expected", "variance", "certain", "possible")
    }
    return Week(starts=selection.window.starts[at].item(), **cells)


def _period(blocks: Tally, weeks: NDArray[np.bool_]) -> Period:
    return Period(
        weeks=int(weeks.sum()),
        expected=float(blocks.expected[weeks].sum()),
        variance=float(blocks.variance[weeks].sum()),
        certain=int(blocks.certain[weeks].sum()),
        possible=int(blocks.possible[weeks].sum()),
    )


def _ratio(before: Period, during: Period) -> Ratio:
    for side, period in (("before", before), ("from", during)):
        if not period.weeks:
            raise SideUnobserved(side=side)
    return rate_ratio((before.expected, before.weeks), (during.expected, during.weeks))

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from truceline.methods.glm import Floats, NotConverged, TermsEntangled
from truceline.methods.ratios import Ratio
from truceline.methods.regression import (
    CAUTIOUS,
    CONTROLLED,
    SINGLE,
    Change,
    Model,
    NoScatter,
    Series,
    TooFewBlocks,
    TooFewEvents,
    UnreadableSeries,
    controlled,
    segmented,
)

MONTHLY = Model(shape="step-on-trend", harmonics=2, period=12, errors="model")


def rounded(ratio: Ratio, digits: int = 3) -> tuple[float, ...]:
    return tuple(round(value, digits) for value in (ratio.estimate, ratio.low, ratio.high))


def noisy(seed: int, mean: float = 20, blocks: int = 52) -> Floats:
    return np.random.default_rng(seed).poisson(mean, blocks).astype(float)


def series(counts: Floats) -> Series:
    return Series(counts=counts, onset=len(counts) // 2)


class TestSicily:
    """Admissions around a smoking ban; numbers from R (glm, glm.nb, sandwich)."""

    @pytest.fixture
    def sicily(self, shared: Path) -> Series:
        table = pl.read_csv(shared / "data/series/sicily_smoking_ban.csv")
        return Series(
            counts=table["aces"].to_numpy().astype(float),
            onset=table["smokban"].to_list().index(1),
            exposure=table["stdpop"].to_numpy(),
        )

    @pytest.mark.parametrize(
        ("model", "ban"),
        [
            (replace(MONTHLY, harmonics=0, family="poisson"), (0.894, 0.865, 0.925)),
            (replace(MONTHLY, harmonics=0, family="quasi-poisson"), (0.894, 0.839, 0.953)),
            (replace(MONTHLY, family="quasi-poisson"), (0.885, 0.839, 0.933)),
        ],
    )
    def test_ban(self, sicily: Series, model: Model, ban: tuple[float, ...]) -> None:
        assert rounded(segmented(sicily, model).step.ratio) == ban

    def test_dispersion_and_trend(self, sicily: Series) -> None:
        quasi = replace(MONTHLY, family="quasi-poisson")
        plain = segmented(sicily, replace(quasi, harmonics=0))
        seasonal = segmented(sicily, quasi)
        assert round(plain.dispersion, 3) == 3.559
        assert round(seasonal.dispersion, 3) == 2.262
        assert seasonal.trend is not None
        assert round(np.exp(12 * seasonal.trend.log), 4) == 1.0668

    def test_negative_binomial(self, sicily: Series) -> None:
        change = segmented(sicily, MONTHLY)
        assert round(1 / change.alpha, 2) == 840.01
        assert round(change.step.log, 6) == -0.123086
        assert round(change.step.variance**0.5, 6) == 0.025429

    def test_newey_west(self, sicily: Series) -> None:
        model = replace(MONTHLY, family="poisson", errors="newey-west", lag=12)
        assert round(segmented(sicily, model).step.variance ** 0.5, 6) == 0.016394


def test_a_step_without_trend_is_a_ratio_of_means() -> None:
    counts = noisy(1)
    change = segmented(series(counts), replace(SINGLE, shape="step"))
    assert change.step.ratio.estimate == pytest.approx(counts[26:].mean() / counts[:26].mean())
    assert (change.trend, change.slope) == (None, None)


def test_a_controlled_fit_is_the_ratio_of_two_single_fits() -> None:
    poisson = Model(family="poisson", errors="model")
    inside, elsewhere = series(noisy(2)), series(noisy(3, mean=8))
    both = controlled(inside, elsewhere, poisson)
    here, there = segmented(inside, poisson), segmented(elsewhere, poisson)
    for name in ("step", "slope", "trend"):
        mine, theirs, ratio = (getattr(change, name) for change in (here, there, both))
        assert ratio.log == pytest.approx(mine.log - theirs.log, abs=1e-6)
        assert ratio.variance == pytest.approx(mine.variance + theirs.variance, rel=1e-5)
    assert both.blocks == 104


def test_recovers_what_was_planted() -> None:
    time = np.arange(-200, 200)
    mean = 400 * np.exp(0.002 * time - 0.5 * (time >= 0) - 0.004 * time * (time >= 0))
    change = segmented(series(np.random.default_rng(4).poisson(mean).astype(float)))
    assert change.step.log == pytest.approx(-0.5, abs=0.03)
    assert change.slope is not None
    assert change.slope.log == pytest.approx(-0.004, abs=3e-4)
    assert change.trend is not None
    assert change.trend.log == pytest.approx(0.002, abs=2e-4)


def test_a_phase_takes_its_blocks_out_of_the_line() -> None:
    counts = noisy(5)
    waiting = np.zeros((52, 1))
    waiting[24:26] = 1
    spoilt = np.where(waiting[:, 0] == 1, 500, counts)
    plain, phased = (
        segmented(Series(counts=c, onset=26, phases=waiting), SINGLE) for c in (counts, spoilt)
    )
    assert phased.step.log == pytest.approx(plain.step.log, abs=1e-3)
    assert segmented(series(spoilt)).step.log < plain.step.log - 0.5


@pytest.mark.parametrize("model", [SINGLE, CAUTIOUS])
def test_a_block_nobody_observed_is_left_out_and_not_taken_for_zero(model: Model) -> None:
    counts = noisy(6)
    unseen = counts.copy()
    unseen[[3, 30, 31]] = np.nan
    gone, zeros = (segmented(series(c), model) for c in (unseen, np.nan_to_num(unseen)))
    assert gone.blocks == 49
    assert gone.step.log == pytest.approx(segmented(series(counts), model).step.log, abs=0.1)
    assert gone.step.log > zeros.step.log + 0.05


def test_expected_counts_need_not_be_whole() -> None:
    counts = noisy(7)
    spread = counts + np.tile([0.25, -0.25], 26)
    whole, part = segmented(series(counts)), segmented(series(spread))
    assert part.step.log == pytest.approx(whole.step.log, abs=0.05)


def empty_side(part: slice) -> Callable[[Floats], Floats]:
    def change(counts: Floats) -> Floats:
        counts[part] = 0
        return counts

    return change


@pytest.mark.parametrize(
    ("spoil", "refusal"),
    [
        (empty_side(slice(None)), TooFewEvents),
        (empty_side(slice(26)), TooFewEvents),
        (empty_side(slice(26, None)), TooFewEvents),
        (empty_side(slice(27, None)), NotConverged),
        (lambda counts: counts / 1e4, TooFewEvents),
        (lambda counts: counts[18:34], None),
        (lambda counts: counts[19:33], TooFewBlocks),
        (lambda counts: np.where(np.arange(52) < 19, np.nan, counts), TooFewBlocks),
        (np.ones_like, NoScatter),
        (lambda counts: 0 * counts + 2.0 ** (np.arange(52) // 26), NoScatter),
    ],
)
def test_refuses_what_it_cannot_answer(
    spoil: Callable[[Floats], Floats], refusal: type[Exception] | None
) -> None:
    spoilt = series(spoil(noisy(8)))
    calm = series(noisy(9, blocks=len(spoilt.counts)))
    for model in (SINGLE, CAUTIOUS):
        if refusal is None:
            assert_finite(segmented(spoilt, model))
            continue
        with pytest.raises(refusal):
            segmented(spoilt, model)
        if refusal is not NoScatter:
            with pytest.raises(refusal):
                controlled(calm, spoilt, model)


def assert_finite(change: Change) -> None:
    assert np.isfinite([change.step.log, change.step.variance, change.dispersion]).all()


def test_refuses_a_phase_that_is_the_onset() -> None:
    counts = noisy(10)
    after = (np.arange(52) >= 26).astype(float)[:, None]
    with pytest.raises(TermsEntangled):
        segmented(Series(counts=counts, onset=26, phases=after))


@pytest.mark.parametrize(
    "wrong",
    [
        Series(counts=-noisy(11), onset=26),
        Series(counts=np.full(52, np.inf), onset=26),
        Series(counts=noisy(11).reshape(2, 26), onset=26),
        Series(counts=noisy(11), onset=26, exposure=np.zeros(52)),
        Series(counts=noisy(11), onset=26, exposure=np.full(52, np.nan)),
        Series(counts=noisy(11), onset=26, exposure=np.ones(51)),
        Series(counts=noisy(11), onset=26, phases=np.ones((51, 1))),
    ],
)
def test_refuses_arrays_that_make_no_sense(wrong: Series) -> None:
    with pytest.raises(UnreadableSeries):
        segmented(wrong)


def test_an_onset_outside_the_blocks_leaves_too_few() -> None:
    for onset in (-30, 0, 52, 99):
        with pytest.raises(TooFewBlocks):
            segmented(Series(counts=noisy(12), onset=onset))


def test_refuses_a_comparison_over_other_blocks() -> None:
    with pytest.raises(UnreadableSeries, match="other blocks"):
        controlled(series(noisy(13)), Series(counts=noisy(14), onset=25), CONTROLLED)

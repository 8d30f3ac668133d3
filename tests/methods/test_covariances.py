import numpy as np
import pytest
from statsmodels.genmod import families
from statsmodels.genmod.generalized_linear_model import GLM

from truceline.methods.covariances import autoregressive, model_based, newey_west
from truceline.methods.glm import Fit, Floats, fit

BLOCKS = 52
TIME = np.arange(BLOCKS, dtype=float)
POST = (TIME >= 26).astype(float)
DESIGN = np.column_stack([np.ones(BLOCKS), POST, TIME - 26, (TIME - 26) * POST])
ONE_SERIES = np.zeros(BLOCKS, dtype=np.intp)


def alike_counts(generator: np.random.Generator, factor: float, blocks: int = BLOCKS) -> Floats:
    """Counts around 500 whose logarithm fades by `factor` from block to block."""
    log = np.empty(blocks)
    log[0] = generator.normal(0, 0.3)
    for block in range(1, blocks):
        log[block] = factor * log[block - 1] + generator.normal(0, 0.3 * np.sqrt(1 - factor**2))
    return generator.poisson(500 * np.exp(log)).astype(float)


def fitted(counts: Floats, design: Floats = DESIGN) -> Fit:
    return fit(counts, design, np.zeros(len(counts)), "negative-binomial")


@pytest.fixture
def example() -> Fit:
    return fitted(alike_counts(np.random.default_rng(7), 0.4))


def test_model_based_agrees_with_statsmodels(example: Fit) -> None:
    family = families.NegativeBinomial(alpha=example.alpha)
    theirs = GLM(example.counts, DESIGN, family=family).fit()
    assert model_based(example).covariance == pytest.approx(theirs.cov_params(), rel=1e-5)
    doubled = model_based(example, scale=2.0).covariance
    assert doubled == pytest.approx(2 * model_based(example).covariance)


@pytest.mark.parametrize("small_sample", [True, False])
def test_newey_west_agrees_with_statsmodels(example: Fit, *, small_sample: bool) -> None:
    family = families.NegativeBinomial(alpha=example.alpha)
    keywords = {"maxlags": 4, "use_correction": small_sample}
    theirs = GLM(example.counts, DESIGN, family=family).fit(cov_type="HAC", cov_kwds=keywords)
    ours = newey_west(example, TIME, lag=4, small_sample=small_sample)
    assert ours.covariance == pytest.approx(theirs.cov_params(), rel=1e-5)


def test_newey_west_counts_a_gap_in_blocks_as_a_gap_in_time(example: Fit) -> None:
    torn = np.where(TIME < 30, TIME, TIME + 100)
    whole, apart = (newey_west(example, at, lag=4, small_sample=True) for at in (TIME, torn))
    assert not np.allclose(whole.covariance, apart.covariance)
    alone = newey_west(example, 100 * TIME, lag=4, small_sample=False)
    unrelated = newey_west(example, TIME, lag=0, small_sample=False)
    assert alone.covariance == pytest.approx(unrelated.covariance)


def test_autoregressive_is_the_model_where_blocks_are_unlike() -> None:
    counts = np.where(np.arange(BLOCKS) % 2, 40.0, 60.0)
    zigzag = fitted(counts)
    found = autoregressive(zigzag, TIME, ONE_SERIES)
    assert found.autocorrelation == 0
    assert found.degrees == BLOCKS - 4
    plain = model_based(zigzag, scale=zigzag.dispersion)
    assert found.covariance == pytest.approx(plain.covariance)


def test_the_likeness_found_is_not_biased_towards_0() -> None:
    generator = np.random.default_rng(11)
    fits = [fitted(alike_counts(generator, 0.5)) for _ in range(60)]
    found = [autoregressive(one, TIME, ONE_SERIES).autocorrelation or 0.0 for one in fits]
    plain = [np.corrcoef(one.residuals[1:], one.residuals[:-1])[0, 1] for one in fits]
    assert np.mean(found) == pytest.approx(0.5, abs=0.08)
    assert np.mean(plain) < 0.42


def test_series_are_kept_apart_in_any_order() -> None:
    generator = np.random.default_rng(13)
    which = np.repeat([0, 1], BLOCKS)
    counts = np.concatenate([alike_counts(generator, 0.5) for _ in range(2)])
    design = np.vstack([np.hstack([DESIGN, 0 * DESIGN]), np.hstack([0 * DESIGN, DESIGN])])
    stack = fitted(counts, design)
    found = autoregressive(stack, np.tile(TIME, 2), which).covariance
    assert np.allclose(found[:4, 4:], 0)
    run_on = autoregressive(stack, np.arange(2.0 * BLOCKS), which)
    assert run_on.covariance == pytest.approx(found)
    order = generator.permutation(2 * BLOCKS)
    shuffled = fitted(counts[order], design[order])
    again = autoregressive(shuffled, np.tile(TIME, 2)[order], which[order])
    assert again.covariance == pytest.approx(found, rel=1e-4, abs=1e-9)


def test_information_that_runs_out_leaves_one_degree_of_freedom() -> None:
    drift = np.round(100 * np.exp(np.sin(TIME / 4)))
    found = autoregressive(fitted(drift), TIME, ONE_SERIES)
    assert found.autocorrelation == 0.9
    assert found.degrees == 1

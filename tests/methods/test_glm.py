import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import nbinom

from truceline.methods.glm import Floats, NotConverged, TermsEntangled, fit

LINE = np.column_stack([np.ones(60), np.linspace(-1, 1, 60)])
NO_OFFSET = np.zeros(60)


def spread_counts(seed: int, alpha: float) -> Floats:
    """Counts with log mean 3 + .5 x and variance mean + alpha mean^2."""
    generator = np.random.default_rng(seed)
    mean = np.exp(3 + 0.5 * LINE[:, 1]) * generator.gamma(1 / alpha, alpha, 60)
    return generator.poisson(mean).astype(float)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_agrees_with_fitting_all_at_once(seed: int) -> None:
    counts = spread_counts(seed, alpha=0.3)

    def loss(guess: Floats) -> float:
        size, mean = np.exp(-guess[2]), np.exp(LINE @ guess[:2])
        return -float(nbinom.logpmf(counts, size, size / (size + mean)).sum())

    options = {"xatol": 1e-9, "fatol": 1e-11, "maxiter": 4000, "maxfev": 4000}
    joint = minimize(loss, [3.0, 0.0, -1.0], method="Nelder-Mead", options=options)
    ours = fit(counts, LINE, NO_OFFSET, "negative-binomial")
    assert ours.coefficients == pytest.approx(joint.x[:2], abs=1e-5)
    assert ours.alpha == pytest.approx(np.exp(joint.x[2]), rel=1e-4)
    assert ours.log_likelihood == pytest.approx(-joint.fun, abs=1e-6)


@given(
    st.lists(st.floats(0.5, 1e3), min_size=2, max_size=20),
    st.lists(st.floats(0.5, 1e3), min_size=2, max_size=20),
)
def test_two_levels_are_two_means(left: list[float], right: list[float]) -> None:
    counts = np.array(left + right)
    design = np.column_stack([np.ones(len(counts)), np.arange(len(counts)) >= len(left)])
    fitted = fit(counts, design.astype(float), np.zeros(len(counts)), "poisson")
    assert np.exp(fitted.coefficients[0]) == pytest.approx(np.mean(left))
    assert np.exp(fitted.coefficients.sum()) == pytest.approx(np.mean(right))


def test_exposure_scales_the_rate_and_nothing_else() -> None:
    counts = spread_counts(4, alpha=0.2)
    plain = fit(counts, LINE, NO_OFFSET, "negative-binomial")
    doubled = fit(counts, LINE, NO_OFFSET + np.log(2), "negative-binomial")
    shift = plain.coefficients - doubled.coefficients
    assert shift == pytest.approx([np.log(2), 0], abs=1e-6)


def test_counts_less_spread_than_a_poisson_give_one() -> None:
    counts = np.tile([9.0, 11.0], 30)
    fitted = fit(counts, LINE, NO_OFFSET, "negative-binomial")
    assert fitted.alpha == 0
    assert fitted.dispersion < 1


def test_refuses_terms_that_say_the_same() -> None:
    design = np.column_stack([LINE, LINE[:, 1]])
    with pytest.raises(TermsEntangled):
        fit(spread_counts(5, 0.2), design, NO_OFFSET, "poisson")
    with pytest.raises(TermsEntangled):
        fit(np.ones(2), LINE[:2], np.zeros(2), "poisson")


def test_refuses_a_term_that_runs_off_to_infinity() -> None:
    last = np.zeros(60)
    last[-3:] = 1
    counts = np.where(last == 1, 0.0, spread_counts(6, 0.2))
    with pytest.raises(NotConverged):
        fit(counts, np.column_stack([LINE, last]), NO_OFFSET, "negative-binomial")


def test_refuses_a_spread_beyond_all_bounds() -> None:
    counts = np.zeros(60)
    counts[30] = 5000
    with pytest.raises(NotConverged):
        fit(counts, np.ones((60, 1)), NO_OFFSET, "negative-binomial")

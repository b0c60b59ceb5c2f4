"""The sampler of `promise` leaves the prior alone, diagnostics see what they should, intervals hold the truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lovende.stats import promise_posterior
from lovende.stats.promise import Fit, Judgement, NotConverged, fit
from lovende.stats.promise_diagnostics import Worst, bulk_and_tail, effective, r_hat, worst
from lovende.stats.promise_sampler import Sampler
from lovende.stats.promise_state import Answers, State, above_zero
from stats.promise_world import PRIOR, World, by_name

# The sampler


@pytest.mark.slow
def test_sweeps_leave_the_joint_distribution_alone() -> None:
    """Parameters from the prior, answers by the model, some sweeps: what comes out has the prior's distribution.

    The exact form of Geweke's test (2004, J. Am. Stat. Assoc. 99:799-804) by Gandy & Scott (2020,
    arXiv:2001.06465): every repetition is independent, so Kolmogorov-Smirnov's p-values are right as they stand.
    """
    rng = np.random.default_rng(20240607)
    measure, rater = np.array([0, 0, 1, 1, 2, 3, 3, 4]), np.array([0, 1, 1, 2, 0, 0, 2, 1])
    after: dict[str, list[float]] = {}
    for _ in range(600):
        world = World(rng, 5, 3, 3)
        impression, yes = world.read(measure, rater)
        signs = np.where(rng.random(yes.shape) < 0.2, 0.0, np.where(yes, 1.0, -1.0))
        sampler = Sampler(Answers(signs, measure, rater, 5, 3), rng, chains=1)
        variances = np.array([world.impression_sd**2]), np.array([world.severity_sd**2])
        mixes = [
            (4 / variance + scale**-2) / rng.standard_gamma(2.5, 1)
            for variance, scale in zip(variances, PRIOR.values(), strict=True)
        ]
        sampler.state = State(
            world.worth[:, None],
            impression[:, None],
            world.discrimination[:, None],
            world.difficulty[:, None],
            world.severity[:, None],
            *variances,
            *mixes,
        )
        for state in sampler.sweeps(10):
            last = state
        seen = {
            "worth": last.worth[0, 0],
            "impression": last.impression[1, 0],
            "discrimination": last.discrimination[0, 0],
            "difficulty": last.difficulty[1, 0],
            "severity": last.severity[2, 0] / np.sqrt(last.severity_var[0]),
            "impression_sd": np.sqrt(last.impression_var[0]),
            "severity_sd": np.sqrt(last.severity_var[0]),
            "apart": (last.impression[1, 0] - last.worth[0, 0]) / np.sqrt(last.impression_var[0]),
        }
        for name, value in seen.items():
            after.setdefault(name, []).append(float(value))
    normal = stats.norm.cdf
    prior = {
        "worth": normal,
        "discrimination": stats.truncnorm(-1.0 / 0.75, np.inf, loc=1.0, scale=0.75).cdf,
        "difficulty": normal,
        "severity": normal,
        "impression_sd": lambda x: 2 * stats.t(4).cdf(x) - 1,
        "severity_sd": lambda x: 2 * stats.t(4).cdf(x / 0.5) - 1,
        "apart": normal,
    }
    p_values = {name: stats.kstest(after[name], cdf).pvalue for name, cdf in prior.items()}
    assert min(p_values.values()) > 0.001, p_values


@pytest.mark.parametrize(("yes", "no"), [(1, 0), (4, 0), (0, 5), (2, 2)])
def test_one_measures_posterior_is_that_of_a_coin(yes: int, no: int) -> None:
    """Verdicts by different readers on one measure are tosses of one coin whose bias is the share of readers.

    So every moment after them is a ratio of moments of the prior, p^(yes + 1) (1 - p)^no over p^yes (1 - p)^no.
    """
    rng = np.random.default_rng(14)
    size = 400_000
    worth, difficulty = rng.standard_normal((2, size))
    a = stats.truncnorm(-1.0 / 0.75, np.inf, loc=1.0, scale=0.75).rvs(size, random_state=rng)
    v, w = (rng.standard_t(4, (2, size)) * np.array([[1.0], [0.5]])) ** 2
    share = stats.norm.cdf((a * worth - difficulty) / np.sqrt(1 + a**2 * v + w))
    weight = share**yes * (1 - share) ** no
    told = [Judgement("m", f"r{reader}", "", reader < yes) for reader in range(yes + no)]
    found = fit(told, seed=5).measures[0]
    assert found.probability == pytest.approx((weight @ share) / weight.sum(), abs=0.025)
    ends = np.quantile(share, (0.05, 0.95), weights=weight, method="inverted_cdf")
    assert (found.low, found.high) == pytest.approx(tuple(ends), abs=0.04)


def test_cut_normal_has_the_moments_of_scipy() -> None:
    rng = np.random.default_rng(1)
    for mean in (-6.0, -1.0, 0.0, 2.5):
        drawn = above_zero(rng, np.full(40_000, mean))
        known = stats.truncnorm(-mean, np.inf, loc=mean)
        assert drawn.min() >= 0
        assert drawn.mean() == pytest.approx(known.mean(), abs=5 * known.std() / 200)
        assert drawn.std() == pytest.approx(known.std(), rel=0.03)


def test_cut_normal_far_out_stays_finite() -> None:
    drawn = above_zero(np.random.default_rng(1), np.array([-1e9, -50.0, 50.0, 1e9]))
    assert np.isfinite(drawn).all() and (drawn >= 0).all()


# Diagnostics


def autoregressive(rng: np.random.Generator, rho: float, length: int, quantities: int) -> np.ndarray:
    noise = rng.standard_normal((length, quantities, 4)) * np.sqrt(1 - rho**2)
    found = np.empty_like(noise)
    found[0] = rng.standard_normal((quantities, 4))
    for step in range(1, length):
        found[step] = rho * found[step - 1] + noise[step]
    return found


@pytest.mark.parametrize("rho", [-0.3, 0.0, 0.5, 0.9])
def test_effective_size_of_an_autoregression_is_known(rho: float) -> None:
    """N (1 - rho) / (1 + rho), textbook."""
    draws = autoregressive(np.random.default_rng(5), rho, 2000, 20)
    assert effective(draws).mean() == pytest.approx(8000 * (1 - rho) / (1 + rho), rel=0.08)


def test_r_hat_sees_chains_that_differ_in_place_in_spread_or_in_time() -> None:
    draws = np.random.default_rng(6).standard_normal((1000, 4, 4))
    draws[:, 1, 0] += 1.0
    draws[:, 2, 0] *= 3.0
    draws[:, 3] += np.linspace(0, 2, 1000)[:, None]
    found = r_hat(draws)
    assert found[0] < 1.01
    assert (found[1:] > 1.05).all()
    assert not worst(draws, ["same", "place", "spread", "time"]).within(1.01, 400)
    assert worst(draws[:, :1], ["same"]).within(1.01, 400)


@given(st.integers(0, 2**32 - 1))
def test_ranks_make_bulk_size_blind_to_the_scale(seed: int) -> None:
    """Vehtari et al. (2021): invariant under a monotone transformation."""
    draws = np.random.default_rng(seed).standard_normal((100, 2, 4))
    bulk, tail = bulk_and_tail(draws)
    bulk_of_powers, _ = bulk_and_tail(np.exp(3 * draws))
    assert bulk_of_powers == pytest.approx(bulk)
    assert (tail > 0).all()


def test_nothing_to_diagnose_is_no_fault() -> None:
    assert worst(np.empty((10, 0, 4)), []) == Worst()


def test_chains_that_have_not_met_show_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promise_posterior, "DOUBLINGS", 0)
    told = World(np.random.default_rng(3), 40, 4, 3).judgements(2, 0.0)
    with pytest.raises(NotConverged) as caught:
        fit(told, seed=1, draws=200)
    assert caught.value.diagnostics.sweeps == 300
    assert not caught.value.diagnostics.has_converged


# Calibration and recovery


@pytest.fixture(scope="module")
def known() -> list[tuple[World, Fit]]:
    """Worlds drawn from the prior, 40 measures read by two of six raters, a fifth of the criteria not answered."""
    rng = np.random.default_rng(11)
    worlds = [World(rng, 40, 6, 5) for _ in range(8)]
    return [(world, fit(world.judgements(2, 0.2), seed=4, draws=500, places=10)) for world in worlds]


@pytest.mark.slow
def test_intervals_hold_the_truth_as_often_as_they_say(known: list[tuple[World, Fit]]) -> None:
    """90 % of shares; measures of one world stand or fall together, so the error is taken between worlds."""
    held = [
        np.mean(
            [one.low <= share <= one.high for one, share in zip(found.measures, world.share(), strict=True)]
        )
        for world, found in known
    ]
    error = np.std(held, ddof=1) / np.sqrt(len(held))
    assert np.mean(held) == pytest.approx(0.9, abs=3 * error)
    assert error < 0.05


@pytest.mark.slow
def test_severities_and_questions_lie_in_their_intervals(known: list[tuple[World, Fit]]) -> None:
    """8 worlds x (6 severities + 5 discriminations + 5 difficulties), 90 % intervals."""
    held = []
    for world, found in known:
        order = [4 if one.question == "verdict" else int(one.question[1:]) - 1 for one in found.criteria]
        assert order == sorted(order)
        true_a, true_b = (np.roll(each, -1) for each in (world.discrimination, world.difficulty))
        held += [one.low <= true <= one.high for one, true in zip(found.raters, world.severity, strict=True)]
        for one, a, b in zip(found.criteria, true_a, true_b, strict=True):
            held += [one.discrimination_low <= a <= one.discrimination_high]
            held += [one.difficulty_low <= b <= one.difficulty_high]
    assert np.mean(held) == pytest.approx(0.9, abs=0.08)


@pytest.mark.slow
def test_probabilities_come_true_as_often_as_they_say(known: list[tuple[World, Fit]]) -> None:
    """In each fifth of the probabilities the mean true share is the mean probability, within the error of sampling."""
    told = np.concatenate([[one.probability for one in found.measures] for _, found in known])
    true = np.concatenate([world.share() for world, _ in known])
    for part in np.array_split(np.argsort(told), 5):
        gap = true[part] - told[part]
        assert abs(gap.mean()) < 0.06
    assert abs((true - told).mean()) < 0.03


@pytest.mark.slow
def test_ranks_and_choice_are_calibrated(known: list[tuple[World, Fit]]) -> None:
    in_range, chance, best = [], [], []
    for world, found in known:
        rank = (-world.worth).argsort().argsort() + 1
        in_range += [
            one.rank_low <= place <= one.rank_high for one, place in zip(found.measures, rank, strict=True)
        ]
        chance += [one.chosen_probability for one in found.measures]
        best += list(rank <= 10)
    assert np.mean(in_range) == pytest.approx(0.91, abs=0.05)
    chance_, best_ = np.array(chance), np.array(best)
    for low, high in ((0.0, 0.05), (0.05, 0.3), (0.3, 0.6), (0.6, 1.01)):
        part = (chance_ >= low) & (chance_ < high)
        error = np.sqrt((chance_[part] * (1 - chance_[part])).sum()) / part.sum()
        assert best_[part].mean() == pytest.approx(chance_[part].mean(), abs=4 * error)


@pytest.mark.slow
def test_a_round_as_large_as_the_real_one_gives_back_what_made_it() -> None:
    """203 measures, six raters, two readings each, a verdict and seven criteria: SOF report 01/23, chapter 2."""
    rng = np.random.default_rng(2023)
    world = World(rng, 203, 6, 8)
    world.impression_sd, world.severity_sd = 0.6, 0.5
    world.severity = np.array([-0.8, -0.4, -0.1, 0.1, 0.4, 0.8])
    world.discrimination = np.array([1.5, 0.4, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6])
    world.difficulty = np.array([0.3, -1.2, -0.8, -0.4, 0.0, 0.4, 0.8, 1.2])
    found = fit(world.judgements(2, 0.15), seed=9)
    severity = [one.severity for one in found.raters]
    assert severity == sorted(severity)
    assert np.corrcoef(severity, world.severity)[0, 1] > 0.95
    criteria = [one for one in found.criteria if one.question != "verdict"]
    assert [one.difficulty for one in criteria] == sorted(one.difficulty for one in criteria)
    assert stats.spearmanr([one.discrimination for one in criteria], world.discrimination[1:])[0] > 0.8
    share = found.posterior.share
    said = np.sqrt(share.mean(axis=1).var() / (share.mean(axis=1).var() + share.var(axis=1).mean()))
    assert np.corrcoef(list(by_name(found).values()), world.share())[0, 1] == pytest.approx(said, abs=0.06)
    assert said > 0.75

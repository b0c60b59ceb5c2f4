"""What a reader of the probabilities may count on, what thin data get, and what one more reading is worth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lovende.stats.promise import CAUTIONS, Fit, Judgement, fit, next_readings
from lovende.stats.promise_choice import gains
from lovende.stats.promise_posterior import Posterior
from lovende.stats.promise_table import tabulated
from stats.promise_world import World, by_name, verdicts

# What a reader may count on


@pytest.fixture(scope="module")
def small() -> list[Judgement]:
    return World(np.random.default_rng(8), 16, 4, 3).judgements(2, 0.1)


@pytest.fixture(scope="module")
def found_of_small(small: list[Judgement]) -> Fit:
    return fit(small, measures=["unread"], seed=3)


def test_order_is_of_no_account_and_a_seed_gives_the_same_numbers(
    small: list[Judgement], found_of_small: Fit
) -> None:
    assert found_of_small == fit(small[::-1], measures=["m000", "unread"], seed=3)


def test_names_are_of_no_account(small: list[Judgement], found_of_small: Fit) -> None:
    """Other names sort otherwise and meet other chances, so numbers agree within the error of sampling."""
    renamed = [
        replace(one, measure=f"x{100 - int(one.measure[1:])}", rater=f"p{9 - int(one.rater[1:])}")
        for one in small
    ]
    before, after = by_name(found_of_small), by_name(fit(renamed, seed=3))
    for name in {one.measure for one in small}:
        assert after[f"x{100 - int(name[1:])}"] == pytest.approx(before[name], abs=0.06)


def test_a_lenient_raters_yes_counts_less() -> None:
    """Two measures that got yes to all, one from the mildest of four raters, the other from the sternest."""
    world = World(np.random.default_rng(0), 60, 4, 5)
    world.impression_sd, world.severity = 0.6, np.array([-1.0, 1.0, 0.0, 0.0])
    world.discrimination, world.difficulty = np.full(5, 1.2), np.zeros(5)
    told = world.judgements(2, 0.0)
    for name, rater in (("by-mild", "r0"), ("by-stern", "r1")):
        told += [Judgement(name, rater, question, True) for question in ("", "q1", "q2", "q3", "q4")]
    found = by_name(fit(told, seed=1))
    assert found["by-stern"] > found["by-mild"] + 0.05


def test_a_yes_raises_and_a_no_lowers_and_neither_excludes(small: list[Judgement]) -> None:
    at = next(place for place, one in enumerate(small) if one.question == "verdict")
    told = {}
    for answer in (True, False, None):
        judgements = [*small[:at], replace(small[at], positive=answer), *small[at + 1 :]]
        told[answer] = by_name(fit(judgements, seed=2))[small[at].measure]
    assert 0 < told[False] < told[None] < told[True] < 1


def test_more_readings_narrow_the_interval() -> None:
    around = "".join(f"m{i:02} r{j} {'+' if i % 3 else '-'}," for i in range(20) for j in range(4))
    few, many = "few r0 +, few r1 -,", "".join(f"many r{j} {'+' if j % 2 else '-'}," for j in range(12))
    found = {
        one.measure: one for one in fit(verdicts(around + few + many), measures=["none"], seed=1).measures
    }
    width = {name: found[name].high - found[name].low for name in ("none", "few", "many")}
    assert width["none"] > width["few"] > width["many"]
    assert [found[name].readings for name in width] == [0, 2, 12]
    assert found["none"].is_thin and not found["many"].is_thin


def test_without_answers_the_prior_is_told_and_called_thin() -> None:
    """The share is beforehand near to evenly spread between 0 and 1, and every order of measures as likely."""
    found = fit([Judgement("a", "r", "", None)], measures=["b", "c", "d"], seed=1, places=1)
    assert found.cautions == ("no-answers", "thin")
    assert found.note == f"{CAUTIONS['no-answers']} {CAUTIONS['thin']}"
    for one in found.measures:
        assert one.is_thin and one.readings == 0
        assert one.probability == pytest.approx(0.5, abs=0.03)
        assert one.low < 0.1 and one.high > 0.9
        assert (one.rank_low, one.rank_high) == (1, 4)
        assert one.chosen_probability == pytest.approx(0.25, abs=0.04)
    assert not found.raters


def test_nothing_at_all() -> None:
    found = fit([], seed=1)
    assert found.measures == () and found.cautions == ("no-answers",)
    assert next_readings(found, places=1) == []


def test_an_unread_measure_is_like_those_that_were_read() -> None:
    told = "".join(f"m{i:02} r{j} {'+' if i < 3 else '-'}," for i in range(30) for j in range(3))
    found = fit(verdicts(told), measures=["unread"], seed=1)
    unread = next(one for one in found.measures if one.measure == "unread")
    assert unread.is_thin
    assert unread.probability == pytest.approx(np.mean(list(by_name(found).values())), abs=0.06)
    assert unread.probability < 0.35


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        ("a r +, b r -, c r +", {"one-rater"}),
        ("a r +, b r +", {"one-rater", "one-sided"}),
        ("a r -, a s -, b r -, b s -", {"one-sided"}),
        ("a r +, b s -", {"no-pairs", "unlinked"}),
        ("a r +, a s -, b t +, b u -", {"unlinked"}),
        ("a r +, a s -, b s +, b t -", set()),
    ],
)
def test_what_the_data_cannot_tell_is_said(told: str, codes: set[str]) -> None:
    found = fit(verdicts(told), seed=1)
    assert set(found.cautions) - {"thin"} == codes
    assert all(0 < one.low < one.probability < one.high < 1 for one in found.measures)


def test_criteria_without_a_verdict_are_said_to_lean_on_an_assumption() -> None:
    told = [Judgement(f"m{i}", f"r{j}", "met", i % 2 == 0) for i in range(6) for j in range(2)]
    found = fit(told, seed=1)
    assert "no-verdict" in found.cautions
    assert by_name(found)["m0"] > by_name(found)["m1"]


def test_half_of_the_scale_is_the_limit_of_thin(found_of_small: Fit) -> None:
    for one in found_of_small.measures:
        assert one.is_thin == (one.readings < 2 or one.high - one.low > 0.5)


def test_what_cannot_be_asked() -> None:
    one = Judgement("a", "r", "", True)
    with pytest.raises(ValueError, match="more than once: measure a, rater r, verdict"):
        fit([one, replace(one, question="verdict", positive=None)], seed=1)
    with pytest.raises(ValueError, match="draws"):
        fit([one], seed=1, draws=100)
    with pytest.raises(ValueError, match="place"):
        fit([one], seed=1, places=0)


answered = st.dictionaries(
    st.tuples(st.sampled_from("abcde"), st.sampled_from("rst"), st.sampled_from(["", "x", "y"])),
    st.sampled_from([True, False, None]),
    max_size=20,
)


@given(answered, st.randoms(use_true_random=False))
def test_every_answer_gets_one_place_whatever_the_order(told: dict, chance) -> None:
    judgements = [Judgement(*key, positive) for key, positive in told.items()]
    table = tabulated(judgements, ["z"])
    chance.shuffle(judgements)
    again = tabulated(judgements, ["z"])
    assert (table.answers.signs == again.answers.signs).all()
    assert (table.read, table.unread, table.raters) == (again.read, again.unread, again.raters)
    assert (np.abs(table.answers.signs).sum(axis=1) > 0).all()
    assert np.abs(table.answers.signs).sum() == sum(one.positive is not None for one in judgements)
    assert sorted(table.read + table.unread) == sorted({one.measure for one in judgements} | {"z"})


# What one more reading is worth


def certain_but(means: list[float], spreads: list[float], draws: int = 4000) -> Posterior:
    """Worths known to the spreads given; the verdict alone, of discrimination 1; no impressions, no severity."""
    chance = stats.norm.ppf((np.arange(draws) + 0.5) / draws)
    shuffled = [np.random.default_rng(row).permutation(chance) for row in range(len(means))]
    worth = np.array(means)[:, None] + np.array(spreads)[:, None] * np.array(shuffled)
    one, none = np.ones(draws), np.zeros(draws)
    return Posterior(worth, one[None], none[None], none[None], none + 1e-12, none, 0, np.ones(1))


def test_gain_of_one_verdict_is_the_integral() -> None:
    """One borderline measure against known ones: two answers, so the gain is a sum of two integrals over its worth."""
    posterior = certain_but([0.1, 1.0, -1.0, 0.0], [0.8, 1e-6, 1e-6, 1e-6])
    worth = np.linspace(-6, 6, 4001)
    density = stats.norm.pdf(worth, 0.1, 0.8)
    density /= density.sum()
    share = stats.norm.cdf(worth)
    no = density * (1 - share)
    known = max(0.0, 0.5 - (no @ share) / no.sum()) * no.sum()
    found = [gains(posterior, 2, 1, np.random.default_rng(seed)) for seed in range(150)]
    assert all([row for row, _ in each] == [0] for each in found)
    assert np.mean([each[0][1] for each in found]) == pytest.approx(known, rel=0.05)


def test_a_borderline_measure_is_read_before_a_certain_one() -> None:
    posterior = certain_but([2.0, 0.1, 0.0, -2.0], [0.2, 0.7, 0.7, 0.2])
    found = gains(posterior, 2, 4, np.random.default_rng(1))
    assert {row for row, _ in found[:2]} == {1, 2}
    assert sum(gain for row, gain in found if row in (0, 3)) < 0.01 * found[0][1]


def test_the_doubtful_are_read_before_the_agreed() -> None:
    told = "".join(f"good{i} r{j} +, bad{i} r{j} -," for i in range(4) for j in range(5))
    split = "split0 r0 +, split0 r1 -, split1 r2 +, split1 r3 -"
    found = fit(verdicts(told + split), seed=1, places=5)
    listed = next_readings(found, places=5)
    assert {name for name, _ in listed[:2]} == {"split0", "split1"}
    values = [gain for _, gain in listed]
    assert values == sorted(values, reverse=True) and values[-1] > 0
    assert next_readings(found, places=5, most=1) == listed[:1]


def test_where_all_are_chosen_no_reading_changes_the_choice(found_of_small: Fit) -> None:
    assert next_readings(found_of_small, places=17) == []
    for wrong in ({"places": 0}, {"places": 1, "most": 0}):
        with pytest.raises(ValueError):
            next_readings(found_of_small, **wrong)

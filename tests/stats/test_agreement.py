"""Agreement between raters against published examples; what is undefined, and what is wrong."""

import math

import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from lovende.stats import agreement_estimates as estimates
from lovende.stats.agreement import (
    CAVEAT,
    AgreementError,
    Rating,
    agreement_of_ratings,
    agreement_of_table,
    band,
    by_pair,
    cross_table,
)
from making.ratings import from_columns, from_counts, from_table

# Fleiss (1971), table 1: 30 patients, six psychiatrists each, five diagnoses; how many chose each
FLEISS_1971 = """
00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031
00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006
"""
# Krippendorff (2011), «Computing Krippendorff's alpha-reliability»: 4 observers, 12 units, a point where missing
KRIPPENDORFF = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
# Gwet's R package irrCAC 1.0, data set distrib.6raters
GWET_15 = FLEISS_1971.split()[:15]


def krippendorff_data():
    return from_columns([[None if one == "." else int(one) for one in row] for row in KRIPPENDORFF])


class TestPublished:
    @pytest.mark.parametrize(
        ("cells", "n", "observed", "expected", "kappa", "z", "p"),
        [
            ([[34, 20], [20, 107]], 181, "77.90", "58.13", "0.4721", "6.35", "0.0000"),
            ([[124, 9], [9, 5]], 147, "87.76", "82.77", "0.2895", "3.51", "0.0002"),
        ],
    )
    def test_screening_and_deep_study_of_promising_methods(self, cells, n, observed, expected, kappa, z, p):
        """Tables 2.1–2.4 of the study of promising working methods, with the misprinted cell of 2.3 put right."""
        found = agreement_of_table(cells)
        assert found.n_items == n and found.n_raters == 2
        assert f"{100 * found.observed:.2f}" == observed and f"{100 * found.expected:.2f}" == expected
        assert f"{found.kappa:.4f}" == kappa and f"{found.z:.2f}" == z
        assert f"{found.p_one_sided:.4f}" == p
        assert found.pi == pytest.approx(found.kappa)  # equal margins

    def test_the_p_in_that_study_is_one_sided(self):
        found = agreement_of_table([[124, 9], [9, 5]])
        assert f"{found.p_two_sided:.4f}" == "0.0004"

    def test_cohen_1960(self):
        """Cohen (1960): 200 cases, two judges, three categories; the same proportions in Cohen (1968), table 1."""
        found = agreement_of_table([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
        assert found.observed == pytest.approx(0.70) and found.expected == pytest.approx(0.41)
        assert round(found.kappa, 3) == 0.492

    def test_sas_example_plain_and_weighted(self):
        """PROC FREQ's printed example, as kept in the tests of statsmodels: kappa, its null error, z and both p."""
        cells = [[0, 4, 1], [0, 8, 0], [0, 1, 5]]
        for weights, expected in (
            ("none", (0.4842, 0.1484, 3.2626, 0.0006, 0.0011)),
            ("linear", (0.4701, 0.1426, 3.2971, 0.0005, 0.0010)),
        ):
            found = agreement_of_table(cells, weights=weights)
            said = (found.kappa, found.se_null, found.z, found.p_one_sided, found.p_two_sided)
            assert said == pytest.approx(expected, abs=6e-5)

    def test_fleiss_1971(self):
        """Fleiss (1971): kappa .430. z by Fleiss, Nee and Landis (1979), as R's irr gives it: 17.65183."""
        found = agreement_of_ratings(from_counts(FLEISS_1971.split()))
        assert found.statistic == "Fleiss' kappa" and (found.n_items, found.n_raters) == (30, 6)
        assert found.kappa == pytest.approx(0.4302445, abs=5e-8)
        assert found.z == pytest.approx(17.65183, abs=5e-6)
        assert found.pi == found.kappa

    def test_krippendorff_with_missing_ratings(self):
        """Krippendorff (2011): alpha .743 nominal, .815 ordinal, .849 interval."""
        found = [
            agreement_of_ratings(krippendorff_data(), weights=weights, bootstrap=0)
            for weights in ("none", "linear", "quadratic")
        ]
        assert [one.alpha_level for one in found] == ["nominal", "ordinal", "interval"]
        assert [round(one.alpha, 3) for one in found] == [0.743, 0.815, 0.849]

    def test_gwet_with_missing_ratings(self):
        """The same data in Gwet's R package irrCAC 1.0 (overview vignette): Fleiss' kappa .76117, AC1 .77544."""
        found = agreement_of_ratings(krippendorff_data(), bootstrap=0)
        assert found.observed == pytest.approx(0.8181818, abs=5e-8)
        assert found.expected == pytest.approx(0.2387153, abs=5e-8)
        assert round(found.kappa, 5) == 0.76117 and round(found.ac1, 5) == 0.77544

    def test_gwet_two_abstractors(self):
        """irrCAC 1.0, cont3x3abstractors: kappa .7964094, pi .7962397, AC1 .8493305, alpha .7972585."""
        found = agreement_of_table([[13, 0, 0], [0, 20, 7], [0, 4, 56]])
        said = (found.kappa, found.pi, found.ac1, found.alpha)
        assert said == pytest.approx((0.7964094, 0.7962397, 0.8493305, 0.7972585), abs=5e-8)

    def test_gwet_six_raters(self):
        """irrCAC 1.0, distrib.6raters: Fleiss' kappa .4139265, AC1 .4448007, alpha .4204384."""
        found = agreement_of_ratings(from_counts(GWET_15))
        assert (found.kappa, found.ac1, found.alpha) == pytest.approx(
            (0.4139265, 0.4448007, 0.4204384), abs=5e-8
        )

    def test_kappa_falls_and_ac1_stands_when_nearly_all_are_in_one_category(self):
        """The paradox of Feinstein and Cicchetti (1990); both values worked out by hand from the definitions."""
        found = agreement_of_table([[118, 5], [2, 0]])
        po, share = 118 / 125, (123 + 120) / 250
        by_margins = (123 * 120 + 2 * 5) / 125**2
        assert found.kappa == pytest.approx((po - by_margins) / (1 - by_margins)) and found.kappa < 0
        by_chance = 2 * share * (1 - share)
        assert found.ac1 == pytest.approx((po - by_chance) / (1 - by_chance)) and found.ac1 > 0.94

    def test_landis_and_koch_1977(self):
        """Landis and Koch (1977), table on p. 165, at and beside each limit."""
        words = {
            "poor": (-1, -0.01, -0.006),
            "slight": (-0.004, 0.0, 0.20, 0.2006),
            "fair": (0.21, 0.2895, 0.40),
            "moderate": (0.41, 0.4721, 0.60),
            "substantial": (0.61, 0.80),
            "almost perfect": (0.81, 1.0),
        }
        for word, kappas in words.items():
            assert [band(kappa) for kappa in kappas] == [word] * len(kappas)
        assert band(None) is None

    def test_a_band_never_comes_without_its_caveat(self):
        assert CAVEAT in agreement_of_table([[34, 20], [20, 107]]).notes
        assert CAVEAT not in agreement_of_table([[5, 0], [0, 0]]).notes


class TestUndefined:
    """No kappa, no band, and the reason."""

    def nothing(self, found, reason):
        assert (found.kappa, found.pi, found.ac1, found.alpha, found.z, found.ci_low, found.band) == (
            None,
        ) * 7
        assert reason in found.notes[0]

    def test_one_category(self):
        for found in (
            agreement_of_table([[7, 0], [0, 0]]),
            agreement_of_table([[7]]),
            agreement_of_ratings(from_columns(["aaa", "aaa", "aaa"])),
        ):
            assert found.observed == 1.0
            self.nothing(found, "one category")

    def test_other_categories_only_where_nobody_else_rated(self):
        ratings = [*from_columns(["aaa", "aaa", "aaa"]), Rating("lone", "r0", "b")]
        assert agreement_of_ratings(ratings).kappa is None

    def test_nobody_to_agree_with(self):
        self.nothing(agreement_of_ratings(from_columns(["ab"])), "one rater")
        self.nothing(agreement_of_ratings([]), "no ratings")
        self.nothing(
            agreement_of_ratings([Rating("1", "a", "x"), Rating("2", "b", "x")]), "no item was rated by both"
        )
        lonely = [Rating(str(n), str(n), "x") for n in range(3)]
        self.nothing(agreement_of_ratings(lonely), "no item was rated by two")
        self.nothing(agreement_of_table([[0, 0], [0, 0]]), "no item")

    def test_a_rater_of_one_category_has_kappa_0_and_no_z(self):
        for cells in ([[5, 3], [0, 0]], [[0, 3], [0, 0]]):
            found = agreement_of_table(cells)
            assert found.kappa == pytest.approx(0) and found.z is None and found.band is None
            assert "one category only" in found.notes[0]

    def test_perfect_agreement_has_no_interval(self):
        found = agreement_of_table([[10, 0], [0, 10]])
        assert found.kappa == 1 and found.ci_low is None
        assert any("no interval" in note for note in found.notes)

    def test_a_pair_with_nothing_in_common(self):
        ratings = [*from_columns(["abab", "abbb"]), Rating("other", "r2", "a")]
        apart = {(one.first, one.second): one for one in by_pair(ratings)}
        assert apart["r0", "r1"].kappa == pytest.approx(0.5) and apart["r0", "r1"].note is None
        assert (apart["r0", "r2"].n_items, apart["r0", "r2"].kappa) == (0, None)
        assert "no item" in apart["r0", "r2"].note


class TestWrong:
    @pytest.mark.parametrize(
        ("cells", "words"),
        [
            ([[1, 2, 3], [4, 5, 6]], "not square"),
            ([[1, 2], [3]], "row 1 has 1"),
            ([], "0 rows"),
            ([[1, -2], [3, 4]], r"cell \(0, 1\) is -2"),
            ([[1, 2], [3.5, 4]], r"cell \(1, 0\) is 3.5"),
            ([[1, 2], [3, math.nan]], r"cell \(1, 1\)"),
        ],
    )
    def test_tables(self, cells, words):
        with pytest.raises(AgreementError, match=words):
            agreement_of_table(cells)

    def test_ratings(self):
        with pytest.raises(AgreementError, match="two ratings by 'b'"):
            agreement_of_ratings([Rating("1", "a", 1), Rating("1", "b", 1), Rating("1", "b", 2)])
        with pytest.raises(AgreementError, match="is text"):
            agreement_of_ratings(from_columns(["abc", "abb"]), weights="linear")
        with pytest.raises(AgreementError, match="not on the scale"):
            agreement_of_ratings(from_columns([[1, 2], [2, 9]]), categories=(1, 2, 3))
        with pytest.raises(AgreementError, match="twice on the scale"):
            agreement_of_ratings(from_columns([[1, 2], [2, 1]]), categories=(1, 2, 2))
        with pytest.raises(AgreementError, match="not known"):
            agreement_of_table([[1, 2], [3, 4]], weights="cubic")
        with pytest.raises(AgreementError, match="different ratings"):
            agreement_of_ratings(from_columns([range(300), range(300)]))


class TestScale:
    def test_a_scale_gives_text_an_order(self):
        words = ("low", "middle", "high")
        columns = [[0, 1, 2, 2, 0, 1], [0, 2, 2, 1, 0, 1]]
        named = from_columns([[words[one] for one in column] for column in columns])
        ordered = agreement_of_ratings(named, weights="quadratic", categories=words)
        assert ordered.kappa == pytest.approx(
            agreement_of_ratings(from_columns(columns), weights="quadratic").kappa
        )

    def test_an_unused_category_counts_for_ac1_alone(self):
        columns = [[1, 1, 2, 2, 1], [1, 2, 2, 2, 1]]
        used, whole = (
            agreement_of_ratings(from_columns(columns), categories=scale) for scale in (None, (1, 2, 3))
        )
        assert used.kappa == whole.kappa and used.ac1 < whole.ac1

    def test_numbers_stand_where_they_say(self):
        """0 and 3 are three steps apart even where nobody says 1 or 2."""
        columns = [[0, 3, 4, 4, 0, 3], [0, 4, 4, 3, 0, 3]]
        gap = agreement_of_ratings(from_columns(columns), weights="linear")
        even = agreement_of_ratings(from_columns(columns), weights="linear", categories=(0, 1, 2, 3, 4))
        assert gap.kappa == pytest.approx(even.kappa)

    def test_numbers_among_text_are_text(self):
        found = agreement_of_ratings(from_columns([[1, "x", "1"], ["1", "x", 1]]))
        assert found.categories == ("1", "x") and found.kappa == 1


class TestMissing:
    def test_two_raters_are_compared_where_both_rated(self):
        both = from_columns(["aabba", "ababa"])
        more = [*both, Rating("x", "r0", "b"), Rating("y", "r1", None), Rating("y", "r0", "b")]
        found = agreement_of_ratings(more)
        assert (found.kappa, found.n_items) == (agreement_of_ratings(both).kappa, 5)
        assert any("left out: 2" in note for note in found.notes)

    def test_changing_pairs_out_of_six_are_scotts_pi_of_the_pooled_table(self):
        """203 measures, two of six raters each: whoever stands first, Fleiss' kappa is Scott's pi of the table."""
        chance = np.random.default_rng(5)
        ratings = []
        for item in range(203):
            truth = chance.random() < 0.3
            for rater in chance.choice(6, size=2, replace=False):
                ratings.append(
                    Rating(f"m{item}", f"r{rater}", "in" if truth ^ (chance.random() < 0.2) else "out")
                )
        found = agreement_of_ratings(ratings)
        pooled = agreement_of_table(cross_table(ratings).counts)
        assert found.n_raters == 6 and found.n_items == pooled.n_items == 203
        assert found.kappa == pytest.approx(pooled.pi) and found.ac1 == pytest.approx(pooled.ac1)
        assert found.alpha == pytest.approx(pooled.alpha)
        assert len(by_pair(ratings)) == 15 and sum(one.n_items for one in by_pair(ratings)) == 203


class TestCrossTable:
    def test_of_a_pair(self):
        ratings = from_columns(["aab", "abb", "bbb"])
        found = cross_table(ratings, ("r1", "r0"))
        assert (found.rows, found.columns, found.categories) == ("r1", "r0", ("a", "b"))
        assert found.counts == ((1, 0), (1, 1))

    def test_of_two_raters_without_saying_which(self):
        cells = ((34, 20), (20, 107))
        assert cross_table(from_table(cells)).counts == cells

    @pytest.mark.parametrize("pair", [("r0", "nobody"), ("r0", "r0")])
    def test_of_no_pair(self, pair):
        with pytest.raises(AgreementError, match="choose among r0, r1"):
            cross_table(from_columns(["ab", "ab"]), pair)


class TestInterval:
    def test_is_the_same_for_the_same_seed_and_holds_kappa(self):
        one, same, other = (agreement_of_table([[34, 20], [20, 107]], seed=seed) for seed in (1, 1, 2))
        assert (one.ci_low, one.ci_high) == (same.ci_low, same.ci_high) != (other.ci_low, other.ci_high)
        assert one.ci_low < one.kappa < one.ci_high and one.resamples == 2000

    def test_is_near_the_asymptotic_one_in_a_large_table(self):
        """Fleiss, Cohen and Everitt (1969) by statsmodels: the two ways meet as n grows."""
        cells = [[340, 200], [200, 1070]]
        found, theirs = agreement_of_table(cells), cohens_kappa(cells)
        assert found.ci_low == pytest.approx(theirs.kappa_low, abs=0.01)
        assert found.ci_high == pytest.approx(theirs.kappa_upp, abs=0.01)

    def test_can_be_left_out(self):
        found = agreement_of_table([[3, 1], [1, 3]], bootstrap=0)
        assert found.ci_low is None and found.seed is None and found.z is not None

    def test_says_how_many_resamples_were_no_use(self):
        found = agreement_of_table([[20, 1], [1, 1]])
        assert found.resamples < 2000
        assert any(f"{2000 - found.resamples} of 2000 resamples" in note for note in found.notes)


def test_null_error_of_unequal_numbers_of_ratings_is_what_chance_makes():
    """The spread of kappa over 4000 sets of ratings drawn by chance, items having one to five ratings."""
    chance = np.random.default_rng(11)
    sizes = np.repeat([1, 2, 3, 5], [40, 60, 40, 20])
    share = np.array([0.6, 0.3, 0.1])
    kappas, errors = [], []
    for _ in range(4000):
        units = estimates.units_of_ratings(chance.multinomial(sizes, share).astype(float))
        observed, expected = estimates.observed_and_expected(units, np.eye(3), units.counts[None, :])
        kappas.append(estimates.corrected(observed, expected)[0])
        errors.append(estimates.null_error_of_ratings(units, np.eye(3)))
    assert np.std(kappas) == pytest.approx(np.mean(errors), rel=0.04)

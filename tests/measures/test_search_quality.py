"""Search quality: the measure itself against worked values, and ours on the judged queries."""

import math

import pytest
from benchmarks.judged import PARTS, judged_queries
from benchmarks.ndcg import dcg, ndcg

GRADES = {"a": 3, "b": 2, "c": 3, "d": 0, "e": 1, "f": 2}


def test_dcg_of_a_worked_example():
    """Grades 3, 2, 3, 0, 1, 2, gain 2^g − 1: 7/1 + 3/1.585 + 7/2 + 0 + 1/2.585 + 3/2.807 = 13.848."""
    assert dcg([3, 2, 3, 0, 1, 2]) == pytest.approx(13.848, abs=0.001)


def test_ndcg_of_a_worked_example():
    """The same list against its ideal 3, 3, 2, 2, 1, 0: 13.848 / 14.595 = 0.949."""
    assert ndcg(list("abcdef"), GRADES) == pytest.approx(0.9488, abs=0.0005)


def test_the_ideal_order_scores_one_and_an_empty_result_nought():
    assert ndcg(list("acbfed"), GRADES) == pytest.approx(1.0)
    assert ndcg([], GRADES) == 0.0


def test_only_the_first_ten_count():
    assert ndcg([f"x{n}" for n in range(10)] + ["a"], {"a": 3}) == 0.0
    assert ndcg(["x", "a"], {"a": 3}) == pytest.approx(1 / math.log2(3))


def test_nothing_to_find_is_said():
    with pytest.raises(ValueError, match="nothing to find"):
        ndcg(["a"], {"a": 0})


def test_there_are_enough_judged_queries_of_both_parts():
    rows = judged_queries()
    assert len(rows) >= 70
    held_out = sum(row.part == PARTS[1] for row in rows)
    assert 0.25 <= held_out / len(rows) <= 0.4


@pytest.mark.django_db
@pytest.mark.usefixtures("portfolio")
class TestOnThePortfolio:
    def test_every_judged_measure_exists(self):
        from lovende.measures.models import SearchDocument

        known = set(SearchDocument.objects.values_list("public_id", flat=True))
        assert not {key for row in judged_queries() for key in row.judgements} - known

    def test_ours_is_good_and_better_than_both_baselines(self):
        from benchmarks.quality import OURS, REQUIRED, measure

        averages = measure()
        everything = next(row for label, row in averages.items() if label.startswith("all"))
        assert everything[OURS] >= REQUIRED
        assert everything[OURS] > max(value for name, value in everything.items() if name != OURS)

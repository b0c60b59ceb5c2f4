"""Two texts made of one: every word that either added is there, and none that both kept is lost."""

import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lovende.applications.merging import merge_lists, merge_texts

BASE = "Ungdom uten skoleplass trenger tett oppfølging."


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "result", "both"),
    [
        ("", "", "ny tekst", "ny tekst", False),
        (BASE, BASE, BASE + " Hver uke.", BASE + " Hver uke.", False),
        (BASE, "Vi ser at u" + BASE[1:], BASE + " Hver uke.", "Vi ser at u" + BASE[1:] + " Hver uke.", False),
        ("en to tre", "en tre", "en to tre fire", "en tre fire", False),
        ("en to tre", "en to tre", "en tre", "en tre", False),
        ("en to tre", "en tre", "en TO tre", "en TO tre", False),
        ("en to tre", "en 2 tre", "en II tre", "en 2 II tre", True),
        ("en", "en to", "en to tre", "en to tre", False),
        ("", "samme", "samme", "samme", False),
        ("en to", "en ny to", "en ny to tre", "en ny to tre", False),
        ("a ", "a", "a b", "a b", False),
        ("en.", "en.\n\nTo.", "en. Tre.", "en.\n\nTo. Tre.", True),
        ("en to\ntre", "en to\n\ntre", "null en to\ntre", "null en to\n\ntre", False),
        ("en to tre", "", "en to tre fire", "en to tre fire", False),
    ],
)
def test_what_two_authors_made_is_put_together(base, theirs, mine, result, both):
    merged = merge_texts(base, theirs, mine)
    assert (merged.value, merged.kept_both) == (result, both)
    assert merged.merged == (merged.value != mine)


def test_long_texts_for_one_place_stand_as_paragraphs():
    one, two = "Den ene skriver " + "langt " * 9 + "slutt.", "Den andre skriver " + "lenge " * 9 + "punktum."
    merged = merge_texts("", one, two)
    assert merged.kept_both and "\n\n" in merged.value
    assert set(one.split()) | set(two.split()) <= set(merged.value.split())


def test_ones_own_text_saved_without_an_answer_is_not_there_twice():
    assert merge_texts("", "jeg skri", "jeg skriver om", same_author=True).value == "jeg skriver om"
    assert merge_texts("", "jeg skri", "jeg skriver om").value == "jeg skri skriver om"


WORDS = st.lists(st.sampled_from("og i å bo nav ny plan tall uke år".split()), max_size=14)
SPACES = st.sampled_from([" ", "\n", "  ", "\n\n"])


@st.composite
def texts(draw):
    """A base whose words are all different, and two texts made of it by taking away and putting in."""
    base = [f"b{n}" for n in range(draw(st.integers(0, 12)))]
    return base, _changed(draw, base), _changed(draw, base)


def _changed(draw, base):
    words = [word for word in base if draw(st.integers(0, 3))]
    for word in draw(WORDS):
        words.insert(draw(st.integers(0, len(words))), word)
    return words


@settings(max_examples=400, deadline=None)
@given(texts(), SPACES, st.booleans())
def test_every_added_word_is_there_and_no_kept_word_is_lost(made, space, same):
    base, theirs, mine = made
    merged = Counter(merge_texts(*(space.join(words) for words in made), same_author=same).value.split())
    added = (Counter(theirs) - Counter(base)) | (Counter(mine) - Counter(base))
    if not same:
        assert added <= merged
    assert set(base) & set(theirs) & set(mine) <= set(merged)
    assert set(merged) <= set(base) | set(theirs) | set(mine), "no word is made up"
    assert max([n for word, n in merged.items() if word in base] or [1]) <= 2


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
def test_any_text_loses_no_added_word(base, theirs, mine):
    merged = Counter(merge_texts(base, theirs, mine).value.split())
    added = (Counter(theirs.split()) - Counter(base.split())) | (
        Counter(mine.split()) - Counter(base.split())
    )
    assert added <= merged


@given(st.text(max_size=60), st.text(max_size=60))
def test_where_only_one_wrote_it_is_that_text(base, mine):
    assert merge_texts(base, base, mine).value == mine
    assert merge_texts(base, mine, base).value == mine


def test_lists_keep_what_either_put_in_and_drop_what_one_took_out():
    merged = merge_lists(["17", "18"], ["17", "29"], ["17", "18", "28"])
    assert set(merged.value) == {"17", "28", "29"} and merged.merged
    assert merge_lists([{"a": 1}], [{"a": 1}], [{"a": 2}]).value == [{"a": 2}]
    both = merge_lists([{"a": 1}], [{"a": 3}], [{"a": 2}])
    assert both.value == [{"a": 3}, {"a": 2}] and both.kept_both


def test_a_text_made_to_be_slow_is_not():
    began = time.perf_counter()
    merged = merge_texts("a " * 9_000, "a b " * 4_500, "a c " * 4_500)
    assert time.perf_counter() - began < 2
    assert {"a", "b", "c"} == set(merged.value.split())

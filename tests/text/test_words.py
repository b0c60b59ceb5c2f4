"""Folding, tokens, stems and compounds."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lovende.text.compounds import constituents, split
from lovende.text.normalise import fold
from lovende.text.stem import forms, stem
from lovende.text.tokens import tokenize

HERE = Path(__file__).parent
WORDS = st.text(alphabet="abdefgijklmnoprstuvyæøåéäöAEOÅÆØ", max_size=24)


def table(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line.strip() and not line.startswith("#")]


INFLECTIONS = table("inflections.txt")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("språk", "spraak"), ("støtte", "stoette"), ("læring", "laering"), ("Språk", "SPRÅK"),
        ("kafé", "kafe"),
        ("språk", "spra\u030ak"), ("inte\u00adgrering", "integrering"), ("stöd", "stød"), ("nær", "när"),
        ("Mo\u0308te", "møte"), ("ﬂyktning", "flyktning"), ("Áššu", "assu"), ("Tromsø", "Tromsoe"),
    ],
)  # fmt: skip
def test_spellings_of_one_word_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("arenaer", "arenaer"), ("temaarbeid", "temaarbeid"), ("dataanalyse", "dataanalyse"),
        ("noen", "noen"),
        ("boende", "boende"), ("poeng", "poeng"), ("skoene", "skoene"), ("naboer", "naboer"),
        ("gjoer", "gjør"),
    ],
)  # fmt: skip
def test_vowels_of_two_syllables_stay_apart(word: str, folded: str) -> None:
    assert fold(word) == folded


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=80))
def test_tokens_stand_where_they_say(text: str) -> None:
    found = tokenize(text)
    assert all(text[token.start : token.end] == token.text for token in found)
    assert [token.start for token in found] == sorted(token.start for token in found)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Place-Train-Maintain", ["Place", "Train", "Maintain"]),
        ("#Jobbskap Romsås", ["Jobbskap", "Romsås"]),
        ("prosjekt 2021-38.", ["prosjekt", "2021-38", "2021", "38"]),
        ("språk- og arbeidstrening", ["språk", "og", "arbeidstrening"]),
        ("COVID-19", ["COVID", "19"]),
        ("a_b", ["a", "b"]),
        ("§ 17, 62,5 %", ["17", "62", "5"]),
        ("", []),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert [token.text for token in tokenize(text)] == tokens


def test_the_table_is_as_long_as_promised() -> None:
    assert len(INFLECTIONS) >= 150
    pairs = forms().pairs
    assert sum(nynorsk != bokmaal for nynorsk, bokmaal in pairs.items()) >= 200


@pytest.mark.parametrize("line", INFLECTIONS, ids=lambda line: line[0])
def test_all_forms_of_a_word_reach_one_stem(line: list[str]) -> None:
    assert len({stem(fold(form)) for form in line}) == 1


def test_different_words_keep_different_stems() -> None:
    words: dict[str, list[str]] = defaultdict(list)
    for line in INFLECTIONS:
        words[stem(fold(line[0]))].append(line[0])
    assert [shared for shared in words.values() if len(shared) > 1] == []


@pytest.mark.parametrize(
    ("nynorsk", "bokmaal"),
    [
        ("kva", "hva"), ("ikkje", "ikke"), ("skule", "skole"), ("born", "barn"), ("bustad", "bolig"),
        ("arbeidslaus", "arbeidsledig"), ("fråvær", "fravær"), ("rettleiing", "veiledning"),
        ("løyve", "tillatelse"),
        ("verksemd", "virksomhet"), ("vidaregåande", "videregående"), ("heim", "hjem"),
        ("tilsette", "ansatte"),
        ("skulefråvær", "skolefravær"), ("bustadsosialt", "boligsosialt"), ("utanforskap", "utenforskap"),
    ],
)  # fmt: skip
def test_nynorsk_reaches_the_stem_of_bokmaal(nynorsk: str, bokmaal: str) -> None:
    assert stem(fold(nynorsk)) == stem(fold(bokmaal))


@pytest.mark.parametrize(
    ("one", "other"),
    [("stadig", "sted"), ("vegetar", "vei"), ("lov", "lovende"), ("tid", "tidlig"), ("tale", "tall"),
    ("kur", "kurs"),
     ("gave", "gi"), ("avhengig", "avhengighet"), ("gleder", "leder"), ("helhetlig", "hel"),
     ("som", "sommer")],
)  # fmt: skip
def test_words_that_only_look_related_stay_apart(one: str, other: str) -> None:
    assert stem(fold(one)) != stem(fold(other))


@given(WORDS)
def test_a_stem_is_short_and_folded(word: str) -> None:
    found = stem(fold(word))
    assert fold(found) == found or len(found) < len(word)
    assert found or not fold(word)


@pytest.mark.parametrize("line", INFLECTIONS, ids=lambda line: line[0])
def test_a_stem_of_the_field_is_its_own_stem(line: list[str]) -> None:
    """So that a lexicon of stems can be looked up by words."""
    once = stem(fold(line[0]))
    assert stem(once) == once


def test_constituents_are_many_and_folded() -> None:
    lemmas = constituents().lemmas
    assert len(lemmas) >= 1200
    assert all(fold(lemma) == lemma for lemma in lemmas)
    assert {lemma for lemma in lemmas if len(lemma) < 3} == {"år"}  # stands in compounds as års


def test_compounds_are_split_as_a_reader_would() -> None:
    """Precision and recall of exact splits on the gold list; a word split wrongly counts against both."""
    right = wrong = missed = 0
    for word, *gold in table("compounds.txt"):
        expected = tuple(gold[0].split("+")) if gold else ()
        found = split(fold(word))
        right += bool(expected) and found == expected
        wrong += bool(found) and found != expected
        missed += bool(expected) and found != expected
    assert right + missed >= 150
    precision, recall = right / (right + wrong), right / (right + missed)
    assert precision >= 0.95, f"precision {precision:.3f}"
    assert recall >= 0.9, f"recall {recall:.3f}"


@given(WORDS)
def test_parts_are_in_the_word_in_order(word: str) -> None:
    folded = fold(word)
    place = 0
    for part in split(folded):
        assert len(part) >= 3
        place += len(part) - 1  # two of three equal consonants are written
    assert place <= len(folded) + 8

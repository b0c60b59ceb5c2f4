"""Index terms, queries, synonyms, spelling and highlights."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lovende.text.analyse import Analyser, Query, analyser
from lovende.text.highlight import passages, spans
from lovende.text.language import detect
from lovende.text.normalise import fold
from lovende.text.resources import load_yaml
from lovende.text.spelling import Speller
from lovende.text.thesaurus import Thesaurus, expand, stems_of, thesaurus
from lovende.text.tokens import tokenize

FIELD = [
    "ungdom", "oppfølging", "flyktning", "språkmentor", "bolig først", "fengsel", "unge utenfor", "NEET",
    "skule",
    "arbeid", "gjeldsrådgivning", "mentor", "rettleiing", "praksisplass", "-rus", '"tett oppfølging"',
    "og", "på",
    "2021-38", "Jobbskap", "Språk-", "é", "æøå", "\n", ".", "  ", "x", "NAV",
]  # fmt: skip
PHRASES = st.lists(st.sampled_from(FIELD), max_size=8).map(" ".join)


def finds(query: str, text: str) -> bool:
    """Whether every word of the query is answered by the text: stem, all parts, or an alternative."""
    terms = set(analyser().index_terms(text))
    return all(
        word.stem in terms
        or (bool(word.parts) and terms.issuperset(word.parts))
        or any(terms.issuperset(other.stems) for other in word.alternatives)
        for word in analyser().query(query).words
    )


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("ungdomsoppfølging", "Tett oppfølging av ungdommer"),
        ("oppfølging av ungdom", "Ungdomsoppfølgingen i bydelen"),
        ("språkmentor", "Mentorer som hjelper med språket"),
        ("mentor", "Språkmentorene på arbeidsplassen"),
        ("spraakmentor", "Språkmentor"),
        ("skulefråvær", "Fraværet i skolen"),
        ("skolefravær", "Tiltak mot fråvær i skulen"),
        ("NEET", "Unge utenfor arbeid og utdanning"),
        ("unge utenfor", "Forebygge utenforskap"),
        ("SE", "Jobbspesialister følger opp"),
        ("Supported Employment", "Jobbspesialist"),
        ("jobbspesialist", "Metoden Supported Employment brukes"),
        ("IPS", "individuell jobbstøtte"),
        ("los", "Ungdomslosen følger elevene"),
        ("KVP", "Deltakere i kvalifiseringsprogrammet"),
        ("innvandrer", "Nyankomne flyktninger"),
        ("asylsøker", "Bosatte flyktninger"),
        ("bostedsløs", "Folk uten bolig"),
        ("housing first homeless", "Bolig først for bostedsløse"),
        ("refugees work", "Flyktninger i jobb"),
        ("prison release", "Løslatt fra fengsel"),
        ("tilbakeføring", "Etter løslatelse fra fengselet"),
        ("rus", "Ruslidelser og avhengighet"),
        ("morsmål", "Tospråklige assistenter"),
        ("fattigdom", "Familier på sosialhjelp"),
        ("lærling", "Løp mot fagbrev"),
        ("intro", "Deltakere i introduksjonsprogrammet"),
        ("bustadlaus ungdom", "Bostedsløse ungdommer"),
        ("rettleiing av innvandrarar", "Veiledning for innvandrere"),
        ("boligløs", "hjemløse menn"),
        ("barnefattigdom", "lavinntektsfamilier"),
        ("child poverty", "barnefattigdomsmidler"),
        ("youth dropout", "Frafall blant ungdom"),
        ("2021-38", "Prosjekt 2021-38 i programmet"),
    ],
)
def test_a_query_finds_what_it_means(query: str, text: str) -> None:
    assert finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("bolig", "Språkmentorer"),
        ("sammen", "samme"),
        ("mat", "matematikk"),
        ("rus", "russisk"),
        ("los", "løs"),
    ],
)
def test_a_query_does_not_find_what_only_looks_like_it(query: str, text: str) -> None:
    assert not finds(query, text)


def test_stop_words_of_both_forms_are_dropped() -> None:
    assert analyser().index_terms("Det er ikke noe, og det er ikkje noko.") == []
    assert analyser().query("og i på").is_empty


@settings(max_examples=60)
@given(st.one_of(PHRASES, st.text(max_size=60)))
def test_index_terms_are_those_of_the_tokens(text: str) -> None:
    by_token = [term for token in tokenize(text.lower()) for term in analyser().token_terms(token.text)]
    code_parts = sum("-" in token.text for token in tokenize(text.lower()))
    if not code_parts:
        assert analyser().index_terms(text) == by_token


def test_phrases_and_exclusions_are_taken_apart() -> None:
    query = analyser().query('flyktninger "bolig først" -rus -"tett oppfølging" språk-trening')
    assert [word.surface for word in query.words] == ["flyktninger", "språk", "trening"]
    assert [phrase.stems for phrase in query.phrases] == [stems_of("bolig først")]
    assert query.excluded == (("rus",), stems_of("tett oppfølging"))


def test_a_full_memo_is_emptied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lovende.text.analyse.MEMO_SIZE", 3)
    small = Analyser()
    text = "språk mentor ungdom bolig skole arbeid"
    assert small.index_terms(text) == analyser().index_terms(text)
    assert len(small._memo) <= 3


# --- thesaurus ---


def test_the_thesaurus_is_as_large_as_promised() -> None:
    assert thesaurus().size >= 120


def test_no_group_names_a_term_twice() -> None:
    for group in load_yaml("thesaurus.yaml"):
        terms = [fold(term) for kind in ("same", "narrower", "related") for term in group.get(kind, ())]
        assert len(terms) == len(set(terms)), group


def test_expansions_are_weighted_and_typed() -> None:
    found = expand(stems_of("unge utenfor"))
    assert {other.kind for other in found} <= {"same", "narrower", "broader", "related"}
    assert all(0 < other.weight < 1 for other in found)
    first = found[0]
    assert (first.start, first.length, first.kind) == (0, 2, "same")


def test_a_word_inside_a_longer_key_keeps_its_synonyms_at_less_weight() -> None:
    alone = {other.stems: other.weight for other in expand(stems_of("fengsel"))}
    inside = {
        o.stems: o.weight
        for o in expand(stems_of("løslatelse fra fengsel"))
        if o.length == 1 and o.start == 1
    }
    assert inside
    assert all(inside[stems] < alone[stems] for stems in inside)


def test_ambiguous_keys_are_understood_but_not_searched_for() -> None:
    assert expand(["se"])
    assert ("se",) not in {other.stems for other in expand(["jobbspesialist"])}


def test_a_term_without_a_stem_is_refused() -> None:
    with pytest.raises(ValueError, match="no stem"):
        Thesaurus([{"same": ["og", "arbeid"]}])


# --- spelling ---

LEXICON = {
    "flyktning": 90, "oppfølging": 80, "ungdom": 100, "ungdommen": 10, "barnehage": 20, "mentor": 30,
    "fengsel": 12, "kommune": 70, "integrering": 40, "fattigdom": 15, "språkmentor": 5, "bolig": 60,
}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("flykting", "flyktning"), ("flyktnign", "flyktning"), ("opfølging", "oppfølging"),
        ("ungdomm", "ungdom"),
        ("barnehgae", "barnehage"), ("mentorr", "mentor"), ("fengssel", "fengsel"), ("komune", "kommune"),
        ("integrerng", "integrering"), ("intergering", "integrering"), ("gunfom", None), ("nugdom", "ungdom"),
        ("vengsel", "fengsel"), ("bolg", "bolig"), ("bo", None), ("2016", None),
    ],
)  # fmt: skip
def test_slips_are_corrected(typed: str, meant: str | None) -> None:
    found = Speller(LEXICON).correct(fold(typed))
    assert (found[0][0] if found else None) == meant
    assert all(0 < weight < 1 for _, weight in found)


@given(st.sampled_from(sorted(LEXICON)))
def test_a_known_word_is_never_corrected(word: str) -> None:
    assert Speller(LEXICON).correct(word) == []


def test_a_query_says_what_it_corrected() -> None:
    words = analyser().query("flyktingg ungdommer språkmentorer", Speller(LEXICON)).words
    assert [word.corrected_from for word in words] == ["flyktingg", None, None]
    assert words[0].surface == "flyktingg"
    assert words[0].stem == "flyktning"
    assert any(other.why.startswith("same") for other in words[0].alternatives)


def test_a_slip_finds_its_word_in_a_large_lexicon() -> None:
    large = {f"{a}{b}{c}": 1 for a in "sprakto" for b in "lesingo" for c in map(str.lower, _tails())}
    assert len(large) > 90_000
    assert Speller(large | LEXICON).correct("flyktnng")[0] == Speller(LEXICON).correct("flyktnng")[0]


def _tails() -> list[str]:
    letters = "aeiklnrst"
    return [a + b + c + d for a in letters for b in letters for c in letters for d in "adegt"][:2000]


def test_an_empty_lexicon_corrects_nothing() -> None:
    assert Speller({}).correct("flyktning") == []


# --- highlights ---

TEXT = (
    "Prosjektet startet i 2015. Kommunen ville gi tett oppfølging til unge flyktninger uten bolig. "
    "En språkmentor fulgte hver deltaker på arbeidsplassen. Senere kom et samarbeid om Housing First i gang, "
    "og jobbspesialister ble ansatt. Resultatene er ikke målt ennå."
)


def marked(text: str, query: str) -> list[str]:
    return [text[start:end] for start, end in spans(text, analyser().query(query))]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("mentorer", ["språkmentor"]),
        ("flyktning", ["flyktninger"]),
        ("bolig først", ["bolig", "Housing First"]),
        ("SE", ["jobbspesialister"]),
        ('"tett oppfølging"', ["tett oppfølging"]),
        ("-bolig", []),
        ("", []),
        ("kantine", []),
    ],
)
def test_spans(query: str, expected: list[str]) -> None:
    assert marked(TEXT, query) == expected


@settings(max_examples=80)
@given(PHRASES, PHRASES, st.integers(20, 120), st.integers(1, 3))
def test_spans_and_passages_lie_within_the_text(text: str, asked: str, length: int, count: int) -> None:
    query = analyser().query(asked)
    last = 0
    for start, end in spans(text, query):
        assert last <= start < end <= len(text)
        last = end
    found = passages(text, query, length, count)
    assert len(found) <= count
    for passage in found:
        assert text[passage.start : passage.start + len(passage.text)] == passage.text
        assert len(passage.text) <= length
        assert all(0 <= start < end <= len(passage.text) for start, end in passage.spans)


def test_passages_prefer_the_start_of_a_sentence_and_end_at_a_word() -> None:
    passage = passages(TEXT, analyser().query("språkmentor arbeidsplass"), length=70, count=1)[0]
    assert passage.text.startswith("En språkmentor")
    assert TEXT[passage.start + len(passage.text)] in " ."
    assert {passage.text[start:end] for start, end in passage.spans} == {"språkmentor", "arbeidsplassen"}


def test_two_passages_do_not_overlap() -> None:
    found = passages(TEXT, analyser().query("flyktning jobbspesialist"), length=60, count=2)
    assert len(found) == 2
    assert found[0].start + len(found[0].text) <= found[1].start


def test_a_text_without_a_hit_gives_its_beginning() -> None:
    assert passages(TEXT, analyser().query("kantine"), length=30)[0].text == "Prosjektet startet i 2015."
    assert passages("  ", analyser().query("kantine")) == []
    assert spans(TEXT, Query("")) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Kommunen gir ungdommene oppfølging, men de får ikke noe mer etter skolen.", "nb"),
        ("Kommunen gjev ungdomane oppfølging, men dei får ikkje noko meir etter skulen.", "nn"),
        ("The municipality offers young people a mentor who follows them to work.", "en"),
        ("Korleis kan ein hjelpe flyktningane?", "nn"),
        ("refugees and the labour market", "en"),
        ("bolig", "nb"),
        ("", "nb"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert detect(text) == language

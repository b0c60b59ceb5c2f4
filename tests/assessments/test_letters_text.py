"""What letters say, in bokmål and nynorsk, and what an office's own wording may be."""

import dataclasses
import re
from datetime import date
from decimal import Decimal

import pytest
import yaml

from lovende.assessments.letters.text import DATA, OUTCOMES, Facts, WordingError, compose, read_wording
from lovende.assessments.models import Outcome, ReasonCode

FACTS = Facts(
    outcome="award",
    sender="Statsforvalteren i Prøve",
    recipient="NAV Prøve",
    recipient_place="Prøve kommune",
    reference="sok-2026-1 / 1",
    title="Ungdomsloftet",
    scheme="Utvikling av sosiale tjenester",
    call="Utlysning 2026",
    year=2026,
    decided=date(2026, 6, 1),
    submitted=date(2026, 3, 15),
    amount=Decimal(610_000),
    applied=Decimal(800_000),
    reason="Behovet er godt vist.",
    regulation="forskrift 1",
    chapter_post="0621/63",
    max_years=3,
    status_due=date(2027, 3, 1),
)


def said(language="nb", **changes) -> str:
    letter = compose(dataclasses.replace(FACTS, **changes), language)
    parts = [letter["title"], letter["heading"]]
    for section in letter["sections"]:
        parts += [section["heading"], *section["paragraphs"], *section["items"], *section["quoted"]]
    return "\n".join(parts).replace("\N{NO-BREAK SPACE}", " ")


def test_outcomes_and_reason_codes_are_those_of_the_model():
    assert set(OUTCOMES) == set(Outcome.values)
    for language in ("nb", "nn"):
        wording = read_wording(language, DATA / f"letters-{language}.yaml")
        assert set(wording["reasons"]) == set(ReasonCode.values)
        assert set(wording["letters"]) == set(OUTCOMES)


def test_both_languages_have_the_same_form():
    nb, nn = (yaml.safe_load((DATA / f"letters-{code}.yaml").read_text("utf-8")) for code in ("nb", "nn"))

    def form(part):
        if isinstance(part, dict):
            return {key: form(value) for key, value in part.items() if key not in ("when", "unless")} | {
                key: value for key, value in part.items() if key in ("when", "unless")
            }
        if isinstance(part, list):
            return [form(row) for row in part]
        return sorted(re.findall(r"\{\w+\}", str(part)))

    assert form(nb) == form(nn)


@pytest.mark.parametrize("language", ["nb", "nn"])
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_no_blank_is_left_and_each_has_reason_and_appeal(language, outcome):
    awarded = outcome != "rejected"
    text = said(
        language,
        outcome=outcome,
        amount=Decimal(610_000) if awarded else None,
        reason_code="" if awarded else "frame-used",
        conditions=("Avtale med skolen.",) if outcome == "conditions" else (),
    )
    assert "{" not in text and "None" not in text
    assert "Behovet er godt vist." in text and "§ 28" in text and "tre " in text
    assert ("610 000 kroner" in text) == awarded == ("1. mars 2027" in text)
    assert ("Avtale med skolen." in text) == (outcome == "conditions")


def test_what_a_reduced_award_and_a_rejection_say():
    assert "Dere søkte om 800 000 kroner" in said(outcome="reduced")
    assert "Dere søkte om" not in said(outcome="reduced", applied=None)
    rejected = said(outcome="rejected", amount=None, reason_code="frame-used")
    assert "Rammen for ordningen er brukt på pågående prosjekter" in rejected
    assert "Ramma for ordninga" in said("nn", outcome="rejected", amount=None, reason_code="frame-used")
    assert "statusrapport" not in rejected


def test_rules_of_the_call_show():
    assert "høyst tre år" in said() and "ett år om gangen" in said()
    assert "høyst" not in said(max_years=None) and "ett år om gangen" not in said(one_year=False)
    assert "egenandel" in said(own_contribution=True) and "egenandel" not in said()
    assert "klage" not in said(may_appeal=False)
    assert "erstatter vedtaket av 1. april 2026" in said(previous=date(2026, 4, 1))


def test_what_people_wrote_is_never_filled_in_twice():
    text = said(title="{sender} {reason} {ukjent}", reason="{amount}")
    assert "{sender} {reason} {ukjent}" in text and "{amount}" in text


def test_no_official_is_named():
    letter = compose(FACTS, "nb")
    assert letter["closing"]["role"] == "Beslutter" and letter["closing"]["sender"] == FACTS.sender


def own(tmp_path, change) -> None:
    wording = yaml.safe_load((DATA / "letters-nb.yaml").read_text("utf-8"))
    change(wording)
    (tmp_path / "letters-nb.yaml").write_text(yaml.safe_dump(wording, allow_unicode=True), "utf-8")


def test_an_office_may_word_its_letters_itself(tmp_path):
    own(tmp_path, lambda wording: wording["words"].update(greeting="Beste hilsen"))
    assert compose(FACTS, "nb", tmp_path)["closing"]["greeting"] == "Beste hilsen"
    assert compose(FACTS, "nn", tmp_path)["closing"]["greeting"] == "Med helsing"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda w: w["sections"]["intro"]["text"].append("Hei {navn}"), "navn"),
        (lambda w: w["sections"]["intro"]["text"].append({"when": "fullmåne", "text": "x"}), "fullmåne"),
        (lambda w: w["letters"]["award"].append("finnes-ikke"), "finnes-ikke"),
        (lambda w: w["words"].pop("greeting"), "words.greeting"),
        (lambda w: w["letters"].pop("rejected"), "letters.rejected"),
        (lambda w: w.pop("reasons"), "reasons"),
        (lambda w: w["sections"].update(intro="bare tekst"), "sections.intro"),
        (lambda w: w["sections"]["intro"]["text"].append({"when": "submitted"}), "row without text"),
        (lambda w: w["headings"].update(award="{hvem}"), "hvem"),
    ],
)
def test_a_wording_that_cannot_be_used_is_refused_with_the_place(tmp_path, change, says):
    own(tmp_path, change)
    with pytest.raises(WordingError, match=re.escape(says)):
        compose(FACTS, "nb", tmp_path)


def test_a_broken_file_is_refused(tmp_path):
    (tmp_path / "letters-nb.yaml").write_bytes(b"words: [\xff")
    with pytest.raises(WordingError):
        compose(FACTS, "nb", tmp_path)
    with pytest.raises(WordingError):
        compose(FACTS, "en")

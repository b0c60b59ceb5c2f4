"""The receipt and the whole application: all of what was handed in, unknown said, sums right."""

import io
from datetime import UTC, datetime

import pytest
from django.utils.translation import override
from pypdf import PdfReader

from lovende.applications.models import Application, Submission
from lovende.applications.receipts import application_pdf, document_of, receipt_pdf

CONTENT = {
    "title": "Ungdomsloftet #panic() *x*",
    "call": "tjenester-2026",
    "area": None,
    "organisation": {"slug": "nav-moss", "name": "NAV Moss"},
    "municipality": "Moss",
    "kind": "replication",
    "replicates": "nye-monstre",
    "measure": None,
    "years": [2026, 2027],
    "positions": "1.50",
    "participants": None,
    "budget": [
        {"year": 2026, "kind": "salaries", "amount": "915000.00", "note": "halvannet årsverk"},
        {"year": 2027, "kind": "salaries", "amount": "915000.50", "note": ""},
        {"year": 2026, "kind": "competence", "amount": "20000.00", "note": ""},
        {"year": 2026, "kind": "own", "amount": "150000.00", "note": ""},
    ],
    "applied": "935000.00",
    "own_contribution": None,
    "form": {"key": "application", "number": 1},
    "answers": [
        {
            "section": "Behov",
            "question": "a",
            "label": "Hva er behovet?",
            "kind": "text",
            "value": "Linje én\nLinje to",
        },
        {"section": "Plan", "question": "b", "label": "Hvem sammenlignes?", "kind": "text", "value": None},
        {
            "section": "Plan",
            "question": "c",
            "label": "Samarbeid?",
            "kind": "choices",
            "value": ["Skolen", "Helse"],
        },
        {"section": "Plan", "question": "d", "label": "Avtale?", "kind": "yes-no", "value": False},
    ],
    "citations": [
        {
            **{
                "question": "a",
                "label": "Unge utenfor",
                "period": "2025",
                "region": "Moss",
                "value": "214.5000",
            },
            **{
                "unit": "personer",
                "source": "SSB",
                "table": "13563",
                "address": "https://example.org/tabell",
            },
            **{"retrieved_at": "2026-11-01T10:00:00+00:00", "is_typed": False},
        }
    ],
    "similar": [
        {"measure": "nye-monstre", "title": "Nye mønstre", "relation": "builds-on", "note": "Kartlegging."}
    ],
    "files": [{"question": "c", "name": "avtale.pdf", "sha256": "ab" * 32}],
    "findings": [{"rule": "cap", "where": "salaries-2026", "message": "Over taket."}],
}


def submission(**changes) -> Submission:
    return Submission(
        application=Application(public_id="sok-2026-17"),
        number=2,
        at=datetime(2026, 11, 20, 13, 5, 9, tzinfo=UTC),
        by="p",
        content=CONTENT | changes,
        sha256="0123456789abcdef" * 4,
    )


def text_of(content: bytes) -> str:
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_receipt_holds_number_time_fingerprint_and_everything():
    text = text_of(receipt_pdf(submission(), "nb"))
    for part in (
        *(
            "sok-2026-17",
            "20. november 2026 kl. 14:05:09",
            "0123456789abcdef" * 4,
            "Ungdomsloftet #panic() *x*",
        ),
        *(
            "NAV Moss",
            "Moss",
            "1,5",
            "935 000 kroner",
            "Hva er behovet?",
            "Linje én\nLinje to",
            "Ikke besvart.",
        ),
        *(
            "Skolen",
            "Helse",
            "Nei",
            "Unge utenfor",
            "214,5 personer",
            "tabell 13563",
            "https://example.org/tabell",
        ),
        *(
            "Nye mønstre",
            "Kartlegging.",
            "avtale.pdf",
            "ab" * 32,
            "Over taket.",
            "halvannet årsverk",
            "nye-monstre",
        ),
    ):
        assert part in text, part


def test_the_application_has_no_receipt_and_the_same_content():
    text = text_of(application_pdf(submission(), "nb"))
    assert "Kvittering" not in text and "0123456789abcdef" not in text and "Linje to" in text


def test_unknown_is_said_and_never_zero():
    facts = dict(document_of(submission(), "nb", receipt=False)["facts"])
    assert facts["Deltakere"] == facts["Egenandel"] == facts["Område"] == "ikke oppgitt"


def test_sums_of_the_budget_leave_own_contribution_out():
    (budget,) = [
        one for one in document_of(submission(), "nb", False)["tables"] if one["heading"] == "Budsjett"
    ]
    space = "\N{NO-BREAK SPACE}"
    assert [row[0] for row in budget["rows"]] == [
        "Lønn",
        "Kompetanseheving",
        "Sum uten egenandel",
        "Egenandel",
    ]
    assert budget["rows"][2][1:] == [f"935{space}000,00", f"915{space}000,50", f"1{space}850{space}000,50"]
    assert budget["sums"] == [2]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_in_three_languages_and_empty(language):
    reader = PdfReader(io.BytesIO(receipt_pdf(submission(), language)))
    assert reader.trailer["/Root"]["/Lang"].startswith(language)
    bare = {key: type(value)() if value is not None else None for key, value in CONTENT.items()}
    assert receipt_pdf(submission(**bare), language).startswith(b"%PDF")
    with override(language):
        assert receipt_pdf(submission()) == receipt_pdf(submission(), language)

"""What the report of a round says, as text: of the page, the PDF and the Word file alike."""

from __future__ import annotations

import re
from io import BytesIO

import docx
from django.urls import reverse
from docx.oxml.ns import qn
from pypdf import PdfReader

from making.round_pages import signed_in
from making.simulated_round import Played

KINDS = {"report": "page", "report_pdf": "pdf", "report_word": "docx"}


def text_of(now: Played, name: str) -> str:
    """The words of one of `KINDS` in their order, one space between them."""
    answer = signed_in(now.lead).get(reverse(f"selection:{name}", args=[now.public_id]))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", {"page": _page, "pdf": _pdf, "docx": _docx}[KINDS[name]](answer.content))


def _page(content: bytes) -> str:
    main = re.search(r"<main.*?</main>", content.decode(), re.DOTALL).group()
    return re.sub(r"<[^>]+>", " ", main).replace("&nbsp;", " ").replace("&lt;", "<")


def _pdf(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def _docx(content: bytes) -> str:
    paragraphs = docx.Document(BytesIO(content)).element.body.iter(qn("w:p"))
    return " ".join("".join(run.text or "" for run in each.iter(qn("w:t"))) for each in paragraphs)

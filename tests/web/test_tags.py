"""Tags and filters: unknowns, provenance, names, numbers, dates and kroner in three languages."""

from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from lovende.measures.models import Measure, Unknown
from lovende.records.models import SourceDocument, Term, UnknownKind
from lovende.records.written import number
from lovende.web import marks, rows
from lovende.web.templatetags import lovende as tags

NB, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


def spaces(text):
    return text.replace(NB, " ").replace(NARROW, " ")


@pytest.mark.parametrize(
    "value, bokmal, english",
    [
        (12345.5, "12 345,5", "12,345.5"),
        (0, "0", "0"),
        (Decimal("75.0000"), "75", "75"),
        (Decimal("1E+3"), "1 000", "1,000"),
        (Decimal("-69.23"), "−69,23", "−69.23"),
        (-1, "−1", "−1"),
        (-1234, "−1 234", "−1,234"),
        (None, "", ""),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(value, bokmal, english):
    with translation.override("nb"):
        assert spaces(tags.number(value)) == bokmal
    with translation.override("en"):
        assert tags.number(value) == english


def test_what_rounds_to_nothing_is_not_below_nothing():
    with translation.override("nb"):
        assert (number(-0.09, 2), number(-0.004, 2), number(-0.4, 0)) == ("−0,09", "0,00", "0")


def test_percent_and_kroner_never_break_from_their_number():
    with translation.override("nb"):
        assert tags.percent(Decimal("69.2")) == f"69,2{NB}%"
        assert spaces(tags.kroner(850000)) == "850 000 kr"
        assert spaces(tags.kroner(Decimal("12.50"))) == "12,50 kr"
        assert " " not in tags.kroner(850000)
        assert tags.kroner(None) == "" and tags.percent(None) == ""
    with translation.override("en"):
        assert tags.percent(Decimal("69.2")) == "69.2%"
        assert tags.kroner(850000) == f"NOK{NB}850,000"


@pytest.mark.parametrize(
    "value, bokmal, english",
    [
        ("2015", "2015", "2015"),
        ("2015-09", "september 2015", "September 2015"),
        ("2015-09-01", f"1.{NB}september 2015", "1 September 2015"),
        ("", "", ""),
    ],
)
def test_dates_keep_the_precision_known(value, bokmal, english):
    with translation.override("nb"):
        assert tags.partial_date(value) == bokmal
    with translation.override("en"):
        assert tags.partial_date(value) == english


def test_years_become_spans():
    assert tags.years([2016, 2014, 2015, 2019]) == "2014–2016, 2019"
    assert tags.years(None) == tags.years([]) == ""


def test_names_are_in_the_language_of_the_page():
    term = Term(vocabulary="phase", key="ended", names={"nb": "Avsluttet", "en": "Ended"})
    with translation.override("en"):
        assert tags.name(term) == "Ended"
    with translation.override("nn"):
        assert tags.name(term) == "Avsluttet"
    assert tags.name(None) == ""


def test_marked_text_is_escaped():
    html = rows.marked([("<b>", False), ("&", True)])
    assert html == "&lt;b&gt;<mark>&amp;</mark>"


def test_language_is_named_only_when_it_differs():
    with translation.override("nb"):
        assert marks.lang_attribute("nb") == "" and marks.lang_attribute("nn") == ' lang="nn"'


def test_parameters_are_replaced_in_the_address():
    request = RequestFactory().get("/?q=bolig&county=03&county=31")
    template = Template('{% with_params county="" page=2 %}')
    assert template.render(Context({"request": request})) == "?q=bolig&amp;page=2"


@pytest.mark.django_db
class TestUnknown:
    def test_a_stated_unknown_says_its_kind_note_and_locator(self):
        measure = Measure.objects.first()
        source = SourceDocument.objects.get(key="002")
        Unknown.objects.filter(measure=measure, field="contact_role").delete()
        row = Unknown.objects.create(
            measure=measure,
            field="contact_role",
            kind=UnknownKind.TOO_EARLY,
            note="<kommer>",
            source=source,
            lines="5-7",
        )
        html = marks.unknown(row)
        assert 'class="unknown"' in html and "for tidlig" in html and "&lt;kommer&gt;" in html
        assert source.title in html and "5–7" in html

    def test_without_a_row_it_is_not_stated(self):
        assert marks.unknown(None) == '<span class="unknown">ikke oppgitt</span>'


def test_html_is_escaped_unless_it_is_safe():
    html = marks.html("<b>{}{}{name}</b>", "<i>", marks.html("<u>{}</u>", "&"), name='"')
    assert html == "<b>&lt;i&gt;<u>&amp;</u>&quot;</b>"
    assert marks.joined(["<", marks.html("<br>")]) == "&lt;<br>"
    assert marks.html("{}", "{braces}") == "{braces}"


def test_an_address_is_that_of_the_language_of_the_page():
    for language, prefix in (("nb", ""), ("nn", "/nn"), ("en", "/en"), ("nb", "")):
        with translation.override(language):
            assert marks.address("measures:source", "001") == f"{prefix}/kilde/001/"


def test_a_choice_is_called_what_the_language_calls_it():
    row = Unknown(kind=UnknownKind.TOO_EARLY)
    for language in ("nb", "en"):
        with translation.override(language):
            assert marks.choice_label(row, "kind") == row.get_kind_display()
    assert marks.choice_label(Unknown(kind="other"), "kind") == "other"


@pytest.mark.django_db
def test_the_locator_opens_source_lines_and_date():
    measure = Measure.objects.select_related("source").exclude(source=None).exclude(lines="").first()
    html = Template("{% locator measure %}").render(Context({"measure": measure}))
    assert "<details" in html and f"/kilde/{measure.source.key}/" in html
    assert measure.lines.split(",")[0].replace("-", "–") in html


def test_a_fact_without_a_source_says_so():
    html = Template("{% locator measure %}").render(Context({"measure": Measure()}))
    assert "kilde ikke oppgitt" in html


@pytest.mark.parametrize(
    ("value", "decimals", "written"), [("2.69", 1, "2,7"), ("69.25", 1, "69,3"), (3, 2, "3,00")]
)
def test_a_number_with_fewer_decimals_is_rounded_not_cut_off(value, decimals, written):
    assert number(value, decimals) == written

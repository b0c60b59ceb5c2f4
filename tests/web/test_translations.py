"""Nynorsk and English: whole catalogues, and pages that show no other language than their own."""

from datetime import datetime
from html.parser import HTMLParser

import polib
import pytest
from django.utils import translation
from django.utils.formats import date_format

import messages
from lovende.figures.models import Claim
from lovende.measures.models import Learning, Measure, TargetGroup, Unknown
from lovende.people.demo import PASSWORD as DEMO_PASSWORD
from lovende.records.models import SourceDocument
from lovende.schemes.models import Scheme


def test_every_message_is_translated_and_compiled():
    assert messages.faults() == [], "run `make messages`, translate what it lists, and run it again"


def test_templates_and_modules_are_read_whatever_they_call_gettext():
    template = (
        '{% translate "Søk" %}{% include "x.html" with label=_("Navn") %}{% translate "Mål" context "sikte" %}'
        "{% blocktranslate count n=rows|length trimmed %}\n {{ n }} tiltak på 50 % {% plural %}\n"
        " {{ n }} tiltak på 50 %{% endblocktranslate %}"
    )
    assert list(messages.in_template(template)) == [
        ("gettext", ["Søk"]),
        ("gettext", ["Navn"]),
        ("pgettext", ["sikte", "Mål"]),
        ("ngettext", ["%(n)s tiltak på 50 %%", "%(n)s tiltak på 50 %%"]),
    ]
    module = (
        "from django.utils.translation import gettext as now, gettext_lazy as _, ngettext\n"
        'a = now("én " "linje")\nb = _("to")\nc = ngettext("%d fil", "%d filer", n)\nother("ikke denne")\n'
    )
    assert list(messages.in_python(module)) == [
        ("gettext", ["én linje"]),
        ("gettext", ["to"]),
        ("ngettext", ["%d fil", "%d filer"]),
    ]


@pytest.mark.parametrize(
    ("text", "translation_", "wrong"),
    [
        ("%(n)s av %(total)s", "%(n)s of %(total)s", []),
        ("%(n)s av %(total)s", "%(n)s of %(of)s", ["other placeholders or markup"]),
        ("<strong>%s</strong>", "%s", ["other placeholders or markup"]),
        ("Lagre", "", ["untranslated"]),
    ],
)
def test_placeholders_and_markup_must_be_kept(text, translation_, wrong):
    assert list(messages.entry_faults(polib.POEntry(msgid=text, msgstr=translation_))) == wrong


def test_the_first_plural_form_may_say_one_in_words():
    entry = polib.POEntry(
        msgid="Et tiltak",
        msgid_plural="%(n)s tiltak",
        msgstr_plural={0: "One measure", 1: "%(n)s measures"},
    )
    assert not list(messages.entry_faults(entry))
    entry.msgstr_plural[1] = "measures"
    assert list(messages.entry_faults(entry)) == ["other placeholders or markup in form 1"]
    entry.flags.append("fuzzy")
    assert "fuzzy" in list(messages.entry_faults(entry))


def test_renewing_keeps_what_is_translated_and_puts_aside_what_is_gone():
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="Søk", msgstr="Search"))
    catalogue.append(polib.POEntry(msgid="Borte", msgstr="Gone"))
    wanted = {
        messages.Message(None, "Søk"): messages.Use("", {"a.html"}),
        messages.Message(None, "Ny"): messages.Use("", {"b.html"}),
    }
    fresh = messages.renewed(catalogue, wanted)
    assert [(e.msgid, e.msgstr, bool(e.obsolete)) for e in fresh] == [
        ("Søk", "Search", False),
        ("Ny", "", False),
        ("Borte", "Gone", True),
    ]


def test_a_catalogue_out_of_order_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    wanted = {messages.Message(None, "Søk"): messages.Use("", {"a.html"})}
    monkeypatch.setattr(messages, "wanted_messages", lambda: {"nn": wanted})
    assert messages.main(["--check"]) == 1 and not any(tmp_path.iterdir())
    messages.renew()
    assert messages.faults() == ["nn: untranslated: 'Søk'"]
    path = messages.po_path("nn")
    path.write_text(path.read_text().replace('msgstr ""\n', 'msgstr "Søk"\n').replace('"Søk"\n"', '""\n"'))
    assert messages.faults() == ["nn: the compiled catalogue is not that of django.po"]
    assert messages.main([]) == 0 and messages.main(["--check"]) == 0


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", "Passordet er for kort. Det må ha minst 12 tegn."),
        ("nn", "Passordet er for kort. Det må ha minst 12 teikn."),
        ("en", "This password is too short. It must contain at least 12 characters."),
    ],
)
def test_what_the_packages_lack_is_borrowed(language, said):
    from django.contrib.auth.password_validation import MinimumLengthValidator
    from django.core.exceptions import ValidationError

    with translation.override(language), pytest.raises(ValidationError) as told:
        MinimumLengthValidator(12).validate("kort")
    assert [text.replace("\xa0", " ") for text in told.value.messages] == [said]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", "E-postadressen og/eller passordet du oppgav er feil."),
        ("nn", "E-postadressa eller passordet er feil."),
        ("en", "The email address and/or password you specified are not correct."),
    ],
)
def test_a_wrong_password_is_told_in_the_language_of_the_page(client, language, said):
    address = "/konto/login/" if language == "nb" else f"/{language}/konto/login/"
    html = client.post(address, {"login": "ingen@example.invalid", "password": "feil passord"}).content
    assert said in html.decode()


class Texts(HTMLParser):
    """The texts of a page, each with the language its nearest `lang` attribute gives it."""

    EMPTY = {"meta", "link", "input", "br", "hr", "img", "wbr", "path", "rect", "circle", "use", "source"}

    def __init__(self, html: str) -> None:
        super().__init__()
        self.languages = [("", "")]
        self.found: set[tuple[str, str]] = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag not in self.EMPTY:
            self.languages.append((tag, dict(attrs).get("lang") or self.languages[-1][1]))

    def handle_endtag(self, tag):
        while tag in {open_tag for open_tag, _ in self.languages} and self.languages.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if data.strip() and self.languages[-1][0] != "title":
            self.found.add((self.languages[-1][1], " ".join(data.split())))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/?kind=table",
        "/tiltak/heimby-supported-employment/",
        "/tiltak/delprogram-sysselsetting/",
        "/sammenlign/?tiltak=heimby-supported-employment&tiltak=nav-frogner-ssa&tiltak=klar",
        "/kommune/0301/",
        "/organisasjon/oslo-kommune/",
        "/kilde/002/",
        "/om/",
    ],
)
def test_what_sources_say_is_marked_as_norwegian_on_an_english_page(client, address):
    wholes = (
        Measure.objects.values_list("title", flat=True),
        SourceDocument.objects.values_list("title", flat=True),
        Scheme.objects.values_list("name", flat=True),
        Unknown.objects.values_list("note", flat=True),
        Learning.objects.values_list("text", flat=True),
        TargetGroup.objects.values_list("text", flat=True),
        Claim.objects.values_list("claim", flat=True),
    )
    norwegian = {text for texts in wholes for text in texts if any(letter.isalpha() for letter in text)}
    said = Texts(client.get(f"/en{address}").content.decode()).found
    assert ("nb" in {language for language, _ in said}) and len(said) > 20
    assert {text for language, text in said if language == "en"} & norwegian == set()


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("nb", "1. juni 2022", "01.06.2022 14:05"),
        ("nn", "1. juni 2022", "01.06.2022 14:05"),
        ("en", "1 June 2022", "1 Jun 2022, 14:05"),
    ],
)
def test_dates_are_written_as_the_language_writes_them(language, long, short):
    moment = datetime(2022, 6, 1, 14, 5)
    with translation.override(language):
        assert date_format(moment, "DATE_FORMAT") == long
        assert date_format(moment, "SHORT_DATETIME_FORMAT") == short


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_signing_in_and_out_stays_in_the_language_of_the_page(client, prefix):
    who = {"login": "case-officer@demo.invalid", "password": DEMO_PASSWORD}
    assert client.post(f"{prefix}/konto/login/", who).url == f"{prefix}/"
    assert client.post(f"{prefix}/konto/logout/").url == f"{prefix}/"

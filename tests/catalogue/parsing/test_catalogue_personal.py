"""Personal contact data is found and masked; roles, units and figures stay. All names are invented."""

from __future__ import annotations

import json

import pytest

from lovende.catalogue.parsing.personal import MASK, find, redact


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Avdelingsleder Kari Nesvik tlf 91234567 mail: kari.nesvik@nav.example", f"Avdelingsleder {MASK}"),
        (
            "Ola Fjell, Delprosjektleder, NAV Solfjord, tlf. 91 23 45 67",
            f"{MASK}, Delprosjektleder, NAV Solfjord {MASK}",
        ),
        ("Bydel Nordre i Storby – Per Ås, Mail: per.as@by.example", f"Bydel Nordre i Storby {MASK}"),
        ("Ylva Storvik NAV leder    ylva@nav.example", f"{MASK} NAV leder {MASK}"),
        ("mailto:kari.nesvik@nav.example", MASK),
    ],
)
def test_contact_lines_keep_roles_and_units(text, clean):
    assert redact(text)[0] == clean


@pytest.mark.parametrize(
    "text",
    [
        "Moss kommune har 32 250 innbyggere, 15,2 % innvandrere.",
        "Resultat 2013 2014 2015: 65,2 % 58,6 % 61,5 %",
        "Tildelt 1 036 000 kroner i 2016, vedtak 20160930.",
        "NAV Solfjord og Solfjord kommune samarbeider med Kirkens Bymisjon.",
        "144  68  26  13  7  30",
        "Per 1. oktober er 9 i gang. Per NAV-kontor er det to.",
        "Spesialisthelsetjenesten v / SMP, DPS og ACT",
    ],
)
def test_figures_and_organisations_stay(text):
    assert redact(text) == (text, [])


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Innledning v/Kari Nesvik og v/ Ola Fjell", f"Innledning v/{MASK} og v/ {MASK}"),
        ("Introduseres av Kari Vik (HiX)", f"Introduseres av {MASK} (HiX)"),
    ],
)
def test_names_in_running_text(text, clean):
    assert redact(text)[0] == clean


def test_name_known_from_an_address_is_masked_where_it_stands_alone():
    known = frozenset({"ylva", "kvisterud"})
    assert redact("Ylva", known=known)[0] == MASK
    assert redact("Takk til Ylva Kvisterud for hjelp", known=known)[0] == f"Takk til {MASK} for hjelp"


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("tlf: 4012345", 7),
        ("telefon: 912345678", 9),
        ("tlf. 9012345, mer", 7),
        ("tlf 91234567", 0),
        ("Telefon 912 34 567", 0),
        ("tlf. +47 91 23 45 67", 0),
        ("tlf 0047 91234567", 0),
        ("tlf 02800", 0),
        ("telefon +46 70 123 45 67", 0),
    ],
)
def test_malformed_telephone(text, digits):
    found = [one for one in find(text) if one.kind == "telephone"]
    assert [one.digits for one in found] == [digits]


def test_malformed_email():
    assert [one.problem for one in find("kari.vik@hix.")] == ["malformed-email"]
    assert [one.problem for one in find("kari.vik@hix.example")] == [""]
    assert [one.kind for one in find("kari.vik (at) hix.example")] == ["email"]


def test_nothing_personal_leaves_the_parser_but_raw(parsed):
    text = (
        "Prosjektnavn: Broa\nOm prosjektet\nKari Nesvik leder arbeidet.\nKontaktinformasjon\n"
        "Kari Nesvik, 91234567, kari.nesvik@nav.example\nKari\nUnikhet\nNytt.\nmailto:kari.nesvik@nav.example\n"
    )
    catalogue = parsed(text)
    document = json.dumps(catalogue.to_json(), ensure_ascii=False)
    assert not [word for word in ("Kari", "Nesvik", "91234567", "@") if word in document]
    assert "Kari Nesvik leder arbeidet." in catalogue.raw
    kinds = [flag.params["kinds"] for flag in catalogue.sections[0].flags if flag.kind == "personal-contact"]
    assert kinds == [["name"], ["email", "name", "telephone"], ["name"], ["email"]]

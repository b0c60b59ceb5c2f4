"""What a flag says, in three languages. ``{…}`` are the flag's params."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FLAGS: dict[str, dict[str, str]] = {
    "missing-heading": {
        "nb": "Overskriften «{label}» mangler.",
        "nn": "Overskrifta «{label}» manglar.",
        "en": "The heading “{label}” is missing.",
    },
    "repeated-heading": {
        "nb": "Overskriften «{label}» står flere ganger.",
        "nn": "Overskrifta «{label}» står fleire gonger.",
        "en": "The heading “{label}” stands more than once.",
    },
    "unknown-heading": {
        "nb": "Overskriften kjennes ikke igjen i skjemaet. Teksten er beholdt og må plasseres.",
        "nn": "Overskrifta er ikkje kjend i skjemaet. Teksten er teken vare på og må plasserast.",
        "en": "The form does not know this heading. The text is kept and must be placed.",
    },
    "empty-answer": {
        "nb": "Ingen tekst under «{label}».",
        "nn": "Ingen tekst under «{label}».",
        "en": "No text under “{label}”.",
    },
    "too-early": {
        "nb": "Svaret sier at det er for tidlig. Registrer «for tidlig», ikke et resultat.",
        "nn": "Svaret seier at det er for tidleg. Registrer «for tidleg», ikkje eit resultat.",
        "en": "The answer says that it is too early. Record “too early”, not a result.",
    },
    "too-many-focus-areas": {
        "nb": "{count} fokusområder er oppgitt; malen ber om høyst {limit}.",
        "nn": "{count} fokusområde er oppgjevne; malen ber om høgst {limit}.",
        "en": "{count} focus areas are given; the template asks for {limit} at most.",
    },
    "focus-areas-missing": {
        "nb": "Prioriterte fokusområder er ikke oppgitt.",
        "nn": "Prioriterte fokusområde er ikkje oppgjevne.",
        "en": "Priority focus areas are not stated.",
    },
    "leaked-prompt": {
        "nb": "Malens ledetekst er blitt stående og er holdt utenfor svaret.",
        "nn": "Leietekst frå malen er blitt ståande og er halden utanfor svaret.",
        "en": "Prompt text of the template was left in; it is kept out of the answer.",
    },
    "copied-placeholder": {
        "nb": "Teksten ser ut som utfyllingstekst (samme setning flere steder, eller ikke utfylt).",
        "nn": "Teksten ser ut som utfyllingstekst (same setning fleire stader, eller ikkje utfylt).",
        "en": "The text looks like filler (the same sentence in several places, or not filled in).",
    },
    "personal-contact": {
        "nb": "Personopplysning ({what}) er skjermet.",
        "nn": "Personopplysning ({what}) er skjerma.",
        "en": "Personal data ({what}) is masked.",
    },
    "malformed-telephone": {
        "nb": "Telefonnummeret har {digits} sifre; norske numre har 8 (eller 5).",
        "nn": "Telefonnummeret har {digits} siffer; norske nummer har 8 (eller 5).",
        "en": "The telephone number has {digits} digits; Norwegian numbers have 8 (or 5).",
    },
    "malformed-email": {
        "nb": "E-postadressen er ikke fullstendig.",
        "nn": "E-postadressa er ikkje fullstendig.",
        "en": "The e-mail address is incomplete.",
    },
    "conflicting-facts": {
        "nb": "Ulike innbyggertall for {municipality}: {values} (linje {lines}).",
        "nn": "Ulike innbyggjartal for {municipality}: {values} (linje {lines}).",
        "en": "Different population figures for {municipality}: {values} (lines {lines}).",
    },
    "two-projects": {
        "nb": "Innslaget ser ut til å romme {count} prosjekter. Del det, eller bekreft at det er ett.",
        "nn": "Innslaget ser ut til å romme {count} prosjekt. Del det, eller stadfest at det er eitt.",
        "en": "The entry seems to hold {count} projects. Split it, or confirm that it is one.",
    },
    "near-duplicate-text": {
        "nb": "Nesten lik tekst står også på linje {other} («{title}»).",
        "nn": "Nesten lik tekst står òg på linje {other} («{title}»).",
        "en": "Nearly the same text stands at line {other} too (“{title}”).",
    },
    "scheme-not-stated": {
        "nb": "Tilskuddsordning er ikke oppgitt i tittelen.",
        "nn": "Tilskotsordning er ikkje oppgjeven i tittelen.",
        "en": "The title names no grant scheme.",
    },
    "municipality-not-found": {
        "nb": "Fant ingen kommune for innslaget.",
        "nn": "Fann ingen kommune for innslaget.",
        "en": "No municipality was found for the entry.",
    },
    "sum-mismatch": {
        "nb": "Det står {stated}, men delene gir {computed}.",
        "nn": "Det står {stated}, men delane gjev {computed}.",
        "en": "{stated} is stated, but the parts add up to {computed}.",
    },
    "uncertain-boundary": {
        "nb": "Ingen tittel skiller dette fra forrige del. Kontroller hvor innslaget begynner.",
        "nn": "Ingen tittel skil dette frå førre del. Kontroller kvar innslaget byrjar.",
        "en": "No title parts this from what stands before. Check where the entry begins.",
    },
    "no-sections": {
        "nb": "Fant ingen innslag. Hele teksten ligger som uplassert.",
        "nn": "Fann ingen innslag. Heile teksten ligg som uplassert.",
        "en": "No entries were found. The whole text is kept as unplaced.",
    },
}

PERSONAL: dict[str, dict[str, str]] = {
    "email": {"nb": "e-post", "nn": "e-post", "en": "e-mail"},
    "telephone": {"nb": "telefon", "nn": "telefon", "en": "telephone"},
    "name": {"nb": "navn", "nn": "namn", "en": "name"},
}


def flag_message(kind: str, params: Mapping[str, Any], language: str = "nb") -> str:
    """The sentence for a flag; an unknown language gives bokmål."""
    language = language if language in ("nb", "nn", "en") else "nb"
    values = {
        key: ", ".join(map(str, value)) if isinstance(value, list) else value for key, value in params.items()
    }
    if kind == "personal-contact":
        values["what"] = ", ".join(PERSONAL[what][language] for what in params["kinds"])
    return FLAGS[kind][language].format(**values)

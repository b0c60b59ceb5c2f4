"""From a section as parsed to the facts that a person goes through: the record `lovende.measures.facts` reads.

A fact that the parser is unsure of is proposed but not kept (`keep` false). Keys that a measure does not have
(`keep`, `review`) stay in this room: `lovende.catalogue.publishing.publishable` takes them away.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.text import slugify

from lovende.catalogue.models import Section
from lovende.catalogue.reading import MASK

Facts = dict[str, Any]
LONGEST_ID = 60
CONTACT = "kontakt"
# Figures on the municipality are background, not results of the project.
RESULTS = ("status", "mal", "erfaringer", "beskrivelse")
LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "ae", "Ø": "o", "Å": "a"})
_STRIP = re.compile(r"^(?:kommune\w* )?(?:prosjekt(?:et)?|tiltak(?:et)?)\b[: -]*", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÆØÅ])|\n")


def propose_facts(parsed: Mapping[str, Any], document: str, taken: set[str]) -> Facts:
    """The facts of one section (`parsed` as `Section.to_json`). The id is free of `taken`, which it joins."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in parsed["proposals"]:
        found.setdefault(row["field"], []).append(row)
    where = parsed["locator"]
    public_id = free_id(parsed.get("municipality") or "", parsed["title"], taken)
    facts: Facts = {
        "id": public_id,
        "title": parsed["title"] or "",
        "kind": "recipe" if parsed["form"] == "recipe" else "project",
        "source": {"document": document, "lines": span(where["from"], where["to"])},
        "summary": "",
        "municipalities": _municipalities(found.get("municipality", ())),
        "schemes": _schemes(found.get("scheme", ())),
        "methods": _methods(found.get("method", ())),
        "target_groups": _groups(found.get("age", ())),
        "focus_areas": [
            {"text": row["value"][:300], "lines": str(row["line"])} for row in found.get("focus-area", ())
        ],
        "categories": [],
        "grant_years": [],
        **_dates(
            row for row in found.get("date", ()) if _key_at(row["line"], parsed["answers"]) != "kommune"
        ),
        "contact_role": ", ".join(row["value"] for row in found.get("contact-role", ()))[:200],
        "form": parsed["form"],
        "answers": _answers(parsed["answers"]),
        "figures": _figures(found.get("figure", ()), parsed["answers"], public_id),
    }
    facts["unknowns"] = _unknowns(found, parsed)
    return facts


def free_id(place: str, title: str, taken: set[str]) -> str:
    """A readable slug from place and title that nobody has: «moss-jobbsjansen», then «moss-jobbsjansen-2»."""
    name = slugify(_STRIP.sub("", title).translate(LETTERS))
    where = slugify(place.translate(LETTERS))
    if where:
        name = re.sub(rf"(?:^|-)(?:i-)?{re.escape(where)}(?=-|$)", "", name).strip("-")
    words = "-".join(part for part in (where, name) if part) or "tiltak"
    short = words if len(words) <= LONGEST_ID else words[:LONGEST_ID].rpartition("-")[0] or words[:LONGEST_ID]
    public_id, number = short, 1
    while public_id in taken:
        number += 1
        public_id = f"{short}-{number}"
    taken.add(public_id)
    return public_id


def span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def _municipalities(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    return [row["value"]["number"] for row in rows if row["value"].get("number")]


def _schemes(rows: Iterable[Mapping[str, Any]]) -> list[Facts]:
    """Schemes that the title names are kept; those a sentence in the text names are proposed alone."""
    named = {row["value"]["id"]: row for row in rows if row["value"].get("id")}
    return [
        {"scheme": key, "lines": str(row["line"]), "keep": row["confidence"] > 0.5}
        for key, row in named.items()
    ]


def _methods(rows: Iterable[Mapping[str, Any]]) -> list[Facts]:
    return [
        {"method": row["value"]["id"], "use": row["value"]["use"], "lines": str(row["line"])} for row in rows
    ]


def _groups(rows: Iterable[Mapping[str, Any]]) -> list[Facts]:
    found = []
    for row in rows:
        ages = row["value"]
        if ages.get("of") != "children":
            text = row["text"][:1].upper() + row["text"][1:]
            found.append(
                {
                    "text": text,
                    "basis": "participation",
                    "age_min": ages["min"],
                    "age_max": ages["max"],
                    "lines": str(row["line"]),
                }
            )
    return found


def _dates(rows: Iterable[Mapping[str, Any]]) -> Facts:
    """The first start and the first end that does not come before it."""
    by_role: dict[str, list[str]] = {}
    for row in rows:
        by_role.setdefault(row["value"]["role"], []).append(row["value"]["date"])
    started = next(iter(by_role.get("start", ())), "")
    ends = [day for day in by_role.get("end", ()) if not started or day >= started[: len(day)]]
    return {"started": started, "ended": next(iter(ends), "")}


def _key_at(line: int, answers: Iterable[Mapping[str, Any]]) -> str:
    """The question whose answer holds the line; "" for none. What is said of the municipality dates no project."""
    return next((row["key"] for row in answers if row["locator"]["from"] <= line <= row["locator"]["to"]), "")


def _answers(rows: Iterable[Mapping[str, Any]]) -> dict[str, Facts]:
    """{question: {text, lines}}; a heading that stands twice gives one answer with both locators."""
    answers: dict[str, Facts] = {}
    for row in rows:
        text = contact_roles(row["text"]) if row["key"] == CONTACT else row["text"].strip()
        where = span(row["locator"]["from"], row["locator"]["to"])
        first = answers.get(row["key"])
        if first:
            first["text"] = "\n".join(part for part in (first["text"], text) if part)
            first["lines"] += f", {where}"
        else:
            answers[row["key"]] = {"text": text, "lines": where}
    return answers


def contact_roles(text: str) -> str:
    """Contact text as roles alone: the marks of what was masked are taken away, each role stands once."""
    pieces = (piece.strip(" \t,;:.–-•◦/()") for line in text.split("\n") for piece in line.split(MASK))
    return "\n".join(dict.fromkeys(piece for piece in pieces if any(letter.isalpha() for letter in piece)))


def _figures(
    rows: Iterable[Mapping[str, Any]], answers: Iterable[Mapping[str, Any]], public_id: str
) -> list[Facts]:
    """Each figure with the sentence it stands in as its label; those among the results are kept."""
    found = []
    for number, row in enumerate(rows, start=1):
        key, sentence = _sentence(row, answers)
        found.append(
            {
                "id": f"{public_id}-import-{number}",
                "label": sentence[:250] or row["text"],
                "claim": row["text"][:200],
                "value": row["value"]["value"],
                "unit": (row["value"].get("unit") or "")[:40],
                "lines": str(row["line"]),
                "keep": key in RESULTS[:1],
            }
        )
    return found


def _sentence(row: Mapping[str, Any], answers: Iterable[Mapping[str, Any]]) -> tuple[str, str]:
    for answer in answers:
        for paragraph in answer["paragraphs"]:
            where = paragraph["locator"]
            if where["from"] <= row["line"] <= where["to"] and row["text"] in paragraph["text"]:
                parts = _SENTENCE.split(paragraph["text"])
                sentence = next((part for part in parts if row["text"] in part), paragraph["text"])
                return answer["key"], sentence.lstrip("•◦-– ").strip()
    return "", ""


def _unknowns(found: Mapping[str, Any], parsed: Mapping[str, Any]) -> list[Facts]:
    """Missing headings, and a scheme whose printed name the register does not know."""
    rows: list[Facts] = [
        {"field": f"answers.{key}", "kind": "not-stated", "note": "", "lines": ""}
        for key in parsed["headings_missing"]
    ]
    for row in parsed["answers"]:
        if row["key"] == CONTACT and row["text"].strip() and not contact_roles(row["text"]):
            where = span(row["locator"]["from"], row["locator"]["to"])
            rows.append({"field": f"answers.{CONTACT}", "kind": "withheld", "note": "", "lines": where})
    for flag in parsed["flags"]:
        key = f"answers.{(flag.get('params') or {}).get('key')}"
        if flag["kind"] == "empty-answer" and key not in {row["field"] for row in rows}:
            rows.append({"field": key, "kind": "not-stated", "note": "", "lines": str(flag["where"]["from"])})
    return rows


def printed_schemes(parsed: Mapping[str, Any]) -> list[tuple[str, int]]:
    """(words, line) of schemes that the source names and the register does not know."""
    return [
        (row["value"]["name"], row["line"])
        for row in parsed.get("proposals", ())
        if row["field"] == "scheme" and not row["value"].get("id")
    ]


def taken_ids(batch_pk: int | None = None) -> set[str]:
    """Ids in the register and in what waits for review elsewhere."""
    from lovende.measures.models import Measure

    waiting = Section.objects.exclude(state=Section.State.REJECTED)
    if batch_pk is not None:
        waiting = waiting.exclude(batch_id=batch_pk)
    ids = waiting.values_list("proposal__id", flat=True)
    return {*Measure.objects.values_list("public_id", flat=True), *(key for key in ids if key)}

"""From the review form to facts. What cannot be read is kept as typed, with a message, and never thrown away."""

import copy
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from lovende.people.models import Municipality
from lovende.records.models import LINES, UnknownKind

Facts = dict[str, Any]
USES = ("full", "partial", "planned", "inspired", "unknown")
BASES = ("participation", "eligibility")
_AGE = re.compile(r"[0-9]{1,3}")
_NUMBER = re.compile(r"-?\d[\d  .]*(?:,\d+)?|-?\d+(?:\.\d+)?")


def facts_from(
    post: QueryDict, facts: Mapping[str, Any], questions: Iterable[str], year: int | None
) -> Facts:
    """The facts as the form has them, on top of what it does not show. `questions` are the form's keys."""
    out: Facts = copy.deepcopy(dict(facts))
    typed: dict[str, str] = {}
    unread: dict[str, str] = {}
    for name in ("title", "summary", "contact_role", "started", "ended"):
        out[name] = _text(post, name)
    out["title"], out["contact_role"] = out["title"][:250], out["contact_role"][:200]
    out["kind"] = post.get("kind") or facts.get("kind")
    out["categories"] = post.getlist("categories")
    out["schemes"] = _schemes(post.getlist("schemes"), facts.get("schemes") or [])
    out["methods"] = _methods(post)
    out["focus_areas"] = [
        {"text": row["text"][:300], "lines": row["lines"]}
        for row in _rows(post, "focus", ("text",))
        if row["text"]
    ]
    out["target_groups"] = _groups(post, unread)
    out["figures"] = _figures(post, facts.get("figures") or [])
    _read_years(post, out, typed, unread)
    _read_places(post, out, typed, unread, year)
    _read_answers(post, out, questions)
    _review(post, out, typed, unread)
    return out


def without_nul(post: QueryDict) -> QueryDict:
    """What was posted, without NUL characters: no text of the database holds them, and nobody types them."""
    clean = post.copy()
    for name, values in post.lists():
        clean.setlist(name, [value.replace("\0", "") for value in values])
    return clean


def _text(post: QueryDict, name: str) -> str:
    return post.get(name, "").replace("\r\n", "\n").strip()


def _rows(post: QueryDict, name: str, fields: tuple[str, ...]) -> list[dict[str, str]]:
    """Rows `name-0-…`, `name-1-…` as posted, each with its hidden locator."""
    rows, index = [], 0
    while f"{name}-{index}-lines" in post:
        row = {field: _text(post, f"{name}-{index}-{field}") for field in fields}
        lines = _text(post, f"{name}-{index}-lines")
        rows.append({**row, "lines": lines if lines.isascii() and re.match(LINES, lines) else ""})
        index += 1
    return rows


def _schemes(chosen: list[str], before: list[Facts]) -> list[Facts]:
    """The ticked schemes; a proposal that is not ticked stays as one that was not kept."""
    rows = [{**row, "keep": row["scheme"] in chosen} for row in before]
    there = {row["scheme"] for row in before}
    return rows + [{"scheme": key, "lines": "", "keep": True} for key in chosen if key not in there]


def _methods(post: QueryDict) -> list[Facts]:
    found: dict[str, Facts] = {}
    for row in _rows(post, "method", ("method", "use")):
        if row["method"] and row["method"] not in found:
            use = row["use"] if row["use"] in USES else "unknown"
            found[row["method"]] = {"method": row["method"], "use": use, "lines": row["lines"]}
    return list(found.values())


def _groups(post: QueryDict, unread: dict[str, str]) -> list[Facts]:
    found = []
    for row in _rows(post, "group", ("text", "basis", "age_min", "age_max", "term")):
        ages: dict[str, int | None] = {}
        for name in ("age_min", "age_max"):
            ages[name] = int(row[name]) if _AGE.fullmatch(row[name]) else None
            if row[name] and ((age := ages[name]) is None or age > 120):
                unread["target_groups"] = _("Alder må være et helt tall fra 0 til 120.")
        if not (row["text"] or row["term"] or any(age is not None for age in ages.values())):
            continue
        if not row["text"]:
            unread["target_groups"] = _("Beskriv hvem målgruppen er, ikke bare alder eller gruppe.")
        basis = row["basis"] if row["basis"] in BASES else BASES[0]
        group: Facts = {"text": row["text"], "basis": basis, **ages, "lines": row["lines"]}
        found.append({**group, "terms": [row["term"]]} if row["term"] else group)
    return found


def _figures(post: QueryDict, before: list[Facts]) -> list[Facts]:
    """Figures by their place: label and claim as edited; the value follows the claim."""
    rows = []
    for index, figure in enumerate(before):
        if f"figure-{index}-claim" not in post:
            rows.append(figure)
            continue
        claim, label = _text(post, f"figure-{index}-claim")[:200], _text(post, f"figure-{index}-label")[:250]
        row = {**figure, "label": label or claim, "claim": claim, "keep": f"figure-{index}-keep" in post}
        if claim != figure.get("claim"):
            row["value"] = _number(claim)
        row["keep"] = row["keep"] and bool(claim)
        rows.append(row)
    return rows


def _number(claim: str) -> float | None:
    """The number a claim begins with, Norwegian or English; None when there is none.

    >>> _number("62,5 %"), _number("1 036 000 kr"), _number("to av tre")
    (62.5, 1036000.0, None)
    """
    match = _NUMBER.search(claim)
    if not match:
        return None
    digits = re.sub(r"[  ]", "", match.group())
    if "," in digits:
        digits = digits.replace(".", "").replace(",", ".")
    try:
        return float(digits)
    except ValueError:
        return None


def _read_years(post: QueryDict, out: Facts, typed: dict[str, str], unread: dict[str, str]) -> None:
    text = _text(post, "grant_years")
    years = re.findall(r"\b(?:19|20)\d{2}\b", text)
    rest = re.sub(r"\b(?:19|20)\d{2}\b|[\s,;–-]|og", "", text)
    if rest:
        typed["grant_years"] = text
        unread["grant_years"] = _(
            "Årene kan ikke leses. Skriv dem med komma mellom, for eksempel 2015, 2016."
        )
        return
    span = re.fullmatch(r"\s*(\d{4})\s*[–-]\s*(\d{4})\s*", text)
    if span and int(span[1]) <= int(span[2]):
        out["grant_years"] = list(range(int(span[1]), int(span[2]) + 1))
        return
    out["grant_years"] = sorted({int(year) for year in years})


def _read_places(
    post: QueryDict, out: Facts, typed: dict[str, str], unread: dict[str, str], year: int | None
) -> None:
    text = _text(post, "municipalities")
    numbers, wrong = place_numbers([part.strip() for part in text.split(",") if part.strip()], year)
    if wrong:
        typed["municipalities"] = text
        unread["municipalities"] = _(
            "Fant ikke %s. Skriv kommunens navn eller nummer, med komma mellom."
        ) % ", ".join(wrong)
        return
    out["municipalities"] = numbers


def place_numbers(names: list[str], year: int | None) -> tuple[list[str], list[str]]:
    """(numbers, names not found) of municipalities as valid in `year`. «Herøy 1515» settles which Herøy."""
    numbers, wrong = [], []
    for name in names:
        digits = re.search(r"\b\d{4}\b", name)
        query = Q(number=digits.group()) if digits else Q(name__iexact=name) | Q(other_names__contains=[name])
        rows = Municipality.objects.filter(query).order_by("-valid_from", "pk")
        if year:
            rows = rows.filter(valid_from__year__lte=year).exclude(valid_to__year__lte=year)
        found = list(rows)
        current = {row.number for row in found if row.is_current} or {row.number for row in found[:1]}
        if len(current) == 1 or (year and len({row.number for row in found}) == 1):
            numbers.append(found[0].number)
        else:
            wrong.append(name)
    return numbers, wrong


def place_names(numbers: Iterable[str], year: int | None) -> str:
    """Municipalities for the form: names, with the number where two bear the name."""
    rows = Municipality.objects.filter(number__in=list(numbers)).order_by("valid_from", "pk")
    named: dict[str, str] = {}
    for row in rows:
        fits = not year or (
            row.valid_from.year <= year and (row.valid_to is None or row.valid_to.year > year)
        )
        if fits or row.number not in named:
            named[row.number] = row.name
    return ", ".join(named.get(number, number) for number in numbers)


def _read_answers(post: QueryDict, out: Facts, questions: Iterable[str]) -> None:
    """Texts by heading; a heading without text says why it is empty."""
    answers = out.get("answers") or {}
    unknowns = {row["field"]: row for row in out.get("unknowns") or ()}
    for key in questions:
        if f"answer-{key}" not in post:
            continue
        text, field = _text(post, f"answer-{key}"), f"answers.{key}"
        if text or key in answers:
            answers[key] = {**answers.get(key, {"lines": ""}), "text": text}
        kind = post.get(f"unknown-{key}") or "not-stated"
        if text or kind not in UnknownKind.values:
            unknowns.pop(field, None)
        else:
            blank = {"field": field, "kind": kind, "note": "", "lines": ""}
            unknowns[field] = {**unknowns.get(field, blank), "kind": kind}
    out["answers"], out["unknowns"] = answers, list(unknowns.values())


def _review(post: QueryDict, out: Facts, typed: dict[str, str], unread: dict[str, str]) -> None:
    review = {
        "seen": sorted(set(post.getlist("seen"))),
        "not_personal": sorted(set(post.getlist("not-personal"))),
        "typed": typed,
        "unread": unread,
    }
    review = {name: value for name, value in review.items() if value}
    out.pop("review", None)
    if review:
        out["review"] = review

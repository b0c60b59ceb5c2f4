"""Form definitions as plain data, read from the versioned forms of the ``forms`` room."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lovende.measures.catalogue.result import Form, Heading

_DATA = Path(__file__).resolve().parents[2] / "forms" / "data"


def form_from_mapping(data: Mapping[str, Any]) -> Form:
    """A ``Form`` from a form definition (``sections`` → ``questions`` → ``label``, ``aliases``).

    The bokmål label is the heading's name; the other languages' labels are recognised as headings as well.
    """
    headings = [_heading(question) for section in data["sections"] for question in section["questions"]]
    return Form(key=data["key"], headings=tuple(headings))


def _heading(question: Mapping[str, Any]) -> Heading:
    labels = question["label"]
    return Heading(
        key=question["key"],
        label=labels["nb"],
        aliases=tuple(question.get("aliases", ())),
        labels=tuple(labels[language] for language in ("nn", "en") if language in labels),
        max_items=question.get("max_items"),
    )


@cache
def default_forms() -> tuple[Form, Form]:
    """The ten-heading catalogue entry and the six-heading recipe, in that order."""
    entry, recipe = (
        form_from_mapping(yaml.safe_load((_DATA / f"{key}.yaml").read_text(encoding="utf-8")))
        for key in ("catalogue-entry", "recipe")
    )
    return entry, recipe

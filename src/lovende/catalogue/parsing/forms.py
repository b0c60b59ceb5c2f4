"""Form definitions as plain data, read from the versioned forms of the ``forms`` room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).resolve().parents[2] / "forms" / "data"


@dataclass(frozen=True)
class Heading:
    """A question of a form. In ``label`` and ``aliases`` the sign ``…`` stands for a name of some words."""

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    max_items: int | None = None


@dataclass(frozen=True)
class Form:
    key: str
    headings: tuple[Heading, ...]

    def heading(self, key: str) -> Heading:
        return next(heading for heading in self.headings if heading.key == key)


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

"""The answers of a submission in words, in the language of the page: for whoever reads it, on a page or on paper."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from lovende.records.words import in_language

Row = Mapping[str, Any]


def sections_of(content: Row) -> list[tuple[str, str, list[Row]]]:
    """(key, title, answers) of each section, in the order they were asked."""
    found = []
    for key, rows in groupby(content.get("answers") or (), key=lambda row: row.get("section") or ""):
        several = list(rows)
        title = in_language(several[0].get("section_titles") or {"nb": key})
        found.append((key, title or _("Svar"), several))
    return found


def label_of(row: Row) -> str:
    """The question."""
    return in_language(row.get("labels") or {"nb": row["label"]})


def words_of(row: Row) -> list[str]:
    """The answer: what was chosen by its label, yes and no in words, each part of several; none is not answered."""
    value = row.get("value")
    if row.get("chosen"):
        return [in_language(one) for one in row["chosen"]]
    if isinstance(value, bool):
        return [_("Ja") if value else _("Nei")]
    several = value if isinstance(value, list | tuple) else [value]
    return [_flat(one) for one in several if one not in (None, "", {}, [])]


def _flat(value: Any) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    if "text" in value:
        return str(value["text"])
    return "; ".join(f"{key}: {_flat(part)}" for key, part in value.items() if part not in (None, ""))

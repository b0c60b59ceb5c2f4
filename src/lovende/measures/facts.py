"""A measure's facts as plain data (YAML, an import's proposal), read into rows that can be saved.

The shape is documented in docs/reference-data.md. A scalar may be `{unknown: kind, note, lines}` instead:
that becomes an `Unknown` row, and the field stays empty.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lovende.measures.lookup import Lookup
from lovende.measures.models import (
    Detail,
    FocusArea,
    LawSection,
    Learning,
    MethodUse,
    Partner,
    SchemeLink,
    TargetGroup,
    Unknown,
)
from lovende.records.models import SourceDocument, Term

Record = Mapping[str, Any]
SCALARS = ("status_as_of", "started", "ended", "contact_role", "summary")


class FactsError(ValueError):
    """A record of facts is wrong; the message names the measure and the field."""


@dataclass
class Reader:
    """Reads one record. `document` and its year are what locators and municipality numbers refer to."""

    record: Record
    lookup: Lookup

    @property
    def public_id(self) -> str:
        return str(self.record["id"])

    def document(self, row: Record | None = None) -> SourceDocument | None:
        key = (row or {}).get("document") or (self.record.get("source") or {}).get("document")
        return self.lookup.source(str(key)) if key else None

    def located(self, row: Record) -> dict[str, Any]:
        """The locator columns of a row: source, lines, as-of date."""
        lines = str(row.get("lines") or "").replace(",", ", ").replace("  ", " ").strip()
        return {"source": self.document(row), "lines": lines, "as_of": partial_date(row.get("as_of"))}

    def value(self, field: str) -> Any:
        """The field's value, or None when it is a stated unknown or absent."""
        value = self.record.get(field)
        return None if is_unknown(value) else value

    def fields(self) -> dict[str, Any]:
        """Columns of the measure itself."""
        phase = self.value("phase") or {}
        source = self.record.get("source") or {}
        return {
            "title": str(self.record["title"]).strip(),
            "aliases": [str(alias) for alias in self.record.get("aliases") or ()],
            "kind": self.lookup.term("measure-kind", self.record.get("kind") or "project"),
            "summary": str(self.value("summary") or "").strip(),
            "owner": self._organisation("owner"),
            "grant_recipient": self._organisation("grant_recipient"),
            "phase": self.lookup.term("phase", phase["term"]) if phase.get("term") else None,
            "status_label": str(phase.get("label") or ""),
            "status_as_of": partial_date(phase.get("as_of")),
            "started": partial_date(self.value("started")),
            "ended": partial_date(self.value("ended")),
            "grant_years": sorted(int(year) for year in self.value("grant_years") or ()),
            "contact_role": str(self.value("contact_role") or ""),
            **self.located({"lines": source.get("lines"), "as_of": source.get("as_of")}),
        }

    def _organisation(self, field: str):
        slug = self.value(field)
        return self.lookup.organisation(slug) if slug else None

    def municipalities(self):
        document = self.document()
        year = document.year if document else None
        return [self.lookup.municipality(str(n), year) for n in self.value("municipalities") or ()]

    def districts(self):
        return [self.lookup.district(str(number)) for number in self.value("districts") or ()]

    def categories(self):
        return self.lookup.all_terms("category", self.value("categories") or ())

    def unknowns(self) -> Iterator[dict[str, Any]]:
        """Stated unknowns: those in place of a value, then those listed; the first word on a field counts."""
        seen = set()
        inline = [
            {"field": name, "kind": v["unknown"], **v} for name, v in self.record.items() if is_unknown(v)
        ]
        for row in [*inline, *(self.record.get("unknowns") or ())]:
            if row["field"] not in seen:
                seen.add(row["field"])
                yield {
                    "field": row["field"],
                    "kind": row["kind"],
                    "note": row.get("note") or "",
                    **self.located(row),
                }

    def rows(self) -> list[tuple[type[Detail], dict[str, Any], list[Term]]]:
        """Detail rows as (model, columns, terms to link), in the order given."""
        look = self.lookup
        rows: list[tuple[type[Detail], dict[str, Any], Record]] = []
        for row in self._list("schemes"):
            rows.append(
                (SchemeLink, {"scheme": look.scheme(row["scheme"]), "note": row.get("note") or ""}, row)
            )
        for row in self._list("partners"):
            columns = {"organisation": look.organisation(row["organisation"]), "role": row.get("role") or ""}
            rows.append((Partner, columns, row))
        for row in self._list("target_groups"):
            columns = {name: row.get(name) for name in ("text", "basis", "age_min", "age_max")}
            rows.append((TargetGroup, columns, row))
        for row in self._list("law_sections"):
            rows.append((LawSection, {"law": row["law"], "section": row.get("section") or ""}, row))
        for row in self._list("methods"):
            columns = {"method": look.term("method", row["method"]), "use": row.get("use") or "unknown"}
            rows.append((MethodUse, {**columns, "note": row.get("note") or ""}, row))
        for row in self._list("focus_areas"):
            rows.append((FocusArea, {"text": row["text"]}, row))
        for row in self._list("learning"):
            rows.append((Learning, {"kind": row["kind"], "text": row["text"]}, row))
        rows += [(Unknown, columns, {}) for columns in self.unknowns()]
        return [self._detail(model, columns, row) for model, columns, row in rows]

    def _detail(self, model: type[Detail], columns: dict[str, Any], row: Record):
        located = {} if model is Unknown else self.located(row)
        terms = self.lookup.all_terms("target-group", row.get("terms") or ()) if model is TargetGroup else []
        return model, {**columns, **located}, terms

    def _list(self, field: str) -> list[Record]:
        value = self.value(field) or []
        if not isinstance(value, list):
            raise FactsError(f"{self.public_id}: {field} is not a list")
        return value


def is_unknown(value: Any) -> bool:
    return isinstance(value, Mapping) and "unknown" in value


def partial_date(value: Any) -> str:
    """«2015», «2015-09» or «2015-09-01» as text; "" for nothing."""
    return "" if value is None or is_unknown(value) else str(value).strip()

"""An application as it is handed in: plain JSON, whole, the same for the same application."""

from collections.abc import Mapping
from typing import Any

from lovende.applications.models import Application, BudgetLine, Citation
from lovende.applications.queries.answers import is_answered
from lovende.applications.queries.checking import Facts, facts_of, findings
from lovende.records.digest import digest
from lovende.records.words import in_language

# What a sign-off is given to: what the applicant wrote, not what the funder calls its call or finds in it.
OWN_WORDS = (
    "title", "area", "kind", "replicates", "measure", "years", "positions", "participants", "budget",
    "answers", "citations", "similar", "files",
)  # fmt: skip


def snapshot(application: Application, facts: Facts | None = None) -> dict[str, Any]:
    """What a submission's `content` holds. Amounts are strings of kroner with two decimals; None is not stated."""
    facts = facts or facts_of(application)
    return {
        **_head(application),
        **_sums(application, facts.budget),
        "form": _form(application),
        "answers": _answers(facts),
        "citations": [_citation(row) for row in application.citations.all()],
        "similar": _similar(application),
        "files": _files(application),
        "findings": [
            {"rule": row.rule, "where": row.where, "message": row.message, "level": row.level}
            for row in findings(application, facts, "nb")
        ],
    }


def _head(application: Application) -> dict[str, Any]:
    organisation, area = application.organisation, application.area
    replicates, measure, place = application.replicates, application.measure, organisation.municipality
    return {
        "id": application.public_id,
        "title": application.title,
        "call": application.call.key,
        "call_title": application.call.title,
        "area": area.key if area else None,
        "area_name": str(area) if area else None,
        "organisation": {"slug": organisation.slug, "name": organisation.name},
        "municipality": place.name if place else None,
        "municipality_number": place.number if place else None,
        "kind": application.kind,
        "replicates": replicates.public_id if replicates else None,
        "replicates_title": replicates.title if replicates else None,
        "measure": measure.public_id if measure else None,
        "years": sorted(application.years),
        "positions": _plain(application.positions),
        "participants": application.participants,
    }


def _plain(value: Any) -> str | None:
    return None if value is None else f"{value:.2f}"


def _sums(application: Application, budget: list[BudgetLine]) -> dict[str, Any]:
    own = [row.amount for row in budget if row.kind == BudgetLine.Kind.OWN]
    order = list(BudgetLine.Kind.values)
    rows = sorted(budget, key=lambda row: (row.year, order.index(row.kind)))
    return {
        "budget": [
            {"year": row.year, "kind": row.kind, "amount": _plain(row.amount), "note": row.note}
            for row in rows
        ],
        "applied": _plain(application.applied),
        "own_contribution": _plain(sum(own)) if own else None,
    }


def _form(application: Application) -> dict[str, Any] | None:
    if application.answers is None:
        return None
    version = application.answers.version
    return {"key": version.form.key, "number": version.number}


def _answers(facts: Facts) -> list[dict[str, Any]]:
    """Every question that was asked, in its order; a value of None is no answer. `label` is the bokmål one."""
    rows = []
    for section in facts.definition.sections:
        for question in section.questions:
            if not question.is_asked(facts.answers):
                continue
            value = facts.answers.get(question.key)
            rows.append(
                {
                    "section": section.key,
                    "section_titles": dict(section.title),
                    "question": question.key,
                    "label": in_language(question.label, "nb"),
                    "labels": dict(question.label),
                    "kind": question.kind,
                    "value": value if is_answered(value) else None,
                    **_chosen(question.choices, value),
                }
            )
    return rows


def _chosen(choices: Any, value: Any) -> dict[str, Any]:
    """The words of what was chosen, so that a submission can be read without its form."""
    if not choices:
        return {}
    picked = value if isinstance(value, list) else [value]
    return {"chosen": [dict(row["label"]) for row in choices if row["value"] in picked]}


def _citation(row: Citation) -> dict[str, Any]:
    return {
        "question": row.question,
        "label": row.label,
        "period": row.period,
        "region": row.region,
        "value": None if row.value is None else f"{row.value.normalize():f}",
        "unknown": row.unknown,
        "unit": row.unit,
        "source": row.source,
        "table": row.table,
        "table_title": row.table_title,
        "address": row.address,
        "retrieved_at": row.retrieved_at.isoformat() if row.retrieved_at else None,
        "is_typed": row.is_typed,
    }


def _similar(application: Application) -> list[dict[str, Any]]:
    rows = application.similar.select_related("measure").order_by("pk")
    return [
        {
            "measure": row.measure.public_id,
            "title": row.measure.title,
            "relation": row.relation,
            "note": row.note,
        }
        for row in rows
    ]


def _files(application: Application) -> list[dict[str, Any]]:
    rows = application.files.select_related("attachment").order_by("pk")
    return [
        {"question": row.question, "name": row.attachment.name, "sha256": row.attachment.sha256}
        for row in rows
    ]


def own_digest(content: Mapping[str, Any]) -> str:
    """SHA-256 hex of what the applicant wrote: what a sign-off is given to."""
    return digest({name: content[name] for name in OWN_WORDS})


def has_unsent_changes(application: Application) -> bool:
    """Has the draft been changed since it was last handed in? False where it never was."""
    last = application.submissions.order_by("-number").values_list("content", flat=True).first()
    return last is not None and own_digest(last) != own_digest(snapshot(application))

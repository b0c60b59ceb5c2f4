"""The whole form of a call: its parts bound together, filled from a call, turned into what `save_call` takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from lovende.people.models import County, Organisation
from lovende.schemes.forms import HANDLING_KINDS, Areas, CallForm, Criteria, Handlers, RulesForm
from lovende.schemes.models import Call

COPIED = ("scheme_id", "title", "text")
KEPT = (*COPIED, "frame", "caveat", "year", "administrator_id")


@dataclass
class Whole:
    """All that is on the page. `edition` is what the form was opened on."""

    call: Call | None
    main: CallForm
    rules: RulesForm
    areas: Any
    criteria: Any
    handlers: Any
    edition: int = 0

    @property
    def parts(self) -> list[Any]:
        return [self.main, self.rules, self.areas, self.criteria, self.handlers]

    def is_valid(self) -> bool:
        return all([part.is_valid() for part in self.parts])

    def facts(self) -> dict[str, Any]:
        """What `save_call` takes. Rules beyond those on the page, and names in other languages of a criterion
        that is called the same, are kept."""
        beyond = {
            name: value for name, value in (self.rules.initial or {}).items() if name not in self.rules.fields
        }
        return {
            **self.main.facts(),
            "rules": {**beyond, **self.rules.stated()},
            "areas": [self._area(row) for row in _filled(self.areas, "name")],
            "criteria": [self._criterion(row) for row in _filled(self.criteria, "label")],
            "handlers": [
                (row["organisation"], row["county"]) for row in _filled(self.handlers, "organisation")
            ],
        }

    def _area(self, row: Mapping[str, Any]) -> dict[str, Any]:
        there = self._there("areas").get(row["key"])
        rules = {
            name: value
            for name, value in (there.rules if there else {}).items()
            if name != "min_participants"
        }
        if row["min_participants"] is not None:
            rules["min_participants"] = row["min_participants"]
        names = ("number", "name", "target_group", "is_prioritised")
        return {**_key(row), **{name: row[name] for name in names}, "rules": rules}

    def _criterion(self, row: Mapping[str, Any]) -> dict[str, Any]:
        there = self._there("criteria").get(row["key"])
        label = {"nb": row["label"]}
        if there is not None and there.label.get("nb") == row["label"]:
            label = there.label
        return {**_key(row), "label": label, "is_priority": row["is_priority"]}

    def _there(self, part: str) -> dict[str, Any]:
        return {row.key: row for row in getattr(self.call, part).all()} if self.call is not None else {}

    def problems(self) -> list[tuple[str, str]]:
        """(id of the field, what is wrong), for the summary on top of the page."""
        told: list[tuple[str, str]] = []
        for part in self.parts:
            for form in part.forms if hasattr(part, "forms") else [part]:
                told += [
                    (field.id_for_label, f"{field.label}: {field.errors[0]}")
                    for field in form
                    if field.errors
                ]
            if hasattr(part, "forms"):
                told += [(part.prefix, error) for error in part.non_form_errors()]
        return told


def _key(row: Mapping[str, Any]) -> dict[str, str]:
    return {"key": row["key"]} if row["key"] else {}


def _filled(formset: Any, name: str) -> list[dict[str, Any]]:
    return [form.cleaned_data for form in formset.forms if form.cleaned_data.get(name)]


def whole(
    data: QueryDict | None, *, call: Call | None, administrators: set[int], model: Call | None = None
) -> Whole:
    """The form for `call`, or for a new one, filled from `model` when that is given."""
    filled = call or model
    initial = _initial(filled, copied=call is None) if filled is not None else _blank(administrators)
    if call is None and len(administrators) == 1:
        initial["main"]["administrator"] = next(iter(administrators))
    edition = call.edition if call is not None else 0
    if data is not None and str(data.get("edition", "")).isdecimal():
        edition = int(str(data["edition"]))
    office = _offices(filled)
    return Whole(
        call=call,
        main=CallForm(
            data, initial=initial["main"], administrators=_administrators(call, administrators), call=call
        ),
        rules=RulesForm(data, initial=initial["rules"], prefix="regler"),
        areas=Areas(data, initial=initial["areas"], prefix="omrader"),
        criteria=Criteria(data, initial=initial["criteria"], prefix="kriterier"),
        handlers=Handlers(data, initial=initial["handlers"], prefix="behandlere", form_kwargs=office),
        edition=edition,
    )


def _administrators(call: Call | None, own: set[int]) -> set[int]:
    return own | ({call.administrator_id} if call is not None and call.administrator_id else set())


def _blank(administrators: set[int]) -> dict[str, Any]:
    return {
        "main": {"year": timezone.localdate().year},
        "rules": {},
        "areas": [],
        "criteria": [],
        "handlers": [],
    }


def _initial(call: Call, *, copied: bool) -> dict[str, Any]:
    """What stands in a call. Of one that is copied, dates, frame and caveat are left out and the year is this one."""
    main = {name.removesuffix("_id"): getattr(call, name) for name in (COPIED if copied else KEPT)}
    if copied:
        main["year"] = timezone.localdate().year
        main["title"] = call.title.replace(str(call.year), str(main["year"]))
    else:
        main |= {name: _day(getattr(call, name)) for name in ("opens_at", "deadline")}
    main["eligible"] = [term.pk for term in call.eligible.all()]
    return {
        "main": main,
        "rules": call.ruleset.stated(),
        "areas": [_area_row(area) for area in call.areas.all()],
        "criteria": [
            {"key": row.key, "label": row.label["nb"], "is_priority": row.is_priority}
            for row in call.criteria.all()
        ],
        "handlers": [
            {"organisation": row.organisation_id, "county": row.county_id} for row in call.handlers.all()
        ],
    }


def _area_row(area: Any) -> dict[str, Any]:
    names = ("key", "number", "name", "target_group", "is_prioritised")
    return {
        **{name: getattr(area, name) for name in names},
        "min_participants": area.rules.get("min_participants"),
    }


def _day(moment: Any) -> Any:
    return timezone.localtime(moment).date() if moment is not None else None


def _offices(call: Call | None) -> dict[str, list[tuple[int, str]]]:
    """Who can handle applications, and today's counties; read once for all rows."""
    named = {row.organisation_id for row in call.handlers.all()} if call is not None else set()
    rows = Organisation.objects.filter(kind__key__in=HANDLING_KINDS) | Organisation.objects.filter(
        pk__in=named
    )
    return {
        "organisations": list(rows.order_by("name").values_list("pk", "name")),
        "counties": list(
            County.objects.filter(valid_to__isnull=True).order_by("name").values_list("pk", "name")
        ),
    }


def of_save(part: Whole, fields: Mapping[str, str]) -> None:
    """Put what `save_call` refused beside the field it is about, else on top."""
    for name, told in fields.items():
        key = name.removeprefix("rules.")
        if name.startswith("rules.") and key in part.rules.fields:
            part.rules.add_error(key, told)
        elif name in part.main.fields:
            part.main.add_error(name, told)
        else:
            part.main.add_error("title", told)

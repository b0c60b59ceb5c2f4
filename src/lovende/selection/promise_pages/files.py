"""A weighing as files: its tables as CSV, and the whole of it as JSON. Raters by number, nobody by name."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lovende.measures.models import State as MeasureState
from lovende.reporting.statistics_files import Cell
from lovende.selection.models import Round, Weighing
from lovende.selection.promise_pages.queries import candidates
from lovende.selection.promise_pages.showing import best_first

Table = tuple[list[str], list[list[Cell]]]
NOTE = (
    "«p» is the share of readers of this kind who would let the measure in, «low» and «high» its 90 % interval. It "
    "says nothing of whether the measure works, and decides nothing. Ranks are places among all measures that were "
    "read. Raters are numbered in the order they were put on. «gain»: expected further chosen measures that a "
    "further reader would let in, from reading the measure once more before the places are filled."
)


def _exact(value: float) -> Decimal:
    return Decimal(str(value))


def measures(round_: Round, weighing: Weighing) -> Table:
    """A row for each candidate, most probable first."""
    rows = best_first((weighing.result or {})["measures"])
    named = candidates(round_, [row["number"] for row in rows])
    heads = [
        _("Nr."), _("Tiltak"), _("Virksomhet"), _("Sannsynlighet"), _("Nedre (5 %)"), _("Øvre (95 %)"),
        _("Plass (midterste)"), _("Plass fra"), _("Plass til"), _("Sannsynlighet for plass"), _("Lest av"),
        _("Tynt grunnlag"), _("Status"),
    ]  # fmt: skip
    return heads, [
        [*_named(named[row["number"]]), *_figures(row), _gate(named[row["number"]])] for row in rows
    ]


def _named(candidate: Any) -> list[Cell]:
    return [candidate.number, candidate.title, str(candidate.organisation or "") or None]


def _figures(row: Mapping[str, Any]) -> list[Cell]:
    shares = [_exact(row[name]) for name in ("p", "low", "high")]
    ranks = [row[name] for name in ("rank_median", "rank_low", "rank_high")]
    thin = _("ja") if row["is_thin"] else _("nei")
    return [*shares, *ranks, _exact(row["chosen_probability"]), row["readings"], thin]


def _gate(candidate: Any) -> str:
    return _("ut i «%s»") % candidate.out_in.title if candidate.out_in else _("videre")


def raters(round_: Round, weighing: Weighing) -> Table:
    """A row for each rater, by number."""
    names = ("severity", "low", "high", "yes", "yes_low", "yes_high")
    heads = [
        _("Vurderer"), _("Strenghet (probit)"), _("Nedre (5 %)"), _("Øvre (95 %)"),
        _("Svarer ja der en middels vurderer svarer ja i halvparten"), _("Nedre (5 %)"), _("Øvre (95 %)"), _("Svar"),
    ]  # fmt: skip
    rows = (weighing.result or {})["raters"]
    return heads, [[row["key"], *(_exact(row[name]) for name in names), row["answers"]] for row in rows]


def questions(round_: Round, weighing: Weighing) -> Table:
    """A row for the verdict and each criterion of each phase."""
    labels = dict(round_.criteria.values_list("key", "label"))
    titles = dict(round_.phases.values_list("key", "title"))
    names = (
        *("discrimination", "discrimination_low", "discrimination_high"),
        *("difficulty", "difficulty_low", "difficulty_high", "weak", "average", "strong"),
    )
    heads = [
        _("Fase"), _("Kriterium"), _("Hvor mye det skiller (probit)"), _("Nedre (5 %)"), _("Øvre (95 %)"),
        _("Hvor vanskelig det er (probit)"), _("Nedre (5 %)"), _("Øvre (95 %)"), _("Ja til et svakt tiltak"),
        _("Ja til et middels tiltak"), _("Ja til et sterkt tiltak"), _("Svar"),
    ]  # fmt: skip
    return heads, [
        [
            titles[row["phase"]],
            labels.get(row["key"], _("Inn eller ut")),
            *(_exact(row[name]) for name in names),
            row["answers"],
        ]
        for row in (weighing.result or {})["criteria"]
    ]


TABLES: dict[str, Callable[[Round, Weighing], Table]] = {
    "tiltak": measures,
    "vurderere": raters,
    "kriterier": questions,
}


def document(round_: Round, weighing: Weighing) -> dict[str, Any]:
    """The whole result with what candidates are called and where the gate left them."""
    result = dict(weighing.result or {})
    named = candidates(round_, [row["number"] for row in result["measures"]])
    rows = [{**row, **_about(named[row["number"]])} for row in best_first(result["measures"])]
    return {
        "round": round_.public_id,
        "title": round_.title,
        "question": weighing.phase.question,
        "note": NOTE,
        "ended_at": weighing.ended_at.isoformat() if weighing.ended_at else "",
        "protocol_sha256": round_.protocol_sha256,
        **result,
        "measures": rows,
    }


def _about(candidate: Any) -> dict[str, Any]:
    is_shown = candidate.measure is not None and candidate.measure.state == MeasureState.PUBLISHED
    measure = candidate.measure.public_id if is_shown else ""
    out_in = candidate.out_in.key if candidate.out_in else ""
    return {"title": candidate.title, "measure": measure, "is_out": bool(out_in), "out_in": out_in}

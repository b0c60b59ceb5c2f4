"""One act on several chosen cases: a page that shows what would be done, and then what became of each."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lovende.applications.models import Application
from lovende.assessments import actions
from lovende.assessments.bulk import Result
from lovende.assessments.case_views import one_officer
from lovende.assessments.choices import officers_for
from lovende.assessments.errors import AssessmentError
from lovende.assessments.finding import cases_for
from lovende.assessments.forms import RulingForm, plain, read_amount, read_terms, read_year, typed_amount
from lovende.assessments.listed import listed
from lovende.assessments.models import AWARDING, Outcome, ReasonCode
from lovende.assessments.ruling import Terms
from lovende.assessments.views import officer
from lovende.people.guard import actor_of
from lovende.people.models import User

VERBS = ("assign", "recommend", "decide")
MOST = 200


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def several(request: HttpRequest) -> HttpResponse:
    """GET: the chosen cases and the form. POST: the act, each case by itself."""
    user = actor_of(request)
    if not user.has_perm("assessments.handle"):
        raise PermissionDenied
    given = request.POST if request.method == "POST" else request.GET
    verb = given.get("do", "")
    ids = list(dict.fromkeys(given.getlist("sak")))[:MOST]
    named = Application.objects.filter(public_id__in=[one for one in ids if len(one) <= 40])
    cases = named.filter(pk__in=cases_for(user).values("pk")).select_related("standing")
    found = {case.public_id: case for case in cases}
    chosen = [found[one] for one in ids if one in found]
    if verb not in VERBS or not chosen:
        return redirect("assessments:inbox")
    context: dict[str, Any] = {"form": RulingForm(), "problems": {}, "results": None}
    if request.method == "POST":
        context |= _done(request, verb, chosen, user)
    return _page(request, verb, chosen, user, context)


def _page(
    request: HttpRequest, verb: str, chosen: list[Application], user: User, context: dict[str, Any]
) -> HttpResponse:
    results: list[Result] | None = context["results"]
    left = {row.application.pk: row for row in results or () if not row.is_done}
    shown = listed([case.pk for case in chosen])  # read anew: what was done is to be seen
    context |= {
        "verb": verb,
        "rows": [(shown[case.pk], left.get(case.pk), _amount(request, case)) for case in chosen],
        "done": sum(1 for row in results or () if row.is_done),
        "left": len(left),
        "is_beyond": any(row.is_beyond_frame for row in left.values()),
        "officers": officers_for(user) if verb == "assign" else [],
        "outcomes": Outcome.choices,
        "reason_codes": ReasonCode.choices,
        "awarding": AWARDING,
    }
    return render(request, "assessments/several.html", context, status=422 if context["problems"] else 200)


def _amount(request: HttpRequest, case: Application) -> str:
    """What stands in the case's field: as typed, else as applied for."""
    typed = request.POST.get(f"amount-{case.public_id}")
    return (
        typed_amount(case.standing.applied)
        if typed is None
        else plain(request.POST, f"amount-{case.public_id}")
    )


def _done(request: HttpRequest, verb: str, chosen: list[Application], user: User) -> dict[str, Any]:
    """What the page shows afterwards: results, or what is wrong with the form."""
    impartial = request.POST.get("impartial") == "1"
    if verb != "assign" and not impartial:
        wrong = {"impartial": _("Kryss av for at du ikke er inhabil i noen av sakene.")}
        return {"problems": wrong, "form": RulingForm.typed(request.POST, {}), "results": None}
    try:
        results = {"assign": _assign, "recommend": _recommend, "decide": _decide}[verb](request, chosen, user)
    except AssessmentError as problem:
        form = RulingForm.typed(request.POST, problem.fields)
        return {"problems": problem.fields, "form": form, "results": None}
    return {"form": RulingForm.typed(request.POST, {}), "results": results}


def _assign(request: HttpRequest, chosen: list[Application], user: User) -> list[Result]:
    officers = [one_officer(row) for row in request.POST.getlist("officer")]
    if not officers:
        raise AssessmentError({"officers": _("Velg minst én saksbehandler.")})
    return actions.assign_many(applications=chosen, officers=officers, actor=user)


def _recommend(request: HttpRequest, chosen: list[Application], user: User) -> list[Result]:
    """Outcome, reason and conditions are the same for all; the amount is each case's own."""
    terms, _unread = read_terms(request.POST)
    if not terms.outcome or not terms.reason:
        missing = {} if terms.outcome else {"outcome": _("Velg et utfall.")}
        raise AssessmentError(missing | ({} if terms.reason else {"reason": _("Skriv en begrunnelse.")}))
    each, refused = [], []
    for case in chosen:
        amount, wrong = read_amount(_amount(request, case))
        if wrong and terms.outcome in AWARDING:
            refused.append(Result(case, False, wrong, {"amount": wrong}))
        else:
            each.append(
                (case, Terms(terms.outcome, amount, terms.reason_code, terms.reason, terms.conditions))
            )
    return refused + actions.recommend_many(terms=each, actor=user, impartial=True)


def _decide(request: HttpRequest, chosen: list[Application], user: User) -> list[Result]:
    """As recommended. A continuation is decided before what is new: it has priority within the frame."""
    ongoing_first = sorted(chosen, key=lambda case: case.standing.kind != Application.Kind.CONTINUATION)
    return actions.decide_many(
        applications=ongoing_first,
        actor=user,
        year=read_year(request.POST),
        impartial=True,
        beyond_frame=bool(request.POST.get("beyond_frame")),
        seen={case.pk: _seen(request, case) for case in chosen},
    )


def _seen(request: HttpRequest, case: Application) -> int | None:
    """The number of the recommendation that the page showed of the case; None for none, and for what is no number."""
    given = request.POST.get(f"recommendation-{case.public_id}", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 6 else None

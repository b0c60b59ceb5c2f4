"""The page of one case, and what its forms do."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lovende.applications.models import Application
from lovende.assessments import actions
from lovende.assessments.casefile import find_case
from lovende.assessments.casework import Desk
from lovende.assessments.choices import officer_named
from lovende.assessments.errors import AssessmentError, ConflictError, NotAllowedError
from lovende.assessments.forms import field_labels, plain, read_assessment, read_terms, read_year
from lovende.assessments.likeness import similar_measures
from lovende.assessments.models import Judgement, Outcome, ReasonCode
from lovende.assessments.ruling import Terms
from lovende.people.guard import actor_of, signed_in
from lovende.people.models import User


def known_case(request: HttpRequest, public_id: str, *, with_assessments: bool = True) -> Application:
    """The case, if the person may know of it. Raises Http404."""
    try:
        case = find_case(public_id, with_assessments=with_assessments)
    except Application.DoesNotExist:
        raise Http404 from None
    if not request.user.has_perm("assessments.know", case):
        raise Http404
    return case


@signed_in
@require_GET
def case(request: HttpRequest, public_id: str) -> HttpResponse:
    """Application left, criteria and reasons right; before impartiality is declared only who applied."""
    asked = request.GET.get("innsending", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else None
    return _page(request, Desk(known_case(request, public_id), actor_of(request), number))


def _page(request: HttpRequest, desk: Desk, status: int = 200) -> HttpResponse:
    context = {
        "desk": desk,
        "case": desk.case,
        "standing": desk.case.standing,
        "verdicts": Judgement.Verdict.choices,
        "outcomes": Outcome.choices,
        "reason_codes": ReasonCode.choices,
        "problems": _problem_links(desk),
    }
    return render(request, "assessments/case.html", context, status=status)


def _problem_links(desk: Desk) -> list[tuple[str, str, str]]:
    """(anchor, what the field is called, what is wrong) of what was refused."""
    if not desk.problems:
        return []
    labels = field_labels(desk.criteria)
    prefix = {"assessment": "a", "recommendation": "r", "decision": "d"}.get(desk.form, "f")
    return [(f"{prefix}-{name}", labels.get(name, ""), text) for name, text in desk.problems.items()]


def _refused(
    request: HttpRequest, public_id: str, form: str, problems: Mapping[str, str], status: int = 422
) -> HttpResponse:
    """The page again with what was typed and what is wrong with it."""
    desk = Desk(
        known_case(request, public_id), actor_of(request), form=form, typed=request.POST, problems=problems
    )
    return _page(request, desk, status)


Act = Callable[[Application, User], Any]


def _acted(
    request: HttpRequest, public_id: str, form: str, act: Act, done: str, anchor: str = ""
) -> HttpResponse:
    """Do `act`; back to the page with `done`, or the page as it was with what is wrong. Not theirs: 403."""
    case = known_case(request, public_id)
    try:
        act(case, actor_of(request))
    except NotAllowedError as problem:
        raise PermissionDenied(str(problem)) from problem
    except ConflictError as problem:
        return _refused(request, public_id, form, {"": str(problem)}, 409)
    except AssessmentError as problem:
        return _refused(request, public_id, form, problem.fields)
    messages.success(request, done)
    answer = redirect("assessments:case", public_id)
    answer["Location"] += anchor
    return answer


@signed_in
@require_POST
def declare(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say whether one is impartial."""
    conflict, note = request.POST.get("conflict", ""), plain(request.POST, "note")

    def act(case: Application, actor: User) -> None:
        actions.declare(application=case, conflict=conflict, note=note, actor=actor)

    done = _("Du er meldt inhabil.") if conflict == "conflict" else _("Takk. Du kan lese søknaden.")
    return _acted(request, public_id, "declaration", act, done)


@signed_in
@require_POST
def assign(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put officers on the case, or take one off."""
    off, on = request.POST.get("release", ""), request.POST.getlist("officer")

    def act(case: Application, actor: User) -> None:
        if off:
            actions.release(application=case, officer=one_officer(off), actor=actor)
        elif not on:
            raise AssessmentError({"officers": _("Velg minst én saksbehandler.")})
        else:
            actions.assign(application=case, officers=[one_officer(row) for row in on], actor=actor)

    done = _("Saksbehandleren er tatt av saken.") if off else _("Saken er fordelt.")
    return _acted(request, public_id, "assignment", act, done)


def one_officer(pseudonym: str) -> User:
    """Raises AssessmentError for nobody."""
    found = officer_named(pseudonym)
    if found is None:
        raise AssessmentError({"officers": _("Velg en saksbehandler i listen.")})
    return found


@signed_in
@require_POST
def assessment(request: HttpRequest, public_id: str) -> HttpResponse:
    """Save one's assessment (as a page that saves itself, or by a click), finish it, or begin a new one."""
    verb = request.POST.get("do", "save")
    if request.headers.get("Accept") == "application/json":
        return _saved_by_script(request, public_id)
    done = {
        "finish": _("Vurderingen er ferdig og låst."),
        "anew": _("Du kan skrive en ny vurdering. Den forrige er tatt vare på."),
    }.get(verb, _("Vurderingen er lagret."))

    def act(case: Application, actor: User) -> None:
        if verb == "anew":
            actions.start_anew(application=case, actor=actor)
            return
        saved = _save(request, case, actor)
        if verb == "finish":
            actions.finish_assessment(application=case, version=saved.version, actor=actor)

    return _acted(request, public_id, "assessment", act, done, "#vurdering")


def _save(request: HttpRequest, case: Application, actor: User) -> Any:
    facts, unread = read_assessment(request.POST, case.call.criteria.all())
    if unread:
        raise AssessmentError(unread)
    version = request.POST.get("version", "")
    if not (version.isascii() and version.isdigit() and len(version) < 9):
        raise Http404
    return actions.save_assessment(application=case, facts=facts, version=int(version), actor=actor)


def _saved_by_script(request: HttpRequest, public_id: str) -> HttpResponse:
    case = known_case(request, public_id)
    try:
        saved = _save(request, case, actor_of(request))
    except NotAllowedError as problem:
        return JsonResponse({"message": str(problem)}, status=403)
    except ConflictError as problem:
        return JsonResponse({"message": str(problem)}, status=409)
    except AssessmentError as problem:
        return JsonResponse({"message": str(problem)}, status=422)
    at = time_format(timezone.localtime(), "H:i:s")
    return JsonResponse({"version": saved.version, "saved": _("Lagret kl. %s") % at})


@signed_in
@require_POST
def recommendation(request: HttpRequest, public_id: str) -> HttpResponse:
    """Recommend."""

    def act(case: Application, actor: User) -> None:
        terms = _terms(request, case, actor, "assessments.recommend")
        actions.recommend(application=case, actor=actor, **terms.columns())

    return _acted(request, public_id, "recommendation", act, _("Innstillingen er lagret."), "#innstilling")


@signed_in
@require_POST
def decision(request: HttpRequest, public_id: str) -> HttpResponse:
    """Decide, or decide anew. The form names the recommendation and the decision that the person saw."""

    def act(case: Application, actor: User) -> None:
        terms = _terms(request, case, actor, "assessments.decide")
        seen, before = request.POST.get("recommendation", ""), request.POST.get("supersedes", "")
        advice = case.recommendations.filter(number=_number(seen)).first()
        if advice is None:
            raise AssessmentError({"recommendation": _("Det er ikke innstilt i saken.")})
        actions.decide(
            application=case,
            recommendation=advice,
            year=read_year(request.POST),
            actor=actor,
            supersedes=case.decisions.filter(number=_number(before)).first() if before else None,
            beyond_frame=bool(request.POST.get("beyond_frame")),
            **terms.columns(),
        )

    return _acted(request, public_id, "decision", act, _("Vedtaket er fattet."), "#vedtak")


def _terms(request: HttpRequest, case: Application, actor: User, permission: str) -> Terms:
    """The form as read. Raises NotAllowedError before it tells of mistakes in what is not theirs; AssessmentError."""
    if not actor.has_perm(permission, case):
        raise NotAllowedError(permission)
    terms, unread = read_terms(request.POST)
    if unread:
        raise AssessmentError(unread)
    return terms


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


@signed_in
@require_GET
def similar(request: HttpRequest, public_id: str) -> HttpResponse:
    """Measures of the register that are like what is applied for: a part of the page, or a page of its own."""
    desk = Desk(known_case(request, public_id, with_assessments=False), actor_of(request))
    if not desk.may_read:
        raise PermissionDenied
    context = {
        "desk": desk,
        "case": desk.case,
        "standing": desk.case.standing,
        "rows": similar_measures(desk.case, desk.handed.content) if desk.handed else [],
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, f"assessments/{'similar_list' if part else 'similar'}.html", context)

"""From «Se over» to the receipt: all answers as they will be read, sign-off, sending in, taking back."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lovende.applications import actions, queries
from lovende.applications.models import Application, SimilarNote
from lovende.applications.pages import showing
from lovende.applications.pages.showing_places import findings_of, missing_places, reading
from lovende.applications.pages.views import find, may, must
from lovende.people.guard import actor_of, signed_in

RELATIONS = dict(SimilarNote.Relation.choices)
RECEIPTS = "lovende.applications.receipts"


@signed_in
@require_GET
def review(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything as the case officer will read it, what is missing, and the button that sends it."""
    return _review(request, find(request, public_id))


def _review(request: HttpRequest, row: Application, error: str = "", status: int = 200) -> HttpResponse:
    desk = showing.load(row, actor_of(request))
    content = queries.snapshot(row, desk.facts)
    latest = queries.latest_submission(row)
    context = {
        "application": row,
        "desk": desk,
        "error": error,
        "content": content,
        "related": [{**one, "relation": RELATIONS.get(one["relation"], "")} for one in content["similar"]],
        "missing": missing_places(desk),
        "findings": findings_of(desk),
        "sections": reading(desk),
        "signed_by": desk.name_of(row.signed_off_by),
        "signed": bool(row.signed_off_hash) and row.signed_off_hash == queries.own_digest(content),
        "may_sign": may(request, "sign_off", row),
        "may_submit": may(request, "submit", row),
        "closed": queries.closed_because(row),
        "latest": latest,
        "changed": latest is None or queries.own_digest(latest.content) != queries.own_digest(content),
    }
    return render(request, "applications/review.html", context, status=status)


@signed_in
@require_POST
def sign_off(request: HttpRequest, public_id: str) -> HttpResponse:
    row = find(request, public_id)
    must(request, "sign_off", row)
    return _act(
        request, row, actions.sign_off, _("Søknaden er godkjent. Endrer noen den, må den godkjennes på nytt.")
    )


@signed_in
@require_POST
def submit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send in. What holds it back is told on the page with links to where it is put right."""
    row = find(request, public_id)
    must(request, "submit", row)
    try:
        actions.submit(application=row, actor=actor_of(request))
    except actions.ApplicationError:
        return _review(
            request, row, _("Søknaden er ikke sendt inn. Rett det som står under, og prøv igjen."), 422
        )
    except (actions.NotAllowedError, actions.ConflictError) as refused:
        return _review(request, row, str(refused), 409)
    return redirect("applications:receipt", row.public_id)


@signed_in
@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    row = find(request, public_id)
    must(request, "withdraw", row)
    if not request.POST.get("sure"):
        messages.error(request, _("Kryss av for at du vil trekke søknaden."))
        return redirect("applications:receipt", row.public_id)
    return _act(request, row, actions.withdraw, _("Søknaden er trukket. Den behandles ikke."))


def _act(request: HttpRequest, row: Application, act: Any, told: str) -> HttpResponse:
    try:
        act(application=row, actor=actor_of(request))
    except actions.ApplicationError as refused:
        return _review(request, row, next(iter(refused.fields.values()), str(refused)), 422)
    except (actions.NotAllowedError, actions.ConflictError) as refused:
        return _review(request, row, str(refused), 409)
    messages.success(request, told)
    return redirect("applications:review", row.public_id)


@signed_in
@require_GET
def receipt(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was handed in, when, under which number and hash; the way to take it back."""
    row = find(request, public_id)
    submissions = list(row.submissions.order_by("-number"))
    if not submissions:
        raise Http404
    desk = showing.load(row, actor_of(request))
    context = {
        "application": row,
        "latest": submissions[0],
        "sent_by": desk.name_of(submissions[0].by),
        "earlier": submissions[1:],
        "has_pdf": find_spec(RECEIPTS) is not None,
        "may_withdraw": may(request, "withdraw", row),
        "may_write": may(request, "write", row),
    }
    return render(request, "applications/receipt.html", context)


@signed_in
@require_GET
def receipt_pdf(request: HttpRequest, public_id: str) -> HttpResponse:
    """The newest submission, or the one with `?nummer=`, as PDF."""
    row = find(request, public_id)
    rows = row.submissions.order_by("-number")
    number = request.GET.get("nummer", "")
    if number:
        rows = rows.filter(
            number=int(number) if number.isascii() and number.isdecimal() and len(number) < 5 else 0
        )
    submission = rows.first()
    if submission is None or find_spec(RECEIPTS) is None:
        raise Http404
    content = import_module(RECEIPTS).receipt_pdf(submission)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = (
        f'attachment; filename="kvittering-{row.public_id}-{submission.number}.pdf"'
    )
    return answer

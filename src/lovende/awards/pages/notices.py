"""Reminders and calendars, as a person sets them, and the mails a demo has caught."""

from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lovende.awards.links import absolute
from lovende.awards.models import NoticeChoice
from lovende.awards.pages.forms import NoticeForm
from lovende.awards.reminding import calendars
from lovende.awards.reminding.choosing import choose
from lovende.people.guard import actor_of, signed_in
from lovende.people.models import User
from lovende.schemes.models import Call

MOST_MAILS = 50


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """How I am reminded, and my calendar's secret link."""
    user = actor_of(request)
    choice = NoticeChoice.objects.filter(user=user).first() or NoticeChoice(user=user)
    form = NoticeForm(request.POST or None, instance=choice)
    if request.method == "POST" and form.is_valid():
        choose(user=user, by_mail=form.cleaned_data["by_mail"], language=form.cleaned_data["language"])
        messages.success(request, _("Valget er lagret."))
        return redirect("awards:notices")
    link = calendars.link_of(user)
    address = absolute(calendars.path_for(link)) if link is not None else ""
    context = {"form": form, "link": link, "address": address, "catches": settings.DEMO}
    return render(request, "awards/notices.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def calendar_link(request: HttpRequest) -> HttpResponse:
    """Make a new secret link, or revoke the one there is (`do=revoke`)."""
    user = actor_of(request)
    if request.POST.get("do") == "revoke":
        calendars.revoke_link(user=user)
        messages.success(request, _("Lenken virker ikke lenger."))
    else:
        calendars.make_link(user=user)
        messages.success(request, _("Lenken er laget. En eldre lenke virker ikke lenger."))
    return redirect("awards:notices")


@require_safe
def calendar(request: HttpRequest, signed: str) -> HttpResponse:
    """A person's calendar, for the program that has the link. No sign-in: the link is the key."""
    owner = calendars.owner_of(signed)
    if owner is None:
        raise Http404
    response = HttpResponse(calendars.personal(owner), content_type=calendars.MEDIA_TYPE)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def call_calendar(request: HttpRequest, key: str) -> HttpResponse:
    """When a call opens and closes, for everybody. A draft is not there."""
    call = Call.objects.filter(key=key).exclude(state=Call.State.DRAFT).first()
    if call is None:
        raise Http404
    response = HttpResponse(calendars.of_call(call), content_type=calendars.MEDIA_TYPE)
    response["Content-Disposition"] = f'inline; filename="{call.key}.ics"'
    return response


@signed_in
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """The mails a demo has kept as files in place of sending them: each sees their own. Not there in real use."""
    if not settings.DEMO:
        raise Http404
    return render(request, "awards/mails.html", {"mails": caught(actor_of(request))})


def caught(user: User) -> list[dict[str, str]]:
    """The newest mails to the person, newest first, read from the folder that Django's file backend writes."""
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), reverse=True)[:500] if folder.is_dir() else []
    found: list[dict[str, str]] = []
    for file in files:
        for raw in reversed(file.read_bytes().split(b"-" * 79 + b"\n")):
            message = message_from_bytes(raw.strip(), policy=policy.default)
            if user.email not in str(message["to"] or "").lower():
                continue
            body = message.get_body(("plain",))
            text = body.get_content() if body is not None else ""
            found.append(
                {"subject": str(message["subject"]), "date": str(message["date"]), "text": text.strip()}
            )
    return found[:MOST_MAILS]

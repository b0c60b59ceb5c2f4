"""The office's pages over many cases: the queue, one act on several, the prioritised list, outcomes by area."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lovende.applications.models import Application
from lovende.assessments import queue, ranking
from lovende.assessments.frames import frame_of
from lovende.assessments.models import Stage
from lovende.people.guard import actor_of, needs
from lovende.schemes.models import Call

# Those who work on cases, and auditors.
officer = needs("assessments.open_queue")


@officer
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The queue: what the address asks for."""
    user, asked = actor_of(request), queue.Asked.read(request.GET)
    found = queue.Queue(user, asked)
    context = {
        "asked": asked,
        "queue": found,
        "stages": _stages(found),
        "calls": queue.calls_for(user),
        "areas": queue.areas_of(asked.call),
        "officers": queue.officers_for(user),
        "kinds": Application.Kind.choices,
        "sorts": [
            ("nyeste", _("Nyeste først")),
            ("eldste", _("Eldste først")),
            ("belop", _("Høyeste beløp først")),
        ],
        "sizes": queue.SIZES,
        "before": asked.address(page=found.page - 1) if found.page > 1 else "",
        "after": asked.address(page=found.page + 1) if found.page < found.pages else "",
        "newest": asked.address(page=1) if found.page > 1 else "",
        "oldest": asked.address(page=found.pages) if found.page < found.pages else "",
        "names_call": not asked.call,
        "may_handle": user.has_perm("assessments.handle"),
        "is_filtered": asked.address() not in ("?", queue.Asked(sort=asked.sort, size=asked.size).address()),
    }
    return render(request, "assessments/inbox.html", context)


def _stages(found: queue.Queue) -> list[tuple[str, str, int, str]]:
    """(stage, its name, how many, the address) of each way to narrow the queue."""
    labels = [("", _("Alle")), *((str(key), str(label).capitalize()) for key, label in Stage.choices)]
    labels.append((queue.WITHDRAWN, _("Trukket")))
    return [(key, label, found.counts[key], found.asked.address(stage=key)) for key, label in labels]


def find_call(key: str) -> Call:
    """Raises Http404."""
    try:
        return Call.objects.select_related("scheme").get(key=key)
    except Call.DoesNotExist:
        raise Http404 from None


@officer
@require_GET
def priorities(request: HttpRequest, key: str) -> HttpResponse:
    """The cases of a call as they are prioritised, against its frame."""
    user, call = actor_of(request), find_call(key)
    total = ranking.ranked(user, call).count()
    if not total and not queue.cases_for(user).filter(call=call).exists():
        raise Http404
    pages = max(1, -(-total // ranking.PAGE))
    asked = request.GET.get("side", "")
    page = min(pages, max(1, int(asked))) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    unseen = ranking.unseen(user, call)
    context = {
        "call": call,
        "frame": frame_of(call),
        "unseen": unseen,
        "places": ranking.places(user, call, page, unseen),
        "total": total,
        "page": page,
        "pages": pages,
        "before": page - 1 if page > 1 else None,
        "after": page + 1 if page < pages else None,
    }
    return render(request, "assessments/priorities.html", context)


@officer
@require_GET
def outcomes(request: HttpRequest) -> HttpResponse:
    """Awards and rejections by area of one call: the one asked for, else the newest."""
    user = actor_of(request)
    calls, key = queue.calls_for(user), request.GET.get("utlysning", "")
    call = next((row for row in calls if not key or row.key == key), None)
    if key and call is None:
        raise Http404
    areas, total = ranking.outcomes(user, call) if call else ([], None)
    context = {"calls": calls, "call": call, "areas": areas, "total": total}
    return render(request, "assessments/outcomes.html", context)

"""The office's pages over many cases: the queue, one act on several, the prioritised list, outcomes by area."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lovende.applications.models import Application
from lovende.assessments import choices
from lovende.assessments.asked import HIGHEST, NEWEST, OLDEST, SIZES, WITHDRAWN, Asked
from lovende.assessments.finding import cases_for
from lovende.assessments.frames import frame_of
from lovende.assessments.models import Stage
from lovende.assessments.queue import Queue
from lovende.assessments.ranking import Ranking
from lovende.assessments.ranking import outcomes as outcomes_of
from lovende.people.guard import actor_of, needs
from lovende.schemes.models import Call

# Those who work on cases, and auditors.
officer = needs("assessments.open_queue")


@officer
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The queue: what the address asks for."""
    user, asked = actor_of(request), Asked.read(request.GET)
    found = Queue(user, asked)
    context = {
        "asked": asked,
        "queue": found,
        "stages": _stages(found),
        "calls": choices.calls_for(user),
        "areas": choices.areas_of(asked.call),
        "officers": choices.officers_for(user),
        "kinds": Application.Kind.choices,
        "sorts": [
            (NEWEST, _("Nyeste først")),
            (OLDEST, _("Eldste først")),
            (HIGHEST, _("Høyeste beløp først")),
        ],
        "sizes": SIZES,
        "before": asked.address(page=found.page - 1) if found.page > 1 else "",
        "after": asked.address(page=found.page + 1) if found.page < found.pages else "",
        "newest": asked.address(page=1) if found.page > 1 else "",
        "oldest": asked.address(page=found.pages) if found.page < found.pages else "",
        "names_call": not asked.call,
        "may_handle": user.has_perm("assessments.handle"),
        "is_filtered": asked.address() not in ("?", Asked(sort=asked.sort, size=asked.size).address()),
    }
    return render(request, "assessments/inbox.html", context)


def _stages(found: Queue) -> list[tuple[str, str, int, str]]:
    """(stage, its name, how many, the address) of each way to narrow the queue."""
    labels = [("", _("Alle")), *((str(key), str(label).capitalize()) for key, label in Stage.choices)]
    labels.append((WITHDRAWN, _("Trukket")))
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
    ranking = Ranking(user, call)
    if not ranking.total and not cases_for(user).filter(call=call).exists():
        raise Http404
    asked = request.GET.get("side", "")
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    page = min(ranking.pages, max(1, wanted))
    context = {
        "call": call,
        "frame": frame_of(call),
        "unseen": ranking.unseen,
        "places": ranking.places(page),
        "total": ranking.total,
        "page": page,
        "pages": ranking.pages,
        "before": page - 1 if page > 1 else None,
        "after": page + 1 if page < ranking.pages else None,
    }
    return render(request, "assessments/priorities.html", context)


@officer
@require_GET
def outcomes(request: HttpRequest) -> HttpResponse:
    """Awards and rejections by area of one call: the one asked for, else the newest."""
    user = actor_of(request)
    calls, key = choices.calls_for(user), request.GET.get("utlysning", "")
    call = next((row for row in calls if not key or row.key == key), None)
    if key and call is None:
        raise Http404
    areas, total = outcomes_of(user, call) if call else ([], None)
    context = {"calls": calls, "call": call, "areas": areas, "total": total}
    return render(request, "assessments/outcomes.html", context)

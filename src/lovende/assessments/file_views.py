"""Files handed in with an application, for those who may read it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_GET

from lovende.applications.pages.downloads import download
from lovende.assessments.case_views import known_case
from lovende.assessments.casework import Desk
from lovende.people.guard import actor_of, signed_in


@signed_in
@require_GET
def case_file(request: HttpRequest, public_id: str, number: int) -> HttpResponseBase:
    """File `number` (1-based) of the newest submission, as a download. Known but not to be read: 403."""
    desk = Desk(known_case(request, public_id), actor_of(request))
    if not desk.may_read:
        raise PermissionDenied
    found = next((row.attachment for row in desk.files if row.number == number), None)
    if found is None:
        raise Http404
    return download(found)

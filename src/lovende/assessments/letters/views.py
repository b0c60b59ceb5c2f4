"""Pages of the letters of one case, and the files. Authors read their own when it is sent."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
)
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from lovende.applications.models import Application, Author
from lovende.applications.receipts import application_pdf
from lovende.assessments.errors import NotAllowedError
from lovende.assessments.letters import queries
from lovende.assessments.letters.actions import LetterError, make_letter, send_letter, why
from lovende.assessments.letters.rules import may_read
from lovende.assessments.letters.text import LANGUAGES, WordingError
from lovende.assessments.models import Letter
from lovende.people.models import User
from lovende.printing import PrintingError

View = Callable[..., HttpResponseBase]
LANGUAGE_NAMES = {"nb": "bokmål", "nn": "nynorsk"}


def person(view: View) -> View:
    """Strangers to sign-in; nothing of the page is kept by any cache; an act that is not theirs is 403."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except NotAllowedError:
            raise PermissionDenied from None
        response["Cache-Control"] = "no-store"
        return response

    return guarded


def user_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _case(request: HttpRequest, public_id: str) -> tuple[Application, bool]:
    """The case, and whether the person is of the office (else an author). 404 for who may not know of it."""
    try:
        case = queries.case_of(public_id)
    except Application.DoesNotExist:
        raise Http404 from None
    if request.user.has_perm("assessments.read_letters", case):
        return case, True
    if Author.objects.filter(application=case, user=user_of(request)).exists():
        return case, False
    if request.user.has_perm("assessments.know", case):
        raise PermissionDenied
    raise Http404


@person
@require_GET
def letters(request: HttpRequest, public_id: str) -> HttpResponse:
    """The letters of a case: make, look, send. Its authors see what is sent."""
    case, office = _case(request, public_id)
    decisions = queries.decisions_of_case(case)
    rows = [(decision, _rows(list(decision.letters.all()), office)) for decision in decisions]
    if not office:
        rows = [row for row in rows if row[1]]
    context = {
        "case": case,
        "title": case.standing.title if hasattr(case, "standing") else case.title,
        "office": office,
        "newest": rows[0][0] if rows else None,  # of those they see: a newer one is told by its letter alone
        "rows": rows,
        "may_write": request.user.has_perm("assessments.write_letters", case),
    }
    return render(request, "assessments/letters.html", context)


def _rows(there: list[Letter], office: bool) -> list[dict[str, Any]]:
    """A row a language: its letter, or none yet. Authors get the sent ones alone."""
    found = {letter.language: letter for letter in there if letter.pdf_id and (office or letter.sent_at)}
    named = [
        {"language": code, "name": LANGUAGE_NAMES[code], "letter": found.get(code)} for code in LANGUAGES
    ]
    return named if office else [row for row in named if row["letter"]]


@person
@require_POST
def letter_make(request: HttpRequest, public_id: str) -> HttpResponse:
    """Make the letter of the decision in force, or make it again."""
    case, _office = _case(request, public_id)
    language = request.POST.get("language", "")
    decisions = queries.decisions_of_case(case)
    if language not in LANGUAGES or not decisions:
        raise Http404
    try:
        make_letter(decision=decisions[0], language=language, actor=user_of(request))
        messages.success(request, _("Brevet er laget."))
    except LetterError as error:
        messages.error(request, str(error))
    except WordingError:
        messages.error(request, why("wording"))
    except PrintingError:
        messages.error(request, why("error"))
    return redirect("assessments:letters", case.public_id)


@person
@require_POST
def letter_send(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send the letter of the decision in force: the applicant may read it from now on."""
    case, _office = _case(request, public_id)
    decisions = queries.decisions_of_case(case)
    try:
        letter = queries.letter_of(
            case, decisions[0].number if decisions else 0, request.POST.get("language", "")
        )
        send_letter(letter=letter, actor=user_of(request))
        messages.success(request, _("Brevet er sendt. Søkeren kan lese det nå."))
    except Letter.DoesNotExist:
        messages.error(request, why("not-made"))
    except LetterError as error:
        messages.error(request, str(error))
    return redirect("assessments:letters", case.public_id)


@person
@require_GET
def letter_file(
    request: HttpRequest, public_id: str, number: int, language: str, ending: str
) -> HttpResponseBase:
    """The letter as PDF or Word."""
    case, _office = _case(request, public_id)
    try:
        letter = queries.letter_of(case, number, language)
    except Letter.DoesNotExist:
        raise Http404 from None
    attachment = {"pdf": letter.pdf, "docx": letter.word}.get(ending)
    if attachment is None or not may_read(user_of(request), letter):
        raise Http404
    file = attachment.file.open("rb")
    return FileResponse(
        file, as_attachment=True, filename=attachment.name, content_type=attachment.media_type
    )


@person
@require_GET
def application_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """The whole application as handed in last, as PDF, for those who may read it."""
    try:
        case = queries.case_of(public_id)
    except Application.DoesNotExist:
        raise Http404 from None
    if not request.user.has_perm("assessments.know", case):
        raise Http404
    submission = case.submissions.order_by("-number").first()
    if not request.user.has_perm("assessments.read", case):
        raise PermissionDenied
    if submission is None:
        raise Http404
    submission.application = case
    response = HttpResponse(application_pdf(submission), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{case.public_id}-{submission.number}.pdf"'
    return response

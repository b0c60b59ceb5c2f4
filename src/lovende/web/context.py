"""What every page knows of the site."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import gettext

from lovende.people.demo import accounts

# Each language by its own name, whatever the language of the page.
LANGUAGE_NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}


def site(request: HttpRequest) -> dict[str, object]:
    """The demo flag, this very address (query included) in each language, and what stands in the user menu."""
    path = request.get_full_path()
    languages = [
        (code, LANGUAGE_NAMES.get(code, name), translate_url(path, code)) for code, name in settings.LANGUAGES
    ]
    return {
        "demo": settings.DEMO,
        "demo_accounts": accounts if settings.DEMO else (),
        "language_links": languages,
        "user_links": user_links(request),
    }


def user_links(request: HttpRequest) -> list[tuple[str, str]]:
    """(label, address) of what stands in the user's menu; none for strangers."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    may_review = user.has_perm("catalogue.review")
    return [
        *([(gettext("Importer tiltak"), reverse("catalogue:imports"))] if may_review else []),
        (gettext("E-post"), reverse("account_email")),
        (gettext("Passord"), reverse("account_change_password")),
        (gettext("Totrinnsinnlogging"), reverse("mfa_index")),
    ]

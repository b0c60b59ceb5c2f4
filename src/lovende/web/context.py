"""What every page knows of the site."""

import rules
from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lovende.people.demo import accounts
from lovende.people.models import Role, User
from lovende.people.queries import current_roles

# Each language by its own name, whatever the language of the page.
LANGUAGE_NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}

WRITERS = frozenset({Role.APPLICANT, Role.PROJECT_LEAD, Role.PARTNER})
OFFICERS = frozenset({Role.CASE_OFFICER, Role.DECISION_MAKER, Role.AUDITOR})
SELECTORS = frozenset({Role.EVALUATOR, Role.PROGRAMME_OFFICER, Role.RATER})
# What of the grants stands in the menu, and for whom; what each may do there is asked there.
ROOMS = (
    (_("Mine søknader"), "applications:mine", WRITERS),
    (_("Saker"), "assessments:inbox", OFFICERS),
    (_("Tilskudd"), "awards:awards", OFFICERS | {Role.APPLICANT, Role.PROJECT_LEAD}),
    (_("Rapporter"), "reporting:reports", OFFICERS | {Role.APPLICANT, Role.PROJECT_LEAD}),
    (_("Utvelgelser"), "selection:rounds", OFFICERS | SELECTORS),
)


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
    # Asked of the rules alone: who is turned down there would be looked for in permission tables that hold nothing.
    may_review = user.is_superuser or rules.has_perm("catalogue.review", user)
    return [
        *_rooms(user),
        *([(gettext("Importer tiltak"), reverse("catalogue:imports"))] if may_review else []),
        (gettext("E-post"), reverse("account_email")),
        (gettext("Passord"), reverse("account_change_password")),
        (gettext("Totrinnsinnlogging"), reverse("mfa_index")),
    ]


def _rooms(user: User) -> list[tuple[str, str]]:
    """The rooms of the grants that somebody with these roles works in."""
    held = {role for role, _place in current_roles(user)}
    links = []
    for label, name, roles in ROOMS:
        try:
            links += [(str(label), reverse(name))] if held & roles else []
        except NoReverseMatch:
            continue
    return links

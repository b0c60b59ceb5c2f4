"""Addresses of pages in other rooms, and the site's own for mails and calendars."""

from django.conf import settings
from django.urls import NoReverseMatch, reverse


def application_path(public_id: str) -> str:
    """The application's page for its authors; the list of awards where that room has no such page."""
    return path_of("applications:application", public_id) or reverse("awards:deadlines")


def path_of(name: str, *args: str) -> str:
    """The address, "" when no room has it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def absolute(path: str) -> str:
    """With the host this installation is reached at (LOVENDE_ADDRESS)."""
    return settings.SITE_ADDRESS.rstrip("/") + path

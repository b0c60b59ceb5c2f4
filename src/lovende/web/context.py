"""What every page knows of the site."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url


def site(request: HttpRequest) -> dict[str, object]:
    """The demo flag, and this very address (query included) in each language."""
    path = request.get_full_path()
    languages = [(code, name, translate_url(path, code)) for code, name in settings.LANGUAGES]
    return {"demo": settings.DEMO, "language_links": languages}

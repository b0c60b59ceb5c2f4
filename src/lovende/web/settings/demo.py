"""For trying out and developing: embedded database, demo accounts, mail to a folder, a banner on every page."""

import os

from lovende.embedded import database_url
from lovende.web.settings.base import *  # noqa: F403
from lovende.web.settings.base import HOME, INSTALLED_APPS
from lovende.web.settings.database import database_settings
from lovende.web.settings.demo_key import demo_key

DEMO = True
GENERATED = True
SECRET_KEY = demo_key(HOME)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
DATABASES = {"default": database_settings(database_url())}
INSTALLED_APPS = [*INSTALLED_APPS]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = HOME / "mail"
SITE_ADDRESS = os.environ.get("LOVENDE_ADDRESS") or "http://127.0.0.1:8000"
DEFAULT_FROM_EMAIL = "lovende@example.invalid"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

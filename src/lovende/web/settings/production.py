"""For real use: refuses to start without a secret key, a host list and a database."""

import os

from lovende.web.settings.base import *  # noqa: F403
from lovende.web.settings.database import database_settings

_NEEDED = {
    "LOVENDE_SECRET_KEY": "a long random string",
    "LOVENDE_HOSTS": "the host names served, separated by commas",
    "DATABASE_URL": "postgresql://user:password@host:port/name",
}
_missing = [f"{name} ({what})" for name, what in _NEEDED.items() if not os.environ.get(name, "").strip()]
if _missing:
    raise SystemExit(f"error: production needs {'; '.join(_missing)}: set in the environment and start again")

SECRET_KEY = os.environ["LOVENDE_SECRET_KEY"]
if len(SECRET_KEY) < 50:
    raise SystemExit("error: LOVENDE_SECRET_KEY is short: make one of at least 50 random characters")
ALLOWED_HOSTS = [host.strip() for host in os.environ["LOVENDE_HOSTS"].split(",") if host.strip()]
if "*" in ALLOWED_HOSTS:
    raise SystemExit("error: LOVENDE_HOSTS may not be *: name the hosts that are served")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
DATABASES = {"default": database_settings(os.environ["DATABASE_URL"])}

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Mail is sent through a host that is named; without one nothing is sent, and whoever tries is told so.
EMAIL_HOST = os.environ.get("LOVENDE_SMTP_HOST", "").strip()
EMAIL_PORT = int(os.environ.get("LOVENDE_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("LOVENDE_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("LOVENDE_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("LOVENDE_SMTP_TLS", "").lower() in ("1", "true", "starttls")
EMAIL_USE_SSL = os.environ.get("LOVENDE_SMTP_TLS", "").lower() == "ssl"
EMAIL_TIMEOUT = 30
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "lovende.web.mail.NoHostBackend"
)
DEFAULT_FROM_EMAIL = os.environ.get("LOVENDE_MAIL_FROM", f"lovende@{ALLOWED_HOSTS[0]}")
SITE_ADDRESS = os.environ.get("LOVENDE_ADDRESS") or f"https://{ALLOWED_HOSTS[0]}"

"""For tests: as the demo, with fast passwords and mail kept in memory."""

from lovende.embedded import database_url
from lovende.web.settings.base import *  # noqa: F403
from lovende.web.settings.base import HOME
from lovende.web.settings.database import database_settings

DEMO = True
SECRET_KEY = "only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": database_settings(database_url())}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
EMAIL_FILE_PATH = HOME / "mail"
SITE_ADDRESS = "http://testserver"
STATBANK_ADDRESS = ""
HOME.joinpath("static").mkdir(parents=True, exist_ok=True)

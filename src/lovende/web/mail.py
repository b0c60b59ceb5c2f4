"""Where mail goes when no mail host is named: nowhere, and whoever sends is told what to set."""

from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.base import BaseEmailBackend


class NoHostBackend(BaseEmailBackend):
    """Refuses to send. Raises ImproperlyConfigured naming the setting."""

    def send_messages(self, email_messages):
        raise ImproperlyConfigured(
            "no mail is sent: set LOVENDE_SMTP_HOST in the environment and start again"
        )

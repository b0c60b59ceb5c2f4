"""The demo: the reference portfolio with one account a role; loading it and starting over."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from lovende.people.demo import make_accounts
from lovende.people.models import Organisation, User
from lovende.reference.calls import load_demo_call
from lovende.reference.load import load_portfolio
from lovende.reporting import generated
from lovende.schemes.models import Call


def load_demo() -> dict[str, int]:
    """Load what is not there yet; → how many there are by kind.

    Accounts come in demo mode alone, and so does generated history, where `GENERATED` is on too.
    """
    counts = load_portfolio()
    if settings.DEMO:
        make_accounts()
        load_demo_call()
    if settings.DEMO and settings.GENERATED:
        counts |= generated.generate() | {"organisations": Organisation.objects.count()}
    return {**counts, "calls": Call.objects.count(), "accounts": User.objects.count()}


def reset_demo() -> dict[str, int]:
    """Throw everything away and load anew. Raises ImproperlyConfigured outside demo mode."""
    if not settings.DEMO:
        raise ImproperlyConfigured("only a demo can be reset")
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    call_command("migrate", interactive=False, verbosity=0)
    return load_demo()

"""Where the measurements run: a database of their own that vanishes with the run, the portfolio loaded."""

import os


def set_up() -> dict[str, int]:
    """Start an embedded database in a temporary home, migrate, load the portfolio; → counts by kind.

    The home ends with the process. Without fsync, as nothing in it outlives the run: loading is then faster,
    reading is not. DATABASE_URL is left aside, so that nobody's register is emptied.
    """
    os.environ.pop("DATABASE_URL", None)
    os.environ["LOVENDE_MODE"] = "test"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lovende.web.settings")
    from lovende.embedded import start_for_tests

    start_for_tests()
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from lovende.reference.load import load_portfolio

    return load_portfolio()

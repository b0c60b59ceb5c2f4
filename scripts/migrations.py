"""Fail when a model has changed and its migration is missing. Needs no database: it looks at files alone."""

from __future__ import annotations

import os
import sys

import django
from django.core.management import call_command


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lovende.web.settings")
    from lovende.embedded import start_for_tests

    start_for_tests()
    django.setup()
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    return 0


if __name__ == "__main__":
    sys.exit(main())

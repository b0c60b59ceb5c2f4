"""Bringing the database up to date, one process at a time."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from lovende.reference.load import load_base

UPKEEP_LOCK = 7_301_002


def migrate_if_needed() -> bool:
    """Apply the migrations that are missing and load what every register needs; → whether there were any.

    Others wait meanwhile.
    """
    if not _missing():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [UPKEEP_LOCK])
        try:
            call_command("migrate", interactive=False, verbosity=0)
            load_base()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [UPKEEP_LOCK])
    return True


def _missing() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))

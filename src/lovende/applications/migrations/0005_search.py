"""Search terms out of the rows: they are large, and lists that never look at them would read them all the same."""

from django.db import migrations

FORWARD = """
ALTER TABLE applications_application ALTER COLUMN terms SET STORAGE EXTERNAL;
ALTER TABLE applications_application SET (toast_tuple_target = 128);
"""
BACK = """
ALTER TABLE applications_application RESET (toast_tuple_target);
ALTER TABLE applications_application ALTER COLUMN terms SET STORAGE EXTENDED;
"""


class Migration(migrations.Migration):
    dependencies = [("applications", "0004_numbers")]
    operations = [migrations.RunSQL(FORWARD, BACK)]

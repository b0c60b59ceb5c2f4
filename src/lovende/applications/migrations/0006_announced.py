"""When the authors of an application were told what was decided.

Until now they saw a decision at once: what is decided already was told no later than now.
"""

from django.db import migrations, models

SEEN = "UPDATE applications_application SET announced_at = now() WHERE state = 'decided' AND NOT is_historic;"


class Migration(migrations.Migration):
    dependencies = [("applications", "0005_search")]
    operations = [
        migrations.AddField("application", "announced_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunSQL(SEEN, migrations.RunSQL.noop),
    ]

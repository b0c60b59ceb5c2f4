"""When the project was told of its award. What it has seen already stays seen."""

from django.db import migrations, models

SEEN = "UPDATE awards_award SET announced_at = created_at WHERE NOT is_historic;"


class Migration(migrations.Migration):
    dependencies = [("awards", "0004_money_adds_up")]
    operations = [
        migrations.AddField("award", "announced_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunSQL(SEEN, migrations.RunSQL.noop),
    ]

"""Which calls an office has cases of is asked on every page of its queue: an index answers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0008_queue_of_its_own")]

    operations = [
        migrations.AddIndex(
            "standing", models.Index(fields=["handler", "call", "state"], name="standing_calls")
        ),
    ]

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0003_rulings_never_change"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="letterrun",
            name="decisions",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="letterrun",
            name="handler",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letter_runs",
                to="people.organisation",
            ),
        ),
        migrations.AddField(
            model_name="letterrun",
            name="moved_at",
            field=models.DateTimeField(auto_now=True),
        ),
    ]

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("applications", "0003_submissions_never_change")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE applications_number", "DROP SEQUENCE applications_number")
    ]

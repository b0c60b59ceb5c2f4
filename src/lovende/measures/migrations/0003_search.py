from django.db import migrations

FORWARD = """
CREATE SEQUENCE measures_search_revision;
INSERT INTO measures_searchepoch (epoch) VALUES (gen_random_uuid());
"""
BACK = """
DROP SEQUENCE measures_search_revision;
DELETE FROM measures_searchepoch;
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0002_initial")]
    operations = [migrations.RunSQL(FORWARD, BACK)]

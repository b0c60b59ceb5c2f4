from django.db import migrations

FORWARD = """
CREATE FUNCTION applications_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was handed in never changes: hand in again' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER applications_submission_never_changes BEFORE UPDATE OR DELETE ON applications_submission
    FOR EACH ROW EXECUTE FUNCTION applications_refuse_change();
"""
BACK = """
DROP TRIGGER applications_submission_never_changes ON applications_submission;
DROP FUNCTION applications_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("applications", "0002_initial")]
    operations = [migrations.RunSQL(FORWARD, BACK)]

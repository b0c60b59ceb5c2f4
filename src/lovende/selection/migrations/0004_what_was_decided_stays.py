"""The database itself keeps what was decided: discussions and choices are superseded, never edited or deleted."""

from django.db import migrations

KEEP = """
CREATE FUNCTION selection_refuse_editing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was decided is superseded, never edited' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER selection_discussion_kept BEFORE UPDATE OR DELETE ON selection_discussion
    FOR EACH ROW EXECUTE FUNCTION selection_refuse_editing();
CREATE TRIGGER selection_choice_kept BEFORE UPDATE OR DELETE ON selection_choice
    FOR EACH ROW EXECUTE FUNCTION selection_refuse_editing();
"""
BACK = """
DROP TRIGGER selection_choice_kept ON selection_choice;
DROP TRIGGER selection_discussion_kept ON selection_discussion;
DROP FUNCTION selection_refuse_editing();
"""


class Migration(migrations.Migration):
    dependencies = [("selection", "0003_cases_and_choice")]
    operations = [migrations.RunSQL(KEEP, BACK)]

from django.db import migrations

FORWARD = """
CREATE FUNCTION catalogue_refuse_change_of_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a decision is superseded, never edited' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER catalogue_decision_never_edited BEFORE UPDATE ON catalogue_decision
    FOR EACH ROW EXECUTE FUNCTION catalogue_refuse_change_of_decision();
"""
BACK = """
DROP TRIGGER catalogue_decision_never_edited ON catalogue_decision;
DROP FUNCTION catalogue_refuse_change_of_decision();
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_states_known")]
    operations = [migrations.RunSQL(FORWARD, BACK)]

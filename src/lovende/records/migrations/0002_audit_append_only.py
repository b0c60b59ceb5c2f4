from django.db import migrations

FORWARD = """
CREATE FUNCTION records_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER records_auditevent_append_only BEFORE UPDATE OR DELETE ON records_auditevent
    FOR EACH ROW EXECUTE FUNCTION records_refuse_change();
CREATE TRIGGER records_auditevent_no_truncate BEFORE TRUNCATE ON records_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION records_refuse_change();
"""
BACK = """
DROP TRIGGER records_auditevent_append_only ON records_auditevent;
DROP TRIGGER records_auditevent_no_truncate ON records_auditevent;
DROP FUNCTION records_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACK)]

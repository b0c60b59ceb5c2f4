from django.db import migrations

FORWARD = """
CREATE FUNCTION awards_refuse_change_of_paid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was paid stays as it was paid' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER awards_paid_stays BEFORE UPDATE OR DELETE ON awards_instalment
    FOR EACH ROW WHEN (OLD.state = 'paid') EXECUTE FUNCTION awards_refuse_change_of_paid();

-- A year's instalments are its granted amount, to the øre. When a later decision grants less than was paid by then,
-- what was paid stands and nothing more is to come. A year without instalments (an imported one) is let be.
CREATE FUNCTION awards_check_year(year_id bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    granted numeric;
    paid numeric;
    open numeric;
BEGIN
    SELECT amount INTO granted FROM awards_awardyear WHERE id = year_id;
    IF NOT FOUND THEN RETURN; END IF;
    SELECT coalesce(sum(amount) FILTER (WHERE state = 'paid'), 0),
           coalesce(sum(amount) FILTER (WHERE state <> 'paid'), 0) INTO paid, open
        FROM awards_instalment WHERE award_year_id = year_id;
    IF paid + open = 0 OR paid + open = granted OR (open = 0 AND paid > granted) THEN RETURN; END IF;
    RAISE EXCEPTION 'instalments of a year are % and not the % granted', paid + open, granted
        USING ERRCODE = 'check_violation';
END $$;
CREATE FUNCTION awards_check_instalment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM awards_check_year(OLD.award_year_id); END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM awards_check_year(NEW.award_year_id); END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION awards_check_amount() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM awards_check_year(NEW.id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER awards_instalments_add_up AFTER INSERT OR DELETE OR UPDATE OF amount, award_year_id
    ON awards_instalment DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION awards_check_instalment();
CREATE CONSTRAINT TRIGGER awards_year_adds_up AFTER UPDATE OF amount
    ON awards_awardyear DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION awards_check_amount();
"""
BACK = """
DROP TRIGGER awards_year_adds_up ON awards_awardyear;
DROP TRIGGER awards_instalments_add_up ON awards_instalment;
DROP TRIGGER awards_paid_stays ON awards_instalment;
DROP FUNCTION awards_check_amount();
DROP FUNCTION awards_check_instalment();
DROP FUNCTION awards_check_year(bigint);
DROP FUNCTION awards_refuse_change_of_paid();
"""


class Migration(migrations.Migration):
    dependencies = [("awards", "0003_links_choices_and_known_states")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
